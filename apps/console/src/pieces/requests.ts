/** The same request as a person would send it by hand, from the command line, or from a program. */
export interface Sent {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** With its query: `/v1/jobs?state=running`. */
  path: string;
  body?: unknown;
  /** `luthier ls --state running`, where the command line has it. */
  cli?: string;
}

export function curlOf({ method, path, body }: Sent, origin: string): string {
  const lines = [
    `curl ${method === 'GET' ? '' : `-X ${method} `}${quoted(`${origin}${path}`)}`,
    `-H "Authorization: Bearer $LUTHIER_API_KEY"`,
    ...(body === undefined
      ? []
      : [`-H 'Content-Type: application/json'`, `-d ${quoted(JSON.stringify(body))}`]),
  ];
  return lines.join(' \\\n  ');
}

/** OpenAI's door is spoken to by its own client; the rest through the same client's plain verbs. */
export function sdkOf({ method, path, body }: Sent, origin: string): string {
  const call =
    body === undefined
      ? `client.${method.toLowerCase()}(${JSON.stringify(below(path))}, cast_to=object)`
      : `client.${method.toLowerCase()}(${JSON.stringify(below(path))}, cast_to=object, body=${python(body)})`;
  return [
    'import os',
    'from openai import OpenAI',
    '',
    `client = OpenAI(base_url="${origin}/v1", api_key=os.environ["LUTHIER_API_KEY"])`,
    `print(${call})`,
  ].join('\n');
}

export const cliOf = ({ cli, method, path }: Sent): string | null =>
  cli ?? (method === 'GET' ? `luthier api GET ${path}` : null);

const below = (path: string): string => path.replace(/^\/v1/, '');
/** For a POSIX shell: nothing inside means anything. */
export const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

function python(value: unknown): string {
  if (value === null) return 'None';
  if (value === true) return 'True';
  if (value === false) return 'False';
  if (Array.isArray(value)) return `[${value.map(python).join(', ')}]`;
  if (typeof value === 'object')
    return `{${Object.entries(value)
      .map(([name, one]) => `${JSON.stringify(name)}: ${python(one)}`)
      .join(', ')}}`;
  return JSON.stringify(value);
}
