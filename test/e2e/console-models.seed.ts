import { type Inside } from '../fault/inside.js';
import { aBase, aFinishedPipeline, aQuantized } from '../support/a-version.js';
import type { Stage } from '../support/stage.js';
import type { Service } from './harness.js';
import { eventually } from './wait.js';

/** A registered version with its card, files and a measured quantized folder, as a finished pipeline leaves it: the worker publishes it, nothing is trained. */
export async function seedModel(service: Service, inside: Inside, model: string): Promise<void> {
  const stage = { t: { db: inside.db }, ctx: inside.ctx, get: (type) => inside.get(type) } as Stage;
  const of = await aBase(stage);
  await inside.db.tx(inside.ctx, (tx) =>
    tx.baseModel.update({ where: { id: of.base }, data: { parameterCount: 64n } }),
  );
  const { pipeline, artifacts } = await aFinishedPipeline(stage, of, { model });
  await aQuantized(stage, { ...of, pipeline, merged: artifacts.merged });
  await service.launch('worker').ready; // only now: it must not see a pipeline that is half made
  await eventually(
    () => service.call('GET', `/v1/registered_models/${model}`),
    ({ status }) => status === 200,
    60,
  );
}
