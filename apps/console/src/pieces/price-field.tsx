import { NumberInput } from '@mantine/core';

interface Props {
  label: string;
  width: number;
  value: number | undefined;
  /** Undefined where the field was emptied or holds nothing above zero. */
  onChange: (value: number | undefined) => void;
}

/** A price or a speed that somebody knows; without one nothing is reckoned with it. */
export const PriceField = ({ label, width, value, onChange }: Props) => (
  <NumberInput
    label={label}
    placeholder="not set"
    min={0}
    hideControls
    value={value ?? ''}
    onChange={(typed) => onChange(typed === '' || Number(typed) <= 0 ? undefined : Number(typed))}
    w={width}
  />
);
