import { useName } from '../../pieces/ref.js';
import { type Review, titleOf } from './words.js';

/** What a review is about, by the name that people gave it; of a training, what it asks about. */
export function useSubject(of: Pick<Review, 'subject' | 'findings'> | undefined): string | null {
  const named = useName(
    of && of.subject.model === null ? [of.subject.id, ...of.findings.map(({ node }) => node)] : [],
  );
  return of ? titleOf(of, named) : null;
}

export const Subject = ({ of }: { of: Review }) => <>{useSubject(of)}</>;
