import { describe, expect, it } from '@jest/globals';
import { BOX, layOut, stepTo } from './lineage-layout.js';

const ids = (...all: string[]) => all.map((id) => ({ id }));
const made = (...all: [string, string][]) => all.map(([from, to]) => ({ from, to }));
const NODES = ids('gguf', 'base', 'merged', 'data', 'adapter');
const EDGES = made(
  ['adapter', 'base'],
  ['adapter', 'data'],
  ['merged', 'adapter'],
  ['merged', 'base'],
  ['gguf', 'merged'],
);
const at = (of: ReturnType<typeof layOut>) => new Map(of.boxes.map((box) => [box.id, box]));

describe('the lineage as a graph', () => {
  it('stands in columns, each thing right of all that it was made of', () => {
    const boxes = at(layOut(NODES, EDGES));
    expect(boxes.size).toBe(5);
    for (const { from, to } of EDGES) expect(boxes.get(from)!.x).toBeGreaterThan(boxes.get(to)!.x);
    expect(boxes.get('base')!.column).toBe(0);
    expect(boxes.get('gguf')!.column).toBe(3);
  });

  it('lays no box over another, and all of them inside', () => {
    const many = ids(...Array.from({ length: 40 }, (_, at) => `n${at}`));
    const layout = layOut(
      many,
      many.slice(1).map(({ id }, at) => ({ from: id, to: `n${at % 7}` })),
    );
    for (const a of layout.boxes) {
      expect(a.x + BOX.width).toBeLessThanOrEqual(layout.width);
      expect(a.y + BOX.height).toBeLessThanOrEqual(layout.height);
      for (const b of layout.boxes)
        if (a !== b) expect(a.x !== b.x || Math.abs(a.y - b.y) >= BOX.height).toBe(true);
    }
  });

  it('leads a line past the boxes of a column that it passes', () => {
    const { boxes, lines } = layOut(NODES, EDGES);
    const passed = lines.flatMap(({ path }) => [...path.matchAll(/L([\d.]+),([\d.]+)/g)]);
    expect(passed).toHaveLength(1); // from the base model past the adapter to what both were merged into
    for (const [, x, y] of passed)
      for (const box of boxes)
        if (box.x + BOX.width === Number(x))
          expect(Number(y) < box.y || Number(y) > box.y + BOX.height).toBe(true);
  });

  it('draws one line for two relations of a pair, and none to what is not there', () => {
    const twice = made(['a', 'b'], ['a', 'b'], ['a', 'gone'], ['a', 'a']);
    expect(layOut(ids('a', 'b'), twice).lines).toHaveLength(1);
    expect(layOut([], [])).toMatchObject({ boxes: [], width: 0, height: 0 });
  });

  it('ends where things are made of each other', () => {
    expect(layOut(ids('a', 'b', 'c'), made(['a', 'b'], ['b', 'c'], ['c', 'a'])).boxes).toHaveLength(3);
  });

  it('is gone through by arrows: along what it is made of, and up and down in a column', () => {
    const layout = layOut(NODES, EDGES);
    expect(stepTo('ArrowLeft', layout, EDGES, 'gguf')).toBe('merged');
    expect(stepTo('ArrowRight', layout, EDGES, 'adapter')).toBe('merged');
    expect(stepTo('ArrowLeft', layout, EDGES, 'merged')).toBe('adapter');
    expect(stepTo('ArrowRight', layout, EDGES, 'gguf')).toBeNull();
    const [above, below] = layout.boxes.filter(({ column }) => column === 0);
    expect(stepTo('ArrowDown', layout, EDGES, above!.id)).toBe(below!.id);
    expect(stepTo('ArrowUp', layout, EDGES, below!.id)).toBe(above!.id);
    expect(stepTo('x', layout, EDGES, 'gguf')).toBeNull();
  });
});
