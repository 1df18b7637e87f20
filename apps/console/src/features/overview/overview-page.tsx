import { ask } from '../../api/client.js';
import { useProject } from '../../api/session.js';
import { Page } from '../../pieces/page.js';
import { Loading } from '../../pieces/states.js';
import { FirstSteps, useIsNew } from './first-steps.js';
import { Promotions } from './promotions.js';
import { Running } from './running.js';
import { Strip } from './strip.js';
import { Waiting } from './waiting.js';

/** What goes on, what waits for a person, and what has been put to work. */
export function OverviewPage() {
  const { name } = useProject();
  const isNew = useIsNew();
  const jobs = ask.useQuery(
    'get',
    '/v1/jobs',
    { params: { query: { limit: '1' } } },
    { enabled: isNew === true, refetchInterval: 4_000 },
  );
  const hasBegun = (jobs.data?.data.length ?? 0) > 0;
  return (
    <Page title="Overview" sentence={`What goes on in ${name}.`}>
      {isNew === null ? (
        <Loading rows={3} />
      ) : (
        <div className="stack">
          {isNew && <FirstSteps />}
          {!isNew && <Strip />}
          {(!isNew || hasBegun) && (
            <div className="two">
              <div className="stack">
                <Running />
                {!isNew && <Promotions />}
              </div>
              <Waiting />
            </div>
          )}
        </div>
      )}
    </Page>
  );
}
