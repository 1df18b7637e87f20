import { clean } from './text.js';

export interface Sample {
  step: number;
  index: number;
  prompt: string;
  text: string;
  cut: boolean;
  finish_reason: string;
}

/** Each prompt with its answers, checkpoint after checkpoint. */
export function samplesText(samples: readonly Sample[], none: string): string {
  if (samples.length === 0) return none;
  const byPrompt = Map.groupBy(
    samples.toSorted((a, b) => a.index - b.index || a.step - b.step),
    ({ index }) => index,
  );
  return [...byPrompt]
    .map(([index, all]) => [`${index + 1}. ${clean(all[0]!.prompt)}`, ...all.map(answerText)].join('\n'))
    .join('\n\n');
}

function answerText({ step, text, cut, finish_reason }: Sample): string {
  const end = cut ? ' … (cut at 4000 characters)' : finish_reason === 'length' ? ' … (max_tokens)' : '';
  const lines = (clean(text) || '(nothing)').split('\n');
  return [`  step ${step}`, ...lines.map((one) => `    | ${one}`)].join('\n') + end;
}
