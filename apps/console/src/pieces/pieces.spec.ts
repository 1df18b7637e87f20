import { describe, expect, it } from '@jest/globals';
import { matches, plain, spansOf } from './ansi.js';
import { bytes, duration, figure, percent, relative, shortId, tick } from './figures.js';
import { linkOf } from './links.js';
import { cliOf, curlOf, quoted, sdkOf } from './requests.js';
import { columnsOf, viewOf } from './chart-options.js';
import { toneOf } from './tones.js';
import { aligned, endsOf, smoothed, thinned, usualSmoothing } from './series.js';

it.each([
  ['blocked', 'bad'],
  ['unmet', 'bad'],
  ['passed', 'good'],
  ['rolled_back', 'warn'],
  ['skipped', 'idle'],
])('a state looks the same on every page: %s', (state, tone) => {
  expect(toneOf(state)).toBe(tone);
});

describe('figures', () => {
  it.each([
    [bytes(0), '0 B'],
    [bytes(1536), '1.5 KiB'],
    [bytes(736976884), '703 MiB'],
    [duration(59.6), '1 min'],
    [duration(3725), '1 h 2 min'],
    [duration(-3), '0 s'],
    [figure(0.00012345), '1.23e-4'],
    [figure(0.073428), '0.07343'],
    [figure(1234), '1,234'],
    [figure(NaN), 'NaN'],
    [percent(0.041), '4.1 %'],
    [percent(1 / 3000), '< 0.1 %'],
    [percent(0.0005), '0.1 %'],
    [percent(0), '0 %'],
    [relative(100, 103), 'just now'],
    [relative(100, 160), '1 min ago'],
    [relative(7400, 100), 'in 2 h'],
    [shortId('job_01m8jnz2rre1jbgz6m8gt1s31r'), 'job_…t1s31r'],
    [shortId('ft:x'), 'ft:x'],
    [shortId('3c6f496ca3cc37e9b7a92f3e9ba6d51450f613c9ae87051b534956f781978e23'), '3c6f496ca3cc…'],
  ])('%s', (shown, wanted) => expect(shown).toBe(wanted));

  it('of a time axis are as fine as its ticks are near', () => {
    const at = Date.UTC(2026, 10, 29, 12, 34, 56) / 1000;
    expect(tick(at, 15)).toMatch(/^\d\d:\d\d:56$/);
    expect(tick(at, 3600)).toMatch(/^\d\d:\d\d$/);
    expect(tick(at, 86_400)).toMatch(/^(29|30) Nov$/);
  });
});

describe('a line of a log', () => {
  it('keeps colours and nothing else of a terminal', () => {
    expect(spansOf('\x1b[31mbad\x1b[0m and \x1b[1mbold\x1b[0m')).toEqual([
      { text: 'bad', style: 'ansi-red' },
      { text: ' and ', style: '' },
      { text: 'bold', style: 'ansi-bold' },
    ]);
    const hostile = '\x1b]0;title\x07\x1b[2J\x1b[10;5Hx\x1b]8;;http://evil\x07y\x1b]8;;\x07\x00\x7f';
    expect(spansOf(hostile)).toEqual([{ text: 'xy', style: '' }]);
    expect(plain(`\x1b[31m${hostile}`)).toBe('xy');
  });

  it('shows a progress bar as what it came to, and markup as text', () => {
    expect(spansOf('10 %\r50 %\r100 %\r')).toEqual([{ text: '100 %', style: '' }]);
    expect(spansOf('<img src=x onerror=alert(1)>')[0]!.text).toBe('<img src=x onerror=alert(1)>');
  });

  it('is found without regard to case, and never by nothing', () => {
    expect(matches(['Loss 1', 'x', 'loss 2'], 'LOSS')).toEqual([0, 2]);
    expect(matches(['a'], '')).toEqual([]);
    expect(matches(['a', 'a', 'a'], 'a', 2)).toEqual([0, 1]);
  });
});

describe('a link of somebody else’s text', () => {
  it.each(['https://example.org/a', 'http://example.org/', 'mailto:a@example.org'])(
    '%s leads there',
    (href) => expect(linkOf(href)).toBe(href),
  );
  it.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'data:text/html,x',
    '/v1/jobs',
    '//evil.example',
    'vbscript:x',
    'file:///etc/passwd',
    '',
  ])('%s leads nowhere', (href) => expect(linkOf(href)).toBeNull());
});

describe('a request for other hands', () => {
  const sent = {
    method: 'POST',
    path: '/v1/jobs',
    body: { name: `it's`, on: true, off: null, list: [1] },
  } as const;
  it('is a curl line that a shell reads as it was meant', () => {
    expect(curlOf(sent, 'http://x')).toBe(
      `curl -X POST 'http://x/v1/jobs' \\\n  -H "Authorization: Bearer $LUTHIER_API_KEY" \\\n  -H 'Content-Type: application/json' \\\n  -d '{"name":"it'\\''s","on":true,"off":null,"list":[1]}'`,
    );
    expect(quoted('$(rm)`x`')).toBe("'$(rm)`x`'");
  });
  it('is Python, and a command', () => {
    expect(sdkOf(sent, 'http://x')).toContain(
      `client.post("/jobs", cast_to=object, body={"name": "it's", "on": True, "off": None, "list": [1]})`,
    );
    expect(cliOf({ method: 'GET', path: '/v1/jobs' })).toBe('luthier api GET /v1/jobs');
    expect(cliOf(sent)).toBeNull();
  });
});

describe('a curve', () => {
  it('is smoothed without a bias at its beginning', () => {
    expect(smoothed([2, 2, 2], 0.9).map((y) => Number(y.toFixed(6)))).toEqual([2, 2, 2]);
    expect(smoothed([1, 3], 0)).toEqual([1, 3]);
    expect(smoothed([0, 1], 0.5)[1]).toBeCloseTo(2 / 3);
  });

  it('is smoothed by itself only where it zigzags', () => {
    const curve = (of: (at: number) => number) => ({ name: '', x: [], y: Array.from({ length: 30 }, (_, at) => of(at)) }); // prettier-ignore
    expect(usualSmoothing([curve((at) => 9 - at), curve((at) => 9 - at + 3 * (at % 2))])).toBe(0.6);
    expect(usualSmoothing([curve((at) => Math.abs(at - 15)), curve(() => 1)])).toBe(0);
    expect(usualSmoothing([])).toBe(0);
  });

  it('keeps its spikes when it is thinned', () => {
    const y = Array.from({ length: 100_000 }, (_, at) => (at === 54_321 ? 99 : at === 777 ? -99 : 1));
    const thin = thinned({ name: 'loss', x: y.map((_, at) => at), y }, 1_000);
    expect(thin.x.length).toBeLessThanOrEqual(1_000);
    expect([Math.max(...thin.y), Math.min(...thin.y)]).toEqual([99, -99]);
    expect(thin.x).toEqual([...thin.x].sort((a, b) => a - b));
  });

  it('shares its axis with others that have other steps', () => {
    expect(
      aligned([
        { name: 'a', x: [1, 3], y: [10, 30] },
        { name: 'b', x: [2, 3], y: [2, 3] },
      ]),
    ).toEqual([
      [1, 2, 3],
      [10, null, 30],
      [null, 2, 3],
    ]);
  });

  it('says its lowest and highest, of what a point stands for too, and drops nothing of that when it is thinned', () => {
    const y = Array.from({ length: 10_000 }, () => 1);
    const high = y.map((_, at) => (at === 4_321 ? 50 : 2));
    const long = { name: 'loss', x: y.map((_, at) => at), y, low: y, high };
    expect(endsOf(thinned(long, 100))).toEqual({
      ...{ last: 1, low: { at: 0, value: 1 }, high: { at: 4_321, value: 50 } },
    });
    expect(endsOf({ name: 'a', x: [1, 2, 3], y: [3, 1, NaN] })).toEqual({
      ...{ last: 1, low: { at: 2, value: 1 }, high: { at: 1, value: 3 } },
    });
    expect(endsOf({ name: 'a', x: [], y: [] })).toBeNull();
  });

  it('leaves out on a log axis what has no logarithm', () => {
    const series = [{ name: 'rate', x: [1, 2], y: [0.1, 0], low: [0.05, -1], high: [0.2, 0.3] }];
    const columns = (isLog: boolean) => columnsOf({ series, smoothing: 0, isLog });
    expect(columns(true)).toEqual([
      [1, 2],
      [0.1, null],
      [0.05, null],
      [0.2, 0.3],
    ]);
    expect(columns(false)[1]).toEqual([0.1, 0]);
  });
});

it('a chart of a given range shows all of it, or the part that somebody drags over', () => {
  const of = (xs: number[], min: number | null, max: number | null) =>
    viewOf([0, 100])({ data: [xs] as never }, min, max);
  const xs = [10, 20, 30];
  expect([of(xs, 10, 30), of([10], 10, 86_410), of([], null, null)]).toEqual([
    ...[
      [0, 100],
      [0, 100],
      [0, 100],
    ],
  ]);
  expect([of(xs, 12, 30), of(xs, 10, 25), of([10], 5, 15)]).toEqual([
    ...[
      [12, 30],
      [10, 25],
      [5, 15],
    ],
  ]);
});
