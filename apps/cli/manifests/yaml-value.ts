import { type Document, isAlias, isMap, isPair, isScalar, isSeq, type Node, type Pair } from 'yaml';

/** What a document holds that cannot become a request, and the node at fault. */
export class YamlFault extends Error {
  constructor(
    message: string,
    readonly offset: number,
  ) {
    super(message);
  }
}

/** As deep as the service reads JSON. */
const MAX_DEPTH = 64;
/** With aliases written out: far above any pipeline, far below what a bomb unfolds to. */
const MAX_NODES = 20_000;
const CORE = /^tag:yaml\.org,2002:(str|int|float|bool|null|map|seq)$/;

/** The document as JSON values, aliases written out. Throws YamlFault. */
export function jsonOf(document: Document, node: Node | null): unknown {
  let nodes = 0;
  const walk = (at: unknown, depth: number): unknown => {
    if (at === null || at === undefined) return null;
    const one = at as Node;
    const fault = (message: string) => new YamlFault(message, one.range?.[0] ?? 0);
    nodes += 1;
    if (depth > MAX_DEPTH) throw fault(`nested deeper than ${MAX_DEPTH} levels, or an alias of itself`);
    if (nodes > MAX_NODES) throw fault(`more than ${MAX_NODES} values, aliases written out`);
    if (isAlias(one)) {
      const meant = one.resolve(document);
      if (!meant) throw fault(`no anchor '${one.source}' before this`);
      return walk(meant, depth + 1);
    }
    if (one.tag !== undefined && !CORE.test(one.tag)) throw fault(`the tag ${one.tag} is not taken`);
    if (isSeq(one)) return one.items.map((item) => walk(item, depth + 1));
    if (isMap(one)) return Object.fromEntries(one.items.map((pair) => entry(pair, depth, fault)));
    const value: unknown = isScalar(one) ? one.value : null;
    if (typeof value === 'number' && !Number.isFinite(value)) throw fault('JSON has no such number');
    return value;
  };
  const entry = (pair: Pair, depth: number, fault: (message: string) => YamlFault): [string, unknown] => {
    const key = isPair(pair) && isScalar(pair.key) ? pair.key : null;
    if (key?.tag !== undefined && !CORE.test(key.tag))
      throw new YamlFault(`the tag ${key.tag} is not taken`, key.range?.[0] ?? 0);
    if (typeof key?.value !== 'string') throw fault('a key is no plain text; put it in quotes');
    if (key.value === '<<') throw new YamlFault('merge keys are not taken', key.range?.[0] ?? 0);
    return [key.value, walk(pair.value, depth + 1)];
  };
  return walk(node, 0);
}

/** Where the service's dotted `param` stands below `from`: its value, or its key; as deep as the document goes. */
export function offsetOf(document: Document, from: Node, param: string, want: 'key' | 'value'): number {
  let [at, offset, rest] = [from, from.range?.[0] ?? 0, param];
  while (rest !== '') {
    const node: unknown = isAlias(at) ? at.resolve(document) : at;
    const [, index, behind = ''] = /^\[(\d{1,6})\]\.?(.*)$/s.exec(rest) ?? [];
    let next: unknown;
    if (isSeq(node) && index !== undefined) {
      next = node.items[Number(index)];
      rest = behind;
      offset = (next as Node | undefined)?.range?.[0] ?? offset;
    } else if (isMap(node)) {
      const pair = pairAt(node.items, rest);
      if (!pair) return offset;
      const key = pair.key as Node & { value: string };
      rest = rest.slice(key.value.length).replace(/^\./, '');
      const value = pair.value as Node | null;
      const isEmpty = value?.range == null || value.range[0] === value.range[1];
      offset = (rest === '' && want === 'key') || isEmpty ? (key.range?.[0] ?? offset) : value.range![0];
      next = value;
    } else return offset;
    if (next == null) return offset;
    at = next as Node;
  }
  return offset;
}

/** The pair whose key the path begins with; the longest, for keys may hold dots. */
const pairAt = (pairs: readonly Pair[], path: string): Pair | undefined =>
  pairs
    .filter(({ key }) => {
      if (!isScalar(key) || typeof key.value !== 'string' || !path.startsWith(key.value)) return false;
      return ['', '.', '['].includes(path.charAt(key.value.length));
    })
    .sort(
      (a, b) =>
        String((b.key as { value: unknown }).value).length -
        String((a.key as { value: unknown }).value).length,
    )[0];

/** Where the text that a refusal quotes stands, of those that are values; null where it does not. */
export function offsetOfQuoted(node: Node | null, message: string): number | null {
  const stack: unknown[] = [node];
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    if (isScalar(at) && typeof at.value === 'string' && at.value && message.includes(`'${at.value}'`))
      return at.range?.[0] ?? null;
    if (isSeq(at)) stack.push(...[...at.items].reverse());
    if (isMap(at)) stack.push(...at.items.map((pair) => pair.value).reverse());
  }
  return null;
}
