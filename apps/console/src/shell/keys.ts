/** What a key press in the page means; pure, so that the map is one table that help and handler share. */
export interface Shortcut {
  keys: string;
  does: string;
  where: string;
}

export const SHORTCUTS: readonly Shortcut[] = [
  { keys: 'mod+K', does: 'Find a page, a job or a command', where: 'Everywhere' },
  { keys: '?', does: 'Show these keys', where: 'Everywhere' },
  { keys: 'Esc', does: 'Close what is open', where: 'Everywhere' },
  { keys: 'j / k', does: 'Next and previous row, or open review', where: 'Lists and reviews' },
  { keys: 'Enter', does: 'Open the row', where: 'Lists' },
  { keys: 'x', does: 'Select the row', where: 'Lists' },
  { keys: '/', does: 'Go to the filter or the search', where: 'Lists and logs' },
  { keys: 'a / r', does: 'Approve (or waive), and reject: goes to the text', where: 'A license review' },
  { keys: '1 … 9 / 0', does: 'Prefer an answer, or none', where: 'Blind answers' },
  { keys: '[ / ]', does: 'Previous and next tab', where: 'Pages with tabs' },
];

const AFTER_G_MS = 1_200;

/** `g` and then a letter, within a second or so. */
export class Chords {
  private since = -Infinity;

  /** The letter behind a `g`; null while none is finished. */
  press(key: string, at: number): string | null {
    const isSecond = at - this.since < AFTER_G_MS;
    this.since = !isSecond && key === 'g' ? at : -Infinity;
    return isSecond ? key : null;
  }
}

/** Keys that are typed into a field mean themselves. */
export function isTyping(target: EventTarget | null): boolean {
  const at = target as { tagName?: string; isContentEditable?: boolean; type?: string } | null;
  if (at?.isContentEditable) return true;
  if (at?.tagName === 'INPUT') return !['checkbox', 'radio', 'button', 'range'].includes(at.type ?? '');
  return at?.tagName === 'TEXTAREA' || at?.tagName === 'SELECT';
}

const WINDOW = '[role=dialog][aria-modal=true]';
/** Keys of the page rest while something is typed, and behind an open window: they would move what it stands on. */
export const isBusy = (
  { target }: Pick<Event, 'target'>,
  page: Pick<ParentNode, 'querySelector'> = document,
): boolean => isTyping(target) || page.querySelector(WINDOW) !== null;
