import { useProject } from '../../api/session.js';
import { Page } from '../../pieces/page.js';
import { FirstSteps, useIsNew } from './first-steps.js';
import { Promotions } from './promotions.js';
import { Running } from './running.js';
import { Strip } from './strip.js';
import { Waiting } from './waiting.js';

/** What goes on, what waits for a person, and what has been put to work. */
export function OverviewPage() {
  const { name } = useProject();
  const isNew = useIsNew();
  return (
    <Page title="Overview" sentence={`What goes on in ${name}.`}>
      {isNew ? (
        <FirstSteps />
      ) : (
        <div className="stack">
          <Strip />
          <div className="two">
            <Running />
            <Waiting />
          </div>
          <Promotions />
        </div>
      )}
    </Page>
  );
}
