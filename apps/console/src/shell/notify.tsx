import { Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { problemOf } from '../api/problem.js';
import { IdChip } from '../pieces/id-chip.js';

/** A change that was refused: what happened, and the request id to quote. Stays until it is closed. */
export function tellProblem(error: unknown): void {
  const { title, text, requestId, code } = problemOf(error);
  notifications.show({
    ...{ color: 'red', title, autoClose: false, role: 'alert' },
    message: (
      <>
        <Text size="sm">{text}</Text>
        {(code ?? requestId) && (
          <Text size="xs" c="dimmed" mt={4}>
            {code} {requestId && <IdChip id={requestId} short />}
          </Text>
        )}
      </>
    ),
  });
}

export const tellDone = (message: string): void => {
  notifications.show({ message, color: 'iris', autoClose: 4_000 });
};
