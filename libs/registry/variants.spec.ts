import { describe, expect, it } from '@jest/globals';
import { bitsPerWeight, inTree } from './variants.js';

const form = (id: string, ...made_from: string[]) => ({ id, made_from });
const shape = (...forms: ReturnType<typeof form>[]) => inTree(forms).map(({ id, depth }) => [id, depth]);

describe('the forms of a version as a tree', () => {
  it('stand each behind what it was made from, whatever the order they come in', () => {
    const [adapter, merged] = [form('adapter'), form('merged', 'adapter')];
    const [q4, q8] = [form('q4', 'merged'), form('q8', 'merged')];
    const tree = [
      ['adapter', 0],
      ['merged', 1],
      ['q4', 2],
      ['q8', 2],
    ];
    expect(shape(adapter, merged, q4, q8)).toEqual(tree);
    expect(shape(q4, merged, q8, adapter)).toEqual(tree);
  });
  it('keep one whose parent is none of them, and one with two parents once', () => {
    expect(shape(form('gguf', 'elsewhere'))).toEqual([['gguf', 0]]);
    expect(shape(form('a'), form('b', 'a'), form('c', 'a', 'b'))).toEqual([
      ['a', 0],
      ['b', 1],
      ['c', 2],
    ]);
  });
});

describe('bits per weight', () => {
  it('are those of the files that hold weights, over the parameters', () => {
    const files = [
      { path: 'model.gguf', size_bytes: 1000 },
      { path: 'README.md', size_bytes: 9999 },
    ];
    expect(bitsPerWeight(files, 1000n)).toBe(8);
    expect(bitsPerWeight(files, null)).toBeNull();
    expect(bitsPerWeight([files[1]!], 1000n)).toBeNull();
  });
});
