import { distance } from 'fastest-levenshtein';
import { z } from 'zod';

interface Shape {
  properties?: Record<string, Shape>;
  items?: Shape;
  const?: unknown;
  anyOf?: Shape[];
  oneOf?: Shape[];
  allOf?: Shape[];
}

const shapes = new WeakMap<z.ZodType, Shape>();
const MAX_NAME = 64;

/** The name that `schema` knows at `path` and that `typed` most likely meant; null when none is near. */
export function didYouMean(schema: z.ZodType, path: readonly PropertyKey[], typed: string): string | null {
  if (typed.length > MAX_NAME) return null;
  const near = objectsAt(schema, path)
    .flatMap((shape) => Object.keys(shape.properties ?? {}))
    .filter((name) => name !== typed)
    .map((name) => ({ name, far: distance(name.toLowerCase(), typed.toLowerCase()) }))
    .sort((a, b) => a.far - b.far)[0];
  return near && near.far <= Math.max(1, Math.floor(typed.length / 3)) ? near.name : null;
}

/** Where another alternative of `schema` at `path` has the very name: what such a one is told by, e.g. `kind 'own'`. */
export function ownersOf(schema: z.ZodType, path: readonly PropertyKey[], typed: string): string[] {
  const owners = objectsAt(schema, path).filter(({ properties = {} }) => Object.hasOwn(properties, typed));
  const marks = owners.flatMap(({ properties = {} }) =>
    Object.entries(properties).flatMap(([name, { const: is }]) =>
      typeof is === 'string' ? [`${name} '${is}'`] : [],
    ),
  );
  return [...new Set(marks)];
}

const objectsAt = (schema: z.ZodType, path: readonly PropertyKey[]): Shape[] =>
  path
    .reduce<Shape[]>((at, key) => at.flatMap((shape) => inside(shape, key)), [shapeOf(schema)])
    .flatMap(alternatives);

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
