// Generated from data/measurements.csv by libs/sizing/fit.mjs; do not edit.
import type { Fitted } from './fit.js';

export const FITTED: Fitted = {
  constants: { runtimeGb: 1.5, logitsBytes: 7.5, recomputed: 0.5 },
  interval: { low: 0.803, high: 1.276 },
  families: ['Qwen'],
};
