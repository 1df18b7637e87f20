import { describe, expect, it } from '@jest/globals';
import { formsText, servedScores } from './version-scores.js';

const one = (name: string, subject: string, exact_match: number) => ({
  ...{ name, subject },
  metrics: { exact_match },
});
const version = (artifacts: object, evaluations: object[] = []) =>
  ({ model: 'bot', version: 1, artifacts, evaluations }) as never;
const forms = { merged: 'art_m', gguf: 'art_g' };

describe('the scores of a version', () => {
  it('are the newest of the served form, and name another where only that was evaluated', () => {
    const evaluations = [
      ...[one('exact match', 'art_g', 0.25), one('exact match', 'art_g', 0.5)],
      ...[one('exact match', 'art_m', 0.9), one('spelling', 'art_m', 1), one('base', 'bm_1', 0)],
    ];
    expect(servedScores(version(forms, evaluations))).toEqual({
      'exact match': { exact_match: 0.5 },
      'spelling (merged)': { exact_match: 1 },
      base: { exact_match: 0 },
    });
  });

  it('say in a line which form they are of', () => {
    const both = [version(forms), version(forms)];
    expect(formsText(both, 'gguf')).toBe('Scores are of the gguf, the form that is served.');
    expect(formsText(both, 'merged')).toMatch(/ The verdict is of the merged of both\.$/);
    expect(formsText([version(forms), version({ adapter: 'art_a' })], null)).toBe(
      'Scores are of what is served: the gguf of bot@1, the adapter of bot@1.',
    );
    expect(formsText([version({}), version({})], null)).toBeNull();
  });
});
