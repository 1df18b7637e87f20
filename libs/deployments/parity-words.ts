import type { ParityReport } from '#jobs/recipe-output.contract.js';
import type { Parity } from './gate-parity.js';

type Difference = NonNullable<ParityReport['prompts'][number]['difference']>;

const FIXES: Record<Difference['cause'], string> = {
  missing_bos:
    'Quantize again from a tokenizer whose `add_bos_token` says what training did (GGUF: tokenizer.ggml.add_bos_token).',
  extra_bos:
    'Take `bos_token` out of the chat template or set `add_bos_token` to false in the tokenizer, then quantize again.',
  system_dropped:
    'Give the GGUF file the chat template of training, which writes the system role, and quantize again.',
  generation_newline:
    'Quantize again with the very chat template of training, new lines of the generation prompt included.',
  generation_prompt:
    'Quantize again with the chat template of training: its generation prompt is what answers follow.',
  white_space: 'Quantize again with the very chat template of training, white space included.',
  template: 'Quantize again with the chat template that was saved with the merged model.',
  tokenizer:
    'Convert the tokenizer again with a converter that knows it; until then serve the model with transformers.',
  chat_endpoint: "Use an engine version whose chat endpoint keeps to the file's own chat template.",
  refused: 'Give the GGUF file a chat template that the engine can read, and quantize again.',
};

const TEMPLATES: readonly Difference['cause'][] = [
  ...(['system_dropped', 'generation_newline', 'generation_prompt', 'white_space', 'template'] as const),
];
const OF_ENGINE: Partial<Record<ParityReport['engine']['name'], string>> = {
  vLLM: 'Serve the folder with the chat_template.jinja of training in it, and start vLLM without another --chat-template.',
  Ollama:
    "Write the Modelfile's TEMPLATE so that it renders what training's chat template does, white space included, and check it again with --template.",
};

/** The first difference of a report, as a gate tells it. */
export function firstOf(report: ParityReport): Parity['first'] {
  const line = report.prompts.find((one) => one.difference !== null);
  if (!line?.difference) return null;
  const found = line.difference;
  const side = (id: number | null, text: string | null) =>
    id === null ? 'nothing' : `${id} (${JSON.stringify(text ?? '')})`;
  const trained = side(found.trained_id, found.trained_text);
  const served = side(found.served_id, found.served_text);
  return {
    prompt: line.prompt,
    token: `token ${found.position} is ${trained} in training, ${served} in the engine`,
    cause: found.note,
    fix: (TEMPLATES.includes(found.cause) && OF_ENGINE[report.engine.name]) || FIXES[found.cause],
  };
}
