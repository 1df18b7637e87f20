import { type Command, Option } from 'commander';
import { answer } from '#client/client.js';
import { QUANTIZE_TYPES, type QuantizeBody, type QuantizeType } from '#client/pipeline.js';
import { addCommand, type Host, type Options, textOf } from '../command.js';
import { CliError, EXIT } from '../exits.js';
import { REUSE_OPTION, reusing, submittedText } from '../reuse.js';
import type { Session } from '../session.js';
import { watch } from '../watch.js';

export function addQuantizeCommand(program: Command, host: Host): void {
  addCommand(program, host, {
    usage: 'quantize <artifact>',
    about:
      'Quantise a merged model or an adapter: GGUF, bitsandbytes, or FP8, GPTQ and AWQ by llm-compressor',
    examples: [
      'luthier quantize art_01k… --type q4_k_m --watch',
      'luthier quantize art_01k… --type bnb_nf4',
      'luthier quantize art_01k… --adapter --type f16',
      'luthier quantize art_01k… --type gptq_w4a16 --calibration dsv_01k… --group-size 64',
    ],
    options: [
      new Option('--type <type>', 'what to write (default q8_0)').choices(QUANTIZE_TYPES),
      ['--adapter', 'the artifact is a LoRA adapter: write it alone, as a GGUF adapter (f16, q8_0)'],
      ['--calibration <version>', 'dataset version that GPTQ and AWQ choose their scales by'],
      ['--calibration-split <split>', 'train, validation or test (default train)'],
      ['--calibration-rows <n>', 'rows of the split (default 256)'],
      ['--group-size <n>', 'GPTQ, AWQ: weights that share a scale, 32, 64 or 128 (default 128)'],
      REUSE_OPTION,
      ['--watch', 'follow it to its end'],
    ],
    run: quantize,
  });
}

async function quantize(session: Session, [model = '']: string[], options: Options): Promise<void> {
  const body = quantizeBody(model, options);
  const made = await answer(session.client.POST('/v1/jobs', { body: reusing(body, options) }));
  if (options['watch']) return watch(session, made.id);
  session.print(made, submittedText(made));
}

/** The service has the last word on what goes together. */
function quantizeBody(model: string, options: Options): QuantizeBody {
  const data = textOf(options, 'calibration');
  const split = textOf(options, 'calibrationSplit');
  const rows = textOf(options, 'calibrationRows');
  const group = textOf(options, 'groupSize');
  const type = textOf(options, 'type') as QuantizeType | undefined;
  if (data === undefined && (split ?? rows) !== undefined)
    throw new CliError('--calibration-split and --calibration-rows go with --calibration', EXIT.usage);
  return {
    kind: 'quantize',
    ...(options['adapter'] ? { adapter: model } : { model }),
    ...(type && { type }),
    ...(group && { group_size: Number(group) as QuantizeBody['group_size'] }),
    ...(data && {
      calibration: {
        dataset_version: data,
        ...(split && { split: split as 'train' }),
        ...(rows && { rows: Number(rows) }),
      },
    }),
  };
}
