import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { parse } from 'yaml';
import { fingerprint, marked } from './declared.js';
import { readManifests, twins } from './manifest.js';
import { manifestSchema, type OpenApi } from './schema.js';

const HEAD = 'apiVersion: luthier/v1\nkind: Job\nname: support\n';
const read = (source: string) => readManifests('job.yaml', source);
const told = (source: string) =>
  read(source).faults.map(({ line, column, message }) => `${line}:${column} ${message}`);
const one = (source: string) => {
  const { manifests, faults } = read(source);
  expect(faults).toEqual([]);
  return manifests[0]!;
};

describe('a declaration', () => {
  it('is the body that the API takes, under a name, several to a file, also as JSON', () => {
    const spec = 'spec:\n  kind: finetune\n  trainer: { n_epochs: 1e0, learning_rate: 1e-3 }\n';
    const { manifests, faults } = read(
      `# first\n${HEAD}${spec}---\n${HEAD.replace('Job', 'Pipeline')}spec: { jobs: [] }\n---\n`,
    );
    expect(faults).toEqual([]);
    expect(manifests).toMatchObject([
      {
        kind: 'Job',
        name: 'support',
        line: 4,
        column: 7,
        spec: { kind: 'finetune', trainer: { n_epochs: 1, learning_rate: 0.001 } },
      },
      { kind: 'Pipeline', name: 'support', spec: { jobs: [] } },
    ]);
    expect(one('{"apiVersion":"luthier/v1","kind":"Job","name":"a","spec":{"kind":"merge"}}').spec).toEqual({
      kind: 'merge',
    });
  });

  it('writes aliases out', () => {
    const { spec } = one(`${HEAD}spec: { a: &x { r: 4 }, b: *x }`);
    expect(spec).toEqual({ a: { r: 4 }, b: { r: 4 } });
  });

  it.each([
    ['an unknown field', `${HEAD}spce: {}\nspec: {}`, "4:1 unknown field 'spce'; did you mean 'spec'?"],
    [
      'an unknown kind',
      HEAD.replace('Job', 'Jbo') + 'spec: {}',
      "2:7 must be one of Dataset, Job, Pipeline; did you mean 'Job'?",
    ],
    ['another version', HEAD.replace('v1', 'v2') + 'spec: {}', '1:13 must be luthier/v1'],
    ['no spec', HEAD, "1:1 'spec' is missing"],
    ['a name that is none', HEAD.replace('support', 'Support Bot') + 'spec: {}', /^3:7 must be 1 to 63/],
    ['a list', '- a', /^1:1 a document has the fields/],
    ['a key twice', `${HEAD}spec:\n  seed: 1\n  seed: 2`, '6:3 Map keys must be unique'],
    ['broken YAML', `${HEAD}spec: {`, /^4:\d+ Flow map/],
    ['a tag', `${HEAD}spec:\n  a: !!binary aGk=`, '5:15 the tag tag:yaml.org,2002:binary is not taken'],
    [
      'a tag of its own',
      `${HEAD}spec:\n  a: !run {x: 1}`,
      /^5:6 the tag !run is not taken|^5:11 the tag !run/,
    ],
    ['a tag at a key', `${HEAD}spec:\n  !x a: 1`, /keys must be strings/],
    ['an alias of itself', `${HEAD}spec: &s { a: *s }`, /an alias of itself/],
    ['an anchor that is not there', `${HEAD}spec: { a: *nobody }`, "4:12 no anchor 'nobody' before this"],
    ['a merge key', `${HEAD}spec: { <<: { a: 1 } }`, '4:9 merge keys are not taken'],
    ['no number', `${HEAD}spec: { a: .nan }`, '4:12 JSON has no such number'],
    ['a key that is no text', `${HEAD}spec: { ? [a] : 1 }`, /keys must be strings/],
    ['YAML 1.1', `%YAML 1.1\n---\n${HEAD}spec: { a: yes }`, '1:1 YAML 1.2 alone is read'],
    ['nothing', '# nothing\n', '1:1 it holds no document'],
  ])('is refused with %s, at its place', (_what, source, says) => {
    const [first] = told(source);
    if (typeof says === 'string') expect(first).toBe(says);
    else expect(first).toMatch(says);
  });

  it('is refused with aliases that unfold to millions, deep nesting and a hundred documents, at once', () => {
    const bomb = ['spec:', '  a0: &a0 [1,1,1,1,1,1,1,1,1,1]'];
    for (let n = 1; n < 9; n += 1)
      bomb.push(
        `  a${n}: &a${n} [${Array(10)
          .fill(`*a${n - 1}`)
          .join(',')}]`,
      );
    const started = performance.now();
    expect(told(HEAD + bomb.join('\n'))[0]).toMatch(/more than 20000 values/);
    expect(told(`${HEAD}spec: { a: ${'['.repeat(70)}${']'.repeat(70)} }`)[0]).toMatch(/nested deeper/);
    for (const [deep, says] of [
      ['[', /brackets/],
      ['{a: ', /brackets/],
      ['- ', /deeper/],
      ['? ', /deeper/],
    ] as const)
      expect(told(`${HEAD}spec: ${deep.repeat(200_000)}`)).toEqual([expect.stringMatching(says)]);
    expect(told(`${HEAD}spec: ${'['.repeat(900)}`).length).toBeGreaterThan(0);
    expect(told(`${HEAD}spec: {}\n---\n`.repeat(101))).toContain('1:1 more than 100 documents');
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  it('keeps no prototype of what is called __proto__', () => {
    const { spec } = one(`${HEAD}spec: { __proto__: { polluted: true } }`);
    expect(Object.keys(spec)).toEqual(['__proto__']);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it('stands once under its kind and name', () => {
    const { manifests } = read(`${HEAD}spec: {}\n---\n${HEAD}spec: {}\n`);
    expect(twins(manifests)).toMatchObject([
      { line: 8, message: 'Job support is declared at job.yaml:3 already' },
    ]);
  });
});

describe('the place of a refusal', () => {
  const pipeline = one(`apiVersion: luthier/v1
kind: Pipeline
name: support
spec:
  publish: { model: a/b }
  jobs:
    - name: train
      kind: finetune
      dataset_version: dsv_0
      metadata: { a.b: 1, a: x }
      trainer:
        n_epochs: 99
        epoch: 3
        seed:
    - &m { name: merge, kind: merge, adapter: { job: none } }
    - *m
`);
  it.each([
    ['jobs[0].trainer.n_epochs', 'invalid_value', '12:19'],
    ['jobs[0].trainer.epoch', 'unknown_parameter', '13:9'],
    ['jobs[0].trainer.seed', 'invalid_value', '14:9'],
    ['jobs[0].base_model', 'missing_required_parameter', '7:7'],
    ['jobs[0].metadata.a.b', 'invalid_value', '10:24'],
    ['jobs[1].adapter.job', 'invalid_value', '15:54'],
    ['jobs[2].adapter.job', 'invalid_value', '15:54'],
    ['publish.model', 'invalid_value', '5:21'],
    ['nothing.of[3].that', 'invalid_value', '4:1'],
  ])('%s (%s) is %s', (param, code, place) => {
    const { line, column } = pipeline.placeOf({ param, code, message: '' });
    expect(`${line}:${column}`).toBe(place);
  });

  it('is that of what it quotes where it names no field', () => {
    const message = "No dataset version 'dsv_0'.";
    expect(pipeline.placeOf({ param: null, message })).toMatchObject({ line: 9, column: 24 });
    expect(pipeline.placeOf({ param: null, message: 'No.' })).toMatchObject({ line: 4, column: 1 });
  });
});

describe('the mark of a declaration', () => {
  const body = { kind: 'finetune', adapter: { r: 4, type: 'lora' }, seed: 7 };
  it('is the same whatever the order of keys, and another with any change', () => {
    const mark = fingerprint('Job', body);
    expect(fingerprint('Job', { seed: 7, adapter: { type: 'lora', r: 4 }, kind: 'finetune' })).toBe(mark);
    expect(fingerprint('Job', { ...body, seed: 8 })).not.toBe(mark);
    expect(fingerprint('Pipeline', body)).not.toBe(mark);
  });

  it('lies beside the metadata of the job, or of the first job', () => {
    const mine = { luthier_apply: 'Job/a', luthier_apply_sha256: 'x' };
    expect(marked({ kind: 'Job', name: 'a' }, { ...body, metadata: { team: 'b' } }, 'x')['metadata']).toEqual(
      { team: 'b', ...mine },
    );
    const jobs = [{ name: 'one' }, { name: 'two' }];
    expect(marked({ kind: 'Pipeline', name: 'a' }, { jobs }, 'x')).toEqual({
      jobs: [{ name: 'one', metadata: { ...mine, luthier_apply: 'Pipeline/a' } }, { name: 'two' }],
    });
    for (const odd of [{ jobs: 'no' }, { jobs: [3] }, { jobs: [{ metadata: [] }] }])
      expect(marked({ kind: 'Pipeline', name: 'a' }, odd, 'x')).toEqual(odd);
  });
});

describe('the JSON Schema for editors', () => {
  const ajv = new Ajv2020({ strict: false });
  addFormats.default(ajv);
  const check = ajv.compile(manifestSchema(JSON.parse(readFileSync('openapi.json', 'utf8')) as OpenApi));
  it('takes the examples of the documentation, and not their misspellings', () => {
    const page = readFileSync('docs/apply.md', 'utf8');
    const examples = [...page.matchAll(/```yaml\n(apiVersion[\s\S]*?)```/g)].flatMap(([, text]) =>
      text!.split(/^---$/m),
    );
    expect(examples.length).toBeGreaterThan(2);
    for (const text of examples) {
      const document = parse(text) as { spec: object };
      expect({ text, ok: check(document), errors: check.errors }).toMatchObject({ ok: true });
      expect(check({ ...document, spec: { ...document.spec, trainr: {} } })).toBe(false);
      expect(read(text).faults).toEqual([]);
    }
  });
});
