import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { removeTree } from '#platform/remove-tree.js';
import { OidcIssuer } from '../support/oidc-issuer.js';
import type { Service } from './harness.js';

const AUDIENCE = 'https://luthier.example.org';
const CLAIMS = { repository: 'example/models', ref: 'refs/heads/main' };
const SUBJECT = 'repo:example/models:ref:refs/heads/main';

export interface Ran {
  code: number | null;
  out: string;
  err: string;
}

/** A machine of a CI platform: `luthier` on its path, an empty home, and tokens that the platform signs. */
export class CiPipeline {
  private constructor(
    readonly folder: string,
    readonly issuer: OidcIssuer,
  ) {}

  static async open(): Promise<CiPipeline> {
    const folder = mkdtempSync(join(tmpdir(), 'luthier-ci-'));
    mkdirSync(join(folder, 'bin'));
    symlinkSync(resolve('apps/cli/luthier.mjs'), join(folder, 'bin/luthier'));
    symlinkSync(process.execPath, join(folder, 'bin/node'));
    // the very text that docs/ci.md shows
    const script = /```sh\n(#!\/bin\/sh\n[\s\S]*?)```/.exec(readFileSync('docs/ci.md', 'utf8'))![1]!;
    writeFileSync(join(folder, 'promote.sh'), script);
    return new CiPipeline(folder, await OidcIssuer.start());
  }

  /** The policy that docs/ci.md makes once, for this issuer. */
  async trust(service: Service): Promise<void> {
    const account = { name: 'release bot', kind: 'service_account' };
    const policy = {
      ...{ name: 'models, main branch', issuer: this.issuer.url, audience: AUDIENCE, claims: CLAIMS },
      ...{ service_account: account.name, roles: ['engineer', 'deployer'] },
    };
    for (const [path, body] of [
      ['/v1/members', account],
      ['/v1/oidc_trusts', policy],
    ] as const) {
      const made = await service.call('POST', path, body);
      if (!made.ok) throw new Error(`${path}: ${made.status} ${await made.text()}`);
    }
  }

  declare(name: string, document: object): string {
    writeFileSync(join(this.folder, name), JSON.stringify(document));
    return name;
  }

  /** One run of the job, with a token of its own; `claims`: of another branch, say. */
  async promote(
    service: Service,
    args: readonly string[],
    { claims = {}, ...env }: { claims?: object; [name: string]: string | object | undefined } = {},
  ): Promise<Ran> {
    const token = await this.issuer.token({
      aud: AUDIENCE,
      sub: SUBJECT,
      ...CLAIMS,
      ...claims,
      jti: String(Math.random()),
    });
    writeFileSync(join(this.folder, 'token'), token, { mode: 0o600 });
    return this.run(service, ['sh', 'promote.sh', ...args], { CI_TOKEN_FILE: 'token', ...(env as object) });
  }

  run(service: Service, [program = '', ...args]: string[], env: Record<string, string>): Promise<Ran> {
    const child = spawn(program, args, {
      cwd: this.folder,
      env: {
        PATH: `${join(this.folder, 'bin')}:${process.env['PATH'] ?? ''}`,
        ...{ HOME: this.folder, LUTHIER_BASE_URL: service.baseUrl, LUTHIER_DATA_DIR: this.folder, ...env },
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const said: Ran = { code: null, out: '', err: '' };
    child.stdout.on('data', (chunk: Buffer) => (said.out += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (said.err += chunk.toString()));
    return new Promise((done) => child.once('close', (code) => done({ ...said, code })));
  }

  async close(): Promise<void> {
    await this.issuer.close();
    await removeTree(this.folder);
  }
}
