import { type KeyObject } from 'node:crypto';
import { createReadStream, createWriteStream, openSync, renameSync, rmSync, type WriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { errorOf, Unreachable } from '#client/errors.js';
import { type AuditExport } from '#kernel/audit-export.js';
import { ExportCheck, type ExportReport } from '#kernel/audit-export-check.js';
import { keyIdOf } from '#kernel/dsse.js';
import { CliError, EXIT } from './exits.js';
import { bodyCut, get } from './get.js';
import { publicKeyOf } from './public-key.js';
import { readText, writing } from './read-text.js';
import type { Session } from './session.js';

const LINE_FEED = 10;
/** An event is a few hundred bytes; what is longer was not written by the service. */
const LONGEST_LINE = 16 * 1024 * 1024;

/** Saves the signed export, or pipes it on. A file takes its name only when the last line, the signature, has come. */
export async function exportAudit(session: Session, query: string, to: string | undefined): Promise<void> {
  if (to === undefined) {
    if (!process.stdout.isTTY) return void (await exported(session, query, process.stdout));
    const why = 'an export is signed as it is: nothing in it can be escaped for a terminal';
    throw new CliError(why, EXIT.usage, 'give -o FILE');
  }
  const part = `${to}.part`;
  // opened at once: a stream that opens it later would make it anew behind the removal
  const into = createWriteStream(part, { fd: writing(to, () => openSync(part, 'w', 0o600)) });
  try {
    const events = await exported(session, query, into);
    writing(to, () => renameSync(part, to));
    session.print({ object: 'audit_export', path: to, events }, `${events} event(s) in ${to}`);
  } finally {
    into.destroy();
    rmSync(part, { force: true });
  }
  session.say(`check it anywhere with: luthier audit verify ${to} --key signing-key.pub`);
}

/** How many events went `into`; stdout is left open. */
async function exported(session: Session, query: string, into: WriteStream | NodeJS.WriteStream) {
  const response = await get(session, `/v1/audit_events/export${query}`);
  if (!response.ok) throw await errorOf(response);
  const counted = new Counted();
  await pipeline(
    Readable.fromWeb(response.body as never),
    (bytes: AsyncIterable<Buffer>) => counted.through(bytes),
    into,
    { end: into !== process.stdout },
  )
    .catch(bodyCut(session, response))
    .catch((error: unknown) => {
      throw error instanceof Unreachable ? cutOff() : error;
    });
  counted.assertSigned();
  return counted.lines - 1;
}

const cutOff = () => new CliError('the export ended before its signature', EXIT.unavailable, 'try it again');

class Counted {
  lines = 0;
  private tail: Buffer = Buffer.alloc(0);

  async *through(bytes: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
    for await (const line of linesOf(bytes)) {
      this.lines += 1;
      this.tail = line;
      yield line;
    }
  }

  assertSigned(): void {
    if (!this.tail.includes('"payloadType"') || this.tail.at(-1) !== LINE_FEED) throw cutOff();
  }
}

/** Holds a saved export against its signature, without the service. Exit 1 names what is not as it was signed. */
export async function verifyExport(session: Session, path: string, keyPath: string): Promise<void> {
  const key = publicKeyOf(readText(keyPath));
  const report = await checked(path, key);
  const { faults, events, signed, whole } = report;
  session.print(
    {
      object: 'audit_export_verification',
      ...{ ok: faults.length === 0, whole, key_id: keyIdOf(key), events, signed, faults },
    },
    faults.length > 0
      ? faults.map(({ line, fault }) => `${line === null ? path : `${path}:${line}`}: ${fault}`).join('\n')
      : `${sentence(report)}\nsigned at ${signed!.made_at} by the key ${keyIdOf(key)}`,
  );
  if (faults.length > 0) throw new CliError('the export is not as it was signed');
}

async function checked(path: string, key: KeyObject): Promise<ExportReport> {
  const check = new ExportCheck(key);
  try {
    for await (const line of linesOf(createReadStream(path))) check.read(line);
  } catch (error) {
    if (error instanceof CliError) throw error;
    throw new CliError(`${path} cannot be read: ${(error as Error).message}`, EXIT.usage);
  }
  return check.end();
}

function sentence({ events, signed, whole }: ExportReport): string {
  const { project, filter, first, last, head } = signed!;
  const numbers = events === 0 ? '' : `, #${first} to #${last}`;
  const said = `${events} event(s) of ${project}${numbers}`;
  if (whole) return `whole: ${said}, from the first to the newest; nothing is missing between`;
  const newest = `the newest was #${head?.number ?? 0}`;
  if (Object.keys(filter).length === 0)
    return `as signed, a part: ${said}; nothing is missing between, ${newest}`;
  return [
    `as signed, a part: ${said}, those with ${filterText(filter)}; ${newest}`,
    'the chain cannot prove that none of these is missing between: what the filter left out is not here',
  ].join('\n');
}

const filterText = (filter: AuditExport['filter']): string =>
  Object.entries(filter)
    .map(([name, values]) => `${name} ${values.join(' or ')}`)
    .join(' and ');

/** Each line with its line feed; the last may lack one. */
async function* linesOf(chunks: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
  let held: Buffer[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    let from = 0;
    for (let at = chunk.indexOf(LINE_FEED); at !== -1; at = chunk.indexOf(LINE_FEED, from)) {
      yield Buffer.concat([...held, chunk.subarray(from, at + 1)]);
      [held, size, from] = [[], 0, at + 1];
    }
    if (from < chunk.length) held.push(chunk.subarray(from));
    size += chunk.length - from;
    if (size > LONGEST_LINE)
      throw new CliError(`a line is longer than ${LONGEST_LINE} bytes: this is no audit export`, EXIT.usage);
  }
  if (size > 0) yield Buffer.concat(held);
}
