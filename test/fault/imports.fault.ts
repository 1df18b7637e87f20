import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../e2e/wait.js';
import { FaultBench } from './bench.js';
import { withAdmin } from './invariants.js';
import { DATASET_IMPORT } from './points.js';

const MINUTE = 60_000;
let bench: FaultBench;
beforeAll(async () => {
  bench = await FaultBench.open();
}, MINUTE);
afterAll(() => bench?.close(), MINUTE);

/** Thirty rows in Alpaca's shape, with bytes of their own, as an uploaded file. */
async function alpaca(about: string): Promise<string> {
  const row = (i: number) => ({ instruction: `Say ${i} of ${about}.`, input: '', output: `${i}` });
  const form = new FormData();
  form.set('purpose', 'user_data');
  form.set('file', new Blob([JSON.stringify(Array.from({ length: 30 }, (_, i) => row(i)))]), 'rows.json');
  return (await bench.answered<{ id: string }>(bench.service.call('POST', '/v1/files', form))).id;
}

const kept = async (name: string) => {
  const sql = `SELECT (SELECT count(*) FROM file WHERE filename LIKE $1)::int AS files,
    (SELECT count(*) FROM dataset_version v JOIN dataset d ON d.id = v.dataset_id WHERE d.name = $2)::int AS versions`;
  return (await withAdmin(bench.service, (ask) => ask(sql, ['rows-%', name])))[0];
};

interface Operation {
  id: string;
  done: boolean;
  error: unknown;
}

describe('kill -9 of the worker during an import of data', () => {
  it(
    `dies at ${DATASET_IMPORT.join(', ')} of one import: the next worker ends it, with each split kept once and one version`,
    async () => {
      const body = {
        from: { type: 'file', file: await alpaca('a life of deaths') },
        ...{ shape: 'alpaca', validation_fraction: 0.2, seed: 3, name: 'rows', license: 'CC-BY-4.0' },
      };
      let operation = '';
      const begin = async () => {
        if (!operation)
          ({ id: operation } = await bench.answered<Operation>(
            bench.service.call('POST', '/v1/datasets/import', body),
          ));
      };
      for (const point of DATASET_IMPORT) {
        await bench.dieAt('worker', point, begin);
        await bench.passClaims();
      }
      await bench.startWorker();
      const ended = await eventually(
        () => bench.answered<Operation>(bench.service.call('GET', `/v1/operations/${operation}`)),
        ({ done }) => done,
        60,
      );
      expect(ended).toMatchObject({ done: true, error: null });
      expect(await kept('rows')).toEqual({ files: 2, versions: 1 });
    },
    3 * MINUTE,
  );
});
