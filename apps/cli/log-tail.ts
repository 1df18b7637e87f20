export const isCount = (text: string): boolean => /^\d{1,9}$/.test(text);

/** The last lines of a text; one that has not ended yet counts. */
export const endOf = (text: string, lines: number): string =>
  lines === 0
    ? ''
    : text
        .split(/(?<=\n)/)
        .slice(-lines)
        .join('');
