import { text } from 'node:stream/consumers';
import { Injectable } from '@nestjs/common';
import { BaseModelsService } from '#base-models/base-models.service.js';
import { parseModelJson } from '#base-models/model-facts.js';
import type { Ctx } from '#kernel/context.js';
import { ArtifactsService } from './artifacts.service.js';

const OWN_FILE = 'chat_template.jinja';
const CONFIG = 'tokenizer_config.json';
// the longest in common use, of tools and thinking, is below 20 kB; a configuration may be 16 MiB
const MOST_CHARS = 100_000;
const MOST_BYTES = 16 * 1024 * 1024;

/** Reads chat templates out of imported models: text of their publishers, which nothing here runs. */
@Injectable()
export class ChatTemplates {
  constructor(
    private readonly baseModels: BaseModelsService,
    private readonly artifacts: ArtifactsService,
  ) {}

  async of(ctx: Ctx, ref: string) {
    const { id, artifactId, config } = await this.baseModels.resolve(ctx, ref);
    const found =
      artifactId && config?.chatTemplate ? await this.read(ctx, artifactId) : { file: null, template: null };
    return {
      object: 'chat_template' as const,
      base_model: id,
      file: found.file,
      template: found.template?.slice(0, MOST_CHARS) ?? null,
      is_whole: (found.template?.length ?? 0) <= MOST_CHARS,
    };
  }

  private async read(
    ctx: Ctx,
    artifactId: string,
  ): Promise<{ file: string | null; template: string | null }> {
    const { manifest } = await this.artifacts.get(ctx, artifactId);
    const file = [OWN_FILE, CONFIG].find((name) =>
      manifest.some(({ path, size_bytes: size }) => path === name && size <= MOST_BYTES),
    );
    if (!file) return { file: null, template: null };
    const body = await text(await this.artifacts.open(ctx, artifactId, file));
    return { file, template: file === CONFIG ? templateIn(body) : body };
  }
}

/** A text, or several by name, of which transformers takes `default`. */
function templateIn(body: string): string | null {
  const found = parseModelJson(CONFIG, body)['chat_template'];
  if (typeof found === 'string') return found;
  if (!Array.isArray(found)) return null;
  const named = found as { name?: unknown; template?: unknown }[];
  const chosen = named.find((one) => one?.name === 'default') ?? named[0];
  return typeof chosen?.template === 'string' ? chosen.template : null;
}
