import { Button, CopyButton, Group, Modal, Stack, Text } from '@mantine/core';
import { Check, Copy } from 'lucide-react';
import type { ReactNode } from 'react';

/** A secret in the one answer that holds it: in this window alone, and gone with it. No slip of the hand closes it. */
export function SecretOnce(props: {
  title: string;
  /** Null where the answer was a repeated one. */
  secret: string | null | undefined;
  children?: ReactNode;
  onClose: () => void;
}) {
  const { title, secret, children, onClose } = props;
  return (
    <Modal
      opened
      onClose={onClose}
      title={title}
      withCloseButton={false}
      closeOnClickOutside={false}
      closeOnEscape={false}
    >
      <Stack gap="sm">
        <Text size="sm">
          {secret
            ? 'Copy it now: it is not shown again, and nobody can read it later.'
            : 'The answer came a second time, and the secret was in the first alone. Make another.'}
        </Text>
        {secret && <code className="secret">{secret}</code>}
        {children}
        <Group justify="flex-end" gap="xs">
          {secret && (
            <CopyButton value={secret} timeout={2_000}>
              {({ copied, copy }) => (
                <Button
                  variant="filled"
                  onClick={copy}
                  leftSection={copied ? <Check size={13} aria-hidden /> : <Copy size={13} aria-hidden />}
                  data-autofocus
                >
                  {copied ? 'Copied' : 'Copy'}
                </Button>
              )}
            </CopyButton>
          )}
          <Button onClick={onClose}>{secret ? 'I have kept it' : 'Close'}</Button>
        </Group>
      </Stack>
    </Modal>
  );
}
