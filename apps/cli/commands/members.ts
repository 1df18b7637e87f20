import type { Command } from 'commander';
import { answer } from '#client/client.js';
import { addCommand, addGroup, type Host, textOf } from '../command.js';
import { CliError, EXIT } from '../exits.js';
import { ago, table } from '../text.js';

type Role = 'viewer' | 'engineer' | 'reviewer' | 'deployer' | 'admin';

/** Who may do what: members and their keys. */
export function addMemberCommands(program: Command, host: Host): void {
  const member = addGroup(program, 'member', 'Members: the people behind the keys');
  addCommand(member, host, {
    usage: 'ls',
    about: 'List the members of the project, with the roles of their keys',
    examples: ['luthier member ls'],
    run: async (session) => {
      const page = await answer(session.client.GET('/v1/members', { params: { query: { limit: '100' } } }));
      const rows = page.data.map((one) => [one.id, one.name, one.roles.join(','), ago(one.created_at)]);
      session.print(page, table(['ID', 'NAME', 'ROLES', 'ADDED'], rows));
    },
  });
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
    },
  });
  addCommand(key, host, {
    usage: 'ls',
    about: 'List the keys, without the keys themselves',
    examples: ['luthier key ls'],
    run: async (session) => {
      const page = await answer(session.client.GET('/v1/api_keys', { params: { query: { limit: '100' } } }));
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
    usage: 'rotate <id>',
    about: 'Make a key in the place of another and print it, this once',
    examples: ['luthier key rotate key_01k… --overlap 3600'],
    options: [
      ['--overlap <seconds>', 'how long the old key goes on opening, up to a day; left out: not at all'],
    ],
    run: async (session, [id = ''], options) => {
      const seconds = Number(textOf(options, 'overlap') ?? 0);
      const params = { path: { id } };
      const body = { overlap_seconds: seconds };
      const made = await answer(session.client.POST('/v1/api_keys/{id}/rotate', { params, body }));
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

function wholeDays(text: string): number {
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text);
  throw new CliError(`--days is no whole number of days: ${text}`, EXIT.usage);
}
