import type { Command } from 'commander';

/** What others call it. */
const OTHERWISE: Record<string, string> = {
  train: 'finetune',
  tune: 'finetune',
  upload: 'data push',
  deploy: 'promote',
};

/** Where else in the tree a name is that was not found here: `approve` is `review approve`. */
export function elsewhere(root: Command, name: string): string[] {
  const other = OTHERWISE[name];
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
