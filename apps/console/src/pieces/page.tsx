import { Group, Tabs, Text, Title } from '@mantine/core';
import { type ReactNode, useEffect } from 'react';
import { isBusy } from '../shell/keys.js';

interface PageProps {
  title: string;
  /** Beside the title: a state, an id. */
  beside?: ReactNode;
  /** One sentence below the title. */
  sentence?: ReactNode;
  /** Buttons at the right. */
  actions?: ReactNode;
  /** The page scrolls in itself (a table, a log) instead of growing. */
  full?: boolean;
  children: ReactNode;
}

/** Head and body of every page; sets the title of the window. */
export function Page({ title, beside, sentence, actions, full = false, children }: PageProps) {
  useEffect(() => {
    document.title = `${title} · Luthier`;
  }, [title]);
  return (
    <div className={full ? 'page full' : 'page'}>
      <header className="head">
        <div className="clip">
          <Group gap="sm" wrap="wrap">
            <Title order={1} size="h4" className="break">
              {title}
            </Title>
            {beside}
          </Group>
          {sentence && (
            <Text size="sm" c="dimmed" mt={2} component="div">
              {sentence}
            </Text>
          )}
        </div>
        {actions && <Group gap="xs">{actions}</Group>}
      </header>
      {children}
    </div>
  );
}

interface TabsProps<T extends string> {
  label: string;
  tabs: readonly { value: T; label: string; count?: number | undefined }[];
  value: T;
  onChange: (value: T) => void;
  children: ReactNode;
}

/** Tabs whose choice the address holds; `[` and `]` go through them. */
export function PageTabs<T extends string>({ label, tabs, value, onChange, children }: TabsProps<T>) {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const step = { '[': -1, ']': 1 }[event.key];
      if (!step || isBusy(event) || event.ctrlKey || event.metaKey) return;
      const at = tabs.findIndex((tab) => tab.value === value) + step;
      if (tabs[at]) onChange(tabs[at].value);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [tabs, value, onChange]);
  return (
    <Tabs value={value} onChange={(next) => next && onChange(next as T)} keepMounted={false} className="tabs">
      <Tabs.List aria-label={label}>
        {tabs.map((tab) => (
          <Tabs.Tab
            key={tab.value}
            value={tab.value}
            rightSection={tab.count ? <span className="count">{tab.count}</span> : null}
          >
            {tab.label}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      <Tabs.Panel value={value} pt="md" className="panel">
        {children}
      </Tabs.Panel>
    </Tabs>
  );
}
