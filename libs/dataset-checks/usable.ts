import { invalid } from '#kernel/errors.js';
import type { FileReport } from './report.contract.js';

export const MIN_EXAMPLES = 10;
export const TRAINING_METHODS = ['sft', 'dpo', 'kto', 'orpo'] as const;
export type TrainingMethod = (typeof TRAINING_METHODS)[number];
/** Our methods in OpenAI's words. */
const OPENAI_METHOD = { sft: 'supervised', dpo: 'dpo', kto: 'kto', orpo: 'orpo' } as const;
const OPENAI_FORMAT = {
  chat: 'fine-tune-chat',
  preference: 'fine-tune-preference',
  completion: 'fine-tune-completion',
  unpaired: 'unpaired-preference',
};
const FORMATS_OF: Record<TrainingMethod, readonly string[]> = {
  sft: ['chat', 'completion'],
  dpo: ['preference'],
  kto: ['unpaired'],
  orpo: ['preference'],
};

export interface UsableFor {
  method: TrainingMethod;
  fileId?: string;
  /** The request's field that named the file. */
  param?: string;
  role?: 'training' | 'validation';
}

/** Throws invalid_training_file, invalid_validation_file or invalid_n_examples (OpenAI's texts) unless a job can use it. */
export function assertUsable(report: FileReport | null, use: UsableFor): void {
  const { role = 'training' } = use;
  const param = use.param ?? `${role}_file`;
  const refuse = (what: string, facts: object = {}): never => {
    const message = `The job failed due to an invalid ${role} file. ${what}`;
    throw invalid(`invalid_${role}_file`, message, { param, ...facts });
  };
  if (!report) return refuse(`The file was not uploaded with the purpose 'fine-tune'.`);
  const [first] = report.faults;
  if (first) {
    const more = report.fault_count > 1 ? ` (and ${report.fault_count - 1} more)` : '';
    refuse(`${first.message}${more}`, {
      line: first.line,
      faults: report.faults,
      fault_count: report.fault_count,
    });
  }
  if (report.format === 'unknown') {
    return refuse('Unexpected file format, expected either prompt/completion pairs or chat messages.');
  }
  if (!FORMATS_OF[use.method].includes(report.format)) refuse(misfit(report.format, use));
  if (report.tool_rows > 0) {
    // The recipes render role and content only; what a tool call says would silently not be learned.
    refuse(
      `Tool calls cannot be trained on yet; ${report.tool_rows} example(s) hold them (line ${report.first_tool_line}).`,
    );
  }
  const labels = report.labels;
  if (role === 'training' && use.method === 'kto' && labels && Math.min(labels.true, labels.false) === 0)
    refuse(
      `Every example has the label ${labels.true > 0}; KTO learns from both, wanted answers and unwanted ones.`,
    );
  if (role === 'training' && report.rows < MIN_EXAMPLES) {
    throw invalid(
      'invalid_n_examples',
      `Training file has ${report.rows} example(s), but must have at least ${MIN_EXAMPLES} examples`,
      { param },
    );
  }
}

function misfit(format: keyof typeof OPENAI_FORMAT, { method, fileId }: UsableFor): string {
  const fitting = format === 'preference' ? 'dpo' : format === 'unpaired' ? 'kto' : 'sft';
  const file = fileId ? `Input file ${fileId}` : 'Input file';
  return (
    `${file} is in the ${OPENAI_FORMAT[format]} format, but the specified fine-tuning job is not using ` +
    `'${OPENAI_METHOD[fitting]}' as the training method (provided method=${OPENAI_METHOD[method]}).`
  );
}
