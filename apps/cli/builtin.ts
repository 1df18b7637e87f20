import { fileURLToPath } from 'node:url';
import type { Push } from './data.js';

const file = (name: string) => fileURLToPath(new URL(`../../../apps/cli/builtin/${name}`, import.meta.url));

/** Data that come with Luthier, by name; apps/cli/builtin/README.md tells what they are. */
export const BUILTIN = {
  'safety-prompts': {
    files: { train: file('safety-prompts-examples.jsonl'), test: file('safety-prompts.jsonl') },
    license: 'CC0-1.0',
    attribution: 'Safety prompts of Luthier, dedicated to the public domain (CC0).',
  },
} as const satisfies Record<string, Omit<Push, 'name'>>;
