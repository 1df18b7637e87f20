import { Button, Group, Modal, Stack, Text, Textarea } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { type Case, caseOf, type Message } from './conversation.js';

/** A row of an evaluation: what was said is kept as it is, the answer is made right. */
export function CaseDialog(props: {
  messages: Message[];
  answer: string;
  onSave: (one: Case) => void;
  onClose: () => void;
}) {
  const { messages, answer, onSave, onClose } = props;
  const [right, setRight] = useState(answer);
  const [fault, setFault] = useState<string | null>(null);
  const save = (event: FormEvent) => {
    event.preventDefault();
    if (right.trim() === '') return setFault('Write the answer that is right.');
    onSave(caseOf(messages, right));
    onClose();
  };
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title="Evaluation case"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <form onSubmit={save} noValidate>
        <Stack gap="sm">
          <ol className="turns">
            {messages.map(({ role, content }, at) => (
              <li key={at}>
                <Text size="xs" c="dimmed">
                  {role}
                </Text>
                <div className="said">{content}</div>
              </li>
            ))}
          </ol>
          <Textarea
            label="Right answer"
            description="What a model should say. Change it where the answer was not right."
            autosize
            minRows={4}
            maxRows={16}
            value={right}
            onChange={(event) => setRight(event.currentTarget.value)}
            error={fault}
            data-autofocus
          />
          <Group justify="flex-end" gap="xs">
            <Button onClick={onClose}>Leave it</Button>
            <Button type="submit" variant="filled">
              Save the case
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
