import { Radio, useMantineColorScheme } from '@mantine/core';
import { Part } from '../../pieces/facts.js';

const SCHEMES = [
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
  { value: 'auto', label: 'As the system' },
] as const;

/** The one setting that is of the browser and not of the project. */
export function AppearanceSection() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Part title="Colours" hint="Kept in this browser. Motion is reduced where the system asks for it.">
      <Radio.Group aria-label="Colours" value={colorScheme} onChange={(scheme) => setColorScheme(scheme)}>
        <div className="schemes">
          {SCHEMES.map((one) => (
            <Radio key={one.value} size="xs" {...one} />
          ))}
        </div>
      </Radio.Group>
    </Part>
  );
}
