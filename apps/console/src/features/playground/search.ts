import { flagOf, given, numberOf, textOf } from '../../search.js';

export const MOST_MODELS = 3;
export const DEFAULTS = { seed: 1, temperature: 0, max: 256 };

/** `?models=a,b,c&seed=7`; what is left out has its default. `plain` shows answers without marks; `fresh` begins a conversation. */
export const playgroundSearch = (raw: Record<string, unknown>) =>
  given({
    models: textOf(raw, 'models', 1000),
    seed: numberOf(raw, 'seed', [0, 2 ** 31 - 1]),
    temperature: numberOf(raw, 'temperature', [0, 2]),
    max: numberOf(raw, 'max', [1, 1_000_000]),
    plain: flagOf(raw, 'plain'),
    fresh: flagOf(raw, 'fresh'),
  });
export type PlaygroundSearch = ReturnType<typeof playgroundSearch>;

/** Each model once, at most three. */
export const modelsOf = ({ models = '' }: PlaygroundSearch): string[] =>
  [...new Set(models.split(',').map((name) => name.trim()))].filter(Boolean).slice(0, MOST_MODELS);

export const settingsOf = ({ seed, temperature, max }: PlaygroundSearch) => ({
  seed: seed ?? DEFAULTS.seed,
  temperature: temperature ?? DEFAULTS.temperature,
  max: max ?? DEFAULTS.max,
});
export type Settings = ReturnType<typeof settingsOf>;
