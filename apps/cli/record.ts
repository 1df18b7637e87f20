import { answer } from '#client/client.js';
import type { RecordFile } from '#kernel/promotion-record.js';
import { differences, type RecordFault, recordFaults } from '#kernel/record-check.js';
import { recordInPage, recordPage } from '#kernel/record-page.js';
import { CliError, EXIT } from './exits.js';
import { getText } from './get.js';
import { publicKeyOf } from './public-key.js';
import { readText, written } from './read-text.js';
import { recordText } from './record-text.js';
import type { Session } from './session.js';

const fetched = (session: Session, id: string): Promise<RecordFile> =>
  answer(session.client.GET('/v1/promotions/{id}/record', { params: { path: { id } } })) as never;

/** Saves the page of a promotion's record or pipes it on; somebody at a terminal reads the text of it. */
export async function saveRecord(session: Session, id: string, to: string | undefined): Promise<void> {
  if (session.json) return session.print(await fetched(session, id), '');
  if (to === undefined && process.stdout.isTTY) {
    session.print(null, recordText(await fetched(session, id)));
    return session.say(
      `the page with every digest and signature: luthier license record ${id} -o record.html`,
    );
  }
  const page = await getText(session, `/v1/promotions/${encodeURIComponent(id)}/record?format=html`);
  if (to === undefined) return void process.stdout.write(page);
  written(to, page);
  session.say(`saved ${to}; check it with: luthier license verify ${to} --key signing-key.pub`);
}

/** Holds a record against its signatures: a saved page, a saved JSON, or one that is fetched. Exit 1 names what was changed. */
export async function verifyRecord(session: Session, of: string, keyPath: string | undefined): Promise<void> {
  const key = keyPath === undefined ? undefined : readText(keyPath);
  if (key !== undefined) publicKeyOf(key);
  const { file, page } = of.startsWith('prm_')
    ? { file: await fetched(session, of), page: null }
    : recordAt(of);
  const faults = faultsOf(file, page, key);
  const { record } = file;
  const ended = faults.length === 0 && hasEnded(record.valid_until?.expires ?? null);
  session.print(
    {
      object: 'record_verification',
      ok: faults.length === 0,
      promotion: file.id,
      key_id: file.key_id,
      ended,
      faults,
    },
    faults.length > 0
      ? faults.map(({ at, fault }) => `changed: ${at}: ${fault}`).join('\n')
      : [
          `whole: ${record.model.name} version ${record.model.number}, ${record.decision.verdict}, is as it was signed`,
          key === undefined
            ? `by the key in the record itself, ${file.key_id}: give --key to know who holds it`
            : `by the key ${file.key_id}`,
          ended ? `but it has ended: ${record.valid_until!.expires}` : '',
        ]
          .filter(Boolean)
          .join('\n'),
  );
  if (faults.length > 0) throw new CliError(`${faults.length} thing(s) are not as they were signed`);
  if (ended)
    throw new CliError('the record has ended', EXIT.policy, 'renew what it rests on and promote again');
}

function faultsOf(file: RecordFile, page: string | null, key: string | undefined): RecordFault[] {
  let faults: RecordFault[];
  try {
    faults = recordFaults(file, key);
  } catch (error) {
    return [{ at: 'file', fault: `is no whole record: ${(error as Error).message}` }];
  }
  if (page === null || faults.length > 0) return faults;
  const again = recordPage(file).split('\n');
  return differences(page.split('\n'), again, 'line').slice(0, 20);
}

function recordAt(path: string): { file: RecordFile; page: string | null } {
  const text = readText(path);
  const page = text.trimStart().startsWith('<') ? text : null;
  const file = page === null ? parsed(text) : recordInPage(page);
  if (file?.object === 'promotion_record') return { file, page };
  throw new CliError(
    `${path} is no promotion record`,
    EXIT.usage,
    'save one: luthier license record prm_… -o record.html',
  );
}

function parsed(text: string): RecordFile | null {
  try {
    return JSON.parse(text) as RecordFile;
  } catch {
    return null;
  }
}

/** As the service reads it: a date holds to the end of its day, and what cannot be read has ended. */
function hasEnded(expires: string | null): boolean {
  if (expires === null) return false;
  const unix = /^\d+$/.test(expires) ? Number(expires) * 1000 : Date.parse(expires);
  const wholeDay = /^\d{4}-\d{2}-\d{2}$/.test(expires.trim()) ? 86_400_000 : 0;
  return !(unix + wholeDay > Date.now());
}
