import { Button, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { Rocket } from 'lucide-react';
import { Part } from '../../pieces/facts.js';
import { State } from '../../pieces/state.js';
import { Asked, Empty } from '../../pieces/states.js';
import { When } from '../../pieces/when.js';
import { type Alias, gatesAt, idIn, ofAlias, outcomeOf, type Promotion, type Version } from './history.js';
import { CANDIDATES, useVersions } from './use-environments.js';

/** The other versions of the model, newest first, each with what came of the last request to promote it here. */
export function Candidates(props: {
  alias: Alias;
  history: readonly Promotion[];
  onPromote: (version: Version) => void;
}) {
  const { alias, history, onPromote } = props;
  const list = useVersions(alias.model);
  const others = list.data?.data.filter(({ id }) => id !== alias.version);
  const asked = ofAlias(history, alias);
  return (
    <Part
      title="Candidates"
      hint={
        <>
          {list.data?.has_more ? `Among the newest ${CANDIDATES} versions. ` : ''}
          <Link to="/models/$name" params={{ name: alias.model }}>
            All versions
          </Link>
        </>
      }
      flush
    >
      <Asked
        of={{ data: others, error: list.error, refetch: list.refetch }}
        empty={<Empty title="No other version of this model" />}
      >
        {(versions) => (
          <ul className="rows" aria-label="Candidates">
            {versions.map((version) => (
              <Candidate
                alias={alias.alias}
                key={version.id}
                version={version}
                asked={asked.find((one) => idIn(one.version) === version.id)}
                onPromote={() => onPromote(version)}
              />
            ))}
          </ul>
        )}
      </Asked>
    </Part>
  );
}

function Candidate(props: {
  alias: string;
  version: Version;
  asked: Promotion | undefined;
  onPromote: () => void;
}) {
  const { alias, version, asked, onPromote } = props;
  const { model, version: number } = version;
  const aliases = version.aliases.filter((name) => name !== alias); // the list may be older than the alias

  return (
    <li>
      <div className="clip">
        <Link to="/models/$name/versions/$version" params={{ name: model, version: String(number) }}>
          v{number}
        </Link>{' '}
        <Text span size="xs" c="dimmed">
          registered <When at={version.created_at} />
          {aliases.length > 0 ? ` · ${aliases.join(', ')}` : ''}
        </Text>
        {asked && (
          <Text size="xs" c="dimmed" className="break">
            {outcomeOf(asked)}. <Link {...gatesAt(asked, version)}>Its gates</Link>
          </Text>
        )}
      </div>
      {asked && <State of={asked.state} />}
      <Button
        leftSection={<Rocket size={13} aria-hidden />}
        onClick={onPromote}
        aria-label={`Promote v${number}`}
      >
        Promote
      </Button>
    </li>
  );
}
