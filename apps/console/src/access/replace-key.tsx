import { Button } from '@mantine/core';
import { useState } from 'react';
import { answer, api } from '../api/client.js';
import { signIn } from '../api/session.js';
import { Confirm } from '../pieces/confirm.js';
import { SecretOnce } from '../pieces/secret-once.js';

/** Puts a key in the place of this browser's that nobody else has seen; the browser goes on with the new one. */
export function ReplaceKey({ verb, name }: { verb: string; name: string }) {
  const [asking, setAsking] = useState(false);
  const [made, setMade] = useState<string | null>();
  const replace = async () => setMade((await answer(api.POST('/v1/api_keys/current/rotate'))).key ?? null);
  const goOn = async () => {
    if (made) await signIn({ api_key: made });
    setMade(undefined);
  };
  return (
    <>
      <Button onClick={() => setAsking(true)}>{verb}</Button>
      {asking && (
        <Confirm
          title="Replace the key of this browser?"
          verb="Replace it"
          isDanger={false}
          does={replace}
          onClose={() => setAsking(false)}
        >
          You get a key with the same rights, shown once, and stay signed in with it. The old one then opens
          nothing any more.
        </Confirm>
      )}
      {made !== undefined && (
        <SecretOnce title={`The new key ${name}`} secret={made} onClose={() => void goOn()} />
      )}
    </>
  );
}
