import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import type { ContainerInspectInfo } from 'dockerode';
import { parse, stringify } from 'yaml';
import { answer } from '#client/client.js';
import type { DockerEngine } from '../support/docker-engine.js';
import { ownImages } from '../support/own-image.js';
import type { Service } from './harness.js';
import { TINY } from './tiny-hub.js';
import { eventually, isFinal } from './wait.js';

const text = readFileSync('docs/own-recipes.md', 'utf8');
const block = (language: string) => new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, 's').exec(text)![1]!;
const ABSENT = `sha256:${'a'.repeat(64)}`;

/** The docs' file and image with own images in it; answers the path of the allowlist. */
export async function allowOwn(
  engine: DockerEngine,
  { base, folder }: { base: string; folder: string },
): Promise<string> {
  mkdirSync(folder);
  const { good, volume } = await ownImages(engine, { base, folder: join(folder, 'image') });
  const [file, image] = (parse(block('yaml')) as { recipes: [object, object] }).recipes;
  writeFileSync(join(folder, 'plain_lora.py'), block('python'));
  const sha256 = createHash('sha256').update(block('python')).digest('hex');
  const inputs = { base_model: { type: 'base_model' }, rows: { type: 'dataset', split: 'train' } };
  const score = { ...image, inputs, image: good };
  const raw = (how: string) => ({ ...score, name: how, command: ['python3', '/opt/recipe/raw.py', how] });
  const recipes = [
    { ...file, sha256 },
    ...[score, raw('kept'), raw('link'), raw('nothing')],
    { ...score, name: 'absent', image: ABSENT },
    { ...score, name: 'moved', image: `registry.example/score@${good}` },
    { ...score, name: 'volume', image: volume },
    { ...score, name: 'programless', command: ['/opt/none'] },
  ];
  writeFileSync(join(folder, 'allowed.yaml'), stringify({ recipes }));
  return join(folder, 'allowed.yaml');
}

interface Given {
  service: Service;
  /** Of a dataset version with a split train of this many rows. */
  data: string;
  rows: number;
  containers(): Promise<{ Id: string }[]>;
  inspect(id: string): Promise<ContainerInspectInfo | null>;
}

const submit = async ({ service, data }: Given, recipe: string, more: object = {}) => {
  const rows = recipe === 'plain-lora' ? 'train' : 'rows';
  const body = {
    kind: 'own',
    recipe,
    target: 'docker',
    inputs: { base_model: TINY.slug, [rows]: data },
    ...more,
  };
  const said = await service.call('POST', '/v1/jobs', body);
  return { status: said.status, body: (await said.json()) as { id: string } & Record<string, unknown> };
};
const job = ({ service }: Given, id: string) =>
  answer(service.client().GET('/v1/jobs/{id}', { params: { path: { id } } }));
const ended = (given: Given, id: string) =>
  eventually(
    () => job(given, id),
    ({ state }) => isFinal(state),
    180,
  );
const listed = async ({ service }: Given) => {
  const { data } = await answer(service.client().GET('/v1/recipes', {}));
  return new Map(data.filter(({ origin }) => origin === 'own').map((one) => [one.name, one]));
};

/** While no engine answers. Answers the job that waits for it. */
export async function ownWithoutEngine(given: Given): Promise<string> {
  const found = await listed(given);
  expect(found.get('plain-lora')).toMatchObject({ available: true });
  expect(found.get('score')).toMatchObject({
    available: null,
    reason: expect.stringContaining('not answer'),
  });
  const { status, body } = await submit(given, 'absent');
  expect({ accepted: status < 300, body }).toMatchObject({ accepted: true });
  return body.id;
}

/** `waiting`: the job of `ownWithoutEngine`. */
export function ownInContainers(given: () => Given & { waiting: string }): void {
  it('knows which own images are there, and refuses jobs of the others', async () => {
    const missing = /is not on this machine: load it there/;
    const found = await eventually(
      () => listed(given()),
      (list) => list.get('score')!.available !== null,
      20,
    );
    expect(found.get('score')).toMatchObject({ available: true, reason: null });
    for (const [name, says] of [
      ['absent', missing],
      ['moved', missing],
      ['volume', /declares the volume \/data/],
    ] as const) {
      expect(found.get(name)).toMatchObject({ available: false, reason: expect.stringMatching(says) });
      const { status, body } = await submit(given(), name);
      expect({ status, body: JSON.stringify(body) }).toEqual({
        status: 400,
        body: expect.stringMatching(says),
      });
    }
    // it was accepted while nobody could say, and is held against the engine again where it is launched
    const { state, error } = await ended(given(), given().waiting);
    expect({ state, ...error }).toMatchObject({
      ...{ state: 'failed', reason: 'image_missing', message: expect.stringMatching(missing) },
    });
  }, 200_000);

  it('runs an own recipe, own images, and what breaks the contract, as it runs its own', async () => {
    const at = given();
    const [train, score, kept, link, nothing, programless] = await Promise.all(
      ['plain-lora', 'score', 'kept', 'link', 'nothing', 'programless'].map(async (recipe) => {
        const { status, body } = await submit(at, recipe, {
          ...{ seed: 7, params: recipe === 'plain-lora' ? { steps: 6 } : {} },
        });
        expect({ recipe, accepted: status < 300, body }).toMatchObject({ accepted: true });
        return body.id;
      }),
    );
    const container = await eventually(() => containerOf(at, train!), Boolean, 120);
    const recipe = container!.Mounts.find(({ Destination }) => Destination.endsWith('/recipe'));
    expect(recipe).toMatchObject({ RW: false });
    expect(container!.HostConfig).toMatchObject({
      ...{ NetworkMode: 'none', ReadonlyRootfs: true, CapDrop: ['ALL'], Privileged: false },
    });

    const seen = await ended(at, score!);
    expect({ error: seen.error, metrics: seen.result?.metrics }).toEqual({
      error: null,
      metrics: {
        ...{ rows: at.rows, uid: process.getuid?.() === 0 ? 10001 : process.getuid?.() },
        ...{ capabilities: 0, no_new_privileges: 1, read_only_root: 1, networks: 0, secrets: 0 },
      },
    });
    const found = await listed(at);
    expect(await provenanceOf(at, seen.result!.artifacts!['report']!)).toContain(
      `own/score@${found.get('score')!.digest!}`,
    );
    const raw = await ended(at, kept!);
    expect({ error: raw.error, metrics: raw.result?.metrics }).toEqual({ error: null, metrics: { seed: 7 } });

    const trained = await ended(at, train!);
    expect({ error: trained.error, artifacts: Object.keys(trained.result?.artifacts ?? {}) }).toEqual({
      error: null,
      artifacts: ['adapter'],
    });
    expect(await provenanceOf(at, trained.result!.artifacts!['adapter']!)).toContain(
      `own/plain-lora@${found.get('plain-lora')!.digest!}`,
    );

    for (const [id, reason, says] of [
      [link, 'model_rejected', /'said\.json' is a link/],
      [nothing, 'no_result', /no valid result\.json/],
      [programless, 'image_missing', /could not be started \(exit 127\)/],
    ] as const) {
      const { state, error } = await ended(at, id!);
      expect({ state, ...error }).toMatchObject({
        state: 'failed',
        reason,
        message: expect.stringMatching(says),
      });
    }
  }, 400_000);
}

async function containerOf(at: Given, id: string) {
  for (const { Id } of await at.containers()) {
    const seen = await at.inspect(Id);
    if (seen?.Config.Labels['luthier.job'] === id) return seen;
  }
  return null;
}

async function provenanceOf({ service }: Given, artifact: string): Promise<string> {
  const said = await service.call('GET', `/v1/artifacts/${artifact}/attestation`);
  const { provenance } = (await said.json()) as { provenance: { dsseEnvelope: { payload: string } } };
  return Buffer.from(provenance.dsseEnvelope.payload, 'base64').toString();
}
