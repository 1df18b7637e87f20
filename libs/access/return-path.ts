const LOOPS = /^\/auth\/(login|callback|logout)/;

/**
 * Where to go after a login: a path of this service, with its query; null for whatever a browser could take for another
 * place (`//host`, `/\host`, a scheme, control characters that it strips).
 */
export function returnPath(asked: string): string | null {
  if (!/^\/(?![/\\])[\x21-\x7e]*$/.test(asked) || asked.includes('\\')) return null;
  if (!URL.canParse(asked, 'http://here.invalid')) return null;
  const url = new URL(asked, 'http://here.invalid');
  const path = `${url.pathname}${url.search}${url.hash}`;
  if (url.origin !== 'http://here.invalid' || path.startsWith('//') || LOOPS.test(url.pathname)) return null;
  return path;
}
