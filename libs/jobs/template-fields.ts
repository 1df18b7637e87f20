/** A node of a parsed Jinja template, as @huggingface/jinja makes them. */
export interface Tree {
  type: string;
  [part: string]: unknown;
}

/** The harness takes a template that is one word for the name of a field. */
export const isBare = (template: string): boolean => /^[A-Za-z_]\w*$/.test(template);

const GLOBALS = ['range', 'dict', 'lipsum', 'cycler', 'joiner', 'namespace', 'loop', 'caller'];
const CONSTANTS = ['true', 'false', 'none', 'True', 'False', 'None'];
/** What is asked whether it is there, or has a stand-in, may be missing. */
const MAY_BE_MISSING = ['defined', 'undefined', 'default', 'd'];

/** Names that a template takes from outside and cannot do without. Renders nothing. */
export function fieldsOfTree(root: Tree): Set<string> {
  const reader = new Reader();
  reader.read(root, new Set([...GLOBALS, ...CONSTANTS]));
  return new Set([...reader.needed].filter((name) => !reader.optional.has(name)));
}

class Reader {
  readonly needed = new Set<string>();
  readonly optional = new Set<string>();

  /** `bound`: names that the template has given a meaning of its own; `set` adds to it for what follows. */
  read(node: unknown, bound: Set<string>): void {
    if (Array.isArray(node)) return node.forEach((one) => this.read(one, bound));
    if (!isTree(node)) {
      if (node instanceof Map) for (const [key, value] of node) this.read([key, value], bound);
      return;
    }
    switch (node.type) {
      case 'Identifier':
        if (!bound.has(nameOf(node))) this.needed.add(nameOf(node));
        return;
      case 'MemberExpression':
        return this.read(node['computed'] ? [node['object'], node['property']] : node['object'], bound);
      case 'KeywordArgumentExpression':
        return this.read(node['value'], bound);
      case 'FilterExpression':
      case 'TestExpression':
        return this.applied(node, bound);
      case 'FilterStatement':
        return this.read([argumentsOf(node['filter']), node['body']], bound);
      case 'Set':
        this.read([node['value'], node['body']], bound);
        return namesIn(node['assignee']).forEach((name) => bound.add(name));
      case 'For': {
        const inside = new Set([...bound, ...namesIn(node['loopvar'])]);
        const { iterable } = node;
        // `for x in rows if x.ok`: the condition is about x
        const filtered = isTree(iterable) && iterable.type === 'SelectExpression' ? iterable : null;
        this.read(filtered ? filtered['lhs'] : iterable, bound);
        return this.read([filtered?.['test'], node['body'], node['defaultBlock']], inside);
      }
      case 'Macro': {
        bound.add(nameOf(node['name']));
        return this.read(node['body'], new Set([...bound, ...parametersOf(node['args'])]));
      }
      case 'CallStatement':
        this.read(node['call'], bound);
        return this.read(node['body'], new Set([...bound, ...parametersOf(node['callerArgs'])]));
      default:
        for (const [part, value] of Object.entries(node)) if (part !== 'operator') this.read(value, bound); // a token of the lexer, which has types of its own
    }
  }

  private applied(node: Tree, bound: Set<string>): void {
    const { operand } = node;
    const by = node['filter'] ?? node['test'];
    const name = isTree(by) ? nameOf(by.type === 'CallExpression' ? by['callee'] : by) : '';
    if (MAY_BE_MISSING.includes(name) && isTree(operand) && operand.type === 'Identifier')
      this.optional.add(nameOf(operand));
    this.read([operand, argumentsOf(by)], bound);
  }
}

const isTree = (node: unknown): node is Tree =>
  typeof node === 'object' && node !== null && typeof (node as Tree).type === 'string';
const nameOf = (node: unknown): string => (isTree(node) ? String(node['value']) : '');
/** Of a filter, a test or a call: what it is given. */
const argumentsOf = (by: unknown): unknown => (isTree(by) && by.type === 'CallExpression' ? by['args'] : []);
const parametersOf = (args: unknown): string[] =>
  ((args ?? []) as Tree[]).flatMap((one) => namesIn(one['key'] ?? one));
const namesIn = (node: unknown): string[] =>
  isTree(node) && node.type === 'TupleLiteral'
    ? (node['value'] as unknown[]).flatMap(namesIn)
    : [nameOf(node)];
