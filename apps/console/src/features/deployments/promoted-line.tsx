import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { nameOf, type Promotion, type Version } from './history.js';
import { useMoved } from './use-moved.js';
import './deployments.css';

interface Props {
  of: Promotion;
  version: Version;
}

/** Once a promotion has moved its alias: that it has, and where to go on from there. Nothing once the alias was moved again. */
export function MovedLine({ of, version, more }: Props & { more?: ReactNode }) {
  useMoved(`${of.id} ${of.state}`);
  if (of.state !== 'succeeded' || !version.aliases.includes(of.alias)) return null;
  const name = nameOf({ model: version.model, alias: of.alias });
  return (
    <p className="promoted" role="status">
      <b className="break">{name}</b> is v{version.version} now:{' '}
      <Link to="/playground" search={{ models: name, fresh: true }}>
        Chat
      </Link>
      {more}
    </p>
  );
}

/** The same where the alias is not in sight: with the way to what serves it, and back to what served before. */
export const PromotedLine = ({ of, version }: Props) => (
  <MovedLine
    of={of}
    version={version}
    more={
      <>
        {' · '}
        <Link to="/deployments/$model/$alias" params={{ model: version.model, alias: of.alias }}>
          {of.previous_version === null ? 'What serves it' : 'Roll back'}
        </Link>
      </>
    }
  />
);
