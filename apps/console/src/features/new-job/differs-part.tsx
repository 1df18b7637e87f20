import { Button, Text } from '@mantine/core';
import { Part } from '../../pieces/facts.js';
import { Ref } from '../../pieces/ref.js';
import type { Change } from './draft.js';

/** What would be trained otherwise than the job that the form was filled from. */
export function DiffersPart({
  clone,
  changes,
  reset,
}: {
  clone: string;
  changes: readonly Change[];
  reset: () => void;
}) {
  const of = (text: string) => text || 'left to the service';
  return (
    <Part
      title="What differs from the parent"
      hint={<Ref id={clone} />}
      actions={changes.length > 0 && <Button onClick={reset}>Take all back</Button>}
    >
      {changes.length === 0 ? (
        <Text size="sm">Nothing yet: as it is, the same is trained again.</Text>
      ) : (
        <dl className="changes">
          {changes.map(({ name, label, before, now }) => (
            <div key={name} className="differs">
              <dt className="mono">{label}</dt>
              <dd>
                <del>{of(before)}</del> <span aria-label="becomes">→</span> <ins>{of(now)}</ins>
              </dd>
            </div>
          ))}
        </dl>
      )}
    </Part>
  );
}
