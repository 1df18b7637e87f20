import { readMlflowUrl } from './settings.js';
import { completeChat } from './chat.js';
import { explain, getDecision } from './decision.js';
import {
  ALIAS,
  declareUse,
  expectedOf,
  expectRefusal,
  importBase,
  MAX_NEW_TOKENS,
  MODEL,
  preview,
  promote,
  pushBanking,
  runPipeline,
  testRows,
} from './demo-steps.js';
import { measure, reportOf, reportText } from './demo-report.js';
import { CliError } from './exits.js';
import { Progress } from './progress.js';
import { gateList } from './promotion.js';
import type { Session } from './session.js';
import { clean, line } from './text.js';
import type { LicenseAnswer, Promotion } from './views.js';

const ASKED = 3;

/** The main job on the running service, over HTTP alone. A second run takes up what the first one made. */
export async function demo(session: Session): Promise<void> {
  const started = Date.now();
  const progress = session.quiet
    ? session.progress()
    : new Progress(session.json ? process.stderr : process.stdout);
  const step = progress.step.bind(progress);
  await step(
    'Declare what the project is for',
    () => declareUse(session),
    (use) => use,
  );
  await step(
    'Import the base model',
    (note) => importBase(session, note),
    (base) => base,
  );
  const version = await step(
    'Upload, check and version banking77',
    () => pushBanking(session),
    ({ id, splits, license }) =>
      `${id}, ${splits.train.rows} rows to train, ${splits.test?.rows} unseen, ${license.declared}`,
  );
  for (const row of await preview(session, version)) progress.say(`    ${clean(row)}`);
  const refusal = await step(
    'Ask to train on CC-BY-NC-4.0 data',
    () => expectRefusal(session),
    () => 'refused, as it must be',
  );
  for (const clause of refusal.clauses) progress.say(`    ${clean(clause)}`);
  const say = (text: string) => progress.say(clean(text));
  const { pipeline, reused } = await step(
    'Train, merge, quantise, evaluate and register',
    (note) => runPipeline(session, version, { note, say }),
    (done) => (done.reused ? 'taken up from an earlier run' : 'done'),
  );
  if (!pipeline.model_version) throw new CliError(`${pipeline.id} succeeded without a model version`);
  const promotion = await step(
    `Promote to ${ALIAS}: gates, server, health`,
    () => promote(session, pipeline.model_version!),
    (done) => done.id,
  );
  say(indent(gateList(promotion)));
  const decision = await licenseOf(session, promotion);
  say(indent(decision.explanation.join('\n')));
  await step(`Chat with ${MODEL}:${ALIAS}`, () => chat(session, say));
  const seconds = (Date.now() - started) / 1000;
  const outcome = {
    session,
    pipeline,
    measured: await measure(session, pipeline),
    decision,
    seconds,
    reused,
    names: { model: MODEL, alias: ALIAS },
    refusal: refusal.message,
  };
  const report = reportOf(outcome);
  session.print(report, `\n${reportText(outcome, report, places(session, pipeline.model_version))}`);
}

async function licenseOf(session: Session, promotion: Promotion): Promise<LicenseAnswer & { id: string }> {
  if (!promotion.decision) throw new CliError(`${promotion.id} went through without a license decision`);
  const frozen = await getDecision(session, promotion.decision);
  return { ...(await explain(session, frozen)), id: frozen.id };
}

/** Three messages that the model has not seen, through the gateway. */
async function chat(session: Session, say: (text: string) => void): Promise<void> {
  const rows = testRows();
  const every = Math.floor(rows.length / ASKED);
  for (let index = 0; index < ASKED; index += 1) {
    const row = rows[index * every]!;
    const messages = row.messages.slice(0, -1);
    const said = await completeChat(session, {
      model: `${MODEL}:${ALIAS}`,
      messages,
      temperature: 0,
      maxTokens: MAX_NEW_TOKENS,
    });
    const mark = said.trim() === expectedOf(row) ? '✔' : `✖ expected ${expectedOf(row)}`;
    say(`    ${line(messages.at(-1)!.content, 80)} -> ${line(said, 60)} ${mark}`);
  }
}

function places(session: Session, version: string): [string, string | null][] {
  return [
    ['API', `${session.baseUrl}/v1 (base_url of OpenAI's clients)`],
    ['Reference', `${session.baseUrl}/docs`],
    ['MLflow', readMlflowUrl()],
    ['Model card', `${session.baseUrl}/v1/model_versions/${version}/card`],
  ];
}

const indent = (text: string): string => text.replace(/^/gm, '    ');
