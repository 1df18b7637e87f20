import { invalid } from '#kernel/errors.js';
import { type GgufHeader, readGgufHeader } from './gguf-header.js';
import { parseModelJson } from './model-facts.js';
import { assertHonestText, assertNoCode, type FileRole, roleOf } from './model-folder.js';
import type { RandomAccess } from './random-access.js';
import { readSafetensorsHeader, type SafetensorsHeader } from './safetensors-header.js';

export interface InspectedFile {
  path: string;
  role: FileRole;
  safetensors?: SafetensorsHeader;
  gguf?: GgufHeader;
  /** Of the small JSON files that a loader obeys: config.json and its like. */
  json?: Record<string, unknown>;
}

const START_BYTES = 8192;
// Qwen's tokenizer_config.json, the largest in common use, is below 100 kB.
const MAX_CONFIG_BYTES = 16 * 1024 * 1024;
const OBEYED = /(^|\/)([a-z0-9_]*config|config_[a-z0-9_]+|model_index)\.json$/;

/**
 * Looks into one file of a model by its role, without a native loader: headers must fit the file, text must be text, and no
 * config may ask for code. Throws AppError: bad_safetensors_header, bad_gguf_header, bad_model_file, custom_code, forbidden_file.
 */
export async function inspectFile(path: string, file: RandomAccess): Promise<InspectedFile> {
  const role = roleOf(path);
  switch (role) {
    case 'weights':
      return { path, role, safetensors: await named(path, readSafetensorsHeader(file)) };
    case 'gguf':
      return { path, role, gguf: await named(path, readGgufHeader(file)) };
    case 'tokenizer':
      return { path, role };
    case 'config':
    case 'text': {
      assertHonestText(path, await file.read(0, Math.min(file.size, START_BYTES)));
      return OBEYED.test(path) ? { path, role, json: await configOf(path, file) } : { path, role };
    }
  }
}

async function configOf(path: string, file: RandomAccess): Promise<Record<string, unknown>> {
  if (file.size > MAX_CONFIG_BYTES)
    throw invalid('bad_model_file', `${path} is too large for a configuration.`, { param: path });
  const json = parseModelJson(path, Buffer.from(await file.read(0, file.size)).toString('utf8'));
  assertNoCode(path, json);
  return json;
}

/** Puts the file's name before the reader's words. */
async function named<T>(path: string, reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof Error) error.message = `${path}: ${error.message}`;
    throw error;
  }
}
