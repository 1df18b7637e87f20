import { ask } from '../../api/client.js';
import { useSession } from '../../api/session.js';
import { shortId } from '../../pieces/figures.js';

/** Who asked for something: a member by name, whoever is signed in by theirs, else the id. */
export function Who({ id }: { id: string }) {
  const { key, person } = useSession();
  const { data } = ask.useQuery(
    'get',
    '/v1/members',
    { params: { query: { limit: '100' } } },
    { staleTime: 60_000 },
  );
  const own = [key, person].find((one) => one?.id === id)?.name;
  const name = own ?? data?.data.find((member) => member.id === id)?.name;
  return <span title={id}>{name ?? shortId(id)}</span>;
}
