import { Text } from '@mantine/core';
import { SecretOnce } from '../../pieces/secret-once.js';
import type { Key } from './keys-section.js';

/** The one look at a new key, with what whoever it is handed to has to know. */
export function MadeKey({ of, onClose }: { of: Key; onClose: () => void }) {
  return (
    <SecretOnce title={`The key ${of.name}`} secret={of.key} onClose={onClose}>
      <Text size="sm" c="dimmed">
        It opens <b>{location.origin}</b>.
        {of.roles.includes('reviewer') &&
          ' Where you ask for what a person reviews, that person has to replace it first, so that nobody else knows it: the review offers to.'}
      </Text>
    </SecretOnce>
  );
}
