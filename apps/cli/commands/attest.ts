import { type Command, Option } from 'commander';
import { answer } from '#client/client.js';
import { addCommand, type Host, type Options, textOf } from '../command.js';
import { sha256OfFile } from '../data.js';
import { CliError, EXIT } from '../exits.js';
import type { Session } from '../session.js';
import { ago, line, table } from '../text.js';
import { versionOf } from '../versions.js';

const SURFACES = ['website', 'product-ui', 'documentation', 'terms-of-service', 'registration'] as const;

/** A member's word that a page of the user's own shows what a license asks for. */
export function addAttestCommands(license: Command, host: Host): void {
  addCommand(license, host, {
    usage: 'attest <version>',
    about:
      'Attest that a page of your own shows what a license asks for; counts at the next promotion or decision',
    examples: [
      'luthier license attest ticket-bot@2 --surface website --shows "Built with Llama" --url https://example.org/about --evidence about.png',
    ],
    options: [
      new Option('--surface <surface>', 'what kind of page it is').choices(SURFACES).makeOptionMandatory(),
      new Option(
        '--shows <line...>',
        'the lines exactly as they stand there; for terms and registrations the ids of their licenses',
      ).makeOptionMandatory(),
      new Option('--url <url>', 'where it stands').makeOptionMandatory(),
      ['--evidence <file>', 'a screenshot or the page, kept by you: its sha256 is sent'],
      ['--sha256 <hash>', 'that sha256, in its place'],
      ['--note <text>', 'a word for who reads it later'],
    ],
    run: attest,
  });
  addCommand(license, host, {
    usage: 'attestations <version>',
    about: 'List what was attested for a version, revoked ones too',
    examples: ['luthier license attestations ticket-bot@2'],
    run: async (session, [ref = '']) => {
      const { id } = await versionOf(session, ref);
      const params = { path: { id } };
      const found = await answer(session.client.GET('/v1/model_versions/{id}/attestations', { params }));
      const rows = found.data.map((one) => [
        ...[one.id, one.surface, line(one.shows.join('; '), 48), line(one.url, 48)],
        ...[ago(one.created_at), one.revoked_at === null ? 'holds' : `revoked ${ago(one.revoked_at)}`],
      ]);
      session.print(found, table(['ID', 'SURFACE', 'SHOWS', 'URL', 'MADE', 'STATE'], rows));
    },
  });
  addCommand(license, host, {
    usage: 'unattest <version> <id>',
    about: 'Take an attestation back: the page no longer shows it',
    examples: ['luthier license unattest ticket-bot@2 ats_01k…'],
    run: async (session, [ref = '', attestation = '']) => {
      const { id } = await versionOf(session, ref);
      const params = { path: { id, attestation } };
      const path = '/v1/model_versions/{id}/attestations/{attestation}/revoke';
      session.print(await answer(session.client.POST(path, { params })), `${attestation} revoked`);
    },
  });
}

async function attest(session: Session, [ref = '']: string[], options: Options): Promise<void> {
  const [evidence, given] = [textOf(options, 'evidence'), textOf(options, 'sha256')];
  if ((evidence === undefined) === (given === undefined))
    throw new CliError(
      'give the evidence once',
      EXIT.usage,
      '--evidence FILE, a screenshot or the page, or --sha256 of it',
    );
  const { id } = await versionOf(session, ref);
  const note = textOf(options, 'note');
  const body = {
    surface: options['surface'] as (typeof SURFACES)[number],
    shows: options['shows'] as string[],
    url: textOf(options, 'url')!,
    sha256: given ?? (await sha256OfFile(evidence!)),
    ...(note === undefined ? {} : { note }),
  };
  const made = await answer(
    session.client.POST('/v1/model_versions/{id}/attestations', { params: { path: { id } }, body }),
  );
  session.print(made, `${made.id}: ${made.surface} shows ${made.shows.join('; ')}. Promote, or ask again.`);
}
