import { Menu, Text, UnstyledButton, VisuallyHidden } from '@mantine/core';
import { Check, ChevronsUpDown } from 'lucide-react';
import { chooseProject, useProject, useSession } from '../api/session.js';

/** Which project the page shows; a person in one project alone sees its name. */
export function ProjectSwitch() {
  const { projects } = useSession();
  const here = useProject();
  return (
    <Menu position="bottom-start" width={216} disabled={projects.length < 2}>
      <Menu.Target>
        <UnstyledButton className="project">
          <VisuallyHidden>Project </VisuallyHidden>
          <span className="letter" aria-hidden>
            {here.name.slice(0, 1).toUpperCase()}
          </span>
          <Text size="sm" fw={500} truncate flex={1}>
            {here.name}
          </Text>
          {projects.length > 1 && <ChevronsUpDown size={14} aria-hidden />}
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Projects</Menu.Label>
        {projects.map(({ id, name, roles }) => (
          <Menu.Item
            key={id}
            onClick={() => void chooseProject(id)}
            rightSection={id === here.id ? <Check size={14} /> : null}
          >
            {name}
            <Text size="xs" c="dimmed">
              {roles.join(', ')}
            </Text>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
