import { Button, Group, Text } from '@mantine/core';
import { CloudOff } from 'lucide-react';
import { probe, useIsDown } from '../api/connection.js';

/** Says that the service does not answer; what is on the page stays, and is read anew once it does. */
export function Offline() {
  const isDown = useIsDown();
  return (
    <div role="status" aria-live="polite">
      {isDown && (
        <Group className="offline" gap="sm" wrap="nowrap">
          <CloudOff size={16} aria-hidden />
          <Text size="sm" flex={1}>
            The service does not answer. What you see is the last that it said; nothing you have typed is
            lost.
          </Text>
          <Button onClick={() => void probe()}>Try now</Button>
        </Group>
      )}
    </div>
  );
}
