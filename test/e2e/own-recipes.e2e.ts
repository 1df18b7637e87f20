import { createHash } from 'node:crypto';
import { mkdtempSync, openAsBlob, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse, stringify } from 'yaml';
import { answer, type Luthier } from '#client/client.js';
import { Service } from './harness.js';
import { openTinyHub, TINY, type TinyHub } from './tiny-hub.js';
import { eventually, isFinal } from './wait.js';

const text = readFileSync('docs/own-recipes.md', 'utf8');
const block = (language: string) => new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, 's').exec(text)![1]!;
const sha256 = (bytes: string) => createHash('sha256').update(bytes).digest('hex');

/** Breaks the contract as its parameter says. */
const HOSTILE = `
import json, os
def main(job):
    how, out = job.params.how, job.out / "adapter"
    out.mkdir(parents=True)
    (out / "adapter_config.json").write_text("{}")
    if how == "undeclared":
        job.finish({"adapter": "merged"}, {})
    elif how == "link":
        os.symlink("/etc/passwd", out / "x.json")
        job.finish({"adapter": "adapter"}, {})
    elif how == "line":
        with open(job.workspace / "events.jsonl", "ab") as file:
            file.truncate(1 << 30)
        job.finish({"adapter": "adapter"}, {})
    elif how == "pickle":
        (out / "adapter_model.bin").write_bytes(b"\\x80\\x04N.")
        job.finish({"adapter": "adapter"}, {})
    elif how == "secrets":
        raise RuntimeError(json.dumps(sorted(os.environ)))
    else:
        os._exit(0)
`;

const HOW = ['undeclared', 'link', 'line', 'pickle', 'nothing', 'secrets'];
/** Their jobs, which run beside the others. */
const hostile = new Map<string, string>();

let folder: string;
let hub: TinyHub;
let service: Service;
let client: Luthier;
let data = '';

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'luthier-own-'));
  const [example] = (parse(block('yaml')) as { recipes: object[] }).recipes;
  writeFileSync(join(folder, 'plain_lora.py'), block('python'));
  writeFileSync(join(folder, 'hostile.py'), HOSTILE);
  const how = { type: 'string', enum: HOW };
  const recipes = [
    { ...example, sha256: sha256(block('python')) },
    {
      ...{ ...example, name: 'hostile', file: 'hostile.py', sha256: sha256(HOSTILE) },
      params: { type: 'object', properties: { how }, required: ['how'], additionalProperties: false },
    },
    { ...example, name: 'changed', sha256: 'a'.repeat(64) },
  ];
  writeFileSync(join(folder, 'allowed.yaml'), stringify({ recipes }));
  hub = await openTinyHub();
  service = await Service.start({
    hubUrl: hub.url,
    env: { LUTHIER_OWN_RECIPES: join(folder, 'allowed.yaml') },
  });
  client = service.client();
  const source = { type: 'hub' as const, repo: TINY.repo, revision: TINY.revision };
  await answer(client.POST('/v1/base_models/import', { body: { slug: TINY.slug, source } }));
  data = await dataset();
  await eventually(
    () => answer(client.GET('/v1/base_models/{id}', { params: { path: { id: TINY.slug } } })),
    (model) => model.state === 'ready',
    120,
  );
  for (const how of HOW) hostile.set(how, (await submit(own('hostile', { how }))).body.id);
}, 240_000);
afterAll(async () => {
  if (process.env['E2E_LOG']) console.log(service?.tail(30));
  await service?.stop();
  await hub?.stop();
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

async function dataset(): Promise<string> {
  const form = new FormData();
  form.set('purpose', 'fine-tune');
  form.set('file', await openAsBlob(hub.train), 'rows.jsonl');
  const file = await answer(
    client.POST('/v1/files', { body: form as never, bodySerializer: (b) => b as never }),
  );
  const { id } = await answer(client.POST('/v1/datasets', { body: { name: 'own' } }));
  const body = { files: { train: file.id }, license: 'CC-BY-4.0', attribution: 'made on the spot' };
  const version = await answer(client.POST('/v1/datasets/{id}/versions', { params: { path: { id } }, body }));
  return version.id;
}

const own = (recipe: string, params: object, more: object = {}) => ({
  kind: 'own',
  recipe,
  inputs: { base_model: TINY.slug, train: data },
  params,
  ...more,
});
const submit = async (body: object) => {
  const said = await service.call('POST', '/v1/jobs', body);
  return { status: said.status, body: (await said.json()) as { id: string } & Record<string, unknown> };
};
const job = (id: string) => answer(client.GET('/v1/jobs/{id}', { params: { path: { id } } }));
const ended = (id: string) =>
  eventually(
    () => job(id),
    ({ state }) => isFinal(state),
    240,
  );

describe('an own recipe', () => {
  it('is listed with its schema, beside those of Luthier; one that was changed says so', async () => {
    const { data: found } = await answer(client.GET('/v1/recipes', {}));
    const by = (name: string) => found.find((one) => one.name === name);
    expect(by('plain-lora')).toMatchObject({ origin: 'own', available: true, outputs: ['adapter'] });
    expect(by('finetune_sft')).toMatchObject({ origin: 'luthier', does: 'finetune' });
    expect(by('contract_trainer')).toBeUndefined();
    const changed = await answer(client.GET('/v1/recipes/{name}', { params: { path: { name: 'changed' } } }));
    expect(changed.reason).toContain('is not the one that was allowed');
  });

  it('is refused with every fault of its params, and for what it does not read', async () => {
    const faulty = await submit(own('plain-lora', { steps: 0, learning_rate: 'fast', colour: 'red' }));
    expect(faulty.status).toBe(400);
    const said = JSON.stringify(faulty.body);
    for (const param of ['params.steps', 'params.learning_rate', 'params.colour'])
      expect(said).toContain(param);
    for (const [body, says] of [
      [own('none', {}), 'allows no recipe'],
      [own('changed', {}), 'is not the one that was allowed'],
      [own('plain-lora', {}, { inputs: { base_model: TINY.slug } }), 'inputs.train'],
      [own('plain-lora', {}, { inputs: { base_model: TINY.slug, train: data, x: 'y' } }), 'reads no input'],
      [
        own('plain-lora', {}, { inputs: { base_model: TINY.slug, train: { job: 'a' } } }),
        'takes the id of a dataset',
      ],
    ] as const) {
      const refused = await submit(body);
      expect({ says, status: refused.status }).toEqual({ says, status: 400 });
      expect(JSON.stringify(refused.body)).toContain(says);
    }
  });

  it('trains in a pipeline that merges, quantises and registers what it left', async () => {
    const made = await answer(
      client.POST('/v1/pipelines', {
        body: {
          publish: { model: 'own-model' },
          jobs: [
            { name: 'train', ...own('plain-lora', { steps: 6 }, { seed: 7, reuse: 'finished' }) },
            { name: 'merge', kind: 'merge', adapter: { job: 'train' } },
            { name: 'quantize', kind: 'quantize', model: { job: 'merge' } },
          ],
        } as never,
      }),
    );
    const done = await eventually(
      () => answer(client.GET('/v1/pipelines/{id}', { params: { path: { id: made.id } } })),
      ({ state }) => isFinal(state),
      300,
    );
    expect({ failure: done.failure, errors: done.jobs!.map(({ error }) => error) }).toEqual({
      failure: null,
      errors: [null, null, null],
    });
    const train = await job(done.jobs!.find(({ kind }) => kind === 'own')!.id);
    expect(train.decision).not.toBeNull();
    expect(JSON.stringify(train.estimate)).toContain("'plain-lora' is an own recipe");
    const points = await service.call('GET', `/v1/jobs/${train.id}/metrics?key=train_loss`);
    expect(((await points.json()) as { data: unknown[] }).data).toHaveLength(6);
    const id = train.result!.artifacts!['adapter']!;
    const said = await service.call('GET', `/v1/artifacts/${id}/attestation`);
    const { provenance } = (await said.json()) as { provenance: { dsseEnvelope: { payload: string } } };
    const statement = Buffer.from(provenance.dsseEnvelope.payload, 'base64').toString();
    expect(statement).toContain(`own/plain-lora@sha256:${sha256(block('python'))}`);
    const version = await service.call('GET', `/v1/model_versions/${done.model_version!}/card`);
    expect(await version.text()).toContain(`own recipe plain-lora (sha256:${sha256(block('python'))})`);
    // the very same is answered, another seed is not
    const again = await submit(own('plain-lora', { steps: 6 }, { seed: 7, reuse: 'finished' }));
    expect(again.body).toMatchObject({ state: 'succeeded', reused_from: train.id });
  }, 320_000);

  it.each([
    ['undeclared', 'recipe_rejected', /left 'adapter' as merged/],
    ['link', 'internal', /not a plain file/],
    ['line', 'no_result', /more than 512 MiB of events/],
    ['pickle', 'model_rejected', /adapter_model\.bin/],
    ['nothing', 'no_result', /no valid result\.json/],
  ])(
    'that is hostile (%s) ends in %s',
    async (how, reason, says) => {
      const { state, error } = await ended(hostile.get(how)!);
      expect({ state, reason: error?.reason }).toEqual({ state: 'failed', reason });
      expect(error!.message).toMatch(says);
    },
    250_000,
  );

  it('sees no secret in its environment', async () => {
    const { error } = await ended(hostile.get('secrets')!);
    expect(error!.message).toContain('JOB_SPEC');
    expect(error!.message).not.toMatch(/LUTHIER_|DATABASE|_TOKEN|KEY|SECRET/);
  }, 250_000);

  it('whose file changes while its job waits is not run', async () => {
    writeFileSync(join(folder, 'hostile.py'), 'raise SystemExit(0)\n');
    const refused = await submit(own('hostile', { how: 'nothing' }));
    expect(JSON.stringify(refused.body)).toContain('file is not the one that was allowed');
    const first = await submit(own('plain-lora', { steps: 4 }, { seed: 1 }));
    writeFileSync(join(folder, 'plain_lora.py'), `${block('python')}#\n`);
    await service.call('POST', `/v1/jobs/${first.body.id}/pause`);
    const { state, error } = await eventually(
      async () => {
        const seen = await job(first.body.id);
        if (seen.state === 'paused') await service.call('POST', `/v1/jobs/${seen.id}/resume`);
        return seen;
      },
      (seen) => isFinal(seen.state),
      120,
    );
    expect({ state, reason: error?.reason }).toEqual({ state: 'failed', reason: 'recipe_rejected' });
  }, 150_000);
});
