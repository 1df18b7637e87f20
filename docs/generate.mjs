// Writes docs/job-lifecycle.md from the tables in dist: npm run build && node docs/generate.mjs
import { writeFileSync } from 'node:fs';
import { FAILURES, MAX_ATTEMPTS } from '../dist/libs/jobs/failure.js';
import { isFinal, JOB_STATES, MEANING, NEXT, openaiStatus } from '../dist/libs/jobs/job.js';

const edges = JOB_STATES.flatMap((from) => NEXT[from].map((to) => `  ${from} --> ${to}`));
const states = JOB_STATES.map(
  (state) =>
    `| \`${state}\` | ${MEANING[state]} | ${NEXT[state].map((to) => `\`${to}\``).join(' ') || 'final'} | \`${openaiStatus(state)}\` |`,
);
const failures = Object.entries(FAILURES).map(
  ([reason, row]) =>
    `| \`${reason}\` | ${row.blame} | ${row.retryable ? 'yes' : 'no'} | ${row.advice} | \`${row.openai}\` |`,
);

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

A failed job is data: one reason of this table. Only failures of the platform and of providers are tried again by themselves,
${MAX_ATTEMPTS} attempts in all.

| Reason | Whose | Tried again | What to do | OpenAI's \`error.code\` |
| --- | --- | --- | --- | --- |
${failures.join('\n')}
`;
writeFileSync(new URL('./job-lifecycle.md', import.meta.url), text);
