import { Button, Select, Text } from '@mantine/core';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Inbox } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import { answer, api } from '../../api/client.js';
import { useList } from '../../api/list.js';
import { useProject } from '../../api/session.js';
import { CopyAs } from '../../pieces/copy-as.js';
import { type Column, DataTable } from '../../pieces/data-table.js';
import { FilterBar, PickFilter } from '../../pieces/filters.js';
import { Page } from '../../pieces/page.js';
import { State } from '../../pieces/state.js';
import { Empty, Failed, Loading } from '../../pieces/states.js';
import { When } from '../../pieces/when.js';
import { writeSearch } from '../../search.js';
import { BulkAnswer } from './bulk-answer.js';
import { type InboxSearch, SEVERITIES, STATES } from './search.js';
import { Subject } from './subject.js';
import { asksOf, byReach, isReviewer, reachOf, type Review, settlesOf, VERDICTS } from './words.js';

const EVERY_MS = 15_000;
const MOST_SORTED = 2_000;

const COLUMNS: Column<Review>[] = [
  {
    key: 'subject',
    header: 'For',
    width: 'minmax(188px, 2fr)',
    cell: (review) => <ReviewLink review={review} />,
  },
  {
    ...{ key: 'severity', header: 'The rules say', width: '192px' },
    cell: ({ severity }) => (
      <State of={VERDICTS[severity] ?? severity} tone={severity === 'deny' ? 'bad' : 'warn'} />
    ),
  },
  {
    key: 'asks',
    header: 'What is asked',
    width: 'minmax(128px, 1.2fr)',
    cell: (review) => <Asks text={asksOf(review)} />,
  },
  {
    key: 'settles',
    header: 'Can settle',
    width: '84px',
    cell: (review) => <Asks text={settlesOf(review)} />,
  },
  { key: 'age', header: 'Asked', width: '76px', cell: ({ created_at }) => <When at={created_at} /> },
  {
    key: 'reach',
    header: 'Hangs on it',
    width: 'minmax(104px, 1fr)',
    cell: ({ blast_radius }) => <Asks text={reachOf(blast_radius)} />,
  },
  {
    ...{ key: 'answers', header: 'Answered', width: 'minmax(104px, 0.8fr)' },
    cell: (review) => <AnsweredBy review={review} />,
  },
  { key: 'state', header: 'State', width: '84px', cell: ({ state }) => <State of={state} /> },
];

/** Questions about licenses that wait for a person, the oldest first or those first on which most hangs. */
export function InboxPage() {
  const search = useSearch({ from: '/frame/reviews' });
  const navigate = useNavigate();
  const { roles } = useProject();
  const show = (next: InboxSearch) => void navigate({ to: '/reviews', search: next, replace: true });
  const put = (change: InboxSearch) => show({ ...search, ...change });
  const filter = {
    state: search.state ?? (['open'] as const),
    order: search.sort === 'newest' ? ('desc' as const) : ('asc' as const),
    ...(search.severity ? { severity: search.severity } : {}),
  };
  const list = useList<Review>({
    queryKey: ['reviews', filter],
    ask: (page, signal) =>
      answer(
        api.GET('/v1/reviews', {
          params: { query: { ...filter, state: [...filter.state], ...page } },
          signal,
        }),
      ),
    everyMs: false,
  });
  const { refetch, hasNextPage, isFetching, fetchNextPage } = list;
  useEffect(() => {
    const timer = setInterval(() => !document.hidden && void refetch(), EVERY_MS);
    return () => clearInterval(timer);
  }, [refetch]);
  // the service sorts by age: to sort by reach all of them have to be here
  const isReach = search.sort === 'reach';
  useEffect(() => {
    if (isReach && hasNextPage && !isFetching && list.rows.length < MOST_SORTED) void fetchNextPage();
  }, [isReach, hasNextPage, isFetching, fetchNextPage, list.rows.length]);
  const rows = useMemo(() => (isReach ? [...list.rows].sort(byReach) : list.rows), [isReach, list.rows]);
  const [selected, setSelected] = useState<Set<string>>(new Set());
  const [asking, setAsking] = useState<'approve' | 'reject' | null>(null);
  const chosen = rows.filter(({ id, state }) => selected.has(id) && state === 'open');
  const done = () => (setAsking(null), setSelected(new Set()));
  const isFiltered = Boolean(search.state ?? search.severity);
  const { sort: _sort, ...asked } = search;
  return (
    <Page
      title="License review"
      full
      sentence="Questions that the license rules leave to a person. Whoever asked can go on once one is answered."
      actions={
        <CopyAs
          of={{
            method: 'GET',
            path: `/v1/reviews${writeSearch({ ...asked, state: filter.state })}`,
            cli: 'luthier review ls',
          }}
        />
      }
    >
      <FilterBar
        isFiltered={isFiltered}
        clear={() => show(search.sort ? { sort: search.sort } : {})}
        end={
          <Select
            w={150}
            aria-label="Order"
            value={search.sort ?? 'oldest'}
            data={[
              { value: 'oldest', label: 'Oldest first' },
              { value: 'newest', label: 'Newest first' },
              { value: 'reach', label: 'Widest reach first' },
            ]}
            onChange={(sort) => {
              const { sort: _old, ...rest } = search;
              show(sort === 'reach' || sort === 'newest' ? { ...rest, sort } : rest);
            }}
          />
        }
      >
        <PickFilter
          label="State"
          options={STATES}
          value={search.state ?? ['open']}
          onChange={(state) => put({ state })}
        />
        <PickFilter
          label="The rules say"
          options={SEVERITIES}
          value={search.severity ?? []}
          onChange={(severity) => put({ severity })}
          name={(one) => VERDICTS[one]!}
        />
      </FilterBar>
      {list.isPending ? (
        <Loading rows={10} />
      ) : list.isError && rows.length === 0 ? (
        <Failed error={list.error} again={() => void refetch()} />
      ) : rows.length === 0 ? (
        <Nothing isFiltered={isFiltered} clear={() => show({})} />
      ) : (
        <DataTable
          label="Reviews"
          columns={COLUMNS}
          rows={rows}
          open={({ id }) => void navigate({ to: '/reviews/$id', params: { id } })}
          {...(isReviewer(roles) ? { selection: { ids: selected, onChange: setSelected } } : {})}
          more={{ has: hasNextPage, load: fetchNextPage, isLoading: list.isFetchingNextPage }}
        />
      )}
      {selected.size > 0 && (
        <div className="selected" role="region" aria-label="Selected reviews">
          <Text size="sm">{selected.size} selected</Text>
          <Button disabled={chosen.length === 0} onClick={() => setAsking('approve')}>
            Approve {chosen.length}
          </Button>
          <Button
            color="red"
            variant="light"
            disabled={chosen.length === 0}
            onClick={() => setAsking('reject')}
          >
            Reject {chosen.length}
          </Button>
          <Button variant="subtle" color="gray" onClick={() => setSelected(new Set())}>
            Select none
          </Button>
        </div>
      )}
      {asking && <BulkAnswer action={asking} reviews={chosen} onClose={done} />}
    </Page>
  );
}

const ReviewLink = ({ review }: { review: Review }) => (
  <Link to="/reviews/$id" params={{ id: review.id }}>
    <Subject of={review} />
  </Link>
);
const Asks = ({ text }: { text: string }) => (
  <Text size="sm" c="dimmed" truncate component="span" title={text}>
    {text}
  </Text>
);
const AnsweredBy = ({
  review: { state, approvals, required_approvals: required, decided_at },
}: {
  review: Review;
}) =>
  state === 'open' ? (
    `${approvals.length} of ${required}`
  ) : (
    // a rejection keeps no approvals
    <>
      {approvals.map(({ name }) => name).join(', ')} {decided_at !== null && <When at={decided_at} />}
    </>
  );

const Nothing = ({ isFiltered, clear }: { isFiltered: boolean; clear: () => void }) =>
  isFiltered ? (
    <Empty
      icon={Inbox}
      title="No review matches"
      action={<Button onClick={clear}>Show what is open</Button>}
    />
  ) : (
    <Empty
      icon={Inbox}
      title="Nothing waits for a reviewer"
      text="A question comes here where the license rules leave one open, or forbid what somebody wants to do."
    />
  );
