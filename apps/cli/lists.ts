import { baseSlugs } from './base-slugs.js';
import {
  aliases,
  errorRate,
  field,
  p95,
  percentDone,
  requests,
  type Row,
  versionCount,
  when,
} from './list-cells.js';
import { aliasName, madeFor, publishedBy, versionName } from './names.js';
import { type Deployment, servesOf, stateOf } from './serves.js';
import type { Session } from './session.js';
import type { Job, Promotion } from './views.js';
import { ranFor } from './watch.js';
import { reasonsFor } from './waiting.js';

type Columns = Record<string, (row: Row) => string>;

interface List {
  path: string;
  /** What of an answer stands in its place in JSON too. */
  expand?: string[];
  /** What a person could not read by its id; in JSON the id stays. */
  names?: string[];
  columns: (session: Session, rows: Row[]) => Columns | Promise<Columns>;
  /** How the first one comes to be. */
  first: string;
}

export const LISTS: Record<string, List> = {
  jobs: {
    path: '/v1/jobs',
    names: ['pipeline.model_version'],
    columns: jobColumns,
    first: 'luthier finetune starts one, luthier demo shows the whole way',
  },
  pipelines: {
    path: '/v1/pipelines',
    names: ['model_version'],
    columns: () => ({
      ID: field('id'),
      STATE: field('state'),
      MODEL: (row) => publishedBy(row) ?? '-',
      NAME: field('name'),
      CREATED: when,
    }),
    first: 'luthier finetune --publish MODEL makes one',
  },
  datasets: {
    path: '/v1/datasets',
    expand: ['versions'],
    columns: () => ({ ID: field('id'), NAME: field('name'), VERSIONS: versionCount, CREATED: when }),
    first: 'luthier data push FILE --name NAME makes one',
  },
  models: {
    path: '/v1/registered_models',
    expand: ['versions'],
    columns: () => ({
      NAME: field('name'),
      LATEST: field('latest_version'),
      CREATED: when,
      ALIASES: aliases,
    }),
    first: 'luthier finetune --publish MODEL makes one',
  },
  promotions: {
    path: '/v1/promotions',
    names: ['version'],
    columns: () => ({
      ID: field('id'),
      ALIAS: (row) => aliasName(row as unknown as Promotion),
      VERSION: (row) => versionName(row['version']),
      STATE: field('state'),
      CREATED: when,
    }),
    first: 'luthier promote MODEL --to ALIAS makes one',
  },
  deployments: {
    path: '/v1/deployments',
    expand: ['traffic'],
    names: ['version'],
    columns: deploymentColumns,
    first: 'luthier promote MODEL --to ALIAS makes one',
  },
};

async function jobColumns(session: Session, rows: Row[]): Promise<Columns> {
  const [why, slugs] = await Promise.all([
    reasonsFor(session, rows as unknown as Job[]),
    rows.length > 0 ? baseSlugs(session) : new Map<string, string>(),
  ]);
  const failure = (row: Row) => (row['error'] as { reason?: string } | null)?.reason ?? '';
  return {
    ID: field('id'),
    KIND: field('kind'),
    FOR: (row) => madeFor(row as unknown as Job, slugs),
    STATE: field('state'),
    PROGRESS: percentDone,
    TIME: (row) => ranFor(row as unknown as Job),
    CREATED: when,
    WHY: (row) => why.get(String(row['id'])) ?? failure(row),
  };
}

async function deploymentColumns(session: Session, rows: Row[]): Promise<Columns> {
  const serves = await servesOf(session, rows as unknown as Deployment[]);
  return {
    ID: field('id'),
    VERSION: (row) => versionName(row['version']),
    SERVES: (row) => serves.get(String(row['id']))!,
    STATE: (row) => stateOf(row as unknown as Deployment),
    CREATED: when,
    'REQUESTS 24H': requests,
    ERRORS: errorRate,
    P95: p95,
    MODEL: field('model'),
  };
}
