import { Select, Switch, TextInput } from '@mantine/core';
import type { Draft } from './draft.js';
import type { Field } from './fields.js';
import type { ChoiceProps } from './choices.js';

const ORDER = ['label', 'input', 'description', 'error'] as ('label' | 'input' | 'description' | 'error')[];

interface Props extends ChoiceProps {
  field: Field;
  /** The settings that the form began with; null where it began with none. */
  parent: Draft | null;
}

/** One setting under its own name. Empty is left to the service, and the field says what that comes to. */
export function Setting({ field, draft, put, fault, parent }: Props) {
  const { name, label, hint, kind, options = [] } = field;
  const placeholder = field.blank ?? field.usual;
  const value = draft[name] ?? '';
  const error = fault(name);
  const was = parent?.[name]?.trim() ?? '';
  const isChanged = parent !== null && value.trim() !== was;
  const description = isChanged ? `Parent: ${was || 'left to the service'}` : hint;
  const set = (next: string) => put({ [name]: next });
  const shared = { label, description, error, 'data-changed': isChanged || undefined, className: 'setting' };
  // fields beside each other stand in one line, however long what is said of them
  if (kind === 'switch')
    return (
      <Switch
        {...shared}
        checked={value === 'true'}
        onChange={(event) => set(String(event.currentTarget.checked))}
      />
    );
  if (kind === 'choice')
    return (
      <Select
        {...shared}
        inputWrapperOrder={ORDER}
        data={[...options]}
        value={value || null}
        placeholder={placeholder}
        clearable
        clearButtonProps={{ 'aria-label': `Leave ${label} to the service` }}
        onChange={(next) => set(next ?? '')}
      />
    );
  return (
    <TextInput
      {...shared}
      inputWrapperOrder={ORDER}
      value={value}
      inputMode={kind === 'number' ? 'decimal' : undefined}
      placeholder={placeholder}
      autoComplete="off"
      spellCheck={false}
      onChange={(event) => set(event.currentTarget.value)}
    />
  );
}
