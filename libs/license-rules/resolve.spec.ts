import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import Ajv2020 from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { parse } from 'yaml';
import { hubLicense, loadCatalogue } from '#license-catalogue/catalogue.js';
import { MAX_LICENSE_BYTES } from '#license-catalogue/fingerprint.js';
import type { LineageNode } from './decision.contract.js';
import { identifyText } from '#license-catalogue/license-file.js';
import { resolveNode } from './resolve.js';

const folder = new URL('../license-catalogue/data/', import.meta.url);
const read = (name: string) => readFileSync(new URL(name, folder), 'utf8');
const text = read('model-licenses.yaml');
const catalogue = loadCatalogue(text);
const bytes = (value: string) => new TextEncoder().encode(value);

describe('the catalogue', () => {
  it('fits its schema, and a fault in it is found', () => {
    const ajv = new Ajv2020.default({ strict: false, allErrors: true });
    addFormats.default(ajv);
    const validate = ajv.compile(JSON.parse(read('catalogue.schema.json')));
    const document = parse(text);
    expect({ valid: validate(document), errors: validate.errors }).toEqual({ valid: true, errors: null });
    document.licences[3].terms.commercial_use.value = 'perhaps';
    expect(validate(document)).toBe(false);
  });
  it('has all licenses, one version by its text', () => {
    expect(catalogue.document.licences).toHaveLength(98);
    expect(catalogue.version).toMatch(/^[0-9a-f]{64}$/);
    expect(loadCatalogue(`${text}\n`).version).not.toBe(catalogue.version);
  });
  it('refuses a text that is no catalogue, and a key given twice', () => {
    expect(() => loadCatalogue('licences: []')).toThrow();
    expect(() => loadCatalogue(`${text}\nlicences: []\n`)).toThrow(/unique/i);
  });
  it('names a license as the Hub does, else other with name and link', () => {
    const of = (id: string) => hubLicense(catalogue.byId.get(id)!, catalogue);
    expect(of('LicenseRef-Llama-3.1')).toEqual({ license: 'llama3.1' });
    expect(of('Apache-2.0')).toEqual({ license: 'apache-2.0' });
    expect(of('LicenseRef-MNPL-0.1')).toMatchObject({
      license: 'other',
      license_name: 'mnpl',
      license_link: expect.stringMatching(/^https:/),
    });
  });
});

describe('license files', () => {
  it.each(readdirSync(new URL('texts/', folder)))('%s is identified by its fingerprint', (name) => {
    const found = identifyText(readFileSync(new URL(`texts/${name}`, folder)), catalogue);
    expect(found).toMatchObject({ license_id: name.replace('.txt', ''), hint: null });
  });
  it('finds a text that was re-wrapped, not one that was changed', () => {
    const apache = read('texts/Apache-2.0.txt');
    expect(identifyText(bytes(apache.replace(/\s+/g, '  ').toUpperCase()), catalogue)).toMatchObject({
      license_id: 'Apache-2.0',
      by: 'normalized_sha256',
    });
    expect(identifyText(bytes(`${apache}\nYou may not use it for fun.`), catalogue)).toMatchObject({
      by: null,
      hint: 'Apache-2.0',
    });
  });
  it('does not read a huge file or bytes that are no text', () => {
    expect(identifyText(new Uint8Array(MAX_LICENSE_BYTES + 1).fill(97), catalogue)).toMatchObject({
      by: null,
      hint: null,
    });
    expect(identifyText(new Uint8Array([0xff, 0xfe, 0x00]), catalogue)).toMatchObject({
      by: null,
      hint: null,
      normalized_sha256: null,
    });
  });
});

describe('resolution goes by file, override, link, name, tag', () => {
  const node = (rest: Partial<LineageNode>): LineageNode => ({ id: 'n', kind: 'base_model', ...rest });
  const of = (rest: Partial<LineageNode>) => {
    const { concluded, by, findings } = resolveNode(node(rest), catalogue);
    return [by, concluded.map(({ id }) => id).join('+'), findings.map(({ code }) => code).join('+')];
  };
  it.each<[string, Partial<LineageNode>, string[]]>([
    [
      'the file decides',
      { declared_license: 'other', file_license_id: 'LicenseRef-Kimi-K3' },
      ['file', 'LicenseRef-Kimi-K3', ''],
    ],
    [
      'a file against a tag',
      { declared_license: 'mit', file_license_id: 'LicenseRef-Kimi-K3' },
      ['file', 'LicenseRef-Kimi-K3+MIT', 'TAG_CONFLICT'],
    ],
    [
      'a repository whose tag hides its base',
      { repo: 'deepseek-ai/DeepSeek-R1-Distill-Llama-70B', declared_license: 'mit' },
      ['override', 'LicenseRef-Llama-3.3+MIT', 'TAG_CONFLICT'],
    ],
    [
      'a pattern of repositories',
      { repo: 'CohereLabs/aya-expanse-8b', declared_license: 'cc-by-nc-4.0' },
      ['override', 'LicenseRef-Cohere-Labs-CC-BY-NC-4.0', ''],
    ],
    [
      'a data set reached by its id only',
      { repo: 'Aeala/ShareGPT_Vicuna_unfiltered', declared_license: 'apache-2.0' },
      ['override', 'LicenseRef-ShareGPT-unlicensed', ''],
    ],
    [
      'a link',
      {
        declared_license: 'other',
        license_name: 'my-name',
        license_link: 'https://www.llama.com/llama3_2/license',
      },
      ['link', 'LicenseRef-Llama-3.2', ''],
    ],
    ['a name', { declared_license: 'other', license_name: 'mnpl' }, ['name', 'LicenseRef-MNPL-0.1', '']],
    ['a tag', { declared_license: 'Apache-2.0' }, ['id', 'Apache-2.0', '']],
    ['a tag of the Hub', { declared_license: 'apache-2.0' }, ['tag', 'Apache-2.0', '']],
    [
      'a name that fits several',
      { declared_license: 'other', license_name: 'qwen' },
      ['ambiguous', 'LicenseRef-Qwen-2024+LicenseRef-Tongyi-Qianwen', 'LICENSE_AMBIGUOUS'],
    ],
    [
      'a family tag',
      { declared_license: 'openrail' },
      ['ambiguous', 'LicenseRef-OpenRAIL-family', 'LICENSE_AMBIGUOUS'],
    ],
    ['both of an expression', { declared_license: 'MIT AND CC-BY-4.0' }, ['tag', 'MIT+CC-BY-4.0', '']],
    [
      'a choice nobody made',
      { declared_license: 'MIT OR Apache-2.0' },
      ['ambiguous', 'MIT+Apache-2.0', 'LICENSE_AMBIGUOUS'],
    ],
    [
      'nested choices',
      { declared_license: '(mit OR gpl-3.0) AND cc-by-4.0' },
      ['ambiguous', 'MIT+CC-BY-4.0+GPL-3.0-only', 'LICENSE_AMBIGUOUS'],
    ],
    [
      'an exception, which is not counted on',
      { declared_license: 'GPL-2.0-only WITH Classpath-exception-2.0' },
      ['tag', 'GPL-2.0-only', ''],
    ],
    [
      'a choice of which one part is unknown',
      { declared_license: 'Foo-1.0 OR MIT' },
      ['unknown', 'LicenseRef-unknown', 'LICENSE_UNKNOWN'],
    ],
    [
      'a choice with a known license nobody catalogued',
      { declared_license: 'ISC OR MIT' },
      ['tag', 'MIT', ''],
    ],
    [
      'Boost, which is not the Business Source License',
      { declared_license: 'bsl-1.0 AND MIT' },
      ['unknown', 'LicenseRef-unknown', 'LICENSE_UNKNOWN'],
    ],
    ['Boost by its SPDX id', { declared_license: 'BSL-1.0 AND MIT' }, ['tag', 'BSL-1.0+MIT', '']],
    [
      'brackets without end',
      { declared_license: `${'('.repeat(200)}MIT AND MIT` },
      ['unknown', 'LicenseRef-unknown', 'LICENSE_UNKNOWN'],
    ],
    [
      'an expression with an unknown part',
      { declared_license: 'MIT AND Foo-1.0' },
      ['unknown', 'LicenseRef-unknown', 'LICENSE_UNKNOWN'],
    ],
    [
      'a tag that says nothing',
      { declared_license: 'other' },
      ['unknown', 'LicenseRef-unknown', 'LICENSE_UNKNOWN'],
    ],
    [
      'a tag that only looks like one',
      { declared_license: 'арache-2.0' },
      ['unknown', 'LicenseRef-unknown', 'LICENSE_UNKNOWN'],
    ],
    [
      'an unidentified file that reads otherwise',
      { declared_license: 'mit', file_license_id: null, file_hint_id: 'LicenseRef-Kimi-K3' },
      ['tag', 'LicenseRef-Kimi-K3+MIT', 'TAG_CONFLICT'],
    ],
    ['what we made', { kind: 'adapter' }, ['none', '', '']],
    [
      'own data that nobody declared',
      { kind: 'dataset', declared_license: 'LicenseRef-own-data' },
      ['unknown', 'LicenseRef-unknown', 'LICENSE_UNKNOWN'],
    ],
    [
      'own data',
      { kind: 'dataset', declared_license: 'LicenseRef-own-data', declared_by: 'Dana' },
      ['own-data', 'LicenseRef-own-data', ''],
    ],
  ])('%s', (_title, rest, expected) => expect(of(rest)).toEqual(expected));

  it.each<[string, Partial<LineageNode>]>([
    ['nothing', {}],
    ['a word that says nothing', { declared_license: 'Other ' }],
    ['a name', { declared_license: 'our-tickets' }],
    ['a name beside such a word', { license_name: 'acme', declared_license: 'other' }],
  ])(
    '%s that nobody knows is the same finding: answers that were given bind to its words',
    (_title, rest) => {
      const why = 'no license file, link, name or tag that says something';
      expect(resolveNode(node(rest), catalogue).findings).toEqual([{ code: 'LICENSE_UNKNOWN', why }]);
    },
  );
});
