import { type Command } from 'commander';
import { answer } from '#client/client.js';
import type { components } from '#client/schema.js';
import { addCommand, addGroup, type Host, type Options, textOf } from '../command.js';
import { CliError, EXIT } from '../exits.js';
import { textOfServed } from '../served-text.js';
import { duration, table } from '../text.js';
import { versionOf } from '../versions.js';

type JobUsage = components['schemas']['JobUsage'];

/** What a job took, and what it is worth beside a price per token. */
export function addCostCommands(program: Command, host: Host): void {
  const cost = addGroup(program, 'cost', 'Cost: energy, carbon and money of a job, and of what is served');
  addCommand(cost, host, {
    usage: 'show <job>',
    about: 'Show what a job took with all its attempts, failed ones too',
    examples: ['luthier cost show job_01k…', 'luthier cost show job_01k… --json'],
    run: async (session, [id = '']) => {
      const made = await answer(session.client.GET('/v1/jobs/{id}/usage', { params: { path: { id } } }));
      session.print(made, textOfUsage(made));
    },
  });
  addCommand(cost, host, {
    usage: 'compare <job>',
    about: 'Compare training and serving it yourself with a price per token: where it breaks even',
    examples: [
      'luthier cost compare job_01k… --price-per-1m 3.00 --hour-price 0.50 --tokens-per-second 400',
      'luthier cost compare job_01k… --price-per-1m 3.00 --hour-price 2 --tokens-per-second 900 --watts 450',
    ],
    options: [
      [
        '--price-per-1m <price>',
        'what a provider asks for a million tokens, in the currency of the installation',
      ],
      ['--hour-price <price>', 'of an hour of what would serve the model'],
      ['--tokens-per-second <count>', 'that it would serve (luthier eval measures it)'],
      ['--watts <watts>', 'that it takes while it serves: adds the energy of 1,000 tokens'],
    ],
    run: async (session, [id = ''], options) => {
      const price_per_1m = numberOf(options, 'pricePer1m', '--price-per-1m');
      if (price_per_1m === undefined)
        throw new CliError('say what a provider asks: --price-per-1m', EXIT.usage);
      const query = {
        price_per_1m,
        hour_price: numberOf(options, 'hourPrice', '--hour-price'),
        tokens_per_second: numberOf(options, 'tokensPerSecond', '--tokens-per-second'),
        watts: numberOf(options, 'watts', '--watts'),
      };
      const params = { path: { id }, query };
      const made = await answer(session.client.GET('/v1/jobs/{id}/usage', { params }));
      session.print(made, [textOfUsage(made), textOfComparison(made)].join('\n'));
    },
  });
  addServed(cost, host);
}

function addServed(cost: Command, host: Host): void {
  addCommand(cost, host, {
    usage: 'served <deployment-or-version>',
    about:
      'Show what serving took by 1,000 tokens, and beside a price per token: who is cheaper, from which volume on',
    examples: [
      'luthier cost served support-intents:production',
      'luthier cost served dep_01k… --price-in-per-1m 0.15 --price-out-per-1m 0.60 --hour-price 0.08',
    ],
    options: [
      ['--price-in-per-1m <price>', 'what a provider asks for a million input tokens'],
      ['--price-out-per-1m <price>', 'and for a million output tokens; left out: the same'],
      ['--hour-price <price>', 'of an hour of the machine; left out: LUTHIER_CPU_HOUR_PRICE'],
      ['--since <unix-seconds>', 'from this hour on; left out: from the first'],
      ['--until <unix-seconds>', 'up to this hour'],
    ],
    run: async (session, [ref = ''], options) => {
      const query = {
        price_in_per_1m: numberOf(options, 'priceInPer1m', '--price-in-per-1m'),
        price_out_per_1m: numberOf(options, 'priceOutPer1m', '--price-out-per-1m'),
        hour_price: numberOf(options, 'hourPrice', '--hour-price'),
        since: numberOf(options, 'since', '--since'),
        until: numberOf(options, 'until', '--until'),
      };
      const id = ref.startsWith('dep_') ? ref : (await versionOf(session, ref)).id;
      const params = { path: { id }, query };
      const made = id.startsWith('dep_')
        ? await answer(session.client.GET('/v1/deployments/{id}/usage', { params }))
        : await answer(session.client.GET('/v1/model_versions/{id}/usage', { params }));
      session.print(made, textOfServed(made));
    },
  });
}

function numberOf(options: Options, name: string, option: string): number | undefined {
  const text = textOf(options, name);
  if (text === undefined) return undefined;
  const value = /^\d{1,10}(\.\d{1,9})?$/.test(text) ? Number(text) : 0;
  if (value > 0) return value;
  throw new CliError(`${option} is no number above 0: ${text}`, EXIT.usage);
}

function textOfUsage({ job, usage }: JobUsage): string {
  if (!usage) return `no attempt of ${job} has ended yet`;
  const { cost } = usage;
  const energy =
    usage.watt_hours === null ? 'unknown' : `${usage.watt_hours.toPrecision(3)} Wh (${usage.basis})`;
  const money = cost && `${(cost.units + cost.nanos / 1e9).toFixed(4)} ${cost.currency}`;
  const rows = [
    ['attempts', String(usage.attempts)],
    ['slot time', duration(usage.slot_seconds)],
    ['energy', energy],
    [
      'carbon',
      usage.kg_co2e === null
        ? 'unknown (LUTHIER_GRID_KG_CO2E_PER_KWH)'
        : `${usage.kg_co2e.toPrecision(3)} kg CO2e`,
    ],
    ['cost', money ?? 'unknown (LUTHIER_GPU_HOUR_PRICE, LUTHIER_CPU_HOUR_PRICE)'],
  ];
  return [table(['WHAT', job], rows), usage.source].join('\n');
}

function textOfComparison({ comparison: made }: JobUsage): string {
  if (!made) return '';
  const lines = [`a provider asks ${made.price_per_1m} for a million tokens`];
  if (made.own_cost_per_1m === null)
    lines.push('say --hour-price and --tokens-per-second to compare it with serving yourself');
  else if (!made.pays_off)
    lines.push(`serving yourself costs ${made.own_cost_per_1m}: it never pays off at this speed and price`);
  else if (made.break_even_tokens === null)
    lines.push(
      `serving yourself costs ${made.own_cost_per_1m}; the cost of the training is unknown, so no break-even`,
    );
  else
    lines.push(`serving yourself costs ${made.own_cost_per_1m}: even after ${made.break_even_tokens} tokens`);
  if (made.watt_hours_per_1k_tokens !== null)
    lines.push(`${made.watt_hours_per_1k_tokens} Wh for 1,000 tokens (by the watts you said)`);
  return lines.join('\n');
}
