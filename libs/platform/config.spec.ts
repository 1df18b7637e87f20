import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError, loadConfig, paths, readEnvironment, unknownSettings } from './config.js';
import { settings } from './settings.js';

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'config-'));
});
afterAll(() => rmSync(dir, { recursive: true }));

const file = (name: string, text: string) => {
  writeFileSync(join(dir, name), text);
  return join(dir, name);
};
const faultsOf = (env: Record<string, string>) => {
  try {
    loadConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.faults.map((f) => `${f.name} ${f.message}`);
    throw error;
  }
  return [];
};

describe('loadConfig', () => {
  it('gives defaults and no server address', () => {
    const config = loadConfig({ HOME: '/home/ada' });
    expect(config).toMatchObject({
      LUTHIER_PORT: 7411,
      LUTHIER_HOST: '127.0.0.1',
      LUTHIER_DATA_DIR: '/home/ada/.local/share/luthier',
      LUTHIER_CACHE_DIR: '/home/ada/.cache/luthier',
      LUTHIER_COMPUTE_TARGET: 'process',
    });
    for (const name of ['DATABASE_URL', 'REDIS_URL', 'S3_ENDPOINT', 'S3_BUCKET'] as const)
      expect(config[name]).toBeUndefined();
    expect(config.MLFLOW_TRACKING_URI ?? config.DOCKER_HOST).toBeUndefined();
  });

  it('follows XDG, ignoring a relative folder as the specification asks', () => {
    const config = loadConfig({ HOME: '/h', XDG_DATA_HOME: '/data', XDG_CACHE_HOME: 'rel' });
    expect(config.LUTHIER_DATA_DIR).toBe('/data/luthier');
    expect(config.LUTHIER_CACHE_DIR).toBe('/h/.cache/luthier');
  });

  it('counts an empty value as unset', () => {
    expect(loadConfig({ LUTHIER_PORT: '', REDIS_URL: '' }).LUTHIER_PORT).toBe(7411);
  });

  it('reports every fault at once', () => {
    const faults = faultsOf({
      LUTHIER_PORT: '99999',
      LUTHIER_CPU_SLOTS: 'two',
      LUTHIER_COMPUTE_TARGET: 'docker',
      DATABASE_URL: 'mysql://x',
      S3_ENDPOINT: 'http://s3',
      S3_SECRET_ACCESS_KEY: 'x',
      HF_TOKEN_FILE: join(dir, 'absent'),
    });
    for (const name of ['LUTHIER_PORT', 'LUTHIER_CPU_SLOTS', 'DATABASE_URL', 'S3_ENDPOINT needs S3_BUCKET'])
      expect(faults.filter((f) => f.startsWith(name))).toHaveLength(1);
    expect(faults).toContain('S3_SECRET_ACCESS_KEY needs S3_ACCESS_KEY_ID');
    expect(faults).toContain('LUTHIER_COMPUTE_TARGET needs DOCKER_HOST');
    expect(faults.some((f) => f.startsWith('HF_TOKEN_FILE cannot be read (ENOENT)'))).toBe(true);
    expect(faults).toHaveLength(7);
  });

  it.each([
    [{ LUTHIER_OIDC_ISSUER: 'http://idp.example' }, 'https', 'idp.example:80'],
    [{ LUTHIER_OIDC_ISSUER: 'https://idp.example:9000/realm' }, 'ports', 'idp.example:9000'],
    [{ LUTHIER_OIDC_ISSUER: 'https://10.0.0.5' }, 'private', '10.0.0.5:443'],
    [
      { LUTHIER_OIDC_TRUSTED_ISSUERS: 'https://ci.example, http://127.0.0.1:8080' },
      'https',
      '127.0.0.1:8080',
    ],
  ])('an issuer that would not be called: %j (%s)', (more, why, opens) => {
    const env = { LUTHIER_OIDC_ISSUER: 'https://idp.example', LUTHIER_OIDC_CLIENT_ID: 'x', ...more };
    const [fault, ...others] = faultsOf(env);
    expect(others).toEqual([]);
    expect(fault).toMatch(why);
    expect(fault).toContain(`LUTHIER_EGRESS_ALLOW=${opens}`);
    expect(loadConfig({ ...env, LUTHIER_EGRESS_ALLOW: opens })).toMatchObject(more);
  });

  it('never prints the value of a secret', () => {
    expect(faultsOf({ DATABASE_URL: 'hunter2', REDIS_URL: 'hunter2' }).join()).not.toContain('hunter2');
  });
});

describe('secrets from files', () => {
  it('takes any secret from X_FILE, trimmed', () => {
    expect(loadConfig({ HF_TOKEN_FILE: file('token', 'hf_abc\n') }).HF_TOKEN).toBe('hf_abc');
  });
  it('refuses both forms and an empty file', () => {
    expect(faultsOf({ HF_TOKEN: 'a', HF_TOKEN_FILE: file('t', 'b') })).toEqual([
      'HF_TOKEN is given twice, as HF_TOKEN and as HF_TOKEN_FILE',
    ]);
    expect(faultsOf({ HF_TOKEN_FILE: file('e', '\n') })[0]).toContain('empty file');
  });
  it('does not read X_FILE of a plain setting', () => {
    expect(loadConfig({ LUTHIER_PORT_FILE: file('p', '1') }).LUTHIER_PORT).toBe(7411);
  });
});

describe('environment', () => {
  it('lets the process win over .env and does without one', () => {
    const env = readEnvironment(file('.env', 'HOME=/nowhere\nLUTHIER_ONLY_HERE=1\n'));
    expect(env['LUTHIER_ONLY_HERE']).toBe('1');
    expect(env['HOME']).toBe(readEnvironment()['HOME']);
    expect(readEnvironment(join(dir, 'absent'))['HOME']).toBe(env['HOME']);
  });
  it('names settings nobody knows', () => {
    expect(unknownSettings({ LUTHIER_PROT: '1', LUTHIER_PORT: '1', LUTHIER_TEST_X: '1', HOME: '/' })).toEqual(
      ['LUTHIER_PROT'],
    );
  });
  it('describes every setting', () => {
    for (const [name, schema] of Object.entries(settings.shape)) {
      expect([name, schema.meta()?.group, schema.meta()?.description?.at(-1)]).toEqual([
        name,
        expect.any(String),
        '.',
      ]);
    }
  });
  it('derives the folders of an installation', () => {
    const p = paths({ LUTHIER_DATA_DIR: '/d', LUTHIER_CACHE_DIR: '/c' });
    expect([p.objects, p.secrets, p.envs]).toEqual(['/d/objects', '/d/secrets', '/c/envs']);
  });
});
