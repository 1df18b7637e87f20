import { Alert, Button, Text } from '@mantine/core';
import type { Problem } from '../../api/problem.js';

/** What was typed and not saved yet, at the foot of its form; nothing while nothing was. */
export function SaveBar(props: {
  /** Labels of the fields that were changed. */
  changed: readonly string[];
  /** Labels of those that somebody else has changed meanwhile. */
  theirs: readonly string[];
  problem: Problem | null;
  /** The problem stands at a field already. */
  isPlaced: boolean;
  isSaving: boolean;
  /** Why it cannot be sent as it is. */
  blocked?: string | null;
  save: () => void;
  drop: () => void;
}) {
  const { changed, theirs, problem, isPlaced, isSaving, blocked, save, drop } = props;
  if (changed.length === 0) return null;
  return (
    <div className="save" role="region" aria-label="Unsaved changes">
      {theirs.length > 0 && (
        <Alert color="gray" title="Somebody changed this meanwhile" role="alert" w="100%">
          {theirs.join(', ')}: what you typed is kept, and the values below it are new. Save again to put
          yours in their place.
        </Alert>
      )}
      {problem && !isPlaced && (
        <Alert color="red" title={problem.title} role="alert" w="100%">
          {problem.text}
        </Alert>
      )}
      <Text size="sm" flex={1} miw={140}>
        {blocked ?? `Not saved: ${changed.join(', ')}`}
      </Text>
      <Button onClick={drop}>Discard</Button>
      <Button variant="filled" loading={isSaving} disabled={Boolean(blocked)} onClick={save}>
        Save
      </Button>
    </div>
  );
}
