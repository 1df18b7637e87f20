import { Spotlight, spotlight } from '@mantine/spotlight';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Search } from 'lucide-react';
import { useMemo, useState } from 'react';
import { found, type Item } from './finding.js';
import { useCommands } from './commands.js';

const SHOWN = 12;
export const openPalette = () => spotlight.open();

/** Ctrl K: every page, every command, and whatever of the project is in the cache or is an id. */
export function Palette() {
  const [query, setQuery] = useState('');
  const navigate = useNavigate();
  const client = useQueryClient();
  const commands = useCommands();
  const hits = useMemo(
    () => (query === '' ? commands.slice(0, SHOWN) : found([...commands, ...known(client)], query, SHOWN)),
    [commands, client, query],
  );
  const go = (item: Item) => (item.run ? item.run() : navigate({ to: item.to! }));
  return (
    <Spotlight.Root query={query} onQueryChange={setQuery} shortcut="mod + K" scrollable maxHeight={420}>
      <Spotlight.Search
        placeholder="Go to a page, a job, or do something …"
        aria-label="Find"
        leftSection={<Search size={16} />}
      />
      <Spotlight.ActionsList>
        {hits.map((item) => (
          <Spotlight.Action
            key={item.id}
            label={item.label}
            {...(item.hint ? { description: item.hint } : {})}
            {...(item.icon ? { leftSection: <item.icon size={16} /> } : {})}
            onClick={() => void go(item)}
          />
        ))}
        {hits.length === 0 && <Spotlight.Empty>Nothing is called so.</Spotlight.Empty>}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  );
}

/** What lists and pages have read already can be found at once, without asking. */
function known(client: ReturnType<typeof useQueryClient>): Item[] {
  const entries = client.getQueriesData<{ pages?: { data: Known[] }[] }>({ queryKey: ['jobs'] });
  const jobs = entries.flatMap(([, data]) => data?.pages?.flatMap((page) => page.data) ?? []);
  return [...new Map(jobs.map((job) => [job.id, job])).values()].map((job) => ({
    id: job.id,
    label: `${job.kind} ${job.id}`,
    hint: job.state,
    to: `/jobs/${job.id}`,
  }));
}
interface Known {
  id: string;
  kind: string;
  state: string;
}
