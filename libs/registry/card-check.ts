import {
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  parse,
  parseDocument,
  visit,
  type Document,
  type Node,
} from 'yaml';
import { z } from 'zod';

const words = z.array(z.string()).min(1);
const rulesDocument = z.strictObject({
  read_on: z.string(),
  required: words,
  base_model_relation: words,
  extra_libraries: words,
  license: words,
  pipeline_tag: words,
  library_name: words,
});

export interface CardRules {
  required: readonly string[];
  relations: ReadonlySet<string>;
  licenses: ReadonlySet<string>;
  pipelines: ReadonlySet<string>;
  libraries: ReadonlySet<string>;
}
export interface CardFault {
  /** 1-based line of the card. */
  line: number;
  /** Dotted path in the front matter; empty for the text as a whole. */
  field: string;
  message: string;
}

/** Reads `card-rules.yaml`. Throws where it is not in shape. */
export function loadCardRules(text: string): CardRules {
  const rules = rulesDocument.parse(parse(text));
  return {
    required: rules.required,
    relations: new Set(rules.base_model_relation),
    licenses: new Set(rules.license),
    pipelines: new Set(rules.pipeline_tag),
    libraries: new Set([...rules.library_name, ...rules.extra_libraries]),
  };
}

/** Every fault of a model card's metadata, in the order of its lines; none: the Hub accepts it. */
export function checkCard(text: string, rules: CardRules): CardFault[] {
  const front = /^---\r?\n([\s\S]*?\r?\n)---[ \t]*(\r?\n|$)/.exec(text);
  if (!front)
    return [
      { line: 1, field: '', message: 'the card does not begin with front matter between two lines of ---' },
    ];
  const counter = new LineCounter();
  const doc = parseDocument(front[1]!, { lineCounter: counter, uniqueKeys: true, strict: true });
  const lineAt = (offset: number) => counter.linePos(offset).line + 1;
  const broken = [...doc.errors, ...doc.warnings].map((error) => ({
    line: lineAt(error.pos[0]),
    field: '',
    message: error.message.split('\n')[0]!,
  }));
  if (broken.length > 0) return broken;
  const card = new Card(doc, lineAt);
  checkTraps(card);
  checkShape(card, rules);
  return card.faults.sort((a, b) => a.line - b.line);
}

/** Front matter with its places in the text. */
class Card {
  readonly faults: CardFault[] = [];
  constructor(
    readonly doc: Document.Parsed,
    private readonly lineAt: (offset: number) => number,
  ) {}
  at(node: Node | undefined | null): number {
    return node?.range ? this.lineAt(node.range[0]) : 1;
  }
  get(...path: (string | number)[]): unknown {
    const value: unknown = this.doc.getIn(path);
    return value !== null && typeof value === 'object' && 'toJSON' in value
      ? (value as Node).toJS(this.doc)
      : value;
  }
  fault(path: readonly (string | number)[], message: string): void {
    const node = this.doc.getIn(path, true) as Node | undefined;
    this.faults.push({ line: this.at(node ?? this.doc.contents), field: path.join('.'), message });
  }
}

/** Words that YAML 1.1, which the Hub's tools read, does not take for text. */
const TRAPS: readonly [RegExp, string][] = [
  [/^(y|n|yes|no|on|off)$/i, 'a truth value'],
  [/^[-+]?\d[\d_]*:[0-5]?\d(:[0-5]?\d)*$/, 'a number in base 60'],
  [/^\d{4}-\d\d?-\d\d?$/, 'a date'],
];
const NUMBERS_WELCOME =
  /^model-index\.\d+\.results\.\d+\.(metrics\.\d+\.(value|verified)|(metrics\.\d+|dataset)\.args\.)/;

function checkTraps(card: Card): void {
  visit(card.doc, {
    Scalar(key, node, parents) {
      if (key === 'key' || node.type !== 'PLAIN') return;
      const field = fieldOf([...parents, node]);
      const source = node.source ?? '';
      const trap = TRAPS.find(([pattern]) => pattern.test(source));
      const bare = typeof node.value !== 'string' && !NUMBERS_WELCOME.test(field);
      if (trap || bare)
        card.faults.push({
          line: card.at(node),
          field,
          message: `quote ${source || 'the empty value'}: unquoted it is ${trap ? trap[1] : kindOf(node.value)}, not text`,
        });
    },
    Alias(_key, node) {
      card.faults.push({ line: card.at(node), field: '', message: 'no aliases in a card' });
    },
  });
}

const kindOf = (value: unknown): string => (value === null ? 'nothing' : `a ${typeof value}`);

function fieldOf(way: readonly unknown[]): string {
  const path: string[] = [];
  way.forEach((node, i) => {
    if (isPair(node)) path.push(String(isScalar(node.key) ? node.key.value : node.key));
    if (isSeq(node)) path.push(String(node.items.indexOf(way[i + 1])));
  });
  return path.join('.');
}

const HUB_ID = /^[A-Za-z0-9][\w.-]*(\/[A-Za-z0-9][\w.-]*)?$/;
const LANGUAGE = /^([a-z]{2,3}(-[A-Za-z0-9]{2,8})*|multilingual|code)$/;
const LICENSE_LINK = /^(https:\/\/\S+|LICENSE(\.md|\.txt)?)$/;

function checkShape(card: Card, rules: CardRules): void {
  const data: unknown = card.doc.toJS();
  if (data === null || typeof data !== 'object' || Array.isArray(data))
    return card.fault([], 'the front matter is no mapping');
  for (const field of rules.required) if (!(field in data)) card.fault([], `"${field}" is missing`);
  checkLicense(card, rules);
  oneOf(card, 'base_model_relation', rules.relations, 'adapter, finetune, quantized or merge');
  oneOf(card, 'pipeline_tag', rules.pipelines, 'a task of the Hub');
  oneOf(card, 'library_name', rules.libraries, 'a library of the Hub');
  listOf(card, 'base_model', HUB_ID, 'the id of a model on the Hub, never a path');
  listOf(card, 'datasets', HUB_ID, 'the id of a data set on the Hub');
  listOf(card, 'language', LANGUAGE, 'an ISO 639 code');
  listOf(card, 'tags', /\S/, 'a word');
  if ('model-index' in data) checkModelIndex(card, rules);
}

function checkLicense(card: Card, rules: CardRules): void {
  oneOf(
    card,
    'license',
    rules.licenses,
    'an identifier of the Hub (else "other" with license_name and license_link)',
  );
  const license = card.get('license');
  const [name, link] = [card.get('license_name'), card.get('license_link')];
  if (license === 'other') {
    if (typeof name !== 'string' || !/^[a-z0-9][a-z0-9.-]*$/.test(name))
      card.fault(
        ['license_name'],
        '"license: other" needs a license_name of lower-case letters, digits, dots and hyphens',
      );
    if (typeof link !== 'string' || !LICENSE_LINK.test(link))
      card.fault(['license_link'], '"license: other" needs a license_link: an https URL or LICENSE');
  } else if (name !== undefined) card.fault(['license_name'], 'only beside "license: other"');
}

function oneOf(card: Card, field: string, known: ReadonlySet<string>, what: string): void {
  const value = card.get(field);
  if (value !== undefined && !(typeof value === 'string' && known.has(value)))
    card.fault([field], `${JSON.stringify(value)} is not ${what}`);
}

function listOf(card: Card, field: string, pattern: RegExp, what: string): void {
  const value = card.get(field);
  if (value === undefined) return;
  const list: unknown[] = Array.isArray(value) ? value : [value];
  if (list.length === 0) card.fault([field], 'the list is empty');
  list.forEach((item, i) => {
    if (typeof item !== 'string' || !pattern.test(item))
      card.fault(Array.isArray(value) ? [field, i] : [field], `${JSON.stringify(item)} is not ${what}`);
  });
}

const finite = z.custom<number>((value) => Number.isFinite(value), 'no finite number');
const named = z.looseObject({ type: z.string().min(1), name: z.string().min(1) });
const modelIndex = z
  .array(
    z.looseObject({
      name: z.string().min(1),
      results: z
        .array(
          z.looseObject({
            task: z.looseObject({ type: z.string().min(1) }),
            dataset: named,
            metrics: z.array(z.looseObject({ type: z.string().min(1), value: finite })).min(1),
          }),
        )
        .min(1),
    }),
  )
  .min(1);

function checkModelIndex(card: Card, rules: CardRules): void {
  const parsed = modelIndex.safeParse(card.get('model-index'));
  if (!parsed.success) {
    for (const issue of parsed.error.issues)
      card.fault(['model-index', ...(issue.path as (string | number)[])], issue.message);
    return;
  }
  parsed.data.forEach(({ results }, m) =>
    results.forEach(({ task }, r) => {
      if (!rules.pipelines.has(task.type))
        card.fault(
          ['model-index', m, 'results', r, 'task', 'type'],
          `"${task.type}" is not a task of the Hub`,
        );
    }),
  );
}
