import { createHash } from 'node:crypto';
import { copyFileSync, createWriteStream, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type OpenAI from 'openai';
import { answer } from '#client/client.js';
import { sha256OfFile, uploadFile } from '../data.js';
import { CliError, EXIT } from '../exits.js';
import { getText } from '../get.js';
import type { Session } from '../session.js';
import { holdOut, rowsOf } from './held-out.js';
import { refusalOf } from './openai-account.js';
import type { PlanFileEntry } from './plan-file.js';

/** Luthier's limit of one file; OpenAI's own is the same. */
const MAX_BYTES = 512 * 1024 * 1024;

export interface Copied {
  id: string;
  filename: string;
  bytes: number;
  isNew: boolean;
  /** Of the bytes as they were sent; null for a copy that was there already. */
  sha256: string | null;
}
export type HoldOut = { fraction: number; seed: number } | null;
type Part = 'whole' | 'kept' | 'held';

/** The OpenAI id leads the name of the copy: by it a later run finds what an earlier one has copied. */
export function copyName(fileId: string, part: Part, held: HoldOut): string {
  const share = part === 'whole' || !held ? '' : `.${part}-${held.fraction}-${held.seed}`;
  return `${fileId}${share}.jsonl`;
}

/** Files of the project by name, the newest first. */
export async function copiesOf(session: Session): Promise<Map<string, Copied>> {
  const found = new Map<string, Copied>();
  for (let after: string | undefined; ;) {
    const query = { purpose: 'fine-tune' as const, limit: '1000', ...(after ? { after } : {}) };
    const page = await answer(session.client.GET('/v1/files', { params: { query } }));
    for (const { id, filename, bytes } of page.data)
      if (!found.has(filename)) found.set(filename, { id, filename, bytes, isNew: false, sha256: null });
    if (!page.has_more || !page.last_id) return found;
    after = page.last_id;
  }
}

/** Copies files of one account into the project, each once however often it is asked for. */
export class Copier {
  private readonly folder = mkdtempSync(join(tmpdir(), 'luthier-moving-')); // mode 0700
  private readonly local = new Map<string, Promise<string>>();

  constructor(
    private readonly session: Session,
    private readonly openai: OpenAI,
    private readonly known: Map<string, Copied>,
  ) {}

  async copy(file: PlanFileEntry, part: Part, held: HoldOut): Promise<Copied> {
    const name = copyName(file.id, part, held);
    const there = this.known.get(name);
    // a whole copy has as many bytes as OpenAI says; a cut upload never became a file
    if (there && (part !== 'whole' || there.bytes === file.bytes)) return there;
    const path = part === 'whole' ? await this.fetched(file) : await this.split(file, part, held!);
    const sha256 = await sha256OfFile(path);
    const { id, bytes } = await uploadFile(this.session, path);
    const copied = { id, filename: name, bytes, isNew: true, sha256 };
    this.known.set(name, { ...copied, isNew: false });
    return copied;
  }

  /** A local file, by the hash of its bytes: the same one is sent once. */
  async send(path: string): Promise<Copied> {
    const sha256 = await sha256OfFile(path);
    const filename = `rows-${sha256.slice(0, 32)}.jsonl`;
    const there = this.known.get(filename);
    if (there) return there;
    const named = join(this.folder, filename);
    copyFileSync(path, named);
    const { id, bytes } = await uploadFile(this.session, named);
    this.known.set(filename, { id, filename, bytes, isNew: false, sha256 });
    return { id, filename, bytes, isNew: true, sha256 };
  }

  close(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private fetched(file: PlanFileEntry): Promise<string> {
    const path = join(this.folder, copyName(file.id, 'whole', null));
    const known = this.local.get(file.id);
    if (known) return known;
    const made = download(this.openai, file, path).then(() => path);
    this.local.set(file.id, made);
    return made;
  }

  private async split(
    file: PlanFileEntry,
    part: 'kept' | 'held',
    held: NonNullable<HoldOut>,
  ): Promise<string> {
    const rows = holdOut(rowsOf(readFileSync(await this.fetched(file), 'utf8')), held)[part];
    if (rows.length === 0)
      throw new CliError(`hold_out ${held.fraction} leaves no rows ${part} of ${file.id}`, EXIT.usage);
    const path = join(this.folder, copyName(file.id, part, held));
    writeFileSync(path, `${rows.join('\n')}\n`, { mode: 0o600 });
    return path;
  }
}

/** Streams a file to disk; throws CliError for one that is too large, or that ends before the size OpenAI lists. */
export async function download(
  openai: OpenAI,
  file: Pick<PlanFileEntry, 'id' | 'bytes'>,
  path: string,
): Promise<{ sha256: string; bytes: number }> {
  if (file.bytes > MAX_BYTES) throw tooLarge(file.id);
  const hash = createHash('sha256');
  let bytes = 0;
  const count = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      hash.update(chunk);
      done(bytes > MAX_BYTES ? tooLarge(file.id) : null, chunk);
    },
  });
  try {
    const response = await openai.files.content(file.id);
    await pipeline(Readable.fromWeb(response.body as never), count, createWriteStream(path, { mode: 0o600 }));
  } catch (error) {
    throw refusalOf(error, `hand out ${file.id}`);
  }
  if (file.bytes > 0 && bytes !== file.bytes)
    throw new CliError(
      `${file.id} has ${bytes} bytes where OpenAI lists ${file.bytes}: the copy is not whole`,
      EXIT.unavailable,
      'run the same command again',
    );
  return { sha256: hash.digest('hex'), bytes };
}

const tooLarge = (id: string) =>
  new CliError(`${id} is larger than 512 MiB`, EXIT.usage, 'split it, or set move: false for its jobs');

/** OpenAI serves the CSV of a training in base64; both forms come out as the plain table. */
export function plainResults(text: string): string {
  if (/^step,/.test(text)) return text;
  const decoded = Buffer.from(text.trim(), 'base64').toString('utf8');
  return /^step,/.test(decoded) ? decoded : text;
}

/** The bytes of a file of the project, as text. */
export const contentOf = (session: Session, id: string): Promise<string> =>
  getText(session, `/v1/files/${encodeURIComponent(id)}/content`);
