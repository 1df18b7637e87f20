import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { AttemptFolder } from '#jobs/attempt-folder.js';
import type { ComputePort, Handle, Seen } from '#jobs/compute.port.js';
import { FAILURES, reasonOf } from '#jobs/failure.js';
import { openInside } from '#platform/safe-file.js';
import { StepFailure } from './check-steps.js';

const POLL_MS = 250;
const REPORT = 'out/report/report.json';
const MOST_REPORT_BYTES = 1 << 20;
const NOT_IN_A_JOB =
  'Test again; if it happens again, see the log of the worker and `luthier doctor` on its machine.';
/** Ends whose advice holds outside of a job too. */
const ADVISED = ['image_missing', 'no_device', 'disk_full'] as const;

/** What jobs/recipes/check_target.py leaves. */
const Report = z.looseObject({
  word: z.string(),
  recipes: z.array(z.string()),
  failed: z.record(z.string(), z.string()),
  packages: z.record(z.string(), z.string()),
});
export type Report = z.infer<typeof Report>;

/** The promise, or an error after so many seconds; what it stands for may go on. */
export async function within<T>(seconds: number, work: Promise<T>): Promise<T> {
  const timer = new AbortController();
  const late = sleep(seconds * 1000, undefined, { signal: timer.signal, ref: false }).then(() => {
    throw new Error(`No answer within ${seconds} seconds.`);
  });
  late.catch(() => undefined);
  work.catch(() => undefined);
  try {
    return await Promise.race([work, late]);
  } finally {
    timer.abort();
  }
}

/** Waits for the program's end and answers it; throws StepFailure for one that is no good end. */
export async function endOf(target: ComputePort, handle: Handle, folder: AttemptFolder): Promise<Seen> {
  let seen = await target.get(handle);
  while (seen.phase !== 'exited' && seen.phase !== 'vanished') {
    await sleep(POLL_MS);
    seen = await target.get(handle);
  }
  const isGood = seen.phase === 'exited' && (seen.exitCode ?? 0) === 0 && (await folder.result()) !== null;
  if (isGood) return seen;
  const { reason, message } = reasonOf(seen, await folder.termination());
  const said = (await folder.lastLines()).at(-1);
  const advised = (ADVISED as readonly string[]).includes(reason);
  throw new StepFailure(
    said && !message.includes(said) ? `${message} It said last: ${said}` : message,
    advised ? FAILURES[reason].advice : NOT_IN_A_JOB,
  );
}

/** The report, held against the digest in its result and the word that it was given. */
export async function reportOf(folder: AttemptFolder, word: string): Promise<Report> {
  const result = await folder.result();
  const listed = result?.artifacts
    .find(({ name }) => name === 'report')
    ?.files.find(({ path }) => path === 'report.json');
  const file = await openInside(folder.workspace, REPORT);
  try {
    if (file.size > MOST_REPORT_BYTES) throw new Error(`The report has ${file.size} bytes.`);
    const bytes = await file.read(0, file.size);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    if (sha256 !== listed?.sha256) throw new Error('What it wrote is not what it said it had written.');
    const report = Report.parse(JSON.parse(bytes.toString('utf8')));
    if (report.word !== word) throw new Error('It did not read the spec that was put in place for it.');
    return report;
  } finally {
    await file.handle.close();
  }
}

/** How many bytes of output were read; throws where the word is not in them. */
export async function outputOf(target: ComputePort, handle: Handle, word: string): Promise<number> {
  let text = '';
  for await (const chunk of target.logs(handle, 0)) text += chunk.text;
  if (!text.includes(word))
    throw new Error(`The word it was to say is not in the ${text.length} characters of its output.`);
  return Buffer.byteLength(text);
}

export function importsOf({ recipes, failed, packages }: Report): string {
  const broken = Object.entries(failed);
  if (broken.length > 0) {
    const some = broken.slice(0, 3).map(([recipe, why]) => `${recipe} (${why})`);
    const more = broken.length > 3 ? ` and ${broken.length - 3} more` : '';
    throw new Error(
      `Of ${recipes.length} recipes ${broken.length} cannot be loaded: ${some.join(', ')}${more}.`,
    );
  }
  const versions = Object.entries(packages).map(([name, version]) => `${name} ${version}`);
  return `All ${recipes.length} recipes can be loaded, with ${versions.join(', ')}.`;
}
