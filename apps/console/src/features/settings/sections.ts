import type { Sent } from '../../pieces/requests.js';

interface Section {
  value: string;
  label: string;
  /** What it is about, in one sentence. */
  about: string;
  /** The same for a terminal. */
  asks: Sent | null;
}
const get = (path: string, cli?: string): Sent => ({ method: 'GET', path, ...(cli ? { cli } : {}) });

/** The parts of the settings in the order of their menu. */
export const SECTIONS = [
  {
    ...{ value: 'members', label: 'Members', asks: get('/v1/members', 'luthier member ls') },
    about: 'The people and programs of this project, and what they may do.',
  },
  {
    ...{ value: 'keys', label: 'API keys', asks: get('/v1/api_keys', 'luthier key ls') },
    about: 'What programs and terminals come in with. A key is shown once, when it is made.',
  },
  {
    ...{ value: 'project', label: 'Project', asks: get('/v1/projects/current') },
    about: 'What the models are used for. The license rules decide by it.',
  },
  {
    ...{ value: 'policies', label: 'Policies', asks: get('/v1/projects/current') },
    about: 'What a promotion and a license review have to meet.',
  },
  {
    ...{ value: 'targets', label: 'Compute targets', asks: get('/v1/compute_targets', 'luthier target ls') },
    about: 'Where jobs run, how it is there, and whether a program starts.',
  },
  {
    ...{ value: 'quotas', label: 'Quotas', asks: get('/v1/quotas', 'luthier quota show') },
    about: 'What the project may take, and what it has taken.',
  },
  {
    ...{ value: 'webhooks', label: 'Webhooks', asks: get('/v1/webhook_endpoints', 'luthier webhook ls') },
    about: 'Who is told what happens in the project.',
  },
  {
    ...{ value: 'retention', label: 'Retention', asks: get('/v1/retention', 'luthier retention show') },
    about: 'What is kept for how long, and what a sweep would delete now.',
  },
  {
    ...{ value: 'integrations', label: 'Integrations', asks: get('/v1/integrations/wandb') },
    about: 'Services outside that runs are mirrored to.',
  },
  {
    ...{ value: 'appearance', label: 'Appearance', asks: null },
    about: 'How this browser shows the console.',
  },
] as const satisfies readonly Section[];
export type SectionName = (typeof SECTIONS)[number]['value'];
