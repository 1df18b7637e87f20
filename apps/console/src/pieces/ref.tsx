import { useQuery } from '@tanstack/react-query';
import { Link, useRouter } from '@tanstack/react-router';
import { answer, api } from '../api/client.js';
import { titleOf } from '../features/jobs/job-words.js';
import { shortId } from './figures.js';

interface Known {
  name: string;
  /** Its page. */
  to?: string;
}
interface Kind {
  /** Where the id alone says which page shows it. */
  page?: (id: string) => string;
  /** Asked once an id of the kind is in sight. */
  about?: (id: string) => Promise<Known>;
}

/** What an id's prefix says: the page that shows it and the name that people gave it. */
const KINDS: Record<string, Kind> = {
  job: {
    page: (id) => `/jobs/${id}`,
    // many jobs are called the same
    about: async (id) => ({
      name: `${titleOf(await answer(api.GET('/v1/jobs/{id}', { params: { path: { id } } })))} ${shortId(id)}`,
    }),
  },
  bm: {
    page: (id) => `/base-models/${id}`,
    about: async (id) => ({
      name: (await answer(api.GET('/v1/base_models/{id}', { params: { path: { id } } }))).slug,
    }),
  },
  dsv: {
    about: async (id) => {
      const version = await answer(api.GET('/v1/dataset_versions/{id}', { params: { path: { id } } }));
      const path = { id: version.dataset_id };
      const { name } = await answer(api.GET('/v1/datasets/{id}', { params: { path } }));
      return { name: `${name} v${version.number}`, to: `/datasets/${path.id}?version=${id}` };
    },
  },
  ds: {
    page: (id) => `/datasets/${id}`,
    about: async (id) => ({
      name: (await answer(api.GET('/v1/datasets/{id}', { params: { path: { id } } }))).name,
    }),
  },
  mv: {
    about: async (id) => {
      const path = { id };
      const { model, version } = await answer(api.GET('/v1/model_versions/{id}', { params: { path } }));
      return { name: `${model} v${version}`, to: `/models/${model}/versions/${version}` };
    },
  },
  rev: { page: (id) => `/reviews/${id}` },
  dep: { page: (id) => `/deployments/${id}` },
};

/** Nothing for what only begins like an id: a training that is asked about is called by all that it is made from. */
const kindOf = (id: string): Kind | undefined => KINDS[/^([a-z]+)_[0-9a-z]+$/.exec(id)?.[1] ?? ''];

/** Names do not change while a page is open: each is asked for once. */
const useKnown = (id: string, isAsked: boolean) =>
  useQuery({
    queryKey: ['name', id],
    queryFn: () => kindOf(id)!.about!(id),
    enabled: isAsked && kindOf(id)?.about !== undefined,
    staleTime: Infinity,
    retry: false,
  });

/** The name of the first of these that people gave one; undefined until it is known. */
export function useName(ids: readonly string[]): { id: string; name: string } | undefined {
  const id = ids.find((one) => kindOf(one)?.about) ?? '';
  const { data } = useKnown(id, true);
  return data && { id, name: data.name };
}

/** An id as its name (or your words for it), and a link where it has a page. */
export function Ref({ id, words }: { id: string; words?: string }) {
  const kind = kindOf(id);
  const { data } = useKnown(id, words === undefined || kind?.page === undefined);
  const router = useRouter();
  const text = words ?? data?.name ?? shortId(id);
  const to = data?.to ?? kind?.page?.(id);
  if (to === undefined || !router.getMatchedRoutes(to.split('?')[0]!)[2])
    return <span title={id}>{text}</span>;
  // as an address, not as a route: what page it is is not known to the compiler
  return (
    <Link to={to} title={id}>
      {text}
    </Link>
  );
}
