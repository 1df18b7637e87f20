import { Button } from '@mantine/core';
import { useState } from 'react';
import { answer, api, type Schemas } from '../../api/client.js';
import { Confirm } from '../../pieces/confirm.js';
import { Facts, Part } from '../../pieces/facts.js';
import { changed } from './member-names.js';
import { SecretOnce } from './secret-once.js';

/** The key that this browser stands for; its holder may put one in its place that nobody else has seen. */
export function OwnKeyPart({ of }: { of: NonNullable<Schemas['LoginSession']['key']> }) {
  const [asking, setAsking] = useState(false);
  const [made, setMade] = useState<string | null>();
  const replace = async () => {
    const { key } = await answer(api.POST('/v1/api_keys/current/rotate'));
    setMade(key ?? null);
    await changed('/v1/api_keys');
  };
  return (
    <Part
      title="The key of this browser"
      hint="Somebody may have handed it to you: replace it, and what is done with it was done by you alone."
      actions={<Button onClick={() => setAsking(true)}>Replace it</Button>}
    >
      <Facts
        of={[
          ['Name', of.name],
          ['Key', <code key="hint">{of.hint}</code>],
        ]}
      />
      {asking && (
        <Confirm
          title="Replace the key of this browser?"
          verb="Replace it"
          isDanger={false}
          does={replace}
          onClose={() => setAsking(false)}
        >
          You get a key with the same rights, shown once. The old one ends when the new one is first used, and
          this browser is signed out then.
        </Confirm>
      )}
      {made !== undefined && (
        <SecretOnce title={`The new key ${of.name}`} secret={made} onClose={() => setMade(undefined)} />
      )}
    </Part>
  );
}
