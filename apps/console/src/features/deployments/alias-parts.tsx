import { Asked, Empty } from '../../pieces/states.js';
import { Candidates } from './candidates.js';
import { Current, Previous } from './current.js';
import { Environments } from './environments.js';
import {
  type Alias,
  idIn,
  lastAsked,
  ofAlias,
  type Promotion,
  servedBefore,
  standsOn,
  type Version,
  versionIn,
} from './history.js';
import { HistoryTab } from './history-tab.js';
import { MovedLine } from './promoted-line.js';
import { RequestPart } from './request-part.js';
import type { ALIAS_TABS, AliasSearch } from './search.js';
import { UsagePart } from './usage.js';
import type { useHistory } from './use-history.js';

interface Props {
  alias: Alias;
  history: ReturnType<typeof useHistory>;
  tab: (typeof ALIAS_TABS)[number];
  search: AliasSearch;
  put: (change: AliasSearch) => void;
  /** Null where there is nothing to roll back to. */
  onRollBack: (() => void) | null;
  onPromote: (version: Version) => void;
}

/** The part of an alias that the address names, once its history was read. */
export function AliasParts(props: Props) {
  const { alias, history, tab, search, put } = props;
  const promotions = {
    data: history.data && history.rows,
    error: history.error,
    refetch: history.refetch,
  };
  return (
    <Asked of={promotions}>
      {(all) => {
        const more = {
          has: history.hasNextPage,
          isLoading: history.isFetchingNextPage,
          load: () => void history.fetchNextPage(),
        };
        if (tab === 'history')
          return <HistoryTab of={ofAlias(all, alias)} marked={search.promotion} more={more} />;
        if (tab === 'now') return <Now {...props} all={all} />;
        const served = servedBy(all, alias);
        return served.length > 0 ? (
          <UsagePart of={served} search={search} put={put} />
        ) : (
          <Empty title="Nothing that serves this alias is known" />
        );
      }}
    </Asked>
  );
}

function Now(props: Props & { all: readonly Promotion[] }) {
  const { alias, all, search, put, onRollBack, onPromote } = props;
  const [stands, asked] = [standsOn(all, alias), lastAsked(all, alias)];
  const wanted = stands && versionIn(stands.version);
  return (
    <div className="stack">
      {asked && <RequestPart of={asked} />}
      {wanted && stands?.id === search.promotion && <MovedLine of={stands} version={wanted} />}
      <Environments
        {...{ alias, history: all, over: search.over ?? 'day' }}
        onOver={(over) => put({ over })}
      />
      {alias.version !== null && <Current alias={alias} stands={stands} />}
      {stands && <Previous stands={stands} onRollBack={onRollBack} />}
      <Candidates alias={alias} history={all} onPromote={onPromote} />
    </div>
  );
}

/** What serves the alias now and, beside it, what served it before. */
function servedBy(all: readonly Promotion[], alias: Alias) {
  const stands = standsOn(all, alias);
  return [stands, servedBefore(all, alias)].flatMap((one) => {
    const [id, version] = one ? [idIn(one.deployment), versionIn(one.version)] : [null, null];
    const name = version ? `v${version.version}` : 'a deleted version';
    return id ? [{ id, title: `${name}, ${one === stands ? 'now' : 'before'}` }] : [];
  });
}
