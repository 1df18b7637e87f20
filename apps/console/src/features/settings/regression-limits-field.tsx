import { Button, CloseButton, NumberInput, Text, TextInput } from '@mantine/core';
import { useRef } from 'react';
import { type Limit, limitFault, METRICS, NO_LIMIT } from './regression-limits.js';

/** A line for each alias: the most that a promotion to it may lose, from 0 to 1. */
export function RegressionLimitsField(props: {
  label: string;
  value: readonly Limit[];
  set: (value: Limit[]) => void;
  disabled: boolean;
  error: string | null;
}) {
  const { label, value, set, disabled, error } = props;
  const add = useRef<HTMLButtonElement>(null);
  const change = (at: number, part: Partial<Limit>) =>
    set(value.map((one, other) => (other === at ? { ...one, ...part } : one)));
  return (
    <fieldset className="limits">
      <legend>{label}</legend>
      <Text size="xs" c="dimmed">
        By alias, as a share from 0 to 1, on the same rows as the version that serves. A promotion may ask for
        less, never for more.
      </Text>
      {value.map((one, at) => (
        <div key={at} className="limit" role="group" aria-label={one.alias || `Line ${at + 1}`}>
          <TextInput
            label="Alias"
            placeholder="production"
            disabled={disabled}
            error={limitFault(value, at)}
            value={one.alias}
            onChange={(event) => change(at, { alias: event.currentTarget.value })}
          />
          {Object.entries(METRICS).map(([metric, words]) => (
            <NumberInput
              key={metric}
              label={words}
              placeholder="no limit"
              disabled={disabled}
              min={0}
              max={1}
              step={0.01}
              value={one[metric as keyof typeof METRICS]}
              onChange={(next) => change(at, { [metric]: next })}
            />
          ))}
          {!disabled && (
            <CloseButton
              aria-label={`Remove the limit of ${one.alias || 'this line'}`}
              onClick={() => {
                set(value.filter((_, other) => other !== at));
                add.current?.focus();
              }}
            />
          )}
        </div>
      ))}
      {error && (
        <Text size="xs" c="red" role="alert">
          {error}
        </Text>
      )}
      {!disabled && (
        <Button
          ref={add}
          size="compact-xs"
          variant="default"
          onClick={() => set([...value, { ...NO_LIMIT }])}
        >
          Add a limit
        </Button>
      )}
    </fieldset>
  );
}
