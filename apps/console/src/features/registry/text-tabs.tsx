import { useQuery } from '@tanstack/react-query';
import { answer, api } from '../../api/client.js';
import { Part } from '../../pieces/facts.js';
import { Prose } from '../../pieces/markdown.js';
import { Asked, Empty } from '../../pieces/states.js';
import { withoutFrontMatter } from './card-text.js';
import { Download } from './download.js';

/** The card as it was written: text of people, so nothing of it is run. */
export function CardTab({ id }: { id: string }) {
  const card = useQuery({
    queryKey: ['card', id],
    queryFn: ({ signal }) =>
      answer(api.GET('/v1/model_versions/{id}/card', { params: { path: { id } }, signal, parseAs: 'text' })),
  });
  return (
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
  );
}

/** What has to be passed on with the model. */
export function TermsTab({ id }: { id: string }) {
  const terms = useQuery({
    queryKey: ['terms', id],
    queryFn: ({ signal }) =>
      answer(api.GET('/v1/model_versions/{id}/terms', { params: { path: { id } }, signal, parseAs: 'text' })),
  });
  return (
    <Asked of={terms}>
      {(text) => (
        <Part
          title="Terms to pass on"
          hint="What the licenses under this version want whoever gets or uses it to be told."
        >
          {text.trim() === '' ? (
            <Empty title="No license asks for terms to be passed on" />
          ) : (
            <pre className="tail" tabIndex={0} aria-label="Terms" style={{ whiteSpace: 'pre-wrap' }}>
              {text}
            </pre>
          )}
        </Part>
      )}
    </Asked>
  );
}
