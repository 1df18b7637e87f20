/** The value of a cookie; null where it is absent or, as a sign of something planted, there twice. */
export function cookieOf(header: string | undefined, name: string): string | null {
  const found = (header ?? '')
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${name}=`))
    .map((pair) => pair.slice(name.length + 1));
  return found.length === 1 && /^[\w-]{20,100}$/.test(found[0]!) ? found[0]! : null;
}

export const setCookie = (name: string, value: string, attributes: string, seconds: number): string =>
  `${name}=${value}; ${attributes}; Max-Age=${seconds}`;
