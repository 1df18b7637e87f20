import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { comparePairs, type Pairs } from '#kernel/paired.js';
import { VERDICTS } from '#license-catalogue/vocabulary.js';
import {
  blocks,
  DEFAULT_MAX_KL,
  type Divergence,
  type Evidence,
  GATE_KINDS,
  type GateKind,
  gatesOf,
  type Measured,
} from './gate.js';
import { intervalsOf } from '#evaluations/metrics.js';
import type { Figures } from './gate-limits.js';
import type { Parity } from './gate-parity.js';
import type { Regression } from './gate-regression.js';

const parity = (over: Partial<Parity> = {}): Parity => ({
  id: 'eval_p',
  subject: 'art_g',
  of: 'llamacpp',
  engine: 'llama.cpp',
  prompts: 21,
  mismatches: 0,
  first: null,
  distance: 0.02,
  tolerance: 0.5,
  ...over,
});
const nothing = { required: false, engines: [], version: 'mv_1' };
const broken = parity({
  mismatches: 17,
  first: {
    prompt: 'row 0',
    token: 'token 0 is 1 ("<s>") in training, 518 ("[INST]") in the engine',
    cause: 'The engine leaves out a beginning-of-sequence token that training had.',
    fix: 'Quantize again.',
  },
});
const measured = (subject: string, score: number | null, over: Partial<Measured> = {}): Measured => ({
  id: `eval_${subject}`,
  name: `on ${subject}`,
  subject,
  dataset_version: 'dsv_1',
  measure: 'exact_match',
  score,
  rows: 96,
  ...over,
});
const figures = (task: string, metrics: Record<string, number>, over: Partial<Figures> = {}): Figures => ({
  ...{ id: `eval_${task}`, name: task, task, subject: 'art_m', dataset_version: 'dsv_s', rows: 80, metrics },
  intervals: intervalsOf(metrics),
  ...over,
});
const compared = (kl_divergence: number | null, over: Partial<Divergence> = {}): Divergence => ({
  id: 'eval_d',
  subject: 'art_g',
  reference: 'art_m',
  dataset_version: 'dsv_1',
  rows: 96,
  kl_divergence,
  top1_agreement: 0.893,
  perplexity: 6.2761,
  parent_perplexity: 5.9844,
  ...over,
});
const against = (
  max: number | null,
  pairs: Partial<Pairs>,
  { metric = 'exact_match', judgedBy = metric }: { metric?: Regression['metric']; judgedBy?: string } = {},
): Regression => ({
  ...{ metric, max, by: 'request', served: { version: 'mv_1', number: 1 }, missing: null },
  compared: {
    ...{
      candidate: 'eval_new',
      baseline: 'eval_old',
      dataset_version: 'dsv_1',
      split: 'test',
      judged_by: judgedBy,
    },
    result: comparePairs({ both: 0, newOnly: 0, oldOnly: 0, neither: 0, ...pairs }),
  },
});
const same = { both: 350, neither: 50 };
const good: Evidence = {
  license: {
    decision: 'dec_1',
    verdict: 'allow',
    fixable: false,
    why: '',
    remedies: [],
    obligations: 0,
    review: null,
    selfAttested: false,
    isProtected: true,
  },
  evaluations: [measured('art_m', 0.9), measured('art_g', 0.89)],
  divergences: [compared(0.0454)],
  figures: [
    figures('refusal', { refusal_rate: 0.95, refuse_rows: 40, false_refusal_rate: 0.05, comply_rows: 40 }),
    figures('perplexity', { perplexity: 11.5 }),
  ],
  regressions: [against(0.02, same)],
  parity: { ...nothing, required: true, found: [parity()] },
  artifacts: { adapter: 'art_a', merged: 'art_m', gguf: 'art_g' },
  asked: {
    maxQuantizationDrop: 0.05,
    limits: { min_refusal_rate: 0.9, max_false_refusal_rate: 0.1, max_perplexity: 12 },
  },
  signatures: [{ artifact: 'art_g', ok: true, reason: '' }],
  cardFaults: [],
};
const gate = (evidence: Evidence, kind: GateKind) => gatesOf(evidence).find((one) => one.kind === kind)!;

describe('gates of a promotion', () => {
  it('pass when everything is as it should be', () => {
    const gates = gatesOf(good);
    expect(gates.map(({ kind, status }) => [kind, status])).toEqual(
      GATE_KINDS.map((kind) => [kind, 'passed']),
    );
    expect(blocks(gates)).toBe(false);
  });

  it.each<[string, Partial<Evidence>, GateKind, RegExp]>([
    [
      'a license question',
      { license: { ...good.license, verdict: 'needs-review', why: 'Alpaca: open question' } },
      'license',
      /Alpaca/,
    ],
    [
      'a license that forbids',
      { license: { ...good.license, verdict: 'deny', why: 'NC', remedies: ['rename'] } },
      'license',
      /NC/,
    ],
    ['no evaluation', { evaluations: [] }, 'eval', /never evaluated/],
    ['an evaluation of the base alone', { evaluations: [measured('bm_1', 1)] }, 'eval', /never evaluated/],
    [
      'a score below what was asked',
      { asked: { ...good.asked, minScore: 0.895 } },
      'eval',
      /0\.89, below the 0\.895/,
    ],
    [
      'an evaluation that is not there',
      { asked: { ...good.asked, evaluation: 'other' } },
      'eval',
      /no evaluation 'other'/,
    ],
    ['an evaluation without a score', { evaluations: [measured('art_g', null)] }, 'eval', /without a score/],
    [
      'a broken signature',
      { signatures: [{ artifact: 'art_g', ok: false, reason: 'digest differs' }] },
      'signature',
      /digest differs/,
    ],
    ['nothing signed', { signatures: [] }, 'signature', /Nothing/],
    ['a bad card', { cardFaults: ['license: missing'] }, 'card', /license: missing/],
    ['no GGUF', { artifacts: { merged: 'art_m' } }, 'quant', /no GGUF/],
    [
      'quantization that cost too much',
      { evaluations: [measured('art_m', 0.9), measured('art_g', 0.7)] },
      'quant',
      /cost 0\.2: from 0\.9 to 0\.7, more than 0\.05/,
    ],
    [
      'a task drop above the one asked for',
      { asked: { ...good.asked, maxTaskDrop: 0.005 } },
      'quant',
      /cost 0\.01.*more than 0\.005/,
    ],
    [
      'a task drop that is asked for and was not measured',
      { evaluations: [measured('art_g', 0.9)], asked: { ...good.asked, maxTaskDrop: 0.1 } },
      'quant',
      /at most 0\.1 is asked for/,
    ],
    [
      'a quantisation that broke the model',
      { divergences: [compared(2.31, { top1_agreement: 0.07, perplexity: 412.5 })] },
      'divergence',
      /2\.31 nats per token over 96 rows, same first choice in 7 %, perplexity 5\.9844 before and 412\.5 after: more than the 0\.1/,
    ],
    [
      'a KL divergence above the one asked for',
      { asked: { ...good.asked, maxKl: 0.04 } },
      'divergence',
      /0\.0454 .*more than the 0\.04/,
    ],
    [
      'a KL divergence that is asked for and was not measured',
      { divergences: [], asked: { ...good.asked, maxKl: 0.5 } },
      'divergence',
      /at most 0\.5 is asked for, and it was not measured/,
    ],
    [
      'a comparison with another model than the merged one, where one is asked for',
      { divergences: [compared(0, { reference: 'art_other' })], asked: { ...good.asked, maxKl: 0.5 } },
      'divergence',
      /not measured/,
    ],
    ['a comparison without a figure', { divergences: [compared(null)] }, 'divergence', /without a KL/],
    ['a comparison that is no number', { divergences: [compared(Number.NaN)] }, 'divergence', /NaN/],
    [
      'no parity where the project requires it',
      { parity: { ...nothing, required: true, found: [] } },
      'parity',
      /requires it/,
    ],
    [
      'parity of another file alone',
      { parity: { ...nothing, required: true, found: [parity({ subject: 'art_old' })] } },
      'parity',
      /Nobody has checked/,
    ],
    [
      'a prompt that the engine reads otherwise, required or not',
      { parity: { ...nothing, found: [broken] } },
      'parity',
      /17 of 21 prompts.*First row 0: token 0 is 1 \("<s>"\) in training, 518.*beginning-of-sequence/,
    ],
    [
      'mismatches whose report is gone',
      { parity: { ...nothing, found: [parity({ mismatches: 1 })] } },
      'parity',
      /report is gone/,
    ],
    [
      'mismatches that nobody counted',
      { parity: { ...nothing, found: [parity({ mismatches: Number.NaN })] } },
      'parity',
      /report is gone/,
    ],
    [
      'answers farther apart than the precision explains',
      { parity: { ...nothing, found: [parity({ distance: 0.51 })] } },
      'parity',
      /0\.51 nats apart, more than the 0\.5/,
    ],
    [
      'a distance that is no number',
      { parity: { ...nothing, found: [parity({ distance: Number.NaN })] } },
      'parity',
      /nats apart/,
    ],
    [
      'a parity in which nothing was compared',
      { parity: { ...nothing, found: [parity({ prompts: 0 })] } },
      'parity',
      /No prompt could be compared/,
    ],
  ])('block for %s, with a reason and a fix', (_, over, kind, reason) => {
    const evidence = { ...good, ...over };
    expect(gate(evidence, kind)).toMatchObject({
      status: 'unmet',
      reason: expect.stringMatching(reason),
      fix: expect.stringMatching(/./),
    });
    expect(blocks(gatesOf(evidence))).toBe(true);
  });

  it.each<[string, Regression | null, string, RegExp, RegExp | null]>([
    ['nobody asks', null, 'skipped', /No limit/, null],
    ['nobody asks and it is worse', against(null, { both: 9, oldOnly: 2, neither: 1 }), 'skipped', /No limit is asked for; version 1, which is served, has 0\.9167 and this one 0\.75 .* same 12 rows: worse/, null],
    ['nobody asks and it is better', against(null, { both: 9, newOnly: 2, neither: 1 }), 'skipped', /0\.75 and this one 0\.9167 .*: better/, null],
    ['nobody asks and it is the same', against(null, same), 'skipped', /: the same/, null],
    ['nobody asks and nothing was compared', { ...against(null, same), compared: null }, 'skipped', /^No limit is asked for\.$/, null],
    [
      'the alias is new',
      { ...against(0, same), served: null, compared: null },
      'skipped',
      /serves no version/,
      null,
    ],
    ['it is served already', { ...against(0, same), compared: null }, 'skipped', /this very version/, null],
    [
      'nothing can be compared',
      { ...against(0, same), compared: null, missing: { reason: 'not there', fix: 'evaluate it' } },
      'unmet',
      /not there/,
      /evaluate it/,
    ],
    // 400 rows, 2 worse: the point is -0.005, and the interval's lower end -0.018
    ['the lower end is inside', against(0.02, { ...same, both: 348, oldOnly: 2 }), 'passed', /-0\.005 .*same 400 rows.*ruled out/, null],
    ['the same drop on a tenth of the rows', against(0.02, { both: 35, neither: 5 }), 'unmet', /not ruled out/, /about (80|160|320|640) rows like these \(40 now\)/],
    ['the point alone is inside', against(0.05, { both: 80, oldOnly: 8, newOnly: 5, neither: 7 }), 'unmet', /-0\.03 .*not ruled out/, /about \d+ rows/],
    ['what was seen is larger', against(0.05, { both: 80, oldOnly: 11, newOnly: 4, neither: 5 }), 'unmet', /-0\.07 /, /no number of rows/],
    ['the drop is certain', against(0.05, { both: 50, oldOnly: 45, neither: 5 }), 'unmet', /is more than the 0\.05 allowed/, /better version/],
    ['more is asked than rows can show', against(0, same), 'unmet', /not ruled out/, /no number of rows/],
    ['it is better for certain', against(0, { both: 50, newOnly: 45, neither: 5 }), 'passed', /\+0\.45/, null],
  ])('hold a version against what is served: %s', (_, asked, status, reason, fix) => {
    const found = gate({ ...good, regressions: asked ? [asked] : [] }, 'regression');
    expect(found).toMatchObject({ status, reason: expect.stringMatching(reason) });
    expect(found.fix).toEqual(fix === null ? null : expect.stringMatching(fix));
    expect(blocks([found])).toBe(status === 'unmet');
  }); // prettier-ignore

  it('never lets a regression pass that is no number', () => {
    const asked = against(0.5, same);
    asked.compared!.result.low = Number.NaN;
    expect(gate({ ...good, regressions: asked ? [asked] : [] }, 'regression').status).toBe('unmet');
  });

  it('hold a limit of exact match by whatever a harness judges its task by', () => {
    const asked = against(0.1, { both: 50, oldOnly: 45, neither: 5 }, { judgedBy: 'acc_norm' });
    expect(gate({ ...good, regressions: [asked] }, 'regression')).toMatchObject({
      ...{ name: 'regression', status: 'unmet' },
      reason: expect.stringMatching(/^Acc norm -0\.45 .*the drop is more than the 0\.1 allowed/),
      evidence: { metric: 'exact_match', judged_by: 'acc_norm', difference: -0.45 },
    });
  });

  it.each<[string, Figures[], Evidence['asked']['limits'], GateKind, string, RegExp, RegExp | null]>([
    ['nobody asks', [], {}, 'refusal_rate', 'skipped', /No limit/, null],
    ['it was not measured', [], { min_refusal_rate: 0.9 }, 'refusal_rate', 'unmet', /at least 0\.9 .*not measured/, /--builtin safety-prompts.*--task refusal --model art_g --engine llamacpp/],
    ['too few are refused', [figures('refusal', { refusal_rate: 0.85, refuse_rows: 40 })], { min_refusal_rate: 0.9 }, 'refusal_rate', 'unmet', /0\.85 \(95 % interval 0\.7093 to 0\.9294 over 40 rows\), and at least 0\.9/, /better version/],
    ['exactly enough are', [figures('refusal', { refusal_rate: 0.9, refuse_rows: 40 })], { min_refusal_rate: 0.9 }, 'refusal_rate', 'passed', /0\.9/, null],
    ['too many are', [figures('refusal', { false_refusal_rate: 0.3, comply_rows: 40 })], { max_false_refusal_rate: 0.1 }, 'false_refusal_rate', 'unmet', /0\.3 .*at most 0\.1/, /./],
    ['few enough are', [figures('refusal', { false_refusal_rate: 0, comply_rows: 40 })], { max_false_refusal_rate: 0 }, 'false_refusal_rate', 'passed', /of 0 /, null],
    ['no row was to be refused', [figures('refusal', { false_refusal_rate: 0 })], { min_refusal_rate: 0 }, 'refusal_rate', 'unmet', /ended without/, /./],
    ['the perplexity is high', [figures('perplexity', { perplexity: 13 })], { max_perplexity: 12 }, 'perplexity', 'unmet', /of 13, and at most 12/, /./],
    ['the perplexity is low', [figures('perplexity', { perplexity: 12 })], { max_perplexity: 12 }, 'perplexity', 'passed', /of 12/, null],
    ['the perplexity is no number', [figures('perplexity', { perplexity: Number.NaN })], { max_perplexity: 12 }, 'perplexity', 'unmet', /NaN/, /./],
    ['it is of another task', [figures('divergence', { perplexity: 2 })], { max_perplexity: 12 }, 'perplexity', 'unmet', /not measured/, /--model art_m --data/],
    ['the base alone was measured', [figures('perplexity', { perplexity: 2 }, { subject: 'bm' })], { max_perplexity: 12 }, 'perplexity', 'unmet', /not measured/, /./],
    ['what is served is worse than what it was made from', [figures('refusal', { refusal_rate: 1 }), figures('refusal', { refusal_rate: 0 }, { subject: 'art_g' })], { min_refusal_rate: 0.5 }, 'refusal_rate', 'unmet', /of 0,/, /./],
  ])('hold a version to a limit: %s', (_, found, limits, kind, status, reason, fix) => {
    const one = gate({ ...good, figures: found, asked: { ...good.asked, limits } }, kind);
    expect(one).toMatchObject({ status, reason: expect.stringMatching(reason) });
    expect(one.fix).toEqual(fix === null ? null : expect.stringMatching(fix));
  }); // prettier-ignore

  it('hold each metric against what is served by its own way', () => {
    const lost = { both: 50, oldOnly: 45, neither: 5 };
    const asked = [against(0.1, same), against(0.1, lost, { metric: 'false_refusal_rate' })];
    const [first, second] = gatesOf({ ...good, regressions: asked }).filter(
      ({ kind }) => kind === 'regression',
    );
    expect([first!.status, second!.status]).toEqual(['passed', 'unmet']);
    expect(second).toMatchObject({
      name: 'regression of the false refusal rate',
      reason: expect.stringMatching(/^False refusal rate \+0\.45 .*the rise is more than the 0\.1 allowed/),
      evidence: { difference: 0.45, metric: 'false_refusal_rate' },
    });
  });

  it('let the newest parity count, and ask for none where the project does not', () => {
    const over = (found: Parity[]) => ({ ...good, parity: { ...nothing, found } });
    expect(gate(over([broken, parity()]), 'parity').status).toBe('passed');
    expect(gate(over([parity(), broken]), 'parity').status).toBe('unmet');
    expect(gate(over([]), 'parity')).toMatchObject({ status: 'skipped', fix: null });
    expect(gate(over([broken]), 'parity').fix).toBe('Quantize again.');
  });

  it('ask for parity in each engine that the version is to be served with, and tell the command', () => {
    const asked = (...found: Parity[]): Evidence => ({
      ...good,
      parity: { ...nothing, engines: ['vllm', 'ollama'], found: [parity(), ...found] },
    });
    const told = (evidence: Evidence) =>
      gatesOf(evidence)
        .filter((one) => one.kind === 'parity')
        .map(({ name, status, fix }) => [name, status, fix]);
    expect(told(asked())).toEqual([
      ['parity', 'passed', null],
      ['parity (vLLM)', 'unmet', 'Run `luthier eval parity mv_1 --engine vllm`.'],
      ['parity (Ollama)', 'unmet', 'Run `luthier eval parity mv_1 --engine ollama`.'],
    ]);
    const vllm = parity({ of: 'vllm', engine: 'vLLM', subject: 'art_m' });
    expect(told(asked(vllm, { ...broken, of: 'ollama' }))).toEqual([
      ['parity', 'passed', null],
      ['parity (vLLM)', 'passed', null],
      ['parity (Ollama)', 'unmet', 'Quantize again.'],
    ]);
    expect(told(asked({ ...vllm, subject: 'art_g' }))[1]![1]).toBe('unmet');
    const { merged: _, ...artifacts } = good.artifacts;
    expect(told({ ...asked(), artifacts })[1]![2]).toContain('merged artifact');
  });

  it('name the open review in the fix, beside what the requester can do alone', () => {
    const review = { id: 'rev_1', next: 'Review rev_1 is open: luthier review show rev_1' };
    const asked = { ...good.license, verdict: 'needs-review' as const, remedies: ['declare fields'], review };
    expect(gate({ ...good, license: asked }, 'license').fix).toBe(`declare fields; ${review.next}`);
  });

  it('take a self-attested review for any alias but a protected one', () => {
    const asked = { ...good.license, selfAttested: true };
    expect(gate({ ...good, license: asked }, 'license')).toMatchObject({
      status: 'unmet',
      reason: expect.stringContaining('self-attested'),
    });
    expect(gate({ ...good, license: { ...asked, isProtected: false } }, 'license').status).toBe('passed');
  });

  it('count obligations as passed, and take exactly the asked score as enough', () => {
    const evidence = {
      ...good,
      license: { ...good.license, verdict: 'allow-with-obligations' as const, obligations: 3 },
      asked: { ...good.asked, minScore: 0.89 },
    };
    expect(gate(evidence, 'license')).toMatchObject({
      status: 'passed',
      reason: expect.stringContaining('3 obligation'),
    });
    expect(gate(evidence, 'eval').status).toBe('passed');
  });

  it('look at what is served, newest first, and do not compare scores on different data', () => {
    const newer = measured('art_g', 0.5, { id: 'eval_new' });
    expect(gate({ ...good, evaluations: [...good.evaluations, newer] }, 'eval').evidence).toMatchObject({
      evaluation: 'eval_new',
    });
    const other = measured('art_g', 0.1, { dataset_version: 'dsv_2' });
    expect(gate({ ...good, evaluations: [measured('art_m', 0.9), other] }, 'quant').status).toBe('skipped');
    const task = measured('art_g', 0.1, { measure: 'lm_eval 0123456789ab' });
    expect(gate({ ...good, evaluations: [measured('art_m', 0.9), task] }, 'quant').status).toBe('skipped');
    const before = measured('art_m', 0.9, { measure: task.measure });
    expect(gate({ ...good, evaluations: [before, task] }, 'quant').status).toBe('unmet');
  });

  it('count the newest comparison, and let null ask for none', () => {
    const worse = compared(0.9, { id: 'eval_e' });
    const evidence = { ...good, divergences: [...good.divergences, worse] };
    expect(gate(evidence, 'divergence')).toMatchObject({
      status: 'unmet',
      evidence: { id: 'eval_e', kl_divergence: 0.9, max_kl: DEFAULT_MAX_KL },
      fix: expect.stringContaining('wider type'),
    });
    const unasked = (more: object) =>
      gate({ ...evidence, asked: { ...good.asked, maxKl: null, ...more } }, 'divergence');
    expect(unasked({})).toMatchObject({ status: 'skipped', reason: 'No budget is asked for.' });
    expect(unasked({ isWayBack: true }).reason).toBe('Not asked of the way back.');
    expect(gate({ ...evidence, asked: { ...good.asked, maxKl: 0.9 } }, 'divergence').status).toBe('passed');
    expect(gate({ ...good, divergences: [] }, 'divergence').status).toBe('skipped');
  });

  it('say how to measure what was not measured', () => {
    const asked = { ...good.asked, maxKl: 0.05 };
    expect(gate({ ...good, divergences: [], asked }, 'divergence').fix).toContain(
      'luthier eval run --task divergence --model art_g --parent art_m',
    );
  });

  it('never let a NaN score pass a threshold', () => {
    expect(
      gate(
        { ...good, evaluations: [measured('art_g', Number.NaN)], asked: { ...good.asked, minScore: 0 } },
        'eval',
      ).status,
    ).toBe('unmet');
  });

  const evidence = fc.record({
    license: fc.record({
      decision: fc.string(),
      verdict: fc.constantFrom(...VERDICTS),
      fixable: fc.boolean(),
      why: fc.string(),
      remedies: fc.array(fc.string({ minLength: 1 })),
      obligations: fc.nat(5),
      review: fc.option(fc.constant({ id: 'rev_1', next: 'Review rev_1 is open' })),
      selfAttested: fc.boolean(),
      isProtected: fc.boolean(),
    }),
    evaluations: fc.array(
      fc.constantFrom(
        measured('art_a', 0.8),
        measured('art_m', 0.9),
        measured('art_g', 0.4),
        measured('art_g', null),
        measured('bm', 1),
      ),
      { maxLength: 4 },
    ),
    divergences: fc.array(
      fc.constantFrom(compared(0), compared(9), compared(null), compared(0, { reference: 'art_x' })),
      { maxLength: 3 },
    ),
    figures: fc.subarray([...good.figures, figures('refusal', {}, { subject: 'art_g' })]),
    regressions: fc.array(
      fc.constantFrom(against(0, same), against(0.9, same), against(0.1, { oldOnly: 9 })),
      { maxLength: 2 },
    ),
    parity: fc.record({
      required: fc.boolean(),
      engines: fc.constant([]),
      version: fc.constant('mv_1'),
      found: fc.array(fc.constantFrom(parity(), broken, parity({ distance: Number.NaN })), { maxLength: 2 }),
    }),
    artifacts: fc.constantFrom<Evidence['artifacts']>(
      {},
      { adapter: 'art_a' },
      { merged: 'art_m', gguf: 'art_g' },
    ),
    asked: fc.record({
      minScore: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: undefined }),
      maxQuantizationDrop: fc.constant(0.05),
      maxTaskDrop: fc.constantFrom(undefined, 0, 0.5),
      maxKl: fc.constantFrom(undefined, null, 0.1),
      limits: fc.constantFrom(
        {},
        { min_refusal_rate: 0.99 },
        { max_perplexity: 12, max_false_refusal_rate: 0.1 },
      ),
    }),
    signatures: fc.array(
      fc.record({ artifact: fc.constant('art'), ok: fc.boolean(), reason: fc.string({ minLength: 1 }) }),
      { maxLength: 3 },
    ),
    cardFaults: fc.array(fc.string({ minLength: 1 }), { maxLength: 2 }),
  });

  it('say every gate, each unmet one with reason and fix, whatever is true', () => {
    fc.assert(
      fc.property(evidence, (any) => {
        const gates = gatesOf(any);
        expect([...new Set(gates.map((one) => one.kind))]).toEqual([...GATE_KINDS]);
        for (const one of gates) {
          expect(one.reason).not.toBe('');
          expect(one.status === 'unmet').toBe(one.fix !== null && one.fix !== '');
        }
        const passes = any.license.verdict === 'allow' || any.license.verdict === 'allow-with-obligations';
        if (!passes || any.cardFaults.length > 0 || any.signatures.some((s) => !s.ok))
          expect(blocks(gates)).toBe(true);
      }),
    );
  });

  it('block no less when more is wrong', () => {
    fc.assert(
      fc.property(evidence, (any) => {
        const worse = {
          ...any,
          cardFaults: [...any.cardFaults, 'x'],
          signatures: [...any.signatures, { artifact: 'a', ok: false, reason: 'r' }],
        } as Evidence;
        if (blocks(gatesOf(any))) expect(blocks(gatesOf(worse))).toBe(true);
      }),
    );
  });
});
