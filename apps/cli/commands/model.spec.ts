import { expect, it } from '@jest/globals';
import type { ModelVersion } from '../views.js';
import { scoresOf } from './model.js';

it('shows the newest score of each form of a version, and nothing of what was not scored', () => {
  const version = (evaluations: object[]) =>
    ({ artifacts: { merged: 'art_m', gguf: 'art_g' }, evaluations }) as unknown as ModelVersion;
  const one = (subject: string, exact_match: number | null) => ({ subject, metrics: { exact_match } });
  expect(scoresOf(version([one('art_g', 0.5), one('art_m', 0.8), one('art_g', 0.91666)]))).toBe(
    'merged 0.8, gguf 0.9167',
  );
  expect(scoresOf(version([one('art_g', null), one('art_x', 1)]))).toBe('-');
});
