import { html, seen } from '#kernel/record-page.js';

/** One thing that a member is told. Every text in it may come from a stranger. */
export interface Notice {
  /** One line: what happened. */
  title: string;
  facts: [name: string, value: string][];
  /** Words of a person or of a text, shown as a quotation. */
  quote: string | null;
  /** What to type to see or answer it. */
  command: string | null;
  /** Below the address of the installation. */
  path: string | null;
}

const MOST_NOTICES = 50;
const LONGEST_QUOTE = 2000;
const LONGEST_LINE = 300;
const LONGEST_SUBJECT = 150;

/** One line of a stranger's text: nothing unseen in it, and no end of a line. */
export const oneLine = (text: string, most = LONGEST_LINE): string =>
  cut(seen(text.replace(/[\s\u2028\u2029]+/gu, ' ')).trim(), most);

const cut = (text: string, most: number): string => {
  const all = [...text];
  return all.length > most ? `${all.slice(0, most - 1).join('')}…` : text;
};

export function subjectOf(notices: readonly Notice[]): string {
  const [first] = notices;
  const title = oneLine(first?.title ?? 'Nothing to tell', LONGEST_SUBJECT);
  return notices.length > 1 ? `[Luthier] ${notices.length} license review notices` : `[Luthier] ${title}`;
}

const FOOT =
  'You get this as a member of the project. Fewer of them, or none: luthier member set current --notify assigned|none';

/** The mail as plain text. What is quoted stands behind `>`. */
export function textOf(notices: readonly Notice[], base: string | null): string {
  const parts = notices
    .slice(0, MOST_NOTICES)
    .map((one) =>
      [
        oneLine(one.title),
        '',
        ...one.facts.map(([name, value]) => `  ${oneLine(name)}: ${oneLine(value)}`),
        ...(one.quote === null ? [] : ['', ...quoted(one.quote)]),
        ...(one.command === null ? [] : ['', `  ${oneLine(one.command)}`]),
        ...(one.path === null || base === null ? [] : [`  ${base}${one.path}`]),
      ].join('\n'),
    );
  return `${[...parts, ...moreOf(notices), `-- \n${FOOT}`].join('\n\n')}\n`;
}

const quoted = (text: string): string[] => linesOf(text).map((line) => `  > ${oneLine(line, LONGEST_QUOTE)}`);

const linesOf = (text: string): string[] => cut(text, LONGEST_QUOTE).split(/\r\n|[\r\n\u2028\u2029]/);

const moreOf = (notices: readonly Notice[]): string[] =>
  notices.length > MOST_NOTICES ? [`And ${notices.length - MOST_NOTICES} more: luthier review ls`] : [];

/** The same as HTML: no picture, no style sheet, no address but the installation's own. */
export function htmlOf(notices: readonly Notice[], base: string | null): string {
  const parts = notices.slice(0, MOST_NOTICES).map((one) => {
    const facts = one.facts.map(
      ([name, value]) => `<li>${html(oneLine(name))}: <strong>${html(oneLine(value))}</strong></li>`,
    );
    const quote =
      one.quote === null
        ? ''
        : `\n<blockquote><pre>${html(linesOf(one.quote).join('\n'))}</pre></blockquote>`;
    const command = one.command === null ? '' : `\n<p><code>${html(oneLine(one.command))}</code></p>`;
    const where = one.path === null || base === null ? '' : `\n<p>${html(base + one.path)}</p>`;
    return `<h2>${html(oneLine(one.title))}</h2>\n<ul>${facts.join('')}</ul>${quote}${command}${where}`;
  });
  const more = moreOf(notices).map((line) => `<p>${html(line)}</p>`);
  return `<!doctype html>\n<html lang="en"><body>\n${[...parts, ...more].join('\n<hr>\n')}\n<hr>\n<p><small>${html(FOOT)}</small></p>\n</body></html>\n`;
}

/** The address behind a sender such as `Luthier <luthier@example.org>`. */
export const addressOf = (mailbox: string): string => /<([^<>]+)>\s*$/.exec(mailbox)?.[1] ?? mailbox.trim();

/** The same for each try of one mail, and for no other. */
export const messageIdOf = (mailId: string, from: string): string =>
  `<${mailId}@${addressOf(from).split('@').at(-1)}>`;
