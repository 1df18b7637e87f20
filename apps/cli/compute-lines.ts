import type { components } from '#client/schema.js';

type AiAct = components['schemas']['AiAct'];

const operations = (flops: number): string => `${flops.toExponential(2)} operations`;

/** Training compute of the changes against that of the base, and what is not known of it. */
export function computeLines(act: AiAct | null | undefined): string[] {
  if (!act) return [];
  const least = act.at_least ? 'at least ' : '';
  const trained = act.flops === null ? 'not measured' : least + operations(act.flops);
  const base = `${operations(act.compared_with.flops)}${act.compared_with.is_assumed ? ', assumed: the base is unknown' : ''}`;
  const share = act.ratio === null ? 'unknown' : `${least}${Number((act.ratio * 100).toPrecision(3))} %`;
  return [
    `EU AI Act, training compute: ${trained}; base ${base}; ratio ${share}`,
    ...act.notes.map(({ code, node, text }) => `  ${code}${node ? ` ${node}` : ''}: ${text}`),
  ];
}
