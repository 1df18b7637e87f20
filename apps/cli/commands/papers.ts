import type { Command } from 'commander';
import { addCommand, type Host, textOf } from '../command.js';
import { getText } from '../get.js';
import { pull } from '../pull.js';
import { written } from '../read-text.js';
import type { Session } from '../session.js';
import { verify } from '../verify.js';
import { versionOf } from '../versions.js';

/** What a model is born with: its bill of materials, and signatures that anybody can check. */
export function addPapersCommands(program: Command, host: Host): void {
  addCommand(program, host, {
    usage: 'bom <version>',
    about:
      'Get the bill of materials of a model version: base, data, files, packages, measurements (CycloneDX 1.6)',
    examples: ['luthier bom support-bot@3 -o bom.cdx.json', 'luthier bom ft:smollm2:acme::1a2b3c4d'],
    options: [['-o, --out <file>', 'save it here']],
    run: (session, [ref = ''], options) => bill(session, ref, textOf(options, 'out')),
  });
  addCommand(program, host, {
    usage: 'pull <artifact>',
    about:
      'Download the files of an artifact into a folder, each checked by its sha256, with the signature and its key beside it',
    examples: ['luthier pull art_01k… -o adapter', 'luthier pull support-bot@3 -o support-bot'],
    options: [['-o, --out <folder>', 'a folder that is not there yet; left out: the name of the artifact']],
    run: (session, [ref = ''], options) => pull(session, ref, textOf(options, 'out')),
  });
  addCommand(program, host, {
    usage: 'verify <what>',
    about:
      'Hold every byte of a pulled folder, or of an artifact or version in the store, against its signature; exit 1 names what differs',
    examples: [
      'luthier verify adapter --key signing-key.pub',
      'luthier verify adapter --signature adapter.sig',
      'luthier verify art_01k…',
      'luthier verify support-bot@3',
    ],
    options: [
      [
        '--key <pem>',
        "public key of the one who should have signed; left out: the one beside the folder, or the service's",
      ],
      ['--signature <file>', 'of a folder; left out: <folder>.sig'],
    ],
    run: (session, [what = ''], options) =>
      verify(session, what, { key: textOf(options, 'key'), signature: textOf(options, 'signature') }),
  });
}

async function bill(session: Session, ref: string, out: string | undefined): Promise<void> {
  const { id } = await versionOf(session, ref);
  const text = await getText(session, `/v1/model_versions/${encodeURIComponent(id)}/bom`);
  if (out === undefined) return session.print(JSON.parse(text), text);
  written(out, text);
  session.print({ object: 'saved', path: out }, `saved ${out}`);
}
