import { distance } from 'fastest-levenshtein';
import { z } from 'zod';

interface Shape {
  properties?: Record<string, Shape>;
  items?: Shape;
  anyOf?: Shape[];
  oneOf?: Shape[];
  allOf?: Shape[];
}

const shapes = new WeakMap<z.ZodType, Shape>();
const MAX_NAME = 64;

/** The name that `schema` knows at `path` and that `typed` most likely meant; null when none is near. */
export function didYouMean(schema: z.ZodType, path: readonly PropertyKey[], typed: string): string | null {
  if (typed.length > MAX_NAME) return null;
  const names = path.reduce<Shape[]>(
    (at, key) => at.flatMap((shape) => inside(shape, key)),
    [shapeOf(schema)],
  );
  const near = names
    .flatMap((shape) => alternatives(shape))
    .flatMap((shape) => Object.keys(shape.properties ?? {}))
    .map((name) => ({ name, far: distance(name.toLowerCase(), typed.toLowerCase()) }))
    .sort((a, b) => a.far - b.far)[0];
  return near && near.far <= Math.max(1, Math.floor(typed.length / 3)) ? near.name : null;
}

function shapeOf(schema: z.ZodType): Shape {
  const known = shapes.get(schema);
  if (known) return known;
  const made = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any', reused: 'inline' }) as Shape;
  shapes.set(schema, made);
  return made;
}

function alternatives(shape: Shape): Shape[] {
  const others = [...(shape.anyOf ?? []), ...(shape.oneOf ?? []), ...(shape.allOf ?? [])];
  return [shape, ...others.flatMap(alternatives)];
}

function inside(shape: Shape, key: PropertyKey): Shape[] {
  return alternatives(shape).flatMap((one) => {
    const next = typeof key === 'number' ? one.items : one.properties?.[String(key)];
    return next && typeof next === 'object' ? [next] : [];
  });
}
