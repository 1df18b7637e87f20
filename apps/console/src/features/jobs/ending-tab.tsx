import { Text } from '@mantine/core';
import { Facts, Part } from '../../pieces/facts.js';
import { bytes } from '../../pieces/figures.js';
import { Ref } from '../../pieces/ref.js';
import { plain } from '../../pieces/ansi.js';
import type { Job } from './job-words.js';

const BLAME = {
  user: 'What was submitted, or who stopped it',
  platform: 'This installation',
  provider: 'The machine or who lends it',
} as const;

/** Why a job ended without a result: whose it is, what it rests on, what to do. */
export function EndingTab({ job }: { job: Job }) {
  const { ending } = job;
  if (!ending) return <Text size="sm">It has not failed.</Text>;
  const { log = [], disk, needed, last_step: last, ...facts } = ending.evidence;
  return (
    <>
      <Part title="What to do">
        <Text size="sm">{ending.advice}</Text>
      </Part>
      <Part title="What happened">
        <Text size="sm" mb="md" className="break">
          {ending.message}
        </Text>
        <Facts
          of={[
            ['Reason', <code key="reason">{ending.reason}</code>],
            ['At fault', BLAME[ending.blame]],
            [
              'Tried again',
              ending.retryable ? 'Yes, before it was given up' : 'No: it would end the same way',
            ],
            ['Last step', last && `${last.step} of ${last.of}`],
            ['Disk', disk && `${bytes(disk.free_bytes)} free of ${bytes(disk.total_bytes)}`],
            ['Needed job', needed && <Ref key="needed" id={needed.job} />],
            ...Object.entries(facts).map(
              ([name, value]) =>
                [wordOf(name), typeof value === 'boolean' ? (value ? 'Yes' : 'No') : String(value)] as const,
            ),
          ]}
        />
      </Part>
      {log.length > 0 && (
        <Part title="The last that it printed">
          <pre className="tail" tabIndex={0}>
            {log.map(plain).join('\n')}
          </pre>
        </Part>
      )}
    </>
  );
}

const WORDS: Record<string, string> = { oom_killed: 'Killed for want of memory', by: 'Asked by' };
const wordOf = (name: string): string => {
  const words = WORDS[name] ?? name.replaceAll('_', ' ');
  return words[0]!.toUpperCase() + words.slice(1);
};
