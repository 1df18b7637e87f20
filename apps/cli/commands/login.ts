import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { errorOf, Unreachable } from '#client/errors.js';
import { addCommand, type Host, textOf } from '../command.js';
import { CliError, EXIT } from '../exits.js';
import { removeLogin, writeLogin } from '../login-file.js';
import type { Session } from '../session.js';
import { environment, readBaseUrl } from '../settings.js';

/** Who one is at the service, for people. */
export function addLoginCommands(program: Command, host: Host): void {
  addCommand(program, host, {
    usage: 'login',
    about:
      'Log in as a person at the identity provider of the service; later commands use the key that it gives',
    examples: [
      'luthier login',
      'luthier login --project support-bot',
      'luthier login --token-file "$CI_TOKEN_FILE"',
    ],
    options: [
      ['--project <project>', 'the project, by name or id, where you are in several'],
      ['--token-file <path>', "a CI job's OIDC token, or - for stdin: exchanged for a key of 15 minutes"],
    ],
    run: async (session, _args, options) => {
      const baseUrl = readBaseUrl();
      const { signal } = session;
      const tokenFile = textOf(options, 'tokenFile');
      if (!tokenFile && !session.input)
        throw new CliError(
          'a person logs in in a browser, and --no-input asks for nothing',
          EXIT.usage,
          'give --token-file FILE, or a key: LUTHIER_API_KEY_FILE=FILE',
        );
      const token = tokenFile ? tokenOf(tokenFile) : await personsToken(session, baseUrl);
      const project = textOf(options, 'project');
      const given = await ask<Given>(`${baseUrl}/v1/oidc_token_exchange`, signal, {
        grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
        subject_token_type: 'urn:ietf:params:oauth:token-type:' + (tokenFile ? 'jwt' : 'id_token'),
        ...{ subject_token: token, ...(project ? { project } : {}) },
      });
      const expiresAt = Math.floor(Date.now() / 1000) + given.expires_in;
      const file = writeLogin(environment(), { baseUrl, key: given.access_token, expiresAt });
      const facts = {
        object: 'login',
        project: given.project,
        api_key: given.api_key,
        expires_at: expiresAt,
        file,
      };
      session.print(facts, `logged in to ${given.project} until ${new Date(expiresAt * 1000).toISOString()}`);
    },
  });
  addCommand(program, host, {
    usage: 'logout',
    about: 'Forget the key of the last login; it ends by itself, or with luthier key revoke',
    examples: ['luthier logout'],
    run: (session) => {
      removeLogin(environment());
      session.print({ object: 'login', deleted: true }, 'logged out');
      return Promise.resolve();
    },
  });
}

async function personsToken(session: Session, baseUrl: string): Promise<string> {
  const { signal } = session;
  const { issuer, client_id: clientId, scopes } = await ask<CliLogin>(`${baseUrl}/auth/cli`, signal);
  const { identityToken } = await import('../login-flow.js');
  return identityToken({ issuer, clientId, scopes, signal, say: (text) => session.say(text) });
}

function tokenOf(path: string): string {
  try {
    return readFileSync(path === '-' ? 0 : path, 'utf8').trim();
  } catch (cause) {
    throw new CliError(`${path} cannot be read: ${(cause as Error).message}`, EXIT.usage);
  }
}

interface CliLogin {
  issuer: string;
  client_id: string;
  scopes: string;
}
interface Given {
  access_token: string;
  expires_in: number;
  api_key: string;
  project: string;
}

/** Without a key: nobody has one yet. */
async function ask<T>(url: string, signal: AbortSignal, body?: object): Promise<T> {
  const response = await fetch(url, {
    signal,
    ...(body
      ? { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
      : {}),
  }).catch((cause: unknown) => {
    throw signal.aborted ? cause : new Unreachable(url, cause);
  });
  if (!response.ok) throw await errorOf(response);
  return (await response.json()) as T;
}
