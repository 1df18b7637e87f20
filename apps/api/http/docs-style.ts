/** The style sheet of /docs; its hash stands in the page's content security policy. */
export const DOCS_STYLE = `
:root { color-scheme: light dark; --line: light-dark(#d7dce2, #333a44); --soft: light-dark(#f4f6f8, #1a1f26); --accent: light-dark(#0b5cad, #7db8ff); }
* { box-sizing: border-box; }
body { margin: 0; font: 15px/1.5 system-ui, sans-serif; background: light-dark(#fff, #12161b); color: light-dark(#1b2330, #e4e8ee); display: grid; grid-template-columns: 15rem minmax(0, 1fr); }
nav { position: sticky; top: 0; align-self: start; height: 100vh; overflow: auto; padding: 1.5rem 1rem; border-right: 1px solid var(--line); }
nav h1 { font-size: 1.2rem; margin: 0 0 1rem; } nav ul { list-style: none; margin: 0; padding: 0; } nav li { padding: .2rem 0; }
main { padding: 1.5rem 2rem 4rem; max-width: 70rem; }
a { color: var(--accent); } small { opacity: .75; font-weight: normal; }
h2 { margin: 2.2rem 0 .6rem; font-size: 1.25rem; } h4 { margin: 1rem 0 .3rem; font-size: .85rem; text-transform: uppercase; letter-spacing: .05em; opacity: .8; }
details { border: 1px solid var(--line); border-radius: 8px; margin: .4rem 0; padding: 0 1rem; }
details[open] { padding-bottom: 1rem; }
summary { cursor: pointer; padding: .55rem 0; list-style-position: outside; } summary:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
summary span:last-child { opacity: .85; margin-left: .5rem; }
.verb { display: inline-block; min-width: 4.2rem; text-align: center; font: 600 .75rem/1.6 ui-monospace, monospace; border-radius: 5px; color: #fff; background: #4a5563; }
.verb.get { background: #0b6bcb; } .verb.post { background: #18794e; } .verb.patch, .verb.put { background: #8a5a00; } .verb.delete { background: #b42318; }
code, pre { font: .85em/1.5 ui-monospace, SFMono-Regular, monospace; }
pre { background: var(--soft); border: 1px solid var(--line); border-radius: 6px; padding: .7rem; overflow: auto; }
table { border-collapse: collapse; width: 100%; font-size: .88rem; } th, td { text-align: left; vertical-align: top; padding: .3rem .6rem .3rem 0; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
th:nth-child(1), th:nth-child(2) { width: 30%; } .variant td { font-weight: 600; padding-top: .8rem; } td b { color: light-dark(#b42318, #ff8a80); }
.answers { columns: 2; padding-left: 1.1rem; margin: 0; font-size: .88rem; } .roles { margin: .3rem 0; }
@media (max-width: 48rem) { body { grid-template-columns: minmax(0, 1fr); } nav { position: static; height: auto; border-right: 0; border-bottom: 1px solid var(--line); } main { padding: 1rem; } .answers { columns: 1; } }
`;
