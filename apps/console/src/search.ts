/** The query of an address as plain text: `?state=running&state=queued&q=loss`, nothing encoded as JSON. */
export function readSearch(text: string): Record<string, unknown> {
  const pairs = new URLSearchParams(text);
  const names = [...new Set(pairs.keys())];
  return Object.fromEntries(
    names.map((name) => {
      const all = pairs.getAll(name);
      return [name, all.length > 1 ? all : all[0]];
    }),
  );
}

export function writeSearch(search: Record<string, unknown>): string {
  const pairs = new URLSearchParams();
  for (const [name, value] of Object.entries(search))
    for (const one of [value].flat())
      if (one === true) pairs.append(name, '1');
      else if ((typeof one === 'string' && one !== '') || typeof one === 'number')
        pairs.append(name, `${one}`);
  const text = pairs.toString();
  return text === '' ? '' : `?${text}`;
}

type Raw = Record<string, unknown>;

/** Only what is allowed, as a list; undefined where nothing is left: what a reader mistyped is no error. */
export function manyOf<const T extends string>(
  raw: Raw,
  name: string,
  allowed: readonly T[],
): T[] | undefined {
  const found = [raw[name] ?? []].flat().filter((one): one is T => allowed.includes(one as T));
  return found.length > 0 ? [...new Set(found)] : undefined;
}

export function oneOf<const T extends string>(raw: Raw, name: string, allowed: readonly T[]): T | undefined {
  const value = [raw[name]].flat()[0] as T;
  return allowed.includes(value) ? value : undefined;
}

export function textOf(raw: Raw, name: string, max = 200): string | undefined {
  const value = [raw[name]].flat()[0];
  return typeof value === 'string' && value !== '' ? value.slice(0, max) : undefined;
}

export function textsOf(raw: Raw, name: string, max = 50): string[] | undefined {
  const all = [raw[name] ?? []].flat().filter((one): one is string => typeof one === 'string' && one !== '');
  return all.length > 0 ? all.slice(0, max) : undefined;
}

export function numberOf(raw: Raw, name: string, [low, high]: [number, number]): number | undefined {
  const value = Number([raw[name]].flat()[0] ?? NaN);
  return value >= low && value <= high ? value : undefined;
}

/** `?log=1`; false is not written. */
export const flagOf = (raw: Raw, name: string): true | undefined =>
  raw[name] === '1' || raw[name] === true ? true : undefined;

/** Without what is not given: every filter of an address may be left out. */
export const given = <T extends object>(all: T): Partial<T> =>
  Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as Partial<T>;
