import { type Command, Option } from 'commander';
import { answer } from '#client/client.js';
import type { components } from '#client/schema.js';
import { addCommand, addGroup, type Host, type Options, textOf } from '../command.js';
import { CliError, EXIT } from '../exits.js';
import { pageOf, pageOptions, sayMore, wholeOf } from '../pages.js';
import type { Session } from '../session.js';
import { ago, line, table } from '../text.js';

type Endpoint = components['schemas']['WebhookEndpoint'];
type Delivery = components['schemas']['WebhookDelivery'];
const DELIVERIES = 50;
const STATES = ['pending', 'delivered', 'dead'] as const;

/** Webhook endpoints: where events are sent, and what came of it. */
export function addWebhookCommands(program: Command, host: Host): void {
  const webhook = addGroup(program, 'webhook', 'Webhooks: who is told what happens in the project');
  addCommand(webhook, host, {
    usage: 'create <url>',
    about: 'Create an endpoint and print its signing secret, this once',
    examples: [
      'luthier webhook create https://ci.example.com/hooks --events "job.*,promotion.succeeded"',
      'luthier webhook create https://bus.example.com/in --format cloudevents --name bus --json',
    ],
    options: [
      [
        '--events <types>',
        'event types separated by commas; job.* for all of a kind, * for all (default: *)',
      ],
      ['--name <name>', 'what people call it; the host of the URL when left out'],
      ['--description <text>', 'what it is for'],
      new Option('--format <format>', 'shape of the body').choices(['standard', 'cloudevents']),
    ],
    run: create,
  });
  addCommand(webhook, host, {
    usage: 'ls',
    about: 'List the endpoints of the project',
    examples: ['luthier webhook ls'],
    run: list,
  });
  addCommand(webhook, host, {
    usage: 'show <id>',
    about: 'Show an endpoint and how it fares',
    examples: ['luthier webhook show we_01k…'],
    run: async (session, [id = '']) => {
      const one = await answer(session.client.GET('/v1/webhook_endpoints/{id}', at(id)));
      session.print(one, endpointText(one));
    },
  });
  addCommand(webhook, host, {
    usage: 'rotate <id>',
    about: 'Give an endpoint a new signing secret and print it, this once',
    examples: ['luthier webhook rotate we_01k… --overlap', 'luthier webhook rotate we_01k…'],
    options: [['--overlap', 'sign with both secrets for 24 hours']],
    run: async (session, [id = ''], options) => {
      const body = { keep_old_secret_active_for_24_hours: options['overlap'] === true };
      const call = { ...at(id), body };
      const made = await answer(session.client.POST('/v1/webhook_endpoints/{id}/rotate_secret', call));
      session.print(made, String(made.signing_secret));
    },
  });
  addCommand(webhook, host, {
    usage: 'test <id>',
    about: 'Send a signed sample now and say what the receiver answers',
    examples: ['luthier webhook test we_01k… --event fine_tuning.job.succeeded'],
    options: [new Option('--event <type>', 'the type of the sample').default('job.succeeded')],
    run: test,
  });
  for (const enabled of [true, false]) addSwitch(webhook, host, enabled);
  addDeliveryCommands(webhook, host);
  addCommand(webhook, host, {
    usage: 'rm <id>',
    about: 'Delete an endpoint with its deliveries',
    examples: ['luthier webhook rm we_01k…'],
    run: async (session, [id = '']) => {
      const done = await answer(session.client.DELETE('/v1/webhook_endpoints/{id}', at(id)));
      session.print(done, `${id} deleted`);
    },
  });
}

function addSwitch(webhook: Command, host: Host, enabled: boolean): void {
  const verb = enabled ? 'enable' : 'disable';
  addCommand(webhook, host, {
    usage: `${verb} <id>`,
    about: enabled ? 'Switch an endpoint on; what waited goes on' : 'Switch an endpoint off',
    examples: [`luthier webhook ${verb} we_01k…`],
    run: async (session, [id = '']) => {
      const call = { ...at(id), body: { enabled } };
      session.print(await answer(session.client.PATCH('/v1/webhook_endpoints/{id}', call)), `${id} ${verb}d`);
    },
  });
}

function addDeliveryCommands(webhook: Command, host: Host): void {
  addCommand(webhook, host, {
    usage: 'deliveries <id>',
    about: 'List what was sent to an endpoint, newest first',
    examples: ['luthier webhook deliveries we_01k…', 'luthier webhook deliveries we_01k… --state dead'],
    options: [
      new Option('--state <state>', 'deliveries in this state').choices(STATES),
      ...pageOptions(DELIVERIES),
    ],
    run: async (session, [id = ''], options) => {
      const state = textOf(options, 'state') as (typeof STATES)[number] | undefined;
      const params = { path: { id }, query: { ...pageOf(options, DELIVERIES), ...(state ? { state } : {}) } };
      const page = await answer(session.client.GET('/v1/webhook_endpoints/{id}/deliveries', { params }));
      session.print(page, deliveryTable(page.data));
      sayMore(session, page);
    },
  });
  addCommand(webhook, host, {
    usage: 'redeliver <delivery>',
    about: 'Send a delivery that has ended once more, under the same webhook-id',
    examples: ['luthier webhook redeliver whd_01k…'],
    run: async (session, [id = '']) => {
      const one = await answer(session.client.POST('/v1/webhook_deliveries/{id}/redeliver', at(id)));
      session.print(one, `${id} is on its way again`);
    },
  });
}

const at = (id: string) => ({ params: { path: { id } } });

async function create(session: Session, [url = '']: string[], options: Options): Promise<void> {
  if (!URL.canParse(url)) throw new CliError(`'${url}' is no URL`, EXIT.usage, 'it starts with https://');
  const description = textOf(options, 'description');
  const format = textOf(options, 'format') as Endpoint['format'] | undefined;
  const body = {
    url,
    name: textOf(options, 'name') ?? new URL(url).host,
    event_types: (textOf(options, 'events') ?? '*').split(',').map((type) => type.trim()),
    ...(description === undefined ? {} : { description }),
    ...(format === undefined ? {} : { format }),
  };
  const made = await answer(session.client.POST('/v1/webhook_endpoints', { body }));
  session.say(`${made.id} is told of ${made.event_types.join(', ')}; its signing secret, shown this once:`);
  session.print(made, String(made.signing_secret));
}

async function list(session: Session): Promise<void> {
  const page = await wholeOf((query) =>
    answer(session.client.GET('/v1/webhook_endpoints', { params: { query } })),
  );
  const rows = page.data.map((one) => [one.id, one.name, stateOf(one), one.event_types.join(','), one.url]);
  session.print(page, table(['ID', 'NAME', 'STATE', 'EVENTS', 'URL'], rows));
}

async function test(session: Session, [id = '']: string[], options: Options): Promise<void> {
  const call = { ...at(id), body: { event_type: textOf(options, 'event')! } };
  const seen = await answer(session.client.POST('/v1/webhook_endpoints/{id}/test', call));
  const said = seen.response ? `: ${line(seen.response, 200)}` : '';
  session.print(seen, `the receiver answered ${seen.status_code} in ${seen.latency_ms} ms${said}`);
}

const stateOf = (one: Endpoint): string => (one.enabled ? (one.failing_since ? 'failing' : 'on') : 'off');

const endpointText = (one: Endpoint): string =>
  [
    `${one.id}  ${line(one.name)}  ${stateOf(one)}`,
    `url       ${line(one.url)}`,
    `events    ${one.event_types.join(', ')}`,
    `format    ${one.format}`,
    `secret    ${one.signing_secret_hint}`,
    ...(one.disabled_reason ? [`off       ${line(one.disabled_reason)}`] : []),
    ...(one.failing_since ? [`failing   since ${ago(one.failing_since)}`] : []),
  ].join('\n');

const deliveryTable = (rows: Delivery[]): string =>
  table(
    ['ID', 'EVENT', 'STATE', 'TRIES', 'MS', 'MADE', 'LAST'],
    rows.map((one) => [
      one.id,
      one.event.type,
      one.state,
      one.attempts,
      one.last.latency_ms,
      ago(one.created_at),
      one.last.error ?? one.last.status,
    ]),
  );
