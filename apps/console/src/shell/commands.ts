import { useMantineColorScheme } from '@mantine/core';
import { BookOpen, Keyboard, LogOut, Moon, Plus, Sun } from 'lucide-react';
import { useMemo } from 'react';
import { signOut } from '../api/session.js';
import type { Item } from './finding.js';
import { tellProblem } from './notify.js';
import { usePlaces } from './places.js';
import { showKeys } from './shortcuts.js';

/** What the palette offers before anything is typed. */
export function useCommands(): Item[] {
  const places = usePlaces();
  const { setColorScheme } = useMantineColorScheme();
  return useMemo(
    () => [
      ...places.map(({ to, label, icon, letter }) => ({ id: to, label, icon, to, hint: `g ${letter}` })),
      { id: 'new-job', label: 'New training', icon: Plus, to: '/jobs/new' },
      { id: 'dark', label: 'Dark appearance', icon: Moon, run: () => setColorScheme('dark') },
      { id: 'light', label: 'Light appearance', icon: Sun, run: () => setColorScheme('light') },
      { id: 'keys', label: 'Keyboard shortcuts', icon: Keyboard, run: showKeys },
      { id: 'docs', label: 'API reference', icon: BookOpen, run: () => void window.open('/docs', '_blank') },
      { id: 'out', label: 'Sign out', icon: LogOut, run: () => void signOut().catch(tellProblem) },
    ],
    [places, setColorScheme],
  );
}
