import { Group, Slider, Text } from '@mantine/core';
import { MessageSquareText } from 'lucide-react';
import { Part } from '../../pieces/facts.js';
import { count } from '../../pieces/figures.js';
import { Asked, Empty } from '../../pieces/states.js';
import type { Job } from './job-words.js';
import { useSamples } from './samples-data.js';
import { type PromptRow, rowsAt, type Sample, stepsOf, whyNoSamples } from './samples-rows.js';
import type { RunSearch } from './search.js';
import { type Span, wordDiff } from './word-diff.js';

interface Props {
  job: Job;
  search: RunSearch;
  put: (change: RunSearch) => void;
}

/** What a training answered to the same prompts, checkpoint after checkpoint. */
export function SamplesTab({ job, search, put }: Props) {
  const samples = useSamples(job);
  return (
    <Asked of={samples}>
      {(all) =>
        all.length === 0 ? (
          <Empty icon={MessageSquareText} title="No samples" text={whyNoSamples(job)} />
        ) : (
          <Samples samples={all} search={search} put={put} />
        )
      }
    </Asked>
  );
}

function Samples({ samples, search, put }: Pick<Props, 'search' | 'put'> & { samples: readonly Sample[] }) {
  const steps = stepsOf(samples);
  const asked = search.step === undefined ? -1 : steps.findLastIndex((step) => step <= search.step!);
  const at = asked < 0 ? steps.length - 1 : asked;
  const before = steps[at - 1];
  const choose = (next: number) => put({ step: next === steps.length - 1 ? undefined : steps[next] });
  return (
    <>
      <Group gap="md" mb="md">
        <Text size="sm" id="checkpoint">
          Step {count(steps[at]!)}
        </Text>
        {steps.length > 1 && (
          <Slider
            w={{ base: '100%', xs: 280 }}
            size="sm"
            min={0}
            max={steps.length - 1}
            step={1}
            value={at}
            label={(index) => `Step ${count(steps[index]!)}`}
            onChange={choose}
            thumbLabel="Checkpoint"
            thumbProps={{ 'aria-valuetext': `Step ${steps[at]}` }}
            thumbSize={24}
            className="slider"
          />
        )}
        <Text size="xs" c="dimmed">
          {before === undefined
            ? 'Answered greedily, without chance: two answers differ by what was learned in between.'
            : `Marked: words that the answer at step ${count(before)} did not have.`}
        </Text>
      </Group>
      {rowsAt(samples, steps[at]!).map((row) => (
        <PromptPart key={row.index} row={row} before={before} />
      ))}
    </>
  );
}

function PromptPart({ row, before }: { row: PromptRow; before: number | undefined }) {
  const diff = row.now && row.before && wordDiff(row.before.text, row.now.text);
  return (
    <Part title={`Prompt ${row.index + 1}`} hint={<span className="said">{row.prompt}</span>}>
      <div className="samples">
        <Answer sample={row.now} spans={diff?.after} title="Answer" />
        {before !== undefined && (
          <Answer sample={row.before} spans={diff?.before} title={`At step ${count(before)}`} faint />
        )}
      </div>
    </Part>
  );
}

function Answer(props: {
  sample: Sample | undefined;
  spans: Span[] | undefined;
  title: string;
  faint?: boolean;
}) {
  const { sample, spans, title, faint = false } = props;
  return (
    <div>
      <Text size="xs" c="dimmed" mb={4}>
        {title}
        {sample && `, ${endOf(sample)}`}
      </Text>
      <Text size="sm" component="div" className="said" c={faint ? 'dimmed' : undefined}>
        {!sample && 'Not asked.'}
        {sample?.text === '' && <i>It said nothing.</i>}
        {sample &&
          (spans ?? [{ text: sample.text, differs: false }]).map(({ text, differs }, at) =>
            differs && !faint ? <Marked key={at} text={text} /> : <span key={at}>{text}</span>,
          )}
      </Text>
    </div>
  );
}

/** The words, without the blanks behind them. */
function Marked({ text }: { text: string }) {
  const words = text.trimEnd();
  return (
    <>
      <mark>{words}</mark>
      {text.slice(words.length)}
    </>
  );
}

function endOf({ cut, finish_reason: reason, tokens }: Sample): string {
  const length = `${count(tokens)} ${tokens === 1 ? 'token' : 'tokens'}`;
  if (cut) return `${length}, only the first 4,000 characters are kept`;
  return reason === 'length' ? `${length}, stopped by max_tokens` : length;
}
