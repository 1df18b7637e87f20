import { answer } from '#client/client.js';
import { ApiError } from '#client/errors.js';
import type { Session } from '../session.js';
import type { Plan, PlanJob } from './plan-file.js';
import { PROPOSALS } from './proposals.js';

export interface Base {
  slug: string;
  hub_id: string | null;
  state: string;
  license: { declared: string | null };
}

/** All base models of the project. */
export async function basesOf(session: Session): Promise<Base[]> {
  const all: Base[] = [];
  for (let after: string | undefined; ;) {
    const query = { limit: '100', ...(after ? { after } : {}) };
    const page = await answer(session.client.GET('/v1/base_models', { params: { query } }));
    all.push(...(page.data as unknown as Base[]));
    if (!page.has_more || !page.last_id) return all;
    after = page.last_id;
  }
}

export const findBase = (bases: readonly Base[], name: string): Base | undefined =>
  bases.find(({ slug, hub_id }) => slug === name || hub_id === name);

export interface Asked {
  declaredUse: Record<string, unknown>;
  profile: string;
}

/** What the project says of its use: the question is asked under it. */
export async function useOf(session: Session): Promise<Asked> {
  const params = { path: { id: 'current' } };
  const project = await answer(session.client.GET('/v1/projects/{id}', { params }));
  return {
    declaredUse: project.declared_use,
    profile: String((project as unknown as { license_profile?: string }).license_profile ?? 'conservative'),
  };
}

/** May this base be trained on these data for the declared use? Asked of the gate before anything is copied; stores nothing. */
export async function askAbout(
  session: Session,
  { job, data, bases, use }: { job: PlanJob; data: Plan['data']; bases: readonly Base[]; use: Asked },
): Promise<PlanJob['to']['license']> {
  const proposal = Object.values(PROPOSALS)
    .flat()
    .find(({ hubId }) => hubId === job.to.base);
  const declared = findBase(bases, job.to.base)?.license.declared ?? proposal?.license;
  if (!declared) return null;
  const base = {
    id: 'base',
    kind: 'base_model',
    repo: proposal?.hubId ?? job.to.base,
    declared_license: declared,
  };
  const rows = data.license
    ? [{ id: 'data', kind: 'dataset', declared_license: data.license, ...by(data) }]
    : [];
  const body = {
    gate: 'G2',
    profile: use.profile,
    use: use.declaredUse,
    subject: 'model',
    graph: {
      nodes: [{ id: 'model', kind: 'adapter' }, base, ...rows],
      edges: [
        { from: 'model', to: 'base', type: 'adapter-of' },
        ...rows.map(({ id }) => ({ from: 'model', to: id, type: 'trained-on' })),
      ],
    },
  };
  try {
    const { verdict, explanation } = await answer(
      session.client.POST('/v1/licenses/ask', { body: body as never }),
    );
    return { verdict, explanation };
  } catch (error) {
    if (error instanceof ApiError && error.status < 500 && ![401, 403].includes(error.status))
      return { verdict: 'unknown', explanation: [error.message] };
    throw error;
  }
}

const by = ({ declared_by: name }: Plan['data']) => (name ? { declared_by: name } : {});
