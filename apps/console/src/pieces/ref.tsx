import { useQuery } from '@tanstack/react-query';
import { Link, useRouter } from '@tanstack/react-router';
import { answer, api } from '../api/client.js';
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
  job: { page: (id) => `/jobs/${id}` },
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
  ds: { page: (id) => `/datasets/${id}` },
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

/** An id as its name (or your words for it), and a link where it has a page. Names do not change while a page is open: each is asked for once. */
export function Ref({ id, words }: { id: string; words?: string }) {
  const kind = KINDS[id.slice(0, id.search(/[_-]/))];
  const isAsked = kind?.about !== undefined && (words === undefined || kind.page === undefined);
  const { data } = useQuery({
    queryKey: ['name', id],
    queryFn: () => kind!.about!(id),
    enabled: isAsked,
    staleTime: Infinity,
    retry: false,
  });
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
