import type { Command } from 'commander';

/** What others call it, with the group that it was looked for in. */
const OTHERWISE: Record<string, string> = {
  start: 'up',
  init: 'up',
  down: 'stop',
  list: 'ls',
  ps: 'ls jobs',
  jobs: 'ls jobs',
  pipelines: 'ls pipelines',
  datasets: 'ls datasets',
  models: 'ls models',
  promotions: 'ls promotions',
  deployments: 'ls deployments',
  train: 'finetune',
  tune: 'finetune',
  upload: 'data push',
  'data upload': 'data push',
  'data add': 'data push',
  evaluate: 'eval run',
  evaluations: 'eval ls',
  quantise: 'quantize',
  deploy: 'promote',
  serve: 'promote',
  download: 'pull',
};

const otherwise = (words: string): string | undefined =>
  Object.hasOwn(OTHERWISE, words) ? OTHERWISE[words] : undefined;

/** `data list` is `data ls`: the group that it was looked for in has it by our name. */
function withinGroup(root: Command, words: string[]): string | undefined {
  const [group, name] = words;
  const own = words.length === 2 && name !== undefined ? otherwise(name) : undefined;
  const inner = root.commands.find((one) => one.name() === group)?.commands ?? [];
  return own !== undefined && inner.some((one) => one.name() === own) ? `${group} ${own}` : undefined;
}

/** Where else in the tree a name is that was not found here: `approve` is `review approve`. */
export function elsewhere(root: Command, name: string): string[] {
  const words = root.args.slice(0, root.args.indexOf(name) + 1);
  const other = otherwise(words.join(' ')) ?? withinGroup(root, words) ?? otherwise(name);
  const found: string[] = other ? [`${root.name()} ${other}`] : [];
  const visit = (command: Command, path: string): void => {
    for (const inner of command.commands) {
      const at = `${path} ${inner.name()}`;
      if (inner.name() === name || inner.aliases().includes(name)) found.push(at);
      visit(inner, at);
    }
  };
  visit(root, root.name());
  return found.slice(0, 4);
}
