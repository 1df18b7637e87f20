import { ActionIcon, Alert, Button, Group, Stack, Text, Tooltip } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { ChevronDown, ChevronUp } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { answer, api, ask } from '../../api/client.js';
import { useProject } from '../../api/session.js';
import { CopyAs } from '../../pieces/copy-as.js';
import { Facts, Part } from '../../pieces/facts.js';
import { IdChip } from '../../pieces/id-chip.js';
import { Page } from '../../pieces/page.js';
import { Ref } from '../../pieces/ref.js';
import { State } from '../../pieces/state.js';
import { Asked } from '../../pieces/states.js';
import { When } from '../../pieces/when.js';
import { isBusy } from '../../shell/keys.js';
import { readAgain } from './answering.js';
import { AnswerForm, offered } from './answer-form.js';
import { CounselLinks } from './counsel-links.js';
import { LicenseTexts } from './license-text.js';
import { Chain, Declared, Findings } from './question.js';
import type { Answer, ReviewSearch } from './search.js';
import { useSubject } from './subject.js';
import { Timeline } from './timeline.js';
import { reachOf, type Review, type ReviewFile } from './words.js';

const EVERY_MS = 10_000;

/** One question: what the text says on the left, what is asked of it and the answer on the right. */
export function ReviewPage() {
  const { id } = useParams({ from: '/frame/reviews/$id' });
  const params = { path: { id } };
  // what was read stays until the reader asks for what is new: an answer names the revision that was read
  const kept = { staleTime: Infinity, refetchOnMount: 'always', refetchOnWindowFocus: false } as const;
  const review = ask.useQuery('get', '/v1/reviews/{id}', { params }, kept);
  const file = ask.useQuery('get', '/v1/reviews/{id}/file', { params }, kept);
  const data = review.data && file.data ? { review: review.data, file: file.data } : undefined;
  const title = useSubject(review.data);
  const again = () => Promise.all([review.refetch(), file.refetch()]);
  return (
    <Page
      title={title ?? 'License review'}
      beside={review.data && <State of={review.data.state} />}
      sentence={file.data && <Sentence file={file.data} />}
      actions={
        <>
          <Neighbours id={id} />
          <CopyAs of={{ method: 'GET', path: `/v1/reviews/${id}`, cli: `luthier review show ${id}` }} />
        </>
      }
    >
      <Asked of={{ data, error: review.error ?? file.error, refetch: again }}>
        {(both) => <Both key={id} {...both} />}
      </Asked>
    </Page>
  );
}

function Sentence({ file: { question } }: { file: ReviewFile }) {
  const by = question.requested_by.join(', ') || 'the service itself';
  return (
    <>
      {question.asks} Asked by {by}, <When at={question.opened_at} />.
    </>
  );
}

function Both({ review, file }: { review: Review; file: ReviewFile }) {
  const search = useSearch({ from: '/frame/reviews/$id' });
  const navigate = useNavigate();
  const { roles } = useProject();
  const put = (change: ReviewSearch) =>
    void navigate({
      to: '/reviews/$id',
      params: { id: review.id },
      search: { ...search, ...change },
      replace: true,
      resetScroll: false,
    });
  const actions = offered(review, file.you, roles);
  const choose = (one: Answer) => put({ answer: one });
  const { next } = useNeighbours(review.id);
  const open = useOpen();
  useKeys({
    a: () => (actions.includes('approve') || actions.includes('waive') ? choose(actions[0]!) : undefined),
    r: () => (actions.includes('reject') ? choose('reject') : undefined),
  });
  return (
    <>
      <Changed review={review} />
      <div className="review">
        <div className="review-text">
          <LicenseTexts file={file} chosen={search.text} choose={(text) => put({ text })} />
        </div>
        <div className="review-more">
          <Chain of={file.lineage} />
          <Timeline of={review.timeline ?? []} />
        </div>
        <Stack gap="md" className="review-side">
          <Findings of={file.findings} />
          {(actions.length > 0 || file.you.why) && (
            <AnswerForm
              {...{ review, actions, choose }}
              you={file.you}
              chosen={search.answer}
              next={next ? () => open(next) : null}
            />
          )}
          <Standing review={review} file={file} />
          {roles.some((role) => role === 'reviewer' || role === 'admin') && (
            <CounselLinks review={review.id} />
          )}
          <Declared use={file.use} />
          <Text size="xs" c="dimmed">
            {file.disclaimer}
          </Text>
        </Stack>
      </div>
    </>
  );
}

/** How far it is, who has answered, and what hangs on it. */
function Standing({ review, file }: { review: Review; file: ReviewFile }) {
  const names = review.approvals.map(({ name, self_attested }) =>
    self_attested ? `${name} (self-attested)` : name,
  );
  const members = ask.useQuery(
    'get',
    '/v1/members',
    { params: { query: { limit: '100' } } },
    { enabled: review.assignee !== null },
  );
  const assignee = members.data?.data.find(({ id }) => id === review.assignee)?.name ?? review.assignee;
  const left = review.required_approvals - names.length;
  return (
    <Part title="Where it stands">
      <Facts
        of={[
          [
            'Reviewers',
            `${names.length} of ${review.required_approvals}${names.length > 0 ? `: ${names.join(', ')}` : ''}`,
          ],
          [
            'Second reviewer',
            review.state === 'open' && names.length > 0 && left > 0 ? 'Still to come' : null,
          ],
          ['Handed to', assignee],
          ['Hangs on it', reachOf(review.blast_radius)],
          ['Stops serving', review.deadline && <When at={review.deadline} />],
          ['Holds for', review.holds_for === 'lineage' && 'All that is made of it, at every gate'],
          ['Conditions', review.conditions],
          ['Answered', review.decided_at && <When at={review.decided_at} />],
          ['Answer ends', review.expires_at && <When at={review.expires_at} />],
          ['Grant', review.grant && `${review.grant.document}, by ${review.grant.licensor}`],
          ['Subject', <Ref key="subject" id={review.subject.id} />],
          ['License declared', declaredIn(file)],
          ['Gate', file.question.gate],
          ['Review', <IdChip key="id" id={review.id} short />],
        ]}
      />
    </Part>
  );
}

/** By whoever brought each thing in; null where nobody declared one. */
const declaredIn = ({ lineage }: ReviewFile): string | null =>
  lineage.flatMap(({ name, declared }) => (declared ? [`${declared} (${name})`] : [])).join(', ') || null;

/** Asks now and then whether somebody else has done something to it; what the reader has before them is not moved. */
function Changed({ review }: { review: Review }) {
  const { data } = useQuery({
    queryKey: ['revision of', review.id],
    refetchInterval: EVERY_MS,
    queryFn: async ({ signal }) => {
      const path = { id: review.id };
      return (await answer(api.GET('/v1/reviews/{id}', { params: { path }, signal }))).revision;
    },
  });
  if (data === undefined || data <= review.revision) return null;
  return (
    <Alert mb="md" variant="default" title="It has changed since you opened it" role="status">
      Somebody answered, or wrote something. What you type stays.
      <Group mt="xs">
        <Button onClick={() => void readAgain(review.id)}>Read what is new</Button>
      </Group>
    </Alert>
  );
}

/** The open reviews before and behind this one, oldest first. */
function useNeighbours(id: string): { previous: string | null; next: string | null } {
  const query = { state: 'open', order: 'asc', limit: '100' } as const;
  const { data } = ask.useQuery('get', '/v1/reviews', { params: { query } });
  const ids = data?.data.map((one) => one.id) ?? [];
  const at = ids.indexOf(id);
  if (at < 0) return { previous: null, next: ids[0] ?? null };
  return { previous: ids[at - 1] ?? null, next: ids[at + 1] ?? null };
}

function useOpen(): (id: string) => void {
  const navigate = useNavigate();
  return (id) => void navigate({ to: '/reviews/$id', params: { id } });
}

function Neighbours({ id }: { id: string }) {
  const { previous, next } = useNeighbours(id);
  const open = useOpen();
  const to = (one: string | null) => () => void (one && open(one));
  useKeys({ j: to(next), k: to(previous) });
  return (
    <Group gap={2}>
      <Tooltip label="Previous open review (k)">
        <ActionIcon aria-label="Previous open review" disabled={previous === null} onClick={to(previous)}>
          <ChevronUp size={16} />
        </ActionIcon>
      </Tooltip>
      <Tooltip label="Next open review (j)">
        <ActionIcon aria-label="Next open review" disabled={next === null} onClick={to(next)}>
          <ChevronDown size={16} />
        </ActionIcon>
      </Tooltip>
    </Group>
  );
}

/** Keys of this page; they rest behind a window, typed into a field they mean themselves, and behind `g` they lead elsewhere. */
function useKeys(keys: Record<string, () => void>): void {
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  useEffect(() => {
    let goes = -Infinity;
    const onKey = (event: KeyboardEvent) => {
      if (isBusy(event) || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      const isChord = performance.now() - goes < 1_200;
      goes = event.key === 'g' ? performance.now() : -Infinity;
      const does = latest.current[event.key];
      if (!does || isChord) return;
      event.preventDefault();
      does();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
}
