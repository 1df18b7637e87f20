import { existsSync, lstatSync, readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Envelope, keyIdOf, SignatureError, type Statement, verifyEnvelope } from '#kernel/dsse.js';
import { signatureFaults, type SignedFile } from '#kernel/model-signing.js';
import { sha256OfFile } from './data.js';
import { CliError, EXIT } from './exits.js';
import { artifactIds, fileBytes, sha256Of, signedArtifact } from './pull.js';
import { publicKeyOf } from './public-key.js';
import { readText } from './read-text.js';
import type { Session } from './session.js';

interface Report {
  what: string;
  files: number;
  key_id: string;
  faults: string[];
}

/** Holds bytes against the signature over all files (OpenSSF Model Signing). Exit 1 names each file that differs. */
export async function verify(
  session: Session,
  what: string,
  given: { key?: string | undefined; signature?: string | undefined },
): Promise<void> {
  const key = given.key === undefined ? undefined : readText(given.key);
  const isFolder = existsSync(what) && statSync(what).isDirectory();
  const reports = isFolder
    ? [await folderReport(resolve(what), given.signature, key)]
    : await storedReports(session, what, key);
  const faults = reports.flatMap((report) => report.faults);
  session.print(
    { object: 'model_verification', ok: faults.length === 0, artifacts: reports },
    reports
      .flatMap((one) =>
        one.faults.length > 0
          ? one.faults.map((fault) => `changed: ${one.what}: ${fault}`)
          : [`whole: ${one.what}: ${one.files} file(s) are as they were signed by the key ${one.key_id}`],
      )
      .join('\n'),
  );
  if (faults.length > 0) throw new CliError(`${faults.length} thing(s) are not as they were signed`);
  if (key === undefined)
    session.say('the key came from where the files came from: give --key to know who holds it');
}

async function folderReport(
  folder: string,
  signature: string | undefined,
  key: string | undefined,
): Promise<Report> {
  const bundle = parsed(signature ?? `${folder}.sig`);
  const files: SignedFile[] = [];
  for (const path of filesIn(folder)) files.push({ path, sha256: await sha256OfFile(join(folder, path)) });
  return report(folder, bundle, key ?? readText(`${folder}.pub`), files);
}

async function storedReports(session: Session, ref: string, key: string | undefined): Promise<Report[]> {
  const reports: Report[] = [];
  for (const id of await artifactIds(session, ref)) {
    const { files, signature, publicKey } = await signedArtifact(session, id);
    const pem = key ?? publicKey;
    if (!pem)
      throw new CliError(`${id} is signed by a key that is trusted no more`, EXIT.failed, 'give --key');
    const read: SignedFile[] = [];
    for (const { path } of files) {
      session.say(`${id} ${path}`);
      read.push({ path, sha256: await sha256Of(await fileBytes(session, id, path)) });
    }
    reports.push(report(id, signature, pem, read));
  }
  return reports;
}

function report(what: string, bundle: unknown, pem: string, files: readonly SignedFile[]): Report {
  const key = publicKeyOf(pem);
  const base = { what, files: files.length, key_id: keyIdOf(key) };
  let statement: Statement;
  try {
    statement = verifyEnvelope((bundle as { dsseEnvelope: Envelope }).dsseEnvelope, key);
  } catch (error) {
    if (!(error instanceof SignatureError || error instanceof SyntaxError)) throw error;
    return { ...base, faults: [`the signature: ${error.message}`] };
  }
  return { ...base, faults: signatureFaults(statement, files) };
}

/** Relative paths below the folder. A link is refused: what it points to was not signed. */
function filesIn(folder: string, below = ''): string[] {
  return readdirSync(join(folder, below)).flatMap((name) => {
    const path = below ? `${below}/${name}` : name;
    const at = lstatSync(join(folder, path));
    if (at.isDirectory()) return filesIn(folder, path);
    if (!at.isFile()) throw new CliError(`${path} is a link or no plain file`, EXIT.failed);
    return [path];
  });
}

function parsed(path: string): unknown {
  try {
    const bundle = JSON.parse(readText(path)) as { dsseEnvelope?: unknown } | null;
    if (bundle?.dsseEnvelope) return bundle;
  } catch (error) {
    if (error instanceof CliError) throw error;
  }
  throw new CliError(
    `${path} is no model signature`,
    EXIT.usage,
    'luthier pull writes one beside the folder',
  );
}
