import { invalid } from '#kernel/errors.js';

export type FileRole = 'weights' | 'gguf' | 'config' | 'text' | 'tokenizer';

// Formats whose readers run code or are known to be exploitable; named so that the refusal can say so. What is on no list
// is refused as well: blocklists of formats have always been too short.
const PICKLES =
  /\.(bin|pt|pth|pkl|pickle|ckpt|joblib|dill|npy|npz|mar|nemo|t7|msgpack|h5|hdf5|keras|pb|onnx|tflite|sav)$/i;
const CODE = /\.(py|pyc|pyd|so|sh|dll|dylib|exe|js|mjs|ipynb|jar|wasm|lua)$/i;
const ARCHIVES = /\.(zip|tar|gz|tgz|bz2|xz|7z|zst|rar|whl)$/i;

/** Why the file must not even lie beside a model: a pickle or code; null for the rest. */
export function dangerOf(path: string): string | null {
  const name = path.split('/').at(-1) ?? '';
  if (PICKLES.test(name)) return 'can hold a pickle or another format that runs code when it is read';
  if (CODE.test(name)) return 'is code; models with code of their own are not taken';
  return null;
}

/**
 * What the file is to a model, by its name. Throws AppError `forbidden_file` for a pickle, code, an archive or anything that
 * is not on the list: safetensors, GGUF, JSON, text, chat templates and SentencePiece vocabularies.
 */
export function roleOf(path: string): FileRole {
  const name = path.split('/').at(-1) ?? '';
  const danger = dangerOf(path);
  if (danger) throw forbidden(path, danger);
  if (ARCHIVES.test(name)) throw forbidden(path, 'is an archive');
  if (name.endsWith('.safetensors')) return 'weights';
  if (name.endsWith('.gguf')) return 'gguf';
  if (name.endsWith('.json')) return 'config';
  if (
    /\.(txt|jinja|md|jsonl|csv|yaml|yml|rst|html)$/.test(name) ||
    /^(LICENSE|LICENCE|NOTICE|README|USE_POLICY)/i.test(name)
  ) {
    return 'text';
  }
  if (/(^|\.)(tokenizer|spiece|sentencepiece|spm)(\.bpe)?\.(model|vocab)$/.test(name)) return 'tokenizer';
  throw forbidden(path, 'is of no format on the list (safetensors, GGUF, JSON, text, tokenizer.model)');
}

/** Key names that make a loader run code from the repository. */
const CODE_KEYS = new Set(['auto_map', 'custom_pipelines', 'trust_remote_code']);

/** Throws AppError `custom_code` when a JSON file of the folder asks its loader to run code. */
export function assertNoCode(path: string, json: unknown): void {
  const open: unknown[] = [json];
  while (open.length > 0) {
    const value = open.pop();
    if (value === null || typeof value !== 'object') continue;
    for (const [key, inner] of Object.entries(value)) {
      if (CODE_KEYS.has(key) && inner !== null && inner !== false) {
        throw invalid(
          'custom_code',
          `${path} asks for code of its own ("${key}"); such models are not taken.`,
          { param: path },
        );
      }
      open.push(inner);
    }
  }
}

export const forbidden = (path: string, why: string) =>
  invalid('forbidden_file', `${JSON.stringify(path.slice(0, 200))} ${why}.`, { param: path.slice(0, 200) });

// Beginnings of formats that must never hide behind a harmless name.
const MAGICS: readonly [Buffer, string][] = [
  [Buffer.from([0x50, 0x4b, 0x03, 0x04]), 'a zip archive'],
  [Buffer.from([0x1f, 0x8b]), 'a gzip archive'],
  [Buffer.from([0x37, 0x7a, 0xbc, 0xaf]), 'a 7z archive'],
  [Buffer.from([0x7f, 0x45, 0x4c, 0x46]), 'a program'],
  [Buffer.from([0x80, 0x02]), 'a pickle'],
  [Buffer.from([0x80, 0x03]), 'a pickle'],
  [Buffer.from([0x80, 0x04]), 'a pickle'],
  [Buffer.from([0x80, 0x05]), 'a pickle'],
];

/** Throws AppError `forbidden_file` when the first bytes of a text or JSON file say that it is something else. */
export function assertHonestText(path: string, start: Uint8Array): void {
  for (const [magic, what] of MAGICS) {
    if (Buffer.compare(magic, start.subarray(0, magic.length)) === 0)
      throw forbidden(path, `is ${what} under another name`);
  }
  if (start.includes(0)) throw forbidden(path, 'holds NUL bytes and so is no text');
}
