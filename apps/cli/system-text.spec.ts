import { describe, expect, it } from '@jest/globals';
import { systemText } from './system-text.js';

describe('what a job used, for a terminal', () => {
  it('is a line of each key, with spans weighed by their points', () => {
    const text = systemText([
      { key: 'system/cpu_percent', value: 100, min: 0, max: 190, count: 3 },
      { key: 'system/cpu_percent', value: 20 },
      { key: 'system/gpu0/memory_bytes', value: 3 * 2 ** 30 },
      { key: 'system/gpu0/power_watts', value: 312.54 },
      { key: 'system/gpu0/temperature_celsius', value: 71 },
      { key: 'system/read_bytes_per_second', value: 2048 },
    ]);
    expect(text.split('\n').map((row) => row.split(/ {2,}/))).toEqual([
      ['WHAT', 'LAST', 'MEAN', 'MOST'],
      ['cpu_percent', '20.0 %', '80.0 %', '190.0 %'],
      ['gpu0/memory_bytes', '3.0 GiB', '3.0 GiB', '3.0 GiB'],
      ['gpu0/power_watts', '312.5 W', '312.5 W', '312.5 W'],
      ['gpu0/temperature_celsius', '71 °C', '71 °C', '71 °C'],
      ['read_bytes_per_second', '2.0 KiB/s', '2.0 KiB/s', '2.0 KiB/s'],
    ]);
  });

  it('is said where there is nothing', () => {
    expect(systemText([])).toMatch(/Nothing was measured/);
  });
});
