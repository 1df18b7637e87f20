import { ask } from '../../api/client.js';
import { useProject } from '../../api/session.js';
import { Page } from '../../pieces/page.js';
import { Loading } from '../../pieces/states.js';
import { FirstSteps, useIsNew } from './first-steps.js';
import { useHiddenSteps } from './hidden-steps.js';
import { Promotions } from './promotions.js';
import { Running } from './running.js';
import { Strip } from './strip.js';
import { Waiting } from './waiting.js';

/** What goes on, what waits for a person, and what has been put to work. */
export function OverviewPage() {
  const { id, name } = useProject();
  const { isHidden, hide } = useHiddenSteps(id);
  const isNew = useIsNew(!isHidden);
  const jobs = ask.useQuery(
    'get',
    '/v1/jobs',
    { params: { query: { limit: '1' } } },
    {
      enabled: isNew === true,
      refetchInterval: ({ state }) => (state.data?.data.length ? false : 4_000),
    },
  );
  const hasBegun = (jobs.data?.data.length ?? 0) > 0;
  return (
    <Page title="Overview" sentence={`What goes on in ${name}.`}>
      {isNew === null ? (
        <Loading rows={3} />
      ) : (
        <div className="stack">
          {isNew && <FirstSteps hide={hide} />}
          {(!isNew || hasBegun) && (
            <>
              <Strip />
              <div className="two">
                <div className="stack">
                  <Running />
                  <Promotions />
                </div>
                <Waiting />
              </div>
            </>
          )}
        </div>
      )}
    </Page>
  );
}
