import { answer } from '#client/client.js';
import { CliError, EXIT } from './exits.js';
import type { Session } from './session.js';

/** The forms of a version by what they are asked in: the first that is there can be called. */
export const FORMS = ['gguf', 'quantized', 'merged', 'adapter'] as const;

/** Whether this can only be a version: `mv_…`, `ft:…`, `model@number` or `model:alias`; a bare name could be something else. */
export const isVersion = (ref: string): boolean => /^mv_|^[^@:]+[@:]./.test(ref);

/** A model version by its id, its `ft:` id, `model@number`, `model:alias` or a model's name, which means its newest one. */
export async function versionOf(session: Session, ref: string) {
  const get = (id: string) =>
    answer(session.client.GET('/v1/model_versions/{id}', { params: { path: { id } } }));
  if (/^(mv_|ft:)/.test(ref)) return get(ref);
  const [, name = ref, at, wanted] = /^([^@:]+)(?:([@:])(.+))?$/.exec(ref) ?? [];
  const path = { path: { name } };
  if (at === ':') {
    const { aliases } = await answer(session.client.GET('/v1/registered_models/{name}', { params: path }));
    const id = (aliases as Record<string, string>)[wanted!];
    if (id) return get(id);
    throw new CliError(`model '${name}' has no alias '${wanted}'`, EXIT.notFound, `luthier ls models`);
  }
  for (let after: string | undefined; ;) {
    const query = { limit: '100', ...(after ? { after } : {}) };
    const page = await answer(
      session.client.GET('/v1/registered_models/{name}/versions', { params: { ...path, query } }),
    );
    const found = page.data.find(({ version }) => wanted === undefined || String(version) === wanted);
    if (found) return found;
    after = page.data.at(-1)?.id;
    if (!page.has_more || !after)
      throw new CliError(
        `model '${name}' has no version${wanted ? ` ${wanted}` : ''}`,
        EXIT.notFound,
        'luthier ls models',
      );
  }
}
