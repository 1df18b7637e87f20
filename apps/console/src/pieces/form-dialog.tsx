import { Alert, Button, Group, Modal, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Problem } from '../api/problem.js';

interface Sending {
  rest: Problem | null;
  isSending: boolean;
  submit: (event?: { preventDefault(): void }) => void;
}

/** A form in a window of its own; it stays open, with what was typed, where it was refused. */
export function FormDialog(props: {
  title: string;
  /** The verb on the button. */
  verb: string;
  form: Sending;
  /** What it needs is not there yet. */
  disabled?: boolean;
  size?: 'md' | 'lg';
  onClose: () => void;
  children: ReactNode;
}) {
  const { title, verb, form, disabled = false, size = 'md', onClose, children } = props;
  return (
    <Modal opened onClose={onClose} title={title} size={size} closeButtonProps={{ 'aria-label': 'Close' }}>
      <form onSubmit={form.submit} noValidate>
        <Stack gap="sm">
          {children}
          {form.rest && (
            <Alert color="red" title={form.rest.title} role="alert">
              {form.rest.text}
            </Alert>
          )}
          <Group justify="flex-end" gap="xs">
            <Button onClick={onClose}>Cancel</Button>
            <Button type="submit" variant="filled" loading={form.isSending} disabled={disabled}>
              {verb}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
