import { describe, expect, it } from '@jest/globals';
import { useOf } from './devices.js';

describe('what nvidia-smi tells of boards', () => {
  it('is by their place among those that were granted, without what a board does not tell', () => {
    const csv = 'GPU-b, 97, 65536, 512.25, 61\nGPU-a, [N/A], 1024, [N/A], 40\nGPU-c, 1, 1, 1, 1\n';
    expect(useOf(csv, ['GPU-a', 'GPU-b'])).toEqual({
      'gpu0/memory_bytes': 2 ** 30,
      'gpu0/temperature_celsius': 40,
      'gpu1/utilization_percent': 97,
      'gpu1/memory_bytes': 2 ** 36,
      'gpu1/power_watts': 512.25,
      'gpu1/temperature_celsius': 61,
    });
    expect(useOf('', ['GPU-a'])).toEqual({});
  });
});
