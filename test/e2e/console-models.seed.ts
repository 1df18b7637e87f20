import { type Inside } from '../fault/inside.js';
import { aBase, aFinishedPipeline } from '../support/a-version.js';
import type { Stage } from '../support/stage.js';
import type { Service } from './harness.js';
import { eventually } from './wait.js';

/** A registered version with its card and files, as a finished pipeline leaves it: the worker publishes it, nothing is trained. */
export async function seedModel(service: Service, inside: Inside, model: string): Promise<void> {
  const stage = { t: { db: inside.db }, ctx: inside.ctx, get: (type) => inside.get(type) } as Stage;
  await aFinishedPipeline(stage, await aBase(stage), { model });
  await service.launch('worker').ready; // only now: it must not see a pipeline that is half made
  await eventually(
    () => service.call('GET', `/v1/registered_models/${model}`),
    ({ status }) => status === 200,
    60,
  );
}
