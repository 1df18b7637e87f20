import { execFile } from 'node:child_process';
import { readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import type { TargetEnvironment } from '#jobs/compute.port.js';
import { hostPath } from './attempt-environment.js';

const run = promisify(execFile);
const TIMEOUT_MS = 60_000;
const Said = z.looseObject({ sha256: z.string().regex(/^[0-9a-f]{64}$/), watched: z.array(z.string()) });

interface Place {
  python: string;
  program: string;
  converterDir?: string;
  llamaDir?: string;
}

/** What programs of this machine run in, asked of their own interpreter; asked again once a folder that shapes it has changed. */
export class ProcessEnvironment {
  private known: { mark: string; watched: string[]; sha256: string } | null = null;

  constructor(private readonly place: Place) {}

  async read(): Promise<TargetEnvironment> {
    const { known } = this;
    if (known && known.mark === (await this.mark(known.watched)))
      return { sha256: known.sha256, image: null };
    const { sha256, watched } = await this.ask();
    this.known = { sha256, watched, mark: await this.mark(watched) };
    return { sha256, image: null };
  }

  private async ask() {
    const { python, program, converterDir, llamaDir } = this.place;
    const { stdout } = await run(python, ['-B', join(dirname(program), 'lib/environment.py')], {
      timeout: TIMEOUT_MS,
      maxBuffer: 4 << 20,
      // as an attempt has it (attempt-environment.ts): the answer must be the one that its result will give
      env: {
        PATH: hostPath(python),
        LANG: 'C.UTF-8',
        PYTHONNOUSERSITE: '1',
        ...(converterDir && { JOB_CONVERTER_DIR: converterDir }),
        ...(llamaDir && { JOB_LLAMA_DIR: llamaDir }),
      },
    });
    return Said.parse(JSON.parse(stdout));
  }

  /** Installing or removing a package changes its folder; of the recipes every file is looked at. */
  private async mark(watched: readonly string[]): Promise<string> {
    const jobs = dirname(this.place.program);
    const files: string[] = [];
    for (const below of ['.', 'lib', 'recipes'])
      files.push(
        ...(await readdir(join(jobs, below)).catch(() => [])).map((name) => join(jobs, below, name)),
      );
    const paths = [...watched, ...files.filter((path) => path.endsWith('.py')).sort()];
    const times = await Promise.all(
      paths.map((path) =>
        stat(path).then(
          ({ mtimeMs }) => mtimeMs,
          () => null,
        ),
      ),
    );
    return JSON.stringify([this.place.python, paths, times]);
  }
}
