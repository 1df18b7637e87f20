import { Alert, Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { problemOf } from '../api/problem.js';

interface Props {
  title: string;
  /** Exactly what will change, and what will not. */
  children: ReactNode;
  /** The verb on the button: `Cancel 3 jobs`. */
  verb: string;
  isDanger?: boolean;
  does: () => Promise<unknown>;
  /** What goes on meanwhile, where it takes some seconds. */
  doing?: string;
  onClose: () => void;
}

/** Asks before what cannot be taken back. It stays open, with the reason, where it was refused. */
export function Confirm({ title, children, verb, isDanger = true, does, doing: words, onClose }: Props) {
  const doing = useMutation({ mutationFn: does, meta: { quiet: true }, onSuccess: onClose });
  const problem = doing.error ? problemOf(doing.error) : null;
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ 'aria-label': 'Close' }}>
      <Stack gap="md">
        <div>{children}</div>
        {problem && (
          <Alert color="red" title={problem.title}>
            {problem.text}
          </Alert>
        )}
        {doing.isPending && words && (
          <Text size="sm" role="status">
            {words}
          </Text>
        )}
        <Group justify="flex-end" gap="xs">
          <Button onClick={onClose}>Leave it</Button>
          <Button
            variant="filled"
            color={isDanger ? 'red.8' : 'iris'}
            loading={doing.isPending}
            onClick={() => doing.mutate()}
            data-autofocus
          >
            {verb}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
