import { missingWords } from './told.js';

/** In the place of a figure that could not be read, or not yet. */
export const NotThere = ({ error }: { error: unknown }) => (
  <span className="none">{missingWords(error)}</span>
);
