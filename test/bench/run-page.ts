import { type ConsolePage, freePort, openBrowser, openPage, signIn } from '../support/chromium.js';
import { ConsoleRows } from '../support/console-rows.js';
import { Service } from '../e2e/harness.js';
import { METRIC_KEYS } from './metric-curve.js';

export interface PageTimes {
  points: number;
  /** Milliseconds from the address to the loss curve on the screen, and until a browser has read every point instead. */
  drawnMs: number[];
  everyMs: number[];
}
const JOB = `job_${'1'.padStart(26, '0')}`;
/** The most that one request gives of each key. */
const SPAN = 5_000;

/** What the function that runs in the page uses of it; the tests' own types know no browser. */
interface Canvas {
  width: number;
  height: number;
  getContext(kind: '2d'): {
    getImageData(x: number, y: number, width: number, height: number): { data: Uint8ClampedArray };
  };
}
declare const document: { querySelector(selector: string): Canvas | null };

/** The page of a job with `points` metric points in Chromium, beside reading each of them there through the same API, in turn. */
export async function runPageTimes(points: number, rounds: number): Promise<PageTimes> {
  const env = { LUTHIER_PORT: String(await freePort()) };
  const service = await Service.start({ programs: ['api'], env });
  const rows = await ConsoleRows.open(service.database);
  const browser = await openBrowser();
  try {
    await rows.manyJobs(1);
    const steps = points / METRIC_KEYS.length;
    await rows.points(JOB, METRIC_KEYS, steps);
    const at = await openPage(browser);
    await signIn(at.page, service.baseUrl, service.adminKey);
    const taken: PageTimes = { points, drawnMs: [], everyMs: [] };
    for (let round = 0; round < rounds; round += 1) {
      taken.drawnMs.push(await drawnMs(at, `${service.baseUrl}/jobs/${JOB}?tab=charts`));
      const { ms, read } = await everyPoint(at, steps);
      if (read !== points) throw new Error(`read ${read} points of ${points}`);
      taken.everyMs.push(ms);
    }
    if (at.faults.length > 0) throw new Error(at.faults.join('\n'));
    return taken;
  } finally {
    await browser.close();
    await rows.close();
    await service.stop();
  }
}

/** By the page's own clock, which starts with the navigation: the first frame in which the chart of the loss has a drawn pixel. */
async function drawnMs({ page }: ConsolePage, url: string): Promise<number> {
  await page.goto(url, { waitUntil: 'commit' });
  const drawn = await page.waitForFunction((chart) => {
    const canvas = document.querySelector(chart);
    if (!canvas || canvas.width === 0) return 0;
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    return data.some((value) => value > 0) ? performance.now() : 0;
  }, '[role=img][aria-label^="Loss: train_loss: last"] canvas');
  return drawn.jsonValue();
}

async function everyPoint({ page }: ConsolePage, steps: number): Promise<{ ms: number; read: number }> {
  return page.evaluate(
    async ({ job, last, span }) => {
      const started = performance.now();
      let read = 0;
      for (let from = 1; from <= last; from += span) {
        const query = `points=${span}&from_step=${from}&to_step=${from + span - 1}`;
        const response = await fetch(`/v1/jobs/${job}/metrics?${query}`);
        const { data } = (await response.json()) as { data: unknown[] };
        read += data.length;
      }
      return { ms: performance.now() - started, read };
    },
    { job: JOB, last: steps, span: SPAN },
  );
}
