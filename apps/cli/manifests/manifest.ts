import { distance } from 'fastest-levenshtein';
import { type Document, isMap, isScalar, LineCounter, type Node, parseAllDocuments } from 'yaml';
import { jsonOf, offsetOf, offsetOfQuoted, YamlFault } from './yaml-value.js';

export const API_VERSION = 'luthier/v1';
export const KINDS = ['Dataset', 'Job', 'Pipeline'] as const;
export type Kind = (typeof KINDS)[number];

export interface Place {
  file: string;
  line: number;
  column: number;
}
export interface ManifestFault extends Place {
  message: string;
}

/** One document of a file: what is declared, under which name, and where. */
export interface Manifest extends Place {
  kind: Kind;
  name: string;
  spec: Record<string, unknown>;
  /** Where what a refusal of the service names stands in the file. */
  placeOf(refusal: { param?: string | null; code?: string | null; message: string }): Place;
}

const FIELDS = ['apiVersion', 'kind', 'name', 'spec'];
const NAME = /^[a-z0-9][a-z0-9._-]{0,62}$/;
const MAX_DOCUMENTS = 100;

/** Reads YAML or JSON of one or more documents. Total: what is wrong comes back as faults with their places. */
export function readManifests(
  file: string,
  source: string,
): { manifests: Manifest[]; faults: ManifestFault[] } {
  const deep = depthFault(source);
  if (deep) return { manifests: [], faults: [{ file, line: 1, column: 1, message: deep }] };
  const lines = new LineCounter();
  const placeAt = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const options = { lineCounter: lines, prettyErrors: false, version: '1.2', stringKeys: true } as const;
  const parsed = parseAllDocuments(source, options);
  const documents = Array.isArray(parsed) ? (parsed as Document[]) : [];
  const [manifests, faults]: [Manifest[], ManifestFault[]] = [[], []];
  const fault = (offset: number, message: string) => void faults.push({ ...placeAt(offset), message });
  for (const document of documents.slice(0, MAX_DOCUMENTS)) {
    const broken = document.errors[0];
    if (broken) {
      fault(broken.pos[0], broken.message);
      continue;
    }
    const root = document.contents;
    if (root === null || (isScalar(root) && root.source === '')) continue; // `---` at the end, or comments alone
    if (document.directives?.yaml.explicit && document.directives.yaml.version !== '1.2')
      fault(0, 'YAML 1.2 alone is read');
    try {
      const value = jsonOf(document, root);
      const found = faultsOf(value);
      for (const { key, want, message } of found) fault(offsetOf(document, root, key, want), message);
      if (found.length === 0) manifests.push(made(value as Declared, { document, placeAt }));
    } catch (error) {
      if (!(error instanceof YamlFault)) throw error;
      fault(error.offset, error.message);
    }
  }
  if (documents.length > MAX_DOCUMENTS) fault(0, `more than ${MAX_DOCUMENTS} documents`);
  if (manifests.length + faults.length === 0) fault(0, 'it holds no document');
  return { manifests, faults };
}

/** Before anything is parsed: the parser of YAML calls itself, and a process without stack is gone. */
function depthFault(source: string): string | null {
  let open = 0;
  for (const char of source) {
    if (char === '[' || char === '{') open += 1;
    else if (char === ']' || char === '}') open = Math.max(0, open - 1);
    if (open > MAX_OPEN) return `more than ${MAX_OPEN} brackets are open at once`;
  }
  return /(?:[-?:][ \t\n]+){200}/.test(source) ? 'nested deeper than 64 levels' : null;
}
const MAX_OPEN = 1000;

type Declared = Pick<Manifest, 'kind' | 'name' | 'spec'>;

function made(
  { kind, name, spec }: Declared,
  { document, placeAt }: { document: Document; placeAt: (offset: number) => Place },
): Manifest {
  const root = document.contents as Node;
  const inner = (isMap(root) ? root.get('spec', true) : null) as unknown as Node | null;
  return {
    ...{ kind, name, spec },
    ...placeAt(offsetOf(document, root, 'name', 'value')),
    placeOf: ({ param, code, message }) => {
      const whole = offsetOf(document, root, 'spec', 'key');
      if (!param) return placeAt(offsetOfQuoted(inner, message) ?? whole);
      const want = code === 'unknown_parameter' ? 'key' : 'value';
      const at = inner ? offsetOf(document, inner, param, want) : whole;
      return placeAt(at === inner?.range?.[0] ? whole : at);
    },
  };
}

interface Wrong {
  key: string;
  want: 'key' | 'value';
  message: string;
}

function faultsOf(value: unknown): Wrong[] {
  if (value === null || typeof value !== 'object' || Array.isArray(value))
    return [{ key: '', want: 'value', message: `a document has the fields ${FIELDS.join(', ')}` }];
  const given = value as Record<string, unknown>;
  const wrong: Wrong[] = [];
  const bad = (key: string, message: string, want: 'key' | 'value' = 'value') =>
    void wrong.push({ key, want, message });
  for (const key of Object.keys(given))
    if (!FIELDS.includes(key)) bad(key, `unknown field '${key}'${meant(key, FIELDS)}`, 'key');
  for (const key of FIELDS) if (given[key] == null) bad(key, `'${key}' is missing`);
  const { apiVersion, kind, name, spec } = given;
  if (apiVersion != null && apiVersion !== API_VERSION) bad('apiVersion', `must be ${API_VERSION}`);
  if (kind != null && !KINDS.includes(kind as Kind))
    bad('kind', `must be one of ${KINDS.join(', ')}${typeof kind === 'string' ? meant(kind, KINDS) : ''}`);
  if (name != null && !(typeof name === 'string' && NAME.test(name)))
    bad('name', 'must be 1 to 63 of a-z, 0-9, dot, dash or underscore, starting with a letter or digit');
  if (spec != null && (typeof spec !== 'object' || Array.isArray(spec)))
    bad('spec', 'must be a mapping: the body that the API takes');
  return wrong;
}

/** `; did you mean 'x'?`, or nothing where no name is near. */
export function meant(typed: string, known: readonly string[]): string {
  const near = known
    .map((name) => ({ name, far: distance(name.toLowerCase(), typed.slice(0, 64).toLowerCase()) }))
    .sort((a, b) => a.far - b.far)[0];
  return near && near.far <= Math.max(typed.length > 2 ? 2 : 1, Math.floor(typed.length / 3))
    ? `; did you mean '${near.name}'?`
    : '';
}

/** Documents that one apply may not hold together: two of a kind with one name. */
export function twins(manifests: readonly Manifest[]): ManifestFault[] {
  const seen = new Map<string, Manifest>();
  return manifests.flatMap((one) => {
    const key = `${one.kind} ${one.name}`;
    const first = seen.get(key);
    if (!first) seen.set(key, one);
    const { file, line, column } = one;
    return first
      ? [{ file, line, column, message: `${key} is declared at ${first.file}:${first.line} already` }]
      : [];
  });
}
