// Concerns: apps/cli, libs/deployments, libs/registry
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Inside, openInside } from '../fault/inside.js';
import { eachOf, luthier } from './cli-support.js';
import { promote, seedVersions } from './console-deployments.seed.js';
import { Service } from './harness.js';
import { eventually, isFinal } from './wait.js';

const MODEL = 'ticket-bot';

let service: Service;
let inside: Inside;
const run = (args: string, key = service.adminKey) =>
  luthier(args.split(' '), { LUTHIER_BASE_URL: service.baseUrl, LUTHIER_API_KEY: key }).ended;
/** Its rows, a cell apart by two spaces. */
const rows = async (args: string) => {
  const { code, out, err } = await run(args);
  expect([code, err]).toEqual([0, '']);
  return out
    .trimEnd()
    .split('\n')
    .map((row) => row.split(/ {2,}/));
};
const call = async (method: string, path: string) => (await service.call(method, path)).json() as any;

// version 1, then 2, then back to 1
beforeAll(async () => {
  service = await Service.start({ programs: ['api'] });
  inside = await openInside(service);
  await seedVersions(service, inside, { model: MODEL, versions: 2 });
  let last = '';
  for (const version of [1, 2]) {
    const { id, state } = await promote(service, { model: MODEL, version, alias: 'production' });
    expect(state).toBe('succeeded');
    last = id;
  }
  const back = await call('POST', `/v1/promotions/${last}/rollback`);
  const ended = await eventually(
    () => call('GET', `/v1/promotions/${back.id}`),
    ({ state }) => isFinal(state),
    60,
  );
  expect(ended.state).toBe('succeeded');
}, 180_000);
afterAll(async () => {
  await inside?.close();
  await service?.stop();
}, 60_000);

it('lists the pipelines of a state', async () => {
  const ids = async (query: string) =>
    (await call('GET', `/v1/pipelines${query}`)).data.map(({ id }: { id: string }) => id);
  expect(await ids('?state=running')).toEqual([]);
  expect(await ids('?state=succeeded&state=failed')).toEqual(await ids(''));
  const { code, out, err } = await run('ls pipelines --state running');
  expect([code, out + err]).toEqual([0, expect.stringContaining('no pipelines in state running')]);
});

describe('what the lists call things', () => {
  it('is a model with its version and alias', async () => {
    const [pipelines, jobs, promotions] = await eachOf(['pipelines', 'jobs', 'promotions'], (what) =>
      rows(`ls ${what}`),
    );
    const cells = (of: string[][], ...columns: string[]) =>
      of.slice(1).map((row) => columns.map((name) => row[of[0]!.indexOf(name)]));
    // made within one millisecond, they stand in any order
    expect(cells(pipelines!, 'STATE', 'MODEL').toSorted()).toEqual([
      ['succeeded', 'ticket-bot@1'],
      ['succeeded', 'ticket-bot@2'],
    ]);
    const made = cells(jobs!, 'KIND', 'FOR');
    for (const version of [1, 2]) expect(made).toContainEqual(['finetune', `ticket-bot@${version}`]);
    expect(made).toContainEqual(['import', expect.stringMatching(/^tiny-/)]);
    const of = (version: number, state: string) => ['ticket-bot:production', `ticket-bot@${version}`, state];
    expect(cells(promotions!, 'ALIAS', 'VERSION', 'STATE')).toEqual([
      of(1, 'succeeded'),
      of(2, 'rolled_back'),
      of(1, 'succeeded'),
    ]);
    expect((await rows('model show ticket-bot'))[1]).toContainEqual(expect.stringMatching(/^tiny-/));
  }, 60_000);

  it('tells after a rollback which deployment is production', async () => {
    const [head, ...deployments] = await rows('ls deployments');
    expect(head!.slice(1, 4)).toEqual(['VERSION', 'SERVES', 'STATE']);
    const alias = deployments.map((row) => row.slice(1, 4)).filter(([, serves]) => serves !== 'preview');
    const over = expect.stringMatching(/^stopp(ing|ed)$/);
    expect(alias).toEqual([
      ['ticket-bot@1', 'production', 'ready'],
      ['ticket-bot@2', 'was production', over],
      ['ticket-bot@1', 'was production', over],
    ]);
  }, 60_000);

  it('names the version whose requests are counted, and what each deployment serves', async () => {
    const { code, out } = await run('traffic ticket-bot:production');
    expect([code, out.split('\n')[0]]).toEqual([0, 'ticket-bot@1:']);
    expect(out).toMatch(/dep_\w+ +production +ready .*dep_\w+ +was production +stopp/s);
    expect(out).toMatch(/written every 5 seconds/);
  }, 60_000);

  it('stays with ids in JSON, and for a key that may not read what they stand for', async () => {
    const [pipelines, promotions, jobs] = await eachOf(['pipelines', 'promotions', 'jobs'], async (what) => {
      const { out } = await run(`ls ${what} --json`);
      return (JSON.parse(out) as { data: Record<string, unknown>[] }).data.at(-1)!;
    });
    expect(pipelines!['model_version']).toMatch(/^mv_/);
    expect(promotions!['version']).toMatch(/^mv_/);
    expect(jobs!['spec']).toBeDefined();
    const [deployment] = JSON.parse((await run('ls deployments --json')).out).data;
    expect(deployment).toMatchObject({
      ...{ version: expect.stringMatching(/^mv_/), traffic: { requests: 0, error_rate: null } },
    });
    expect(deployment.traffic).not.toHaveProperty('series');
    const made = await service.call('POST', '/v1/api_keys', {
      ...{ name: 'narrow', roles: ['viewer'], scopes: ['promotions:read'] },
    });
    const { key } = (await made.json()) as { key: string };
    const narrow = await run('ls promotions', key);
    expect([narrow.code, narrow.out]).toEqual([0, expect.stringMatching(/production +mv_\w+ +succeeded/)]);
  }, 60_000);
});

it('says off a terminal what a job waits for: by which job the slot is taken, and for how long still', async () => {
  const long = { steps: 8000, step_seconds: 0.05, save_steps: 4000 };
  const first = await inside.contract(long);
  const told = ({ progress }: { progress: unknown }) => progress !== null;
  await eventually(() => call('GET', `/v1/jobs/${first}`), told, 60);
  const second = await inside.contract(long, 8);
  const env = { LUTHIER_BASE_URL: service.baseUrl, LUTHIER_API_KEY: service.adminKey };
  const said = new RegExp(`next for a slot of process \\(1 of 1 taken, by finetune ${first}, about \\d+ min left\\)`); // prettier-ignore
  const watching = luthier(['watch', second], env, (err) => said.test(err) && watching.child.kill('SIGINT'));
  const late = setTimeout(() => watching.child.kill(), 60_000);
  const { code, err } = await watching.ended;
  clearTimeout(late);
  expect([code, err]).toEqual([130, expect.stringMatching(said)]);
  const [head, job] = await rows('job ls --state queued');
  expect(job![head!.indexOf('WHY')]).toMatch(said);
}, 150_000);
