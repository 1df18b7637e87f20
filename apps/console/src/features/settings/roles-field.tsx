import { Checkbox, Stack } from '@mantine/core';
import { MAY, type Role, ROLES } from './may.js';

export function RolesField(props: {
  label: string;
  description?: string;
  value: readonly Role[];
  onChange: (roles: Role[]) => void;
  error: string | null;
}) {
  const { value, onChange, ...rest } = props;
  return (
    <Checkbox.Group {...rest} size="xs" value={[...value]} onChange={(roles) => onChange(roles)}>
      <Stack gap={6} mt={6} mb={4}>
        {ROLES.map((role) => (
          <Checkbox key={role} value={role} label={role} description={MAY[role]} />
        ))}
      </Stack>
    </Checkbox.Group>
  );
}
