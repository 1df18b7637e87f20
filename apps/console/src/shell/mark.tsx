import { Group, Text } from '@mantine/core';

export function Mark() {
  return (
    <Group gap={8} wrap="nowrap">
      <img src="/favicon.svg" alt="" width={20} height={20} />
      <Text fw={600} size="sm" component="span">
        Luthier
      </Text>
    </Group>
  );
}
