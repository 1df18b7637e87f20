import type { Schemas } from '../../api/client.js';
import { ReplaceKey } from '../../access/replace-key.js';
import { Facts, Part } from '../../pieces/facts.js';

/** The key that this browser stands for; its holder may put one in its place that nobody else has seen. */
export const OwnKeyPart = ({ of }: { of: NonNullable<Schemas['LoginSession']['key']> }) => (
  <Part
    title="The key of this browser"
    hint="Somebody may have handed it to you: replace it, and what is done with it was done by you alone."
    actions={<ReplaceKey verb="Replace it" name={of.name} />}
  >
    <Facts
      of={[
        ['Name', of.name],
        ['Key', <code key="hint">{of.hint}</code>],
      ]}
    />
  </Part>
);
