import { Group, Kbd, Modal, Table, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { Chords, isBusy, isTyping, SHORTCUTS } from './keys.js';
import { usePlaces } from './places.js';

/** The keys that work everywhere, and the page that lists them. */
export function Shortcuts() {
  const [opened, { toggle, close }] = useDisclosure(false);
  const places = usePlaces();
  const navigate = useNavigate();
  const chords = useRef(new Chords());
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === '?' && opened && !isTyping(event.target)) return close();
      if (isBusy(event)) return;
      if (event.key === '?') return toggle();
      const letter = chords.current.press(event.key, performance.now());
      const place = places.find((one) => one.letter === letter);
      if (place) {
        event.preventDefault();
        void navigate({ to: place.to });
      }
    };
    window.addEventListener('keydown', onKey);
    window.addEventListener('luthier:keys', toggle);
    return () => {
      window.removeEventListener('keydown', onKey);
      window.removeEventListener('luthier:keys', toggle);
    };
  }, [places, navigate, opened, toggle, close]);
  const going = places.map(({ letter, label }) => ({ keys: `g ${letter}`, does: label, where: 'Go to' }));
  return (
    <Modal
      opened={opened}
      onClose={close}
      title="Keyboard"
      size="lg"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <Table verticalSpacing={6} fz="sm">
        <Table.Tbody>
          {[...SHORTCUTS, ...going].map(({ keys, does, where }) => (
            <Table.Tr key={keys}>
              <Table.Td w={110}>
                <Group gap={4} wrap="nowrap">
                  {keys
                    .split(' ')
                    .map((key) =>
                      key === '…' || (key === '/' && keys !== '/') ? (
                        <span key={key}>{key}</span>
                      ) : (
                        <Kbd key={key}>{nameOf(key)}</Kbd>
                      ),
                    )}
                </Group>
              </Table.Td>
              <Table.Td>{does}</Table.Td>
              <Table.Td>
                <Text size="xs" c="dimmed">
                  {where}
                </Text>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Modal>
  );
}

export const showKeys = () => window.dispatchEvent(new Event('luthier:keys'));

const isMac = navigator.platform.startsWith('Mac');
export const nameOf = (keys: string): string => keys.replace('mod+', isMac ? '⌘' : 'Ctrl ');
