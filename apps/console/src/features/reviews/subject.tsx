import { useName } from '../../pieces/ref.js';
import { type Review, titleOf } from './words.js';

/** What a review is about, by the name that people gave it; of a training, what it asks about. */
export function useSubject(of: Pick<Review, 'subject' | 'findings'> | undefined): string | null {
  const named = useName(
    of && of.subject.model === null ? [of.subject.id, ...of.findings.map(({ node }) => node)] : [],
  );
  if (!of) return null;
  if (!named) return titleOf(of);
  const kind = of.subject.type.replaceAll('_', ' ');
  return named.id === of.subject.id ? named.name : `${kind} with ${named.name}`;
}

export const Subject = ({ of }: { of: Review }) => <>{useSubject(of)}</>;
