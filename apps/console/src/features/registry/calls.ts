import type { Schemas } from '../../api/client.js';
import { curlOf, quoted } from '../../pieces/requests.js';

type Version = Pick<Schemas['ModelVersion'], 'model' | 'version' | 'openai_id' | 'aliases'>;
const messages = [{ role: 'user', content: 'Hello' }];

/** The names that a version is called by: an alias goes with its promotions, the id stays with the version. */
export const namesOf = ({ model, openai_id: id, aliases }: Version) => [
  ...aliases.map((alias) => ({
    value: `${model}:${alias}`,
    label: `${model}:${alias} (moves with the alias)`,
  })),
  { value: id, label: `${id} (this version for good)` },
];

/** How a model is called and fetched from this installation; no key is in it. */
export function callsOf({ model, version }: Version, name: string, origin: string) {
  const body = { model: name, messages };
  const at = `${model}@${version}`;
  return [
    { label: 'curl', text: curlOf({ method: 'POST', path: '/v1/chat/completions', body }, origin) },
    {
      label: 'Python (OpenAI SDK)',
      text: [
        'import os',
        'from openai import OpenAI',
        '',
        `client = OpenAI(base_url="${origin}/v1", api_key=os.environ["LUTHIER_API_KEY"])`,
        'answer = client.chat.completions.create(',
        `    model=${JSON.stringify(name)},`,
        `    messages=${JSON.stringify(messages)},`,
        ')',
        'print(answer.choices[0].message.content)',
      ].join('\n'),
    },
    { label: 'luthier', text: `luthier chat ${shell(name)} ${quoted('Hello')}` },
    {
      label: 'luthier, the files themselves and their signature',
      text: [`luthier pull ${shell(at)} -o ${shell(model)}`, `luthier verify ${shell(at)}`].join('\n'),
    },
  ];
}

/** Quoted only where the shell would read it otherwise. */
const shell = (word: string): string => (/^[\w.:@/-]+$/.test(word) ? word : quoted(word));
