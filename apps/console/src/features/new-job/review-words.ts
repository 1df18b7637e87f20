/** An answer that is not kept names the review that keeping it would open: the sentence without it, and which it is. */
export function withoutReview(text: string): { rest: string; review: string | null } {
  const found = / ?Review (rev_[0-9a-z]{26}) is open: luthier review show \1/.exec(text);
  if (!found) return { rest: text, review: null };
  return { rest: text.replace(found[0], '').trim(), review: found[1]! };
}
