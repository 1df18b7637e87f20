import { Button, Group, Text, Textarea } from '@mantine/core';
import { Send, Square } from 'lucide-react';
import { type FormEvent, type KeyboardEvent } from 'react';

/** What is sent to every model at once. */
export function Composer(props: {
  system: string;
  /** What all rows of the training of that version begin with. */
  trained: { system: string; name: string } | null;
  draft: string;
  isAnswering: boolean;
  fault: string | null;
  put: (change: { system?: string; draft?: string }) => void;
  onSend: () => void;
  onStop: () => void;
}) {
  const { system, trained, draft, isAnswering, fault, put, onSend, onStop } = props;
  const send = (event: FormEvent | KeyboardEvent) => {
    event.preventDefault();
    if (!isAnswering) onSend();
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing) send(event);
  };
  return (
    <form onSubmit={send} className="composer" noValidate>
      <Textarea
        label="System message"
        placeholder="None"
        autosize
        minRows={1}
        maxRows={6}
        value={system}
        onChange={(event) => put({ system: event.currentTarget.value })}
      />
      {trained && (
        <Group gap="xs" mt={-6}>
          {system === trained.system ? (
            <>
              <Text size="xs" c="dimmed">
                As in the training of {trained.name}.
              </Text>
              <Button size="compact-xs" onClick={() => put({ system: '' })}>
                Remove
              </Button>
            </>
          ) : (
            <Button size="compact-xs" onClick={() => put({ system: trained.system })}>
              As in the training of {trained.name}
            </Button>
          )}
        </Group>
      )}
      <Textarea
        label="Message"
        autosize
        minRows={2}
        maxRows={12}
        value={draft}
        onChange={(event) => put({ draft: event.currentTarget.value })}
        onKeyDown={onKey}
        error={fault}
      />
      <Group justify="space-between" gap="xs">
        <Text size="xs" c="dimmed">
          Enter sends, Shift Enter begins a line.
        </Text>
        {isAnswering ? (
          <Button onClick={onStop} leftSection={<Square size={13} aria-hidden />}>
            Stop
          </Button>
        ) : (
          <Button type="submit" variant="filled" leftSection={<Send size={13} aria-hidden />}>
            Send
          </Button>
        )}
      </Group>
    </form>
  );
}
