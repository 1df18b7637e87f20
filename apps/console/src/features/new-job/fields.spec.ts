import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { root } from '#platform/root.js';
import { ALL, type Field } from './fields.js';

interface Schema {
  default?: unknown;
  enum?: string[];
  const?: string;
  anyOf?: Schema[];
  oneOf?: Schema[];
  type?: string;
  properties?: Record<string, Schema>;
}
const openapi = JSON.parse(readFileSync(join(root, 'openapi.json'), 'utf8')) as {
  paths: Record<string, { post: { requestBody: { content: Record<string, { schema: Schema }> } } }>;
};
const { schema } = openapi.paths['/v1/jobs']!.post.requestBody.content['application/json']!;
const bodies = (schema.oneOf ?? schema.anyOf)!;
const bodyOf = (kind: string) => bodies.find(({ properties }) => properties!['kind']!.const === kind)!;
const at = ({ properties = {} }: Schema, name: string): Schema => properties[name] ?? {};
const found = (name: string): Schema => {
  if (name === 'publish.type') return at(bodyOf('quantize'), 'type');
  return name.split('.').reduce(at, bodyOf('finetune'));
};
const fields = ALL.filter(({ name }) => name !== 'publish.model');

/** What the API takes and this form does not offer. */
const LEFT_OUT = ['kind', 'metadata', 'adapter', 'trainer', 'samples', 'adapter.quantization'];

describe('the form of a training', () => {
  it('has every setting of the contract but what it leaves out', () => {
    const { adapter, trainer } = bodyOf('finetune').properties!;
    const names = [
      ...Object.keys(bodyOf('finetune').properties!),
      ...Object.keys(adapter!.properties!).map((name) => `adapter.${name}`),
      ...Object.keys(trainer!.properties!).map((name) => `trainer.${name}`),
    ];
    const known = new Set(ALL.map(({ name }) => name));
    expect(names.filter((name) => !known.has(name)).sort()).toEqual([...LEFT_OUT].sort());
  });

  it.each(fields.map((field) => [field.name, field] as const))('%s is what the contract says', (_, field) => {
    const schema = found(field.name);
    expect(schema).not.toEqual({});
    if (field.usual !== undefined) expect(String(schema.default)).toBe(field.usual);
    else if (field.name === 'publish.type') expect(schema.default).toBe(field.blank);
    else expect(schema.default).toBeUndefined();
    if (field.kind === 'choice') expect(missing(field, schema)).toEqual([]);
  });
});

/** A published model is a GGUF file: other types of quantisation are offered elsewhere. */
function missing({ name, options = [] }: Field, { enum: known = [] }: Schema): string[] {
  const ours = new Set(options);
  const theirs = name === 'publish.type' ? known.filter((one) => /^(f16|q\d)/.test(one)) : known;
  return [...theirs.filter((one) => !ours.has(one)), ...options.filter((one) => !theirs.includes(one))];
}
