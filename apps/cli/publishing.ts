import { Option } from 'commander';
import { answer } from '#client/client.js';
import {
  ENGINES,
  type Engine,
  type FinetuneBody,
  finetunePipeline,
  GGUF_TYPES,
  type GgufType,
  type Measured,
  measuredBy,
  type PipelineBody,
} from '#client/pipeline.js';
import { type Options, textOf } from './command.js';
import { CliError, EXIT } from './exits.js';
import type { Session } from './session.js';

/** What becomes of a training. */
export const PUBLISH_OPTIONS: (Option | [string, string])[] = [
  ['--publish <model>', 'registered model that the result becomes a version of'],
  new Option('--quantize <type>', 'GGUF type of what is published (default q8_0)').choices(GGUF_TYPES),
  [
    '--engines <list>',
    'what the version is to be served with, here or elsewhere, by commas: llamacpp, vllm, ollama; each is checked for parity',
  ],
  ['--no-evaluate', 'leave the test rows out; promoting asks for a score of them'],
];

/** The training itself, or the pipeline that publishes it where PUBLISH_OPTIONS say so. */
export async function published(
  session: Session,
  body: FinetuneBody | PipelineBody,
  options: Options,
): Promise<FinetuneBody | PipelineBody> {
  const publish = textOf(options, 'publish');
  const type = textOf(options, 'quantize') as GgufType | undefined;
  const engines = enginesOf(textOf(options, 'engines'));
  if ('jobs' in body) {
    const bare = options['evaluate'] === false || undefined;
    const given = { '--publish': publish, '--quantize': type, '--engines': engines, '--no-evaluate': bare };
    const [extra] = Object.entries(given).find(([, value]) => value !== undefined) ?? [];
    if (extra)
      throw new CliError(
        `${extra} and a file of a whole pipeline`,
        EXIT.usage,
        'the file says what is published and evaluated',
      );
    return body;
  }
  if (!publish) {
    if (type)
      throw new CliError(
        '--quantize needs --publish',
        EXIT.usage,
        'give --publish <model>, or quantise later: luthier quantize',
      );
    if (engines) throw new CliError('--engines needs --publish', EXIT.usage, 'give --publish <model>');
    return body;
  }
  return finetunePipeline({
    finetune: body,
    publish: { model: publish, ...(engines ? { engines } : {}) },
    type,
    ...(await measuredFor(session, body, options)),
  });
}

function enginesOf(list: string | undefined): Engine[] | undefined {
  const named = list?.split(',').map((one) => one.trim());
  const unknown = named?.find((one) => !ENGINES.includes(one as Engine));
  if (unknown !== undefined)
    throw new CliError(`--engines: '${unknown}' is none of ${ENGINES.join(', ')}`, EXIT.usage);
  return named as Engine[] | undefined;
}

/** What is measured on the way: parity by its prompts, the score by the test rows that were kept back. */
async function measuredFor(
  session: Session,
  { dataset_version }: FinetuneBody,
  options: Options,
): Promise<Measured> {
  if (typeof dataset_version !== 'string') return { check: null }; // a file's; the service says what is wrong with it
  const params = { path: { id: dataset_version } };
  const version = await answer(session.client.GET('/v1/dataset_versions/{id}', { params }));
  const { check, evaluation } = measuredBy(version);
  if (!check) session.say('No parity check comes with it: the rows are no chats, so there are no prompts.');
  if (options['evaluate'] === false || !check) return { check };
  if (evaluation) return { check, evaluation };
  session.say(
    'No score comes with it, and promoting asks for one: no test rows were kept back (luthier data push FILE --split test=0.2).',
  );
  return { check };
}
