import { Group, Slider, Switch, Text } from '@mantine/core';

/** How curves are looked at, as it stands in the address; what is off is left out of it. */
export interface ChartLook {
  /** Left out: only curves that zigzag are smoothed. */
  smooth?: number | undefined;
  log?: true | undefined;
  time?: true | undefined;
  table?: true | undefined;
}
const SWITCHES = [
  ['log', 'Log axis'],
  ['time', 'Over time'],
  ['table', 'As tables'],
] as const;

/** Smoothing, and the switches of every page with curves. */
export function ChartSettings(props: {
  look: ChartLook;
  /** The smoothing where nobody chose any. */
  usual: number;
  put: (change: ChartLook) => void;
}) {
  const { look, usual, put } = props;
  return (
    <Group gap="lg" mb="md">
      <Group gap="xs">
        <Text size="xs" id="smoothing">
          Smoothing
        </Text>
        <Slider
          w={140}
          size="sm"
          min={0}
          max={0.99}
          step={0.01}
          value={look.smooth ?? usual}
          label={(value) => value.toFixed(2)}
          onChange={(value) => put({ smooth: value })}
          thumbProps={{ 'aria-labelledby': 'smoothing' }}
          thumbSize={24}
          className="slider"
        />
      </Group>
      {SWITCHES.map(([name, label]) => (
        <Switch
          key={name}
          label={label}
          checked={look[name] ?? false}
          onChange={(event) => put({ [name]: event.currentTarget.checked || undefined })}
        />
      ))}
    </Group>
  );
}
