import { readdir } from 'node:fs/promises';
import { invalid } from '#kernel/errors.js';
import { openInside } from '#platform/safe-file.js';
import type { StoredFacts } from './base-models.repository.js';
import { factsOfConfig, factsOfGguf } from './model-facts.js';
import { type InspectedFile, inspectFile } from './model-inspect.js';

/** Looks into every file of a flat model folder and says what the model is. Throws AppError as inspectFile, or no_model_files. */
export async function readModelFolder(folder: string): Promise<StoredFacts> {
  const files: InspectedFile[] = [];
  for (const name of (await readdir(folder)).sort()) {
    const opened = await openInside(folder, name);
    try {
      files.push(await inspectFile(name, opened));
    } finally {
      await opened.handle.close();
    }
  }
  return { ...factsOf(files), chatTemplate: hasChatTemplate(files) };
}

function factsOf(files: readonly InspectedFile[]) {
  const gguf = files.find((file) => file.gguf)?.gguf;
  const weights = files.flatMap((file) => (file.safetensors ? [file.safetensors] : []));
  if (weights.length > 0) {
    const config = files.find((file) => file.path === 'config.json')?.json;
    if (!config) throw invalid('bad_model_file', 'The model has no config.json.', { param: 'config.json' });
    return factsOfConfig(
      config,
      weights.reduce((sum, { parameterCount }) => sum + parameterCount, 0),
    );
  }
  if (gguf) return factsOfGguf(gguf);
  throw invalid('no_model_files', 'The folder holds neither safetensors nor GGUF.');
}

function hasChatTemplate(files: readonly InspectedFile[]): boolean {
  return files.some(({ path, json, gguf }) => {
    if (gguf) return gguf.metadata.has('tokenizer.chat_template');
    return (
      path === 'chat_template.jinja' ||
      (path === 'tokenizer_config.json' && json?.['chat_template'] !== undefined)
    );
  });
}
