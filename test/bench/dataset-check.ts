import { execFileSync } from 'node:child_process';
import {
  closeSync,
  createReadStream,
  mkdtempSync,
  openSync,
  readSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { FileChecker } from '#dataset-checks/checks.js';
import { type LineFacts, scanLines } from '#dataset-checks/scan-line.js';
import { median } from './median.js';

type Side = 'check' | 'full' | 'parse' | 'parse2' | 'datasets';
/** The file is read so many bytes at a time, by our check and by JSON.parse; `datasets` takes 10 MB. */
const READ_BYTES = 1 << 20;
const SIDES: Side[] = ['check', 'full', 'parse', 'parse2', 'datasets'];

/**
 * MB/s of our check (syntax, schema, duplicates, personal data) beside JSON.parse alone and Hugging Face's `datasets`, in turn.
 * `full` is the same check with every line read as one is that has tools, unknown keys or faults.
 */
export async function datasetCheck(mb: number, rounds: number, say: (line: string) => void) {
  const folder = mkdtempSync(join(tmpdir(), 'luthier-bench-data-'));
  try {
    const path = join(folder, 'rows.jsonl');
    const rows = writeRows(path, mb);
    const megabytes = statSync(path).size / 1e6;
    const taken: Record<Side, Taken[]> = { check: [], full: [], parse: [], parse2: [], datasets: [] };
    const run: Record<Side, () => Promise<Taken>> = {
      check: () => timed(() => ours(path, rows, new FileChecker())),
      full: () => timed(() => ours(path, rows, new FileChecker(inFull))),
      parse: () => timed(() => parseAll(path, 1, rows)),
      parse2: () => timed(() => parseAll(path, 2, rows)),
      datasets: async () => loadDatasets(path, join(folder, 'cache'), rows),
    };
    for (let round = 0; round < rounds; round += 1) {
      for (const side of round % 2 ? [...SIDES].reverse() : SIDES) taken[side].push(await run[side]());
      say(
        `round ${round + 1}: ${SIDES.map((side) => `${side} ${taken[side].at(-1)!.wall.toFixed(2)} s`).join(', ')}`,
      );
    }
    const speeds = (of: keyof Taken) =>
      Object.fromEntries(
        SIDES.map((side) => [side, megabytes / median(taken[side].map((one) => one[of]))]),
      ) as Record<Side, number>;
    return { megabytes, rows, taken, load: loadavg()[0]!, wall: speeds('wall'), cpu: speeds('cpu') };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Seconds by the clock, and of processor time in all threads. */
interface Taken {
  wall: number;
  cpu: number;
}

async function timed(work: () => Promise<void>): Promise<Taken> {
  const [began, cpu] = [performance.now(), process.cpuUsage()];
  await work();
  const { user, system } = process.cpuUsage(cpu);
  return { wall: (performance.now() - began) / 1000, cpu: (user + system) / 1e6 };
}

/** Chat rows of 300 to 3,000 bytes, none twice. */
function writeRows(path: string, mb: number): number {
  const file = openSync(path, 'w');
  const words =
    'my card was charged twice for one transfer and the app shows no refund yet please help '.repeat(30);
  let [bytes, rows] = [0, 0];
  while (bytes < mb * 1e6) {
    let batch = '';
    for (let i = 0; i < 500; i += 1, rows += 1) {
      const user = `${rows}: ${words.slice(0, 100 + ((rows * 7919) % 2600))}`;
      batch += `${JSON.stringify({
        messages: [
          { role: 'system', content: 'Name the intent.' },
          { role: 'user', content: user },
          { role: 'assistant', content: 'card_payment_wrong_amount' },
        ],
      })}\n`;
    }
    bytes += writeSync(file, batch);
  }
  closeSync(file);
  return rows;
}

async function ours(path: string, rows: number, checker: FileChecker): Promise<void> {
  for await (const chunk of createReadStream(path, { highWaterMark: READ_BYTES }))
    checker.push(chunk as Buffer);
  const report = checker.end();
  if (checker.syntax || report.rows !== rows || report.fault_count > 0)
    throw new Error('the check saw other rows');
}

const inFull = (block: Buffer): LineFacts[] => scanLines(block).map((facts) => ({ ...facts, format: null }));

/** The floor: every line through JSON.parse and nothing else, in `threads` parts of the file. */
async function parseAll(path: string, threads: number, rows: number): Promise<void> {
  const { size } = statSync(path);
  const cuts = Array.from({ length: threads + 1 }, (_, i) =>
    i === 0 ? 0 : i === threads ? size : lineAfter(path, Math.floor((size / threads) * i)),
  );
  const counts = await Promise.all(
    cuts.slice(0, -1).map(
      (start, i) =>
        new Promise<number>((done, failed) => {
          const thread = new Worker(PARSER, {
            eval: true,
            workerData: { path, start, end: cuts[i + 1]! - 1, readBytes: READ_BYTES },
          });
          thread.once('message', done).once('error', failed);
        }),
    ),
  );
  if (counts.reduce((sum, n) => sum + n, 0) !== rows) throw new Error('JSON.parse saw other rows');
}

function lineAfter(path: string, at: number): number {
  const file = openSync(path, 'r');
  const piece = Buffer.alloc(1 << 16);
  readSync(file, piece, 0, piece.length, at);
  closeSync(file);
  return at + piece.indexOf(10) + 1;
}

const PARSER = `
const { parentPort, workerData } = require('node:worker_threads');
(async () => {
  let rest = '', rows = 0;
  const decoder = new TextDecoder();
  for await (const chunk of require('node:fs').createReadStream(workerData.path, { start: workerData.start, end: workerData.end, highWaterMark: workerData.readBytes })) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\\n');
    rest = lines.pop();
    for (const line of lines) { JSON.parse(line); rows += 1; }
  }
  if (rest) { JSON.parse(rest); rows += 1; }
  parentPort.postMessage(rows);
})();`;

const LOAD = `
import shutil, sys, time
import datasets
datasets.disable_progress_bars()
shutil.rmtree(sys.argv[2], ignore_errors=True)
began = time.monotonic(), time.process_time()
rows = datasets.load_dataset("json", data_files=sys.argv[1], split="train", cache_dir=sys.argv[2]).num_rows
print(time.monotonic() - began[0], time.process_time() - began[1], rows)`;

/** \`datasets.load_dataset("json")\` into an empty cache; its import is not counted. */
function loadDatasets(path: string, cache: string, rows: number): Taken {
  const python = process.env['LUTHIER_TEST_TRAIN_PYTHON'];
  if (!python) throw new Error('LUTHIER_TEST_TRAIN_PYTHON is not set: run this through `npm run bench`');
  const env = { ...process.env, HF_HUB_OFFLINE: '1', HF_DATASETS_OFFLINE: '1' };
  const [wall = NaN, cpu = NaN, seen] = execFileSync(python, ['-c', LOAD, path, cache], {
    encoding: 'utf8',
    env,
  })
    .split(/\s+/)
    .map(Number);
  if (seen !== rows) throw new Error('datasets saw other rows');
  return { wall, cpu };
}
