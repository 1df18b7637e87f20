import type { Piece } from './words-diff.js';

/** A text with the words that it has more marked, and those that it lacks struck through. */
export const MarkedWords = ({ pieces }: { pieces: readonly Piece[] }) => (
  <p className="marked">
    {pieces.map((piece, at) =>
      piece.kind === 'added' ? (
        <ins key={at}>{piece.text}</ins>
      ) : piece.kind === 'removed' ? (
        <del key={at}>{piece.text}</del>
      ) : (
        piece.text
      ),
    )}
  </p>
);
