/** A sentence without the review that it names in the words of the command line, and which it is. */
export function withoutReview(text: string): { rest: string; review: string | null } {
  const found = / ?Review (rev_[0-9a-z]{26}) is open: luthier review show \1/.exec(text);
  if (!found) return { rest: text, review: null };
  return { rest: text.replace(found[0], '').trim(), review: found[1]! };
}
