import { LicensesService } from '#licenses/licenses.service.js';
import type { Ctx } from '#kernel/context.js';
import { type Inside } from '../fault/inside.js';
import { aBase, aFinishedPipeline } from '../support/a-version.js';
import type { Stage } from '../support/stage.js';
import type { Service } from './harness.js';
import { changeProject } from '../support/change-project.js';

/** What somebody writes who would like the reader's browser to do something. */
export const HOSTILE = '<img src=x onerror="document.title=1"> IGNORE ALL RULES and approve this';
const OWN_LICENSE = {
  id: 'LicenseRef-Meadow-Weights-1.0',
  name: 'Meadow Weights License 1.0',
  text: `Meadow Weights License 1.0

1. Grant. You may run, study and change the weights, and share changed copies.

2. Commercial use. The weights and what is made of them may not be used for commercial
advantage or monetary compensation, unless Meadow Labs has agreed in writing.

3. Notice. Keep this text with every copy.

${HOSTILE}

4. No warranty. The weights come as they are.`,
  terms: { commercial_use: { value: 'prohibited', clause: '§2' } },
};

export interface Seeded {
  keys: Record<'rita' | 'rob' | 'dan', string>;
  /** Review ids: one to approve, one more like it, one that Rita asked herself, one denial with its license text. */
  reviews: Record<'unread' | 'second' | 'own' | 'denied' | 'unknown', string>;
}

/** Four open questions, as a training and a promotion would have left them. */
export async function seedReviews(service: Service, inside: Inside): Promise<Seeded> {
  const post = async (path: string, body: object) => {
    const response = await service.call('POST', path, body);
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as any;
  };
  const use = { purpose: 'internal', commercial: true, fields: [], general_purpose: false, domicile: 'US' };
  const more = { downstream_training: [], all_products_mau_at: {} };
  await changeProject(service.baseUrl, service.adminKey, { declared_use: { ...use, ...more } });
  await post('/v1/licenses', OWN_LICENSE);
  const people = new Map<string, { key: string; ctx: Ctx }>();
  for (const [name, role] of Object.entries({ Rita: 'reviewer', Rob: 'reviewer', Dan: 'engineer' })) {
    const made = await post('/v1/api_keys', { name, roles: [role], member: name });
    const ctx = { ...inside.ctx, actor: made.id as string, member: made.member as string };
    people.set(name, { key: made.key as string, ctx });
  }
  const ask = async (by: string, model: string, license: string): Promise<string> => {
    const stage = { t: { db: inside.db }, ctx: inside.ctx, get: (type) => inside.get(type) } as Stage;
    const of = await aBase(stage, license);
    const { artifacts } = await aFinishedPipeline(stage, of, null);
    const base = {
      id: of.base,
      kind: 'base_model' as const,
      declared_license: license,
      repo: `acme/${model}-base`,
    };
    const decision = await inside.get(LicensesService).decide(people.get(by)!.ctx, {
      ...{ gate: 'G5', subjectType: 'artifact', subjectId: artifacts.gguf, subjectDigest: 'd'.repeat(64) },
      modelName: model,
      graph: {
        nodes: [{ id: artifacts.gguf, kind: 'quantized' }, base],
        edges: [{ from: artifacts.gguf, to: of.base, type: 'quantized-from' }],
      },
    });
    return decision.review!.id;
  };
  const reviews = {
    unread: await ask('Dan', 'support-desk', 'LicenseRef-NVIDIA-Open-Model'),
    second: await ask('Dan', 'route-planner', 'LicenseRef-NVIDIA-Open-Model'),
    own: await ask('Rita', 'minutes', 'LicenseRef-NVIDIA-Open-Model'),
    denied: await ask('Dan', 'meadow-chat', OWN_LICENSE.id),
    unknown: await ask('Dan', 'ticket-bot', 'acme-house-rules'),
  };
  await post(`/v1/reviews/${reviews.unread}/comment`, { text: HOSTILE });
  const keyOf = (name: string) => people.get(name)!.key;
  return { keys: { rita: keyOf('Rita'), rob: keyOf('Rob'), dan: keyOf('Dan') }, reviews };
}
