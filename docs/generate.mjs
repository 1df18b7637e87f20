// Writes docs/job-lifecycle.md, the commands of docs/cli.md and the tables of docs/webhooks.md from what is in dist: npm run build && node docs/generate.mjs
import { readFileSync, writeFileSync } from 'node:fs';
import { buildProgram } from '../dist/apps/cli/program.js';
import { EVIDENCE } from '../dist/libs/jobs/evidence.js';
import { ENDINGS, MAX_ATTEMPTS } from '../dist/libs/jobs/failure.js';
import { EVENT_TYPES } from '../dist/libs/webhooks/events.js';
import { ceilingSeconds, GIVE_UP_SECONDS } from '../dist/libs/webhooks/schedule.js';
import { isFinal, JOB_STATES, MEANING, NEXT, openaiStatus } from '../dist/libs/jobs/job.js';

const edges = JOB_STATES.flatMap((from) => NEXT[from].map((to) => `  ${from} --> ${to}`));
const states = JOB_STATES.map(
  (state) =>
    `| \`${state}\` | ${MEANING[state]} | ${NEXT[state].map((to) => `\`${to}\``).join(' ') || 'final'} | \`${openaiStatus(state)}\` |`,
);
const failures = Object.entries(ENDINGS).map(
  ([reason, row]) =>
    `| \`${reason}\` | ${row.blame} | ${row.retryable ? 'yes' : 'no'} | ${row.evidence.map((kind) => `\`${kind}\``).join(' ')} | ${row.advice} | \`${row.openai}\` |`,
);
const evidence = Object.entries(EVIDENCE).map(([kind, about]) => `| \`${kind}\` | ${about} |`);

const text = `<!-- Generated from libs/jobs/job.ts and failure.ts by docs/generate.mjs; do not edit. -->

# The life of a job

One table drives the reducer, a trigger of the database that refuses every other change, and this page.

\`\`\`mermaid
stateDiagram-v2
  [*] --> validating
${edges.join('\n')}
${JOB_STATES.filter(isFinal)
  .map((state) => `  ${state} --> [*]`)
  .join('\n')}
\`\`\`

| State | What it means | May become | At OpenAI's door |
| --- | --- | --- | --- |
${states.join('\n')}

\`running\` or \`launching\` back to \`queued\` is a new attempt, from the newest checkpoint whose hashes verify. A final state is
never left.

## Why a job fails

A failed job is data: one reason of this table, with whose fault it is, the evidence that the reason rests on, and what to do.
\`GET /v1/jobs/{id}\` has them as \`ending\`, \`luthier job why\` prints them, OpenAI's \`error\` carries them beside its own fields. Only failures of the platform and of providers are tried again by themselves,
${MAX_ATTEMPTS} attempts in all.

| Reason | Whose | Tried again | Evidence | What to do | OpenAI's \`error.code\` |
| --- | --- | --- | --- | --- | --- |
${failures.join('\n')}

An out-of-memory also has \`details\`: what it needed, what there was, and settings that would fit. Evidence is kept as far as it is known:

| Evidence | What it is |
| --- | --- |
${evidence.join('\n')}
`;
writeFileSync(new URL('./job-lifecycle.md', import.meta.url), text);

const events = EVENT_TYPES.map(({ type, about }) => `| \`${type}\` | ${about} |`);
const waits = [];
for (let n = 1, all = 0; all < GIVE_UP_SECONDS; n += 1) {
  all += ceilingSeconds(n);
  waits.push(`| ${n} | ${clock(ceilingSeconds(n))} | ${clock(Math.min(all, GIVE_UP_SECONDS))} |`);
}
function clock(seconds) {
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return [h && `${h} h`, m && `${m} min`, s && `${s} s`].filter(Boolean).join(' ');
}
const webhooks = new URL('./webhooks.md', import.meta.url);
const between = (page, name, table) =>
  page.replace(
    new RegExp(`(<!-- ${name}:begin[^>]*-->)[^]*(<!-- ${name}:end -->)`),
    (_, begin, end) => `${begin}\n\n${table.join('\n')}\n\n${end}`,
  );
const page = between(readFileSync(webhooks, 'utf8'), 'events', [
  '| Type | What has happened |',
  '| --- | --- |',
  ...events,
]);
const schedule = [
  '| After attempt | At the latest after | In all at most |',
  '| --- | --- | --- |',
  ...waits,
];
writeFileSync(webhooks, between(page, 'schedule', schedule));

const cli = new URL('./cli.md', import.meta.url);
const program = buildProgram({ signal: new AbortController().signal, detach: { hint: null } });
const everywhere = new Set(['json', 'quiet', 'input']);
const commandLines = (command, path = command.name()) =>
  command.commands.flatMap((one) => {
    const args = one.registeredArguments.map((arg) => {
      const name = `${arg.name()}${arg.variadic ? '...' : ''}`;
      return arg.required ? ` <${name}>` : ` [${name}]`;
    });
    const options = one.options.filter((option) => !everywhere.has(option.attributeName()));
    const flags = options.map(({ flags: text }) => `\`${text}\``).join(', ');
    const line = `- \`${path} ${one.name()}${args.join('')}\`: ${one.description()}.${flags && ` ${flags}`}`;
    return one.commands.length > 0 ? commandLines(one, `${path} ${one.name()}`) : [line];
  });
writeFileSync(cli, between(readFileSync(cli, 'utf8'), 'commands', commandLines(program)));
