import { Button, Group, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { answer, api } from '../../api/client.js';
import { queries } from '../../api/queries.js';
import { When } from '../../pieces/when.js';
import { PROJECT_QUERY, type Project } from './project-save.js';

/** Says that users and revenue still hold, without typing them again. */
export function ConfirmUse({ project }: { project: Project }) {
  const confirming = useMutation({
    mutationFn: () =>
      answer(api.POST('/v1/projects/{id}/confirm_use', { params: { path: { id: 'current' } } })),
    onSuccess: (made) => queries.setQueryData(PROJECT_QUERY, made),
  });
  return (
    <Group gap="sm">
      <Text size="xs" c="dimmed">
        confirmed <When at={project.figures_confirmed_at} />
      </Text>
      <Button loading={confirming.isPending} onClick={() => confirming.mutate()}>
        They still hold
      </Button>
    </Group>
  );
}
