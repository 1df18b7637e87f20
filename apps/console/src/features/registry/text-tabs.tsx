import { useQuery } from '@tanstack/react-query';
import { answer, api, ask, type Schemas } from '../../api/client.js';
import { Demands } from '../../pieces/demands.js';
import { Part } from '../../pieces/facts.js';
import { Prose } from '../../pieces/markdown.js';
import { Asked } from '../../pieces/states.js';
import { LiftedPart } from '../reviews/lifted.js';
import { AttestationsPart } from './attestations-part.js';
import { withoutFrontMatter } from './card-text.js';
import { Download } from './download.js';
import { ModelTree } from './model-tree.js';
import type { Version } from './version-page.js';

/** The card as it was written: text of people, so nothing of it is run; beside it what the version comes from. */
export function CardTab({ version }: { version: Version }) {
  const { id } = version;
  const card = useQuery({
    queryKey: ['card', id],
    queryFn: ({ signal }) =>
      answer(api.GET('/v1/model_versions/{id}/card', { params: { path: { id } }, signal, parseAs: 'text' })),
  });
  return (
    <div className="card-and-tree">
      <Asked of={card}>
        {(text) => (
          <Part
            title="Model card"
            actions={<Download label="Download README.md" name="README.md" read={async () => text} />}
          >
            <Prose text={withoutFrontMatter(text)} />
          </Part>
        )}
      </Asked>
      <ModelTree version={version} />
    </div>
  );
}

/** What the licenses demand, and the text of it that has to be passed on with the model. */
export function TermsTab({ version }: { version: Version }) {
  const { id } = version;
  const path = { id };
  const demands = ask.useQuery('get', '/v1/model_versions/{id}/obligations', { params: { path } });
  const terms = useQuery({
    queryKey: ['terms', id],
    queryFn: ({ signal }) =>
      answer(api.GET('/v1/model_versions/{id}/terms', { params: { path }, signal, parseAs: 'text' })),
  });
  return (
    <div className="stack">
      <Asked of={demands}>{(of) => <Demands of={of} when="as its newest decision says." />}</Asked>
      {demands.data?.decision && <LiftedPart decision={demands.data.decision} />}
      <AttestationsPart version={version} owed={demands.data ? owedLines(demands.data) : []} />
      <Asked of={terms}>
        {(text) => (
          <Part
            title="Terms to pass on"
            hint="What the licenses under this version want whoever gets or uses it to be told."
          >
            <pre className="tail" tabIndex={0} aria-label="Terms" style={{ whiteSpace: 'pre-wrap' }}>
              {text}
            </pre>
          </Part>
        )}
      </Asked>
    </div>
  );
}

/** Words that are to stand on a page and were found on none. */
const owedLines = ({ obligations }: Schemas['LicenseObligations']): string[] => [
  ...new Set(
    obligations.flatMap(({ type, text, satisfied_by: met }) => (type === 'display' && !met && text) || []),
  ),
];
