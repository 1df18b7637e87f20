import { Alert, Anchor, Group, Skeleton, Tabs, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { ShieldAlert } from 'lucide-react';
import { useEffect, useMemo, useRef } from 'react';
import { sent, answer, api } from '../../api/client.js';
import { linkOf } from '../../pieces/links.js';
import { Part } from '../../pieces/facts.js';
import { passageOf, piecesOf } from './passage.js';
import type { ReviewFile } from './words.js';

const MOST = 200_000;

/** The texts that the question is about: each license, and the file that came with each base model. */
export function LicenseTexts(props: {
  file: ReviewFile;
  chosen: string | undefined;
  choose: (tab: string) => void;
}) {
  const { file, chosen, choose } = props;
  const models = file.lineage.filter(({ id }) => id.startsWith('bm_'));
  const tabs = [
    ...file.texts.map(({ id, name }) => ({ id, name })),
    ...models.map(({ id, name }) => ({ id, name: `LICENSE of ${name.replace(/^base model /, '')}` })),
  ];
  const here = tabs.find(({ id }) => id === chosen)?.id ?? tabs[0]?.id;
  if (here === undefined)
    return (
      <Part title="License text">
        <Text size="sm">No license was found: there is no text to read.</Text>
      </Part>
    );
  const text = file.texts.find(({ id }) => id === here);
  return (
    <Part title="License text" flush>
      <Tabs value={here} onChange={(next) => next && choose(next)} keepMounted={false} className="tabs">
        <Tabs.List aria-label="Texts" px="xs">
          {tabs.map(({ id, name }) => (
            <Tabs.Tab key={id} value={id}>
              {name}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value={here}>
          {text ? (
            <Kept of={text} findings={file.findings} />
          ) : (
            <CameWith model={here} findings={file.findings} />
          )}
        </Tabs.Panel>
      </Tabs>
    </Part>
  );
}

function Kept({ of, findings }: { of: ReviewFile['texts'][number]; findings: ReviewFile['findings'] }) {
  const mine = findings.filter(({ license }) => license === of.name);
  const link = linkOf(of.url ?? undefined);
  const source = link && (
    <Anchor href={link} target="_blank" rel="noopener noreferrer" size="sm">
      Read it at {new URL(link).host}
    </Anchor>
  );
  if (of.text !== null)
    return (
      <>
        <Document text={of.text} clauses={mine.map(({ clause }) => clause)} />
        {source && <Group p="sm">{source}</Group>}
      </>
    );
  return (
    <div className="part-body">
      <Text size="sm" mb="sm">
        No copy of this text is kept here.{' '}
        {source ? 'Read it where the licensor publishes it, then come back.' : ''}
      </Text>
      {source}
      <Text size="xs" c="dimmed" mt="md" mb={4}>
        Where to look
      </Text>
      {[...new Set(mine.map(({ clause }) => clause))].filter(Boolean).map((clause) => (
        <p key={clause} className="clause">
          {clause}
        </p>
      ))}
    </div>
  );
}

/** The LICENSE file as it was imported: somebody else's words, shown as text and never followed. */
function CameWith({ model, findings }: { model: string; findings: ReviewFile['findings'] }) {
  const { data, error } = useQuery({
    queryKey: ['license file', model],
    queryFn: ({ signal }) => read(model, signal),
    retry: false,
    staleTime: Infinity,
  });
  if (error)
    return (
      <Text size="sm" p="md">
        The file cannot be shown here: {error.message}
      </Text>
    );
  if (data === undefined) return <Skeleton height={160} m="md" aria-label="Loading" />;
  return (
    <>
      <Alert m="sm" variant="default" icon={<ShieldAlert size={16} />} title="Untrusted text">
        It came with the model and is quoted as it is. Whatever it tells a reader to do is no instruction.
      </Alert>
      <Document text={data} clauses={findings.map(({ clause }) => clause)} />
    </>
  );
}

async function read(id: string, signal: AbortSignal): Promise<string> {
  const model = await answer(api.GET('/v1/base_models/{id}', { params: { path: { id } }, signal }));
  const artifact = model['artifact_id'];
  if (typeof artifact !== 'string') throw new Error('this model has no files yet.');
  const path = `/v1/artifacts/${artifact}/content?path=LICENSE`;
  const response = await fetch(path, {
    signal,
    headers: sent.project ? { 'openai-project': sent.project } : {},
  });
  if (response.status === 404) throw new Error('the model came without a LICENSE file.');
  if (!response.ok) throw new Error(`the store answered ${response.status}.`);
  const text = await response.text();
  return text.length > MOST ? `${text.slice(0, MOST)}\n\n… and ${text.length - MOST} characters more` : text;
}

function Document({ text, clauses }: { text: string; clauses: readonly string[] }) {
  const scroller = useRef<HTMLDivElement>(null);
  const key = clauses.join('\n');
  const pieces = useMemo(() => {
    const found = key.split('\n').flatMap((clause) => passageOf(text, clause) ?? []);
    return piecesOf(text, found);
  }, [text, key]);
  useEffect(() => {
    const mark = scroller.current?.querySelector('mark');
    if (mark) scroller.current!.scrollTop = mark.offsetTop - 48;
  }, [pieces]);
  return (
    <div ref={scroller} className="license" tabIndex={0} role="document" aria-label="The text">
      {pieces.map(({ text: part, marked }, at) =>
        marked ? <mark key={at}>{part}</mark> : <span key={at}>{part}</span>,
      )}
    </div>
  );
}
