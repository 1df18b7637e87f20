import {
  Alert,
  Button,
  Group,
  NumberInput,
  SegmentedControl,
  Select,
  Stack,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { ReplaceKey } from '../../access/replace-key.js';
import { ask } from '../../api/client.js';
import { problemOf } from '../../api/problem.js';
import { useSession } from '../../api/session.js';
import { Part } from '../../pieces/facts.js';
import { faultAt } from '../../pieces/faults.js';
import { tellDone } from '../../shell/notify.js';
import { type Draft, draftOf, dropDraft, keepDraft, readAgain, send } from './answering.js';
import { FirstGrant, SecondGrant } from './grant-fields.js';
import { HoldsFor } from './holds-for.js';
import type { Answer } from './search.js';
import { asksWhich, doneWith, type Review, type ReviewFile, unblocks } from './words.js';

const VERBS: Record<Answer, { label: string; verb: string; done: string; text: string }> = {
  approve: {
    label: 'Approve',
    verb: 'Approve',
    done: 'Approved.',
    text: 'What you read, and why it is fine (optional)',
  },
  reject: { label: 'Reject', verb: 'Reject', done: 'Rejected.', text: 'Why not' },
  waive: {
    label: 'Waive',
    verb: 'Waive',
    done: 'Your part of the waiver is recorded.',
    text: 'A note (optional)',
  },
  revoke: {
    label: 'Take back',
    verb: 'Take the answer back',
    done: 'The answer was taken back.',
    text: 'Why',
  },
  delegate: { label: 'Hand on', verb: 'Hand it on', done: 'Handed on.', text: 'A note for them (optional)' },
  comment: { label: 'Comment', verb: 'Comment', done: 'Written.', text: 'What others should know' },
};
const NEEDS_TEXT: readonly Answer[] = ['reject', 'revoke', 'comment'];
/** What a reader of this page can do about it; for others the service says it at length. */
const WHY_NOT: Readonly<Record<string, string>> = {
  reviewer_not_independent:
    'Whoever asked made your key or added you, so the answer could be theirs: replace your key by one that only you know.',
};
const FIELDS = [
  'comment',
  'reason',
  'text',
  'conditions',
  'expires_at',
  'member',
  'sha256',
  'document',
  'licensor',
  'scope',
  'deadline_seconds',
];

/** What this reader may do with it now; the service decides, and checks again. */
export function offered(
  review: Pick<Review, 'state' | 'severity'>,
  you: ReviewFile['you'],
  roles: readonly string[],
): Answer[] {
  const answers: Answer[] = [];
  const isReviewer = roles.some((role) => role === 'reviewer' || role === 'admin');
  if (you.may_approve) answers.push(review.severity === 'deny' ? 'waive' : 'approve');
  if (you.may_reject) answers.push('reject');
  if (isReviewer && review.state === 'open') answers.push('delegate');
  if (isReviewer && ['approved', 'waived', 'rejected'].includes(review.state)) answers.push('revoke');
  if (isReviewer || roles.some((role) => role === 'engineer' || role === 'deployer')) answers.push('comment');
  return answers;
}

interface Props {
  review: Review;
  you: ReviewFile['you'];
  actions: Answer[];
  chosen: Answer | undefined;
  choose: (answer: Answer) => void;
  next: (() => void) | null;
}

/** One box for every answer. What was typed stays until it is sent, also where somebody else was faster. */
export function AnswerForm({ review, you, actions, chosen, choose, next }: Props) {
  // a rejection is never the first: who may not approve has to choose it
  const action =
    actions.find((one) => one === chosen) ?? actions.find((one, at) => at === 0 && one !== 'reject');
  const [draft, setDraft] = useState<Draft>(() => draftOf(review.id));
  const field = useRef<HTMLTextAreaElement>(null);
  const session = useSession();
  const put = (change: Partial<Draft>) => setDraft((old) => ({ ...old, ...change }));
  useEffect(() => keepDraft(review.id, draft), [review.id, draft]);
  useEffect(() => {
    if (chosen) field.current?.focus({ preventScroll: false });
  }, [chosen]);
  const sending = useMutation({
    mutationFn: () =>
      send(action!, { id: review.id, revision: review.revision, hasGrant: review.grant !== null }, draft),
    meta: { quiet: true },
    onSuccess: async (answer) => {
      dropDraft(review.id);
      setDraft(draftOf(review.id));
      tellDone(doneWith(VERBS[action!].done, answer));
      await readAgain(review.id);
    },
  });
  const problem = sending.error ? problemOf(sending.error) : null;
  const fault = (name: string) => faultAt(problem, name);
  const isWhich = action === 'approve' && asksWhich(review);
  const isFaster = problem?.status === 412;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    sending.mutate();
  };
  return (
    <Part title="Your answer" hint={review.state === 'open' ? `If you clear it: ${unblocks(review)}` : null}>
      <Stack gap="sm">
        {you.why && review.state === 'open' && (
          <Alert variant="default" title="You cannot answer this one">
            {WHY_NOT[you.code ?? ''] ?? you.why}
            {you.code === 'reviewer_not_independent' && session.key && (
              <Group mt="xs">
                <ReplaceKey verb="Replace my key" name={session.key.name} />
              </Group>
            )}
          </Alert>
        )}
        {actions.length > 0 && (
          <form onSubmit={submit}>
            <Stack gap="sm">
              <SegmentedControl
                size="xs"
                fullWidth
                aria-label="Answer"
                value={action ?? ''}
                data={actions.map((value) => ({ value, label: VERBS[value].label }))}
                onChange={(value) => (sending.reset(), choose(value as Answer))}
              />
              {action === 'waive' &&
                (review.grant ? (
                  <SecondGrant {...{ review, draft, put, fault }} />
                ) : (
                  <FirstGrant {...{ review, draft, put, fault }} />
                ))}
              {action === 'delegate' && <Reviewers {...{ draft, put, fault }} />}
              {action && (
                <Textarea
                  ref={field}
                  autosize
                  minRows={3}
                  maxRows={12}
                  label={isWhich ? 'Which license it is, and how you know' : VERBS[action].text}
                  description={
                    isWhich
                      ? 'Stands on record with your answer. Of data of your own: say whose they are.'
                      : null
                  }
                  required={NEEDS_TEXT.includes(action)}
                  value={draft.text}
                  onChange={(e) => put({ text: e.currentTarget.value })}
                  error={fault('comment') ?? fault('reason') ?? fault('text')}
                />
              )}
              {action === 'approve' && review.may_hold_for_lineage && (
                <HoldsFor
                  others={review.settles.length}
                  isOn={draft.holds}
                  turn={(holds) => put({ holds })}
                />
              )}
              {action === 'approve' && <Approval {...{ draft, put, fault }} />}
              {action === 'revoke' && (
                <NumberInput
                  label="Hours that what serves on it may go on"
                  min={0}
                  max={720}
                  value={draft.hours}
                  onChange={(hours) => put({ hours })}
                  error={fault('deadline_seconds')}
                />
              )}
              {isFaster && (
                <Alert variant="default" title="Somebody was faster" role="alert">
                  The review changed while you wrote. Your text is still here. Read what is new, then send it
                  again.
                  <Group mt="xs">
                    <Button onClick={() => void readAgain(review.id).then(() => sending.reset())}>
                      Read what is new
                    </Button>
                  </Group>
                </Alert>
              )}
              {problem && !isFaster && !FIELDS.some((name) => fault(name) !== null) && (
                <Alert variant="default" title={problem.title} role="alert">
                  {problem.text}
                </Alert>
              )}
              <Group justify="space-between">
                <Text size="xs" c="dimmed">
                  Revision {review.revision}
                </Text>
                <Group gap="xs">
                  {next && <Button onClick={next}>Next review</Button>}
                  {action && (
                    <Button
                      type="submit"
                      variant="filled"
                      color={action === 'reject' || action === 'revoke' ? 'red.8' : 'iris'}
                      loading={sending.isPending}
                      disabled={NEEDS_TEXT.includes(action) && draft.text.trim() === ''}
                    >
                      {action === 'waive' && review.grant ? 'Confirm the waiver' : VERBS[action].verb}
                    </Button>
                  )}
                </Group>
              </Group>
            </Stack>
          </form>
        )}
      </Stack>
    </Part>
  );
}

type Fields = {
  draft: Draft;
  put: (change: Partial<Draft>) => void;
  fault: (field: string) => string | null;
};

const Approval = ({ draft, put, fault }: Fields) => (
  <>
    <Textarea
      autosize
      minRows={1}
      label="Conditions (optional)"
      description="Printed on every record that rests on your answer"
      value={draft.conditions}
      onChange={(e) => put({ conditions: e.currentTarget.value })}
      error={fault('conditions')}
    />
    <TextInput
      type="date"
      label="Last day"
      description="Twelve months from now where you leave it out"
      value={draft.until}
      onChange={(e) => put({ until: e.currentTarget.value })}
      error={fault('expires_at')}
    />
  </>
);

function Reviewers({ draft, put, fault }: Fields) {
  const { data } = ask.useQuery('get', '/v1/members', { params: { query: { limit: '100' } } });
  const can = (data?.data ?? []).filter(
    ({ roles, removed_at }) =>
      removed_at === null && roles.some((role) => role === 'reviewer' || role === 'admin'),
  );
  return (
    <Select
      label="Hand it to"
      placeholder="Choose a reviewer"
      searchable
      required
      data={can.map(({ id, name }) => ({ value: id, label: name }))}
      value={draft.member}
      onChange={(member) => put({ member })}
      error={fault('member')}
    />
  );
}
