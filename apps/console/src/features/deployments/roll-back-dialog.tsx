import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { answer, api } from '../../api/client.js';
import { queries } from '../../api/queries.js';
import { Confirm } from '../../pieces/confirm.js';
import { IdChip } from '../../pieces/id-chip.js';
import { type Alias, type Deployment, differences, nameOf, type Promotion, type Version } from './history.js';

interface Props {
  alias: Alias;
  stands: Promotion;
  from: Version;
  to: Version;
  deployment: Deployment | null;
  onClose: () => void;
  onAsked: (promotion: Promotion) => void;
}

/** Says what a roll-back changes and what it does not, as the API tells it of both versions, then asks for it. */
export function RollBackDialog(props: Props) {
  const { alias, stands, from, to, deployment, onClose, onAsked } = props;
  const name = nameOf(alias);
  const params = { path: { id: stands.id } };
  return (
    <Confirm
      title={`Roll back ${name}`}
      verb={`Roll back to v${to.version}`}
      onClose={onClose}
      doing={`The gates of v${to.version} are asked, and every byte of its files is read …`}
      does={async () => {
        const asked = await answer(api.POST('/v1/promotions/{id}/rollback', { params }));
        await queries.invalidateQueries({ queryKey: ['promotions'] });
        onAsked(asked);
      }}
    >
      <Text size="sm" fw={600}>
        What changes
      </Text>
      <dl className="change">
        <dt>Alias</dt>
        <dd>
          Calls of <b>{name}</b> go to v{to.version} instead of v{from.version}.
        </dd>
        <dt>Version</dt>
        <dd>
          v{from.version} → v{to.version}
        </dd>
        <dt>Artifact</dt>
        <dd>
          <Digest sha256={deployment?.artifact.sha256} /> → <FileOf version={to} />
        </dd>
        <dt>Engine</dt>
        <dd>
          {deployment ? `${deployment.engine} is` : 'An engine is'} started anew with its file; the alias
          moves once it is ready.
        </dd>
        <dt>v{from.version}</dt>
        <dd>Answers that it has begun get a short time to end, then it stops.</dd>
        {differences(from, to).map((line) => (
          <div key={line} className="more-change">
            {line}
          </div>
        ))}
      </dl>
      <Text size="sm" fw={600} mt="md">
        What does not change
      </Text>
      <ul className="plain">
        <li>Nothing is built again: v{to.version} is loaded as it was registered, and verified before.</li>
        <li>
          v{from.version} stays registered, and can be called as{' '}
          <code className="break">{from.openai_id}</code>.
        </li>
        <li>
          Your callers keep what they set for v{from.version}: system messages, prompts, temperature, length.
          It may not suit v{to.version}.
        </li>
      </ul>
      <Text size="sm" mt="md">
        The gates of v{to.version} are asked again, without a score to reach. If one is not met, nothing
        changes.
      </Text>
    </Confirm>
  );
}

const Digest = ({ sha256 }: { sha256: string | null | undefined }) =>
  sha256 ? <IdChip id={sha256} short /> : <span className="none">not known</span>;

/** The digest of what an engine here would load. */
function FileOf({ version }: { version: Version }) {
  const id = version.artifacts['gguf'];
  const { data } = useQuery({
    queryKey: ['artifact', id],
    enabled: id !== undefined,
    queryFn: ({ signal }) =>
      answer(api.GET('/v1/artifacts/{id}', { params: { path: { id: id! } }, signal })) as unknown as Promise<{
        sha256: string;
      }>,
  });
  return <Digest sha256={data?.sha256} />;
}
