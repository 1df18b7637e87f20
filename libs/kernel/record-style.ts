/** The one style of the record's page; the Content-Security-Policy names it by its hash. */
export const PAGE_STYLE = `
:root{color-scheme:light;--ink:#1b1f24;--soft:#5b6570;--line:#d9dee4;--yes:#0b6b3a;--open:#8a5300;--no:#a3122a}
*{box-sizing:border-box}
body{margin:0;background:#f4f5f7;color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
main{max-width:62rem;margin:2rem auto;padding:2.5rem 3rem;background:#fff;border:1px solid var(--line);border-radius:8px}
.kicker{margin:0;color:var(--soft);font-size:.8rem;letter-spacing:.08em;text-transform:uppercase}
h1{margin:.1rem 0 1rem;font-size:2rem;line-height:1.2;overflow-wrap:anywhere}
h1 span{color:var(--soft);font-weight:400}
h2{margin:2.2rem 0 .6rem;padding-top:1.2rem;border-top:1px solid var(--line);font-size:1.25rem}
p{margin:.5rem 0}
.verdict{margin:0 0 1.2rem;padding:.8rem 1rem;border-left:6px solid currentColor;background:#f7f8fa;font-size:1.15rem}
.yes{color:var(--yes)}.open{color:var(--open)}.no{color:var(--no)}
.note,small,caption{color:var(--soft)}
dl{margin:0;display:grid;grid-template-columns:repeat(auto-fit,minmax(18rem,1fr));gap:.6rem 2rem}
dt{color:var(--soft);font-size:.8rem}
dd{margin:0;overflow-wrap:anywhere}
.wide{overflow-x:auto}
table{width:100%;margin:.8rem 0 1.4rem;border-collapse:collapse;font-size:.9rem}
caption{padding:.2rem 0;text-align:left;font-size:.85rem}
th,td{padding:.5rem .8rem .5rem 0;border-bottom:1px solid var(--line);text-align:left;vertical-align:top;overflow-wrap:break-word}
thead th{border-bottom:2px solid var(--ink);white-space:nowrap}
tbody th{font-weight:600;min-width:8rem;max-width:22rem}
th small,th blockquote{font-weight:400}
th code{overflow-wrap:break-word}
code,pre{font:.82em/1.45 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;overflow-wrap:anywhere}
pre{padding:.8rem 1rem;background:#f4f5f7;border:1px solid var(--line);border-radius:6px;white-space:pre-wrap}
blockquote{margin:.4rem 0 0;padding:.3rem .7rem;border-left:3px solid var(--line);white-space:pre-wrap}
details{margin-top:.8rem}
summary{cursor:pointer}
@media (max-width:48rem){main{margin:0;padding:1.2rem;border:0;border-radius:0}}
@media print{body{background:#fff;font-size:10pt}main{max-width:none;margin:0;padding:0;border:0}.wide{overflow:visible}section,tr{break-inside:avoid}details{display:none}}
`;
