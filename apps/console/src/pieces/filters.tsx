import { Button, Checkbox, Group, Popover, Stack, TextInput } from '@mantine/core';
import { ChevronDown, Columns3, Search, X } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { isBusy } from '../shell/keys.js';

interface PickProps<T extends string> {
  label: string;
  options: readonly T[];
  value: readonly T[];
  onChange: (value: T[]) => void;
  name?: (option: T) => string;
}

/** Several of a few: a button that says what is chosen. */
export function PickFilter<T extends string>({ label, options, value, onChange, name }: PickProps<T>) {
  const word = (option: T) => (name ? name(option) : option.replaceAll('_', ' '));
  const chosen =
    value.length === 0 ? '' : `: ${value.length > 2 ? value.length : value.map(word).join(', ')}`;
  const flip = (option: T) =>
    onChange(value.includes(option) ? value.filter((one) => one !== option) : [...value, option]);
  return (
    <Popover position="bottom-start" shadow="md" trapFocus>
      <Popover.Target>
        <Button
          variant={value.length > 0 ? 'light' : 'default'}
          rightSection={<ChevronDown size={12} aria-hidden />}
        >
          {label}
          {chosen}
        </Button>
      </Popover.Target>
      <Popover.Dropdown p="xs" mah={360} className="scrolls">
        <Stack gap={8}>
          {options.map((option) => (
            <Checkbox
              key={option}
              label={word(option)}
              checked={value.includes(option)}
              onChange={() => flip(option)}
            />
          ))}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}

/** Text to search for; `/` goes there. */
export function SearchField(props: {
  label: string;
  value: string;
  onChange: (value: string) => void;
  width?: number;
}) {
  const { label, value, onChange, width = 220 } = props;
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== '/' || isBusy(event)) return;
      event.preventDefault();
      field.current?.focus();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
  return (
    <TextInput
      ref={field}
      w={width}
      maw="100%"
      aria-label={label}
      placeholder={label}
      leftSection={<Search size={13} aria-hidden />}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

/** Which columns stand in the table; the address names those that are hidden. */
export function ColumnPick(props: {
  columns: readonly { key: string; header: string }[];
  hidden: readonly string[];
  onChange: (hidden: string[]) => void;
}) {
  const { columns, hidden, onChange } = props;
  const flip = (key: string) =>
    onChange(hidden.includes(key) ? hidden.filter((one) => one !== key) : [...hidden, key]);
  return (
    <Popover position="bottom-end" shadow="md" trapFocus>
      <Popover.Target>
        <Button leftSection={<Columns3 size={13} aria-hidden />}>Columns</Button>
      </Popover.Target>
      <Popover.Dropdown p="xs">
        <Stack gap={8}>
          {columns.map(({ key, header }) => (
            <Checkbox key={key} label={header} checked={!hidden.includes(key)} onChange={() => flip(key)} />
          ))}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}

/** The filters of a list in one line, and a way back to all of it. */
export function FilterBar(props: {
  isFiltered: boolean;
  clear: () => void;
  children: React.ReactNode;
  end?: React.ReactNode;
}) {
  return (
    <div className="filters">
      <Group gap="xs" flex={1}>
        {props.children}
        {props.isFiltered && (
          <Button
            variant="subtle"
            color="gray"
            leftSection={<X size={12} aria-hidden />}
            onClick={props.clear}
          >
            Clear
          </Button>
        )}
      </Group>
      {props.end && <Group gap="xs">{props.end}</Group>}
    </div>
  );
}
