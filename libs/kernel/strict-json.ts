/**
 * JSON that means one thing to every reader: throws an Error on a name that one object has twice (parsers differ on which
 * one wins), on the name `__proto__`, on deeper nesting than `maxDepth`, and on what JSON.parse refuses. Linear in the text.
 */
export function parseStrictJson(text: string, maxDepth: number): unknown {
  const stack: (Set<string> | null)[] = [];
  for (let i = 0; i < text.length; i += 1) {
    const char = text[i];
    if (char === '{' || char === '[') {
      if (stack.push(char === '{' ? new Set() : null) > maxDepth) {
        throw new Error(`nests deeper than ${maxDepth} at character ${i}`);
      }
    } else if (char === '}' || char === ']') {
      stack.pop();
    } else if (char === '"') {
      const end = endOfString(text, i);
      const names = stack.at(-1);
      if (names && isName(text, end)) {
        const name = JSON.parse(text.slice(i, end)) as string;
        if (name === '__proto__') throw new Error('has the name "__proto__", which is not allowed');
        if (names.has(name)) throw new Error(`has the name ${JSON.stringify(name.slice(0, 100))} twice`);
        names.add(name);
      }
      i = end - 1;
    }
  }
  return JSON.parse(text);
}

/** Index behind the closing quote; the end of the text where there is none, which JSON.parse will refuse. */
function endOfString(text: string, start: number): number {
  for (let i = start + 1; i < text.length; i += 1) {
    if (text[i] === '\\') i += 1;
    else if (text[i] === '"') return i + 1;
  }
  return text.length;
}

function isName(text: string, end: number): boolean {
  let i = end;
  while (text[i] === ' ' || text[i] === '\n' || text[i] === '\r' || text[i] === '\t') i += 1;
  return text[i] === ':';
}
