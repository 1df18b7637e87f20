import type { LicenseEntry } from './license-entry.js';

/** Data that the project owns: declared by a named member, allowed, without obligations. An entry like any other. */
export const OWN_DATA: LicenseEntry = {
  id: 'LicenseRef-own-data',
  spdx: null,
  name: 'Data that the project owns',
  version: '1',
  kind: 'own-data',
  applies_to: ['data'],
  url: null,
  hf: { license: [], license_name: [] },
  examples: [],
  texts: [],
  key_strings: [],
  variants: [],
  unread: [],
  confidence: 'declared',
  terms: {
    commercial_use: { value: 'allowed', clause: 'declared by a named member of the project' },
    thresholds: [],
    field_of_use: [],
    output_use: { value: 'free', basis: 'text-silent' },
    redistribution: {},
    derivative_licence: { value: 'free', basis: 'text-silent' },
    gated: { value: false },
    naming: null,
    geography: { excluded: [], basis: 'text-silent' },
    hosted_service: { value: 'allowed', basis: 'text-silent' },
    copyleft: { value: 'none', basis: 'text-silent' },
  },
};
