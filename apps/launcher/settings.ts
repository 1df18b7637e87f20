import { type SettingName, isSecret, settingNames } from '#platform/config.js';
import { settings } from '#platform/settings.js';

const GROUPS = {
  service: 'The service',
  access: 'Who may come in',
  servers: 'Real servers instead of the embedded ones',
  compute: 'Where attempts run',
  python: 'Python environments',
  hub: 'Hugging Face Hub',
  internal: 'Set by the launcher and by tests',
} as const;

interface Row {
  name: SettingName;
  group: keyof typeof GROUPS;
  description: string;
  fallback: string | null;
  secret: boolean;
}

function rows(): Row[] {
  return settingNames.map((name) => {
    const meta = settings.shape[name].meta() ?? {};
    return {
      name,
      group: meta.group ?? 'service',
      description: meta.description ?? '',
      fallback: meta.shownDefault ?? defaultOf(name),
      secret: isSecret(name),
    };
  });
}

function defaultOf(name: SettingName): string | null {
  const parsed = settings.shape[name].safeParse(undefined);
  return parsed.success && parsed.data !== undefined ? String(parsed.data) : null;
}

/** The text of .env.example: every setting commented out, with its default. */
export function envExample(): string {
  const lines = [
    '# Every setting of Luthier; made by `node apps/launcher/bootstrap.mjs settings`, do not edit.',
    '# Copy to .env and remove the # of what you change. An empty value counts as unset.',
    '# A secret X may be given as X_FILE instead, the path of a file that holds it.',
  ];
  for (const [group, title] of Object.entries(GROUPS)) {
    lines.push('', `# ${title}`);
    for (const row of rows().filter((r) => r.group === group)) {
      lines.push(`# ${row.description}${row.secret ? ` (secret: also ${row.name}_FILE)` : ''}`);
      lines.push(`#${row.name}=${row.fallback ?? ''}`);
    }
  }
  return `${lines.join('\n')}\n`;
}

/** The README's table, between its markers. */
export function readmeTable(): string {
  const cells = rows().map((r) => {
    const name = `\`${r.name}\`${r.secret ? ' (or `_FILE`)' : ''}`;
    return `| ${name} | ${r.fallback ? `\`${r.fallback}\`` : '-'} | ${r.description} |`;
  });
  return ['| Setting | Default | What it does |', '| --- | --- | --- |', ...cells].join('\n');
}

export const BEGIN = '<!-- settings:begin -->';
export const END = '<!-- settings:end -->';

/** The README with a fresh table; null when it lacks the markers. */
export function withTable(readme: string): string | null {
  const [begin, end] = [readme.indexOf(BEGIN), readme.indexOf(END)];
  if (begin < 0 || end < begin) return null;
  return `${readme.slice(0, begin + BEGIN.length)}\n${readmeTable()}\n${readme.slice(end)}`;
}
