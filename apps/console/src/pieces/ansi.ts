import Anser from 'anser';

export interface Span {
  text: string;
  /** Class names of the style sheet: `ansi-red`, `ansi-bold`. */
  style: string;
}

// everything but colours: cursor moves, titles, hyperlinks; a log must not move anything
const OTHER =
  // eslint-disable-next-line no-control-regex
  /\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?|\x1b\[[0-9;?]*[ -/]*[@-ln-~]|\x1b[@-Z\\^_]|[\x00-\x08\x0b\x0c\x0e-\x1a\x7f]/g;

/** A line of a terminal as spans; only colours are left of its control characters. A progress bar is what it came to. */
export function spansOf(line: string): Span[] {
  const shown = line.replace(/\r+$/, '').split('\r').at(-1)!;
  return Anser.ansiToJson(shown.replace(OTHER, ''), { json: true, remove_empty: true, use_classes: true })
    .filter(({ content }) => content !== '')
    .map(({ content, fg, decorations }) => ({
      // eslint-disable-next-line no-control-regex
      text: content.replace(/\x1b/g, ''),
      style: [known(fg), ...decorations.filter((one) => one === 'bold').map(() => 'ansi-bold')]
        .filter(Boolean)
        .join(' '),
    }));
}

const known = (fg: string | null): string =>
  fg && /^ansi-(bright-)?(red|green|yellow|blue|magenta|cyan)$/.test(fg) ? fg : '';

// eslint-disable-next-line no-control-regex
export const plain = (line: string): string => line.replace(/\x1b\[[0-9;]*m/g, '').replace(OTHER, '');

/** Where `words` occurs, without regard to case; at most so many lines. */
export function matches(lines: readonly string[], words: string, limit = 10_000): number[] {
  const wanted = words.toLowerCase();
  const found: number[] = [];
  if (wanted === '') return found;
  for (let at = 0; at < lines.length && found.length < limit; at += 1)
    if (lines[at]!.toLowerCase().includes(wanted)) found.push(at);
  return found;
}
