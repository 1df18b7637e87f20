import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { answer } from '#client/client.js';
import { type Inside } from '../fault/inside.js';
import { aBase, aFinishedPipeline } from '../support/a-version.js';
import type { Stage } from '../support/stage.js';
import { needed, type Service } from './harness.js';
import { eventually, isFinal } from './wait.js';

/** Versions of a model, each a random llama of a few kilobytes that the real engine serves; every other one says something else. */
export async function seedVersions(
  service: Service,
  inside: Inside,
  of: { model: string; versions: number; rows?: object[] },
): Promise<void> {
  const stage = { t: { db: inside.db }, ctx: inside.ctx, get: (type) => inside.get(type) } as Stage;
  const base = await aBase(stage);
  if (of.rows) base.data = await uploadRows(service, of.rows);
  const models = ['7', '8'].map((seed) => tinyModel(service, seed));
  for (let at = 0; at < of.versions; at += 1)
    await aFinishedPipeline(stage, base, { model: of.model }, 0.9, models[at % models.length]);
  await service.launch('worker').ready; // only now: it must not see a pipeline that is half made
  await eventually(
    async () => (await service.call('GET', `/v1/registered_models/${of.model}`)).json(),
    (model) => (model as { latest_version?: number }).latest_version === of.versions,
    60,
  );
}

/** A dataset version whose rows can be read; answers its id. */
async function uploadRows(service: Service, rows: object[]): Promise<string> {
  const client = service.client();
  const form = new FormData();
  form.set('purpose', 'fine-tune');
  form.set('file', new Blob(rows.map((row) => `${JSON.stringify(row)}\n`)), 'rows.jsonl');
  const upload = { body: form as never, bodySerializer: (body: unknown) => body as never };
  const file = await answer(client.POST('/v1/files', upload));
  const { id } = await answer(client.POST('/v1/datasets', { body: { name: 'desk-rows' } }));
  const body = { files: { train: file.id }, license: 'CC-BY-4.0', attribution: 'made on the spot' };
  const version = await answer(client.POST('/v1/datasets/{id}/versions', { params: { path: { id } }, body }));
  return version.id;
}

function tinyModel(service: Service, seed: string): Buffer {
  const file = join(service.dataDir, `tiny-${seed}.gguf`);
  execFileSync(needed('LUTHIER_TEST_TRAIN_PYTHON'), ['test/support/tiny_gguf.py', file, '', seed]);
  return readFileSync(file);
}

/** Asks for a promotion and waits for its end; answers its state. */
export async function promote(service: Service, body: object): Promise<{ id: string; state: string }> {
  const asked = await service.call('POST', '/v1/promotions', { max_quantization_drop: 1, ...body });
  const { id } = (await asked.json()) as { id: string };
  return eventually(
    async () =>
      (await service.call('GET', `/v1/promotions/${id}`)).json() as Promise<{ id: string; state: string }>,
    ({ state }) => isFinal(state),
    60,
  );
}
