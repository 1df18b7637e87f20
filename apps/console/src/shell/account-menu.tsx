import { Avatar, Group, Menu, Text, UnstyledButton, useMantineColorScheme } from '@mantine/core';
import { BookOpen, Keyboard, LogOut, Monitor, Moon, Sun } from 'lucide-react';
import { signOut, useSession } from '../api/session.js';
import { tellProblem } from './notify.js';
import { showKeys } from './shortcuts.js';

const SCHEMES = [
  { value: 'light', label: 'Light', icon: Sun },
  { value: 'dark', label: 'Dark', icon: Moon },
  { value: 'auto', label: 'As the system', icon: Monitor },
] as const;

export function AccountMenu() {
  const { person, key, projects } = useSession();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const name = person?.name ?? person?.email ?? key?.name ?? '';
  const roles = projects[0]?.roles.join(', ') ?? '';
  return (
    <Menu position="top-start" width={216}>
      <Menu.Target>
        <UnstyledButton className="account">
          <Avatar aria-hidden size={24} radius="xl" color="iris" variant="filled" name={name} />
          <div className="clip">
            <Text size="sm" truncate>
              {name}
            </Text>
            <Text size="xs" c="dimmed" truncate>
              {person ? person.email : `API key · ${roles}`}
            </Text>
          </div>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Appearance</Menu.Label>
        {SCHEMES.map(({ value, label, icon: Icon }) => (
          <Menu.Item
            key={value}
            role="menuitemradio"
            aria-checked={colorScheme === value}
            leftSection={<Icon size={14} />}
            rightSection={colorScheme === value ? '✓' : null}
            onClick={() => setColorScheme(value)}
          >
            {label}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item
          leftSection={<Keyboard size={14} />}
          rightSection={<Text size="xs">?</Text>}
          onClick={showKeys}
        >
          Keyboard
        </Menu.Item>
        <Menu.Item leftSection={<BookOpen size={14} />} component="a" href="/docs" target="_blank">
          API reference
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item leftSection={<LogOut size={14} />} onClick={() => void signOut().catch(tellProblem)}>
          <Group>Sign out</Group>
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
