import { useMutation } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { measuredBy } from '#client/pipeline.js';
import { answer, api, ask } from '../../api/client.js';
import { isUnreachable, problemOf } from '../../api/problem.js';
import { queries } from '../../api/queries.js';
import { faultAt } from '../../pieces/faults.js';
import { tellDone } from '../../shell/notify.js';
import { type Draft, type Request, requestOf } from './draft.js';
import { useEstimate } from './estimating.js';
import { ALL } from './fields.js';
import { dropDraft, keepDraft, keptDraft, keyOf } from './keeping.js';

export type JobForm = ReturnType<typeof useJobForm>;

/** What is typed, what it would come to, and one way to submit it. It stays typed through a silence and a reload of the tab. */
export function useJobForm(clone: string | undefined, parent: Draft | null) {
  const { draft, put, reset, isTouched } = useDraft(clone, parent);
  const { request, isKnown } = useRequest(draft);
  const isWhole = Boolean(draft['base_model'] && draft['dataset_version']?.startsWith('dsv_'));
  const estimate = useEstimate(request, isWhole);
  const navigate = useNavigate();
  const sending = useMutation({
    mutationFn: () => send(request),
    meta: { quiet: true },
    onSuccess: (made) => {
      dropDraft(clone);
      tellDone(made.job ? 'The training was submitted.' : 'The trainings were submitted.');
      void queries.invalidateQueries({ queryKey: ['jobs'] });
      if (made.job) void navigate({ to: '/jobs/$id', params: { id: made.job } });
      else void navigate({ to: '/jobs', search: { pipeline: [made.pipeline] } });
    },
  });
  const asked =
    isWhole && estimate.error && !isUnreachable(estimate.error) ? problemOf(estimate.error) : null;
  const sent = sending.error ? problemOf(sending.error) : null;
  const at = (name: string) => faultAt(sent, name) ?? faultAt(asked, name);
  const fault = (name: string) =>
    at(request.prefix + name) ?? at(name) ?? (name === 'seed' ? at('sweep') : null);
  return {
    ...{ draft, request, reset, isTouched, isWhole, estimate, fault },
    put: useCallback(
      (change: Draft) => {
        if (sending.isError) sending.reset();
        put(change);
      },
      // eslint-disable-next-line react-hooks/exhaustive-deps -- the mutation is another object at each render
      [put, sending.isError, sending.reset],
    ),
    /** What was said against no field of the form. */
    rest: sent && !ALL.some(({ name }) => fault(name) !== null) ? sent : null,
    isSilent: isUnreachable(sending.error),
    isSending: sending.isPending || !isKnown,
    submit: (event: { preventDefault(): void }) => {
      event.preventDefault();
      if (!sending.isPending && isKnown) sending.mutate();
    },
  };
}

function useDraft(clone: string | undefined, parent: Draft | null) {
  const search = useSearch({ from: '/frame/jobs/new' });
  const navigate = useNavigate({ from: '/jobs/new' });
  const [draft, setDraft] = useState<Draft>(() => ({
    ...(keptDraft(clone) ?? parent ?? {}),
    ...(search.base ? { base_model: search.base } : {}),
    ...(search.dataset ? { dataset_version: search.dataset } : {}),
  }));
  useEffect(() => keepDraft(clone, draft), [clone, draft]);
  const show = (base: string | undefined, dataset: string | undefined) =>
    void navigate({
      search: (old) => ({ ...old, base: base || undefined, dataset: dataset || undefined }),
      replace: true,
    });
  return {
    draft,
    put: useCallback(
      (change: Draft) => {
        setDraft((old) => ({ ...old, ...change }));
        const [base, dataset] = [change['base_model'], change['dataset_version']];
        if (base === undefined && dataset === undefined) return;
        void navigate({
          search: (old) => ({
            ...old,
            ...(base === undefined ? {} : { base: base || undefined }),
            ...(dataset === undefined ? {} : { dataset: dataset || undefined }),
          }),
          replace: true,
        });
      },
      [navigate],
    ),
    reset: () => {
      setDraft(parent ?? {});
      show(undefined, undefined);
    },
    isTouched: Object.values(draft).some((text) => text !== '') && draft !== parent,
  };
}

/** A published chat training brings its parity check along, whose prompts come from the rows, and the score of its test rows. */
function useRequest(draft: Draft): { request: Request; isKnown: boolean } {
  const id = draft['dataset_version'] ?? '';
  const isPublished = Boolean(draft['publish.model']?.trim());
  const isAsked = isPublished && id.startsWith('dsv_');
  const { data: version, isPending } = ask.useQuery(
    'get',
    '/v1/dataset_versions/{id}',
    { params: { path: { id } } },
    { enabled: isAsked, staleTime: Infinity },
  );
  const request = useMemo(
    () => requestOf(draft, version ? measuredBy(version) : undefined),
    [draft, version],
  );
  // sent before its rows are known, it would leave them out without a word
  return { request, isKnown: !isAsked || !isPending };
}

/** The job's page is where it goes on; of several trainings, their list. */
async function send({ path, body }: Request): Promise<{ job: string | null; pipeline: string }> {
  const params = { header: { 'idempotency-key': keyOf(path + JSON.stringify(body)) } };
  if (path === '/v1/jobs') {
    const { id } = await answer(api.POST('/v1/jobs', { params, body }));
    return { job: id, pipeline: '' };
  }
  const { id, jobs = [] } = await answer(api.POST('/v1/pipelines', { params, body }));
  const trainings = jobs.filter(({ kind }) => kind === 'finetune');
  return { job: trainings.length === 1 ? trainings[0]!.id : null, pipeline: id };
}
