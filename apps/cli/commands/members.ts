import { type Command, Option } from 'commander';
import { answer } from '#client/client.js';
import { addCommand, addGroup, type Host, textOf } from '../command.js';
import { CliError, EXIT } from '../exits.js';
import { pageOf, pageOptions, sayMore, wholeOf } from '../pages.js';
import { ago, table } from '../text.js';

const MAILS = 100;
type Role = 'viewer' | 'engineer' | 'reviewer' | 'deployer' | 'admin';

/** Who may do what: members and their keys. */
export function addMemberCommands(program: Command, host: Host): void {
  const member = addGroup(program, 'member', 'Members: the people behind the keys');
  addCommand(member, host, {
    usage: 'ls',
    about: 'List the members of the project, with the roles of their keys',
    examples: ['luthier member ls'],
    run: async (session) => {
      const page = await wholeOf((query) => answer(session.client.GET('/v1/members', { params: { query } })));
      const rows = page.data.map((one) => [
        ...[one.id, one.name, one.roles.join(','), one.email, one.notify, ago(one.created_at)],
      ]);
      session.print(page, table(['ID', 'NAME', 'ROLES', 'E-MAIL', 'NOTIFY', 'ADDED'], rows));
    },
  });
  addCommand(member, host, {
    usage: 'add <name>',
    about: 'Add a member; luthier key create --member makes its key',
    examples: ['luthier member add "Dana Owens" --email dana@example.org'],
    options: [['--email <address>', 'where license reviews are told']],
    run: async (session, [name = ''], options) => {
      const email = textOf(options, 'email');
      const made = await answer(
        session.client.POST('/v1/members', { body: { name, ...(email ? { email } : {}) } }),
      );
      session.print(made, `${made.id} ${made.name}`);
    },
  });
  addCommand(member, host, {
    usage: 'set <id>',
    about: 'Change the address of a member, or which mails it gets; `current` is you',
    examples: [
      'luthier member set current --notify assigned',
      'luthier member set mem_01k… --email dana@example.org',
    ],
    options: [
      new Option(
        '--notify <which>',
        'all, what was handed to it and answers to what it asked, or none',
      ).choices([...['all', 'assigned', 'none']]),
      ['--email <address>', 'where it is told'],
    ],
    run: async (session, [id = ''], options) => {
      const [notify, email] = [textOf(options, 'notify'), textOf(options, 'email')];
      const body = {
        ...(notify ? { notify: notify as 'all' | 'assigned' | 'none' } : {}),
        ...(email ? { email } : {}),
      };
      const params = { path: { id } };
      const made = await answer(session.client.PATCH('/v1/members/{id}', { params, body }));
      session.print(made, `${made.name}: ${made.email ?? 'no address'}, notify ${made.notify}`);
    },
  });
  addMailCommands(program, host);
  addCommand(member, host, {
    usage: 'rm <id>',
    about: 'Remove a member and revoke its keys at once',
    examples: ['luthier member rm mem_01k…'],
    run: async (session, [id = '']) => {
      const done = await answer(session.client.DELETE('/v1/members/{id}', { params: { path: { id } } }));
      session.print(done, `${id} removed`);
    },
  });
  const key = addGroup(program, 'key', 'API keys of the project');
  addCommand(key, host, {
    usage: 'create <name>',
    about: 'Create a key and print it, this once; two keys of one member are one person everywhere',
    examples: [
      'luthier key create "license desk" --roles reviewer --member "Dana Owens"',
      'luthier key create ci --roles engineer,deployer --json',
    ],
    options: [
      [
        '--roles <roles>',
        'viewer, engineer, reviewer, deployer, admin, separated by commas; viewer when left out',
      ],
      [
        '--member <member>',
        'whose key it is, by name or id; a new name makes the member; left out: your own',
      ],
      [
        '--scopes <scopes>',
        'narrow it down, such as files:read,jobs:write; left out: all that the roles allow',
      ],
      ['--days <days>', 'end after so many days; left out: as long as the service allows'],
    ],
    run: async (session, [name = ''], options) => {
      const roles = (textOf(options, 'roles') ?? 'viewer').split(',').map((role) => role.trim()) as Role[];
      const whose = textOf(options, 'member');
      const scopes = textOf(options, 'scopes')
        ?.split(',')
        .map((scope) => scope.trim());
      const days = textOf(options, 'days');
      const body = {
        ...{ name, roles, ...(whose ? { member: whose } : {}), ...(scopes ? { scopes } : {}) },
        ...(days ? { expires_at: Math.floor(Date.now() / 1000 + wholeDays(days) * 86_400) } : {}),
      };
      const made = await answer(session.client.POST('/v1/api_keys', { body }));
      session.print(made, String(made['key']));
      if (whose && roles.includes('reviewer'))
        session.say(
          `${whose} runs luthier key rotate with it first: until then you know it too, and no approval with it counts for what you ask`,
        );
    },
  });
  addCommand(key, host, {
    usage: 'ls',
    about: 'List the keys, without the keys themselves',
    examples: ['luthier key ls'],
    run: async (session) => {
      const page = await wholeOf((query) =>
        answer(session.client.GET('/v1/api_keys', { params: { query } })),
      );
      const rows = page.data.map((one) => [
        one.id,
        one.name,
        one.hint,
        one.roles.join(','),
        one.member,
        one.revoked_at === null ? 'valid' : 'revoked',
      ]);
      session.print(page, table(['ID', 'NAME', 'HINT', 'ROLES', 'MEMBER', 'STATE'], rows));
    },
  });
  addCommand(key, host, {
    usage: 'rotate [id]',
    about:
      'Replace the key in use by one that you alone know, or, as an admin, another key; the new one is printed this once',
    examples: ['luthier key rotate', 'luthier key rotate key_01k… --overlap 3600'],
    options: [
      ['--overlap <seconds>', 'how long another key goes on opening, up to a day; left out: not at all'],
    ],
    run: async (session, [id], options) => {
      const overlap = textOf(options, 'overlap');
      if (!id && overlap) throw new CliError('--overlap is for another key: name it', EXIT.usage);
      if (overlap && !/^\d{1,5}$/.test(overlap))
        throw new CliError(`--overlap is no whole number of seconds: ${overlap}`, EXIT.usage);
      const body = { overlap_seconds: Number(overlap ?? 0) };
      const made = id
        ? await answer(session.client.POST('/v1/api_keys/{id}/rotate', { params: { path: { id } }, body }))
        : await answer(session.client.POST('/v1/api_keys/current/rotate', {}));
      session.print(made, String(made['key']));
    },
  });
  addCommand(key, host, {
    usage: 'revoke <id>',
    about: 'Revoke a key at once',
    examples: ['luthier key revoke key_01k…'],
    run: async (session, [id = '']) => {
      const done = await answer(session.client.DELETE('/v1/api_keys/{id}', { params: { path: { id } } }));
      session.print(done, `${id} revoked`);
    },
  });
}

function addMailCommands(program: Command, host: Host): void {
  const mail = addGroup(program, 'mail', 'Mails to members');
  addCommand(mail, host, {
    usage: 'ls',
    about: 'List the mails: sent, waiting for another try, or given up and why',
    examples: ['luthier mail ls', 'luthier mail ls --state dead'],
    options: [
      new Option('--state <state>', 'mails in this state').choices([
        ...['gathering', 'sending', 'waiting', 'sent', 'dropped', 'dead'],
      ]),
      ...pageOptions(MAILS),
    ],
    run: async (session, _args, options) => {
      const state = textOf(options, 'state') as 'sent' | undefined;
      const query = { ...pageOf(options, MAILS), ...(state ? { state } : {}) };
      const page = await answer(session.client.GET('/v1/mails', { params: { query } }));
      const rows = page.data.map((one) => [
        ...[one.id, one.to, one.state, one.attempts, ago(one.created_at), one.subject, one.last_error],
      ]);
      session.print(page, table(['ID', 'TO', 'STATE', 'TRIES', 'MADE', 'SUBJECT', 'ERROR'], rows));
      sayMore(session, page);
    },
  });
}

function wholeDays(text: string): number {
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text);
  throw new CliError(`--days is no whole number of days: ${text}`, EXIT.usage);
}
