// The figures of docs/benchmarks.md; started by `npm run bench`, which gives it a database and the Python environments.
import { cpus, loadavg, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { datasetCheck } from './dataset-check.js';
import { idleMemory } from './idle-memory.js';
import { decisionTimes } from './license-decision.js';
import { median } from './median.js';
import { curveTimes } from './metric-curve.js';
import { runPageTimes } from './run-page.js';
import { wallTime } from './wall-time.js';

const BARS = {
  ratio: 1.05,
  idleMb: 450,
  decideMs: 50,
  curveMs: 500,
  pageMs: 1_500,
  checkToParse: 0.7,
  checkToDatasets: 5,
};
const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    pairs: { type: 'string', default: '5' },
    steps: { type: 'string', default: '1200' },
    mb: { type: 'string', default: '512' },
    rounds: { type: 'string', default: '5' },
    json: { type: 'boolean', default: false },
  },
});
const FIGURES = ['license-decision', 'metric-curve', 'run-page', 'idle-memory', 'wall-time', 'dataset-check'];
if (values.only !== undefined && !FIGURES.includes(values.only)) {
  process.stderr.write(`there is no figure '${values.only}': ${FIGURES.join(', ')}\n`);
  process.exit(2);
}
const say = (line: string) => void process.stderr.write(`- ${line}\n`);
const report: Record<string, unknown> = {
  machine: `${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB`,
};
let missed = 0;
const wanted = (figure: string) => values.only === undefined || values.only === figure;

if (wanted('license-decision')) {
  say('license decision: 1,000 nodes under the licenses of the whole catalogue');
  const seen = decisionTimes(1_000, 31);
  if (seen.decideMs > BARS.decideMs) missed += 1;
  report['license_decision_ms'] = { ...seen, bar: BARS.decideMs };
  say(
    `${seen.decideMs.toFixed(1)} ms with ${seen.findings} findings, bar ${BARS.decideMs} ms; JSON there and back ${seen.jsonMs.toFixed(1)} ms ` +
      `(ratio ${(seen.decideMs / seen.jsonMs).toFixed(2)}); 100 nodes ${seen.tenthMs.toFixed(1)} ms (ratio ${(seen.decideMs / seen.tenthMs).toFixed(1)})`,
  );
}
if (wanted('metric-curve')) {
  say('metric curve: a job with 1,000,000 points, 1,000 of each of its 5 keys');
  const seen = await curveTimes(1_000_000, 5);
  if (seen.curveMs > BARS.curveMs) missed += 1;
  report['metric_curve_ms'] = { ...seen, bar: BARS.curveMs };
  say(
    `${seen.curveMs.toFixed(0)} ms and ${seen.curveKb.toFixed(0)} KB, bar ${BARS.curveMs} ms; every point ${seen.allMs.toFixed(0)} ms and ` +
      `${seen.allKb.toFixed(0)} KB (ratio ${(seen.allMs / seen.curveMs).toFixed(1)})`,
  );
}
if (wanted('run-page')) {
  say('run page: the page of a job with 1,000,000 points in Chromium, from the address to the drawn loss');
  const { drawnMs, everyMs, points } = await runPageTimes(1_000_000, Number(values.rounds));
  const [drawn, every] = [median(drawnMs), median(everyMs)];
  if (drawn > BARS.pageMs) missed += 1;
  report['run_page_ms'] = {
    points,
    drawn,
    every,
    ratio: every / drawn,
    bar: BARS.pageMs,
    runs: { drawnMs, everyMs },
  };
  say(
    `medians: drawn after ${drawn.toFixed(0)} ms (first ${drawnMs[0]!.toFixed(0)} ms), bar ${BARS.pageMs} ms; every point read after ${every.toFixed(0)} ms, ` +
      `none drawn (ratio ${(every / drawn).toFixed(1)}); load ${loadavg()[0]!.toFixed(1)}`,
  );
}
if (wanted('idle-memory')) {
  say('idle memory: api and worker, 30 s of rest');
  const { apiMb, workerMb } = await idleMemory(30);
  const sum = apiMb + workerMb;
  if (sum > BARS.idleMb) missed += 1;
  report['idle_memory_mb'] = { api: apiMb, worker: workerMb, sum, bar: BARS.idleMb };
  say(
    `api ${apiMb.toFixed(0)} MB + worker ${workerMb.toFixed(0)} MB = ${sum.toFixed(0)} MB; bar ${BARS.idleMb} MB`,
  );
}
if (wanted('wall-time')) {
  say(`wall time: ${values.pairs} pairs of one training of ${values.steps} steps`);
  const seen = await wallTime(Number(values.pairs), Number(values.steps), say);
  const [byHand, luthier] = [median(seen.byHand), median(seen.luthier)];
  if (seen.ratio > BARS.ratio) missed += 1;
  report['wall_time_seconds'] = { by_hand: byHand, luthier, ratio: seen.ratio, bar: BARS.ratio, runs: seen };
  say(
    `medians: by hand ${byHand.toFixed(2)} s, through Luthier ${luthier.toFixed(2)} s; ratio ${seen.ratio.toFixed(3)}, bar ${BARS.ratio}`,
  );
}
if (wanted('dataset-check')) {
  say(`dataset check: ${values.rounds} rounds over ${values.mb} MB of chat rows`);
  const seen = await datasetCheck(Number(values.mb), Number(values.rounds), say);
  const { wall, cpu } = seen;
  const [toParse, toDatasets] = [wall.check / wall.parse, wall.check / wall.datasets];
  if (toParse < BARS.checkToParse || toDatasets < BARS.checkToDatasets) missed += 1;
  const bars = { to_parse: BARS.checkToParse, to_datasets: BARS.checkToDatasets };
  report['dataset_check_mb_per_second'] = { ...seen, to_parse: toParse, to_datasets: toDatasets, bars };
  for (const [of, { check, full, parse, parse2, datasets }] of Object.entries({
    clock: wall,
    processor: cpu,
  })) {
    say(
      `medians, MB per second by the ${of}: check ${check.toFixed(0)} (every line in full ${full.toFixed(0)}), JSON.parse ${parse.toFixed(0)} (2 threads ${parse2.toFixed(0)}), datasets ${datasets.toFixed(0)}; ` +
        `to JSON.parse ${(check / parse).toFixed(2)} (2 threads ${(check / parse2).toFixed(2)}), to datasets ${(check / datasets).toFixed(1)}`,
    );
  }
  say(
    `bars: to JSON.parse ${BARS.checkToParse}, to datasets ${BARS.checkToDatasets}, by the clock; load ${seen.load.toFixed(1)}`,
  );
}
if (values.json) process.stdout.write(`${JSON.stringify(report)}\n`);
process.exit(missed > 0 ? 1 : 0);
