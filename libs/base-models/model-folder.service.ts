import { readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { invalid } from '#kernel/errors.js';
import { openInside } from '#platform/safe-file.js';
import type { StoredFacts } from './base-models.repository.js';
import { factsOfConfig, factsOfGguf, factsOfPipeline } from './model-facts.js';
import { type InspectedFile, inspectFile } from './model-inspect.js';

/** Looks into every file of a model folder, and of the folders in it where it is a pipeline of diffusers, and says what the model is. Throws AppError as inspectFile, or no_model_files. */
export async function readModelFolder(folder: string): Promise<StoredFacts> {
  const files: InspectedFile[] = [];
  for (const name of await namesIn(folder)) {
    const opened = await openInside(folder, name);
    try {
      files.push(await inspectFile(name, opened));
    } finally {
      await opened.handle.close();
    }
  }
  return { ...factsOf(files), chatTemplate: hasChatTemplate(files) };
}

async function namesIn(folder: string): Promise<string[]> {
  const names = await readdir(folder);
  if (!names.includes('model_index.json')) return names.sort();
  const all = await readdir(folder, { recursive: true, withFileTypes: true });
  return all
    .filter((entry) => !entry.isDirectory())
    .map(({ parentPath, name }) => relative(folder, join(parentPath, name)))
    .sort();
}

function factsOf(files: readonly InspectedFile[]) {
  const gguf = files.find((file) => file.gguf)?.gguf;
  const weights = files.flatMap((file) => (file.safetensors ? [file.safetensors] : []));
  const index = files.find((file) => file.path === 'model_index.json')?.json;
  if (index && weights.length > 0) return factsOfPipeline(index, parametersOf(files));
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

/** Each model of a pipeline once: `x.fp16.safetensors` is `x.safetensors` in another format. */
function parametersOf(files: readonly InspectedFile[]): number {
  const paths = new Set(files.map(({ path }) => path));
  const isVariant = (path: string) => {
    const whole = path.replace(/\.fp16(?=[.-])/, '');
    return whole !== path && paths.has(whole);
  };
  return files.reduce(
    (sum, { path, safetensors }) => sum + (safetensors && !isVariant(path) ? safetensors.parameterCount : 0),
    0,
  );
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
