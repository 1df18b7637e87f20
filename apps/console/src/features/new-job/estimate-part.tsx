import { Text } from '@mantine/core';
import { problemOf } from '../../api/problem.js';
import { Facts, Part } from '../../pieces/facts.js';
import { bytes, count, duration } from '../../pieces/figures.js';
import { State } from '../../pieces/state.js';
import { Loading } from '../../pieces/states.js';
import { money } from '../jobs/job-words.js';
import type { Estimate, useEstimate } from './estimating.js';

const MIB = 1024 * 1024;
const TONES = { fits: 'good', tight: 'warn', does_not_fit: 'bad' } as const;

/** Memory, time and cost of exactly what is typed; estimated, and each number with where it comes from. */
export function EstimatePart({ of, isWhole }: { of: ReturnType<typeof useEstimate>; isWhole: boolean }) {
  const hint = of.isSettled ? 'Not measured: docs/estimates.md says how' : 'Asking …';
  return (
    <Part title="Estimate" hint={isWhole ? hint : undefined}>
      <div aria-live="polite" aria-busy={!of.isSettled}>
        <Body of={of} isWhole={isWhole} />
      </div>
    </Part>
  );
}

function Body({ of, isWhole }: { of: ReturnType<typeof useEstimate>; isWhole: boolean }) {
  if (!isWhole) return <Text size="sm">Choose a base model and a dataset version: it follows at once.</Text>;
  if (of.error) return <Text size="sm">There is none for what is typed: {problemOf(of.error).text}</Text>;
  if (of.data === undefined) return <Loading rows={4} height={14} />;
  return <Figures of={of.data} />;
}

type Figure = NonNullable<Estimate['seconds']>;
const ranged = (of: Figure | null, words: (value: number) => string) =>
  of && (
    <span data-tip={`${of.basis}: ${of.from}`}>
      {words(of.value)}
      {of.low !== undefined && of.high !== undefined && (
        <Text span size="xs" c="dimmed" display="block">
          {words(of.low)} to {words(of.high)}
        </Text>
      )}
    </span>
  );
const mebibytes = (value: number) => bytes(value * MIB);
const rounded = (value: number) => count(Math.round(value));

function Figures({ of }: { of: Estimate }) {
  const { target, total } = of;
  return (
    <>
      <Facts
        of={[
          ['Memory', ranged(of.memory_mb, mebibytes) ?? 'unknown'],
          ['Time', ranged(of.seconds, duration) ?? 'unknown'],
          ['Steps', ranged(of.steps, rounded)],
          ['Tokens', ranged(of.tokens, rounded)],
          ['Cost', of.cost ? money(of.cost) : 'unknown: no price of an hour is set'],
          [
            'Target',
            `${target.name}${target.device ? `, ${target.device}` : ''}${target.memory_mb ? `, ${mebibytes(target.memory_mb)}` : ''}`,
          ],
          [
            `All ${total.jobs} jobs`,
            total.jobs > 1 && (total.seconds === null ? 'time unknown' : duration(total.seconds)),
          ],
        ]}
      />
      <Text size="xs" mt="xs" component="div">
        {of.verdict && <State of={of.verdict} tone={TONES[of.verdict]} />} {of.fits_reason}
      </Text>
      {of.gpus && <Gpus of={of.gpus} />}
    </>
  );
}

/** Every GPU that is known, with what this training would need on one. */
function Gpus({ of }: { of: NonNullable<Estimate['gpus']> }) {
  const fitting = of.filter(({ verdict }) => verdict === 'fits').length;
  return (
    <details className="gpus">
      <summary>
        Fits {fitting} of {of.length} kinds of GPU
      </summary>
      <ul>
        {of.map(({ gpu, name, verdict, memory_mb: needs, gpu_memory_mb: has, seconds, unavailable }) => (
          <li key={gpu}>
            <span className="clip">{name}</span>
            <span className="num">
              {needs ? `${mebibytes(needs.value)} of ${mebibytes(has)}` : mebibytes(has)}
              {seconds && `, ${duration(seconds.value)}`}
            </span>
            {verdict ? (
              <State of={verdict} tone={TONES[verdict]} />
            ) : (
              <State of="unknown" meaning={unavailable.map(({ reason }) => reason).join(' ')} />
            )}
          </li>
        ))}
      </ul>
    </details>
  );
}
