import { createHash } from 'node:crypto';
import { pipeline, Readable } from 'node:stream';
import { Inject, Injectable } from '@nestjs/common';
import { type Clock, unix } from '#kernel/clock.js';
import type { Ctx } from '#kernel/context.js';
import { type AppError, invalid, notFound } from '#kernel/errors.js';
import { newId } from '#kernel/ids.js';
import { AuditService } from '#audit/audit.service.js';
import { type FilePurpose, type UploadFields } from '#files/files.contract.js';
import { FilesService, fileView } from '#files/files.service.js';
import { Db } from '#platform/db.js';
import { failpoint } from '#platform/failpoints.js';
import { OBJECT_STORE, type ObjectStorePort } from '#platform/object-store.port.js';
import { QuotasService } from '#quotas/quotas.service.js';
import { CLOCK } from '#platform/tokens.js';
import { PartObject, SALT_BYTES } from './part-object.js';
import {
  type CompleteUpload,
  type CreateUpload,
  MAX_PART_BYTES,
  MAX_PARTS,
  UPLOAD_SECONDS,
  type UPLOAD_STATES,
} from './uploads.contract.js';
import { isOpen, type PartRow, type UploadRow, UploadsRepository } from './uploads.repository.js';

/** A part as it arrives; `fields` settles when its form has ended. */
export interface NewPart {
  body: Readable;
  fields: Promise<unknown>;
}

/** OpenAI's uploads: a file in parts, which become one file through the checks of any other. */
@Injectable()
export class UploadsService {
  constructor(
    private readonly db: Db,
    private readonly rows: UploadsRepository,
    private readonly audit: AuditService,
    private readonly files: FilesService,
    private readonly quotas: QuotasService,
    @Inject(OBJECT_STORE) private readonly store: ObjectStorePort,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Throws limited `insufficient_quota`: what is promised is reserved until the upload is closed. */
  async create(ctx: Ctx, body: CreateUpload) {
    const createdAt = this.clock.now();
    const expiresAt = new Date(createdAt.getTime() + UPLOAD_SECONDS * 1000);
    const { filename, purpose, bytes: sizeBytes } = body;
    if (sizeBytes > this.files.maxBytes)
      throw invalid(
        'invalid_value',
        `'bytes' is ${sizeBytes}, and a file has at most ${this.files.maxBytes} here (LUTHIER_MAX_FILE_MIB).`,
        { param: 'bytes' },
      );
    const data = {
      ...{
        id: newId('upload_'),
        projectId: ctx.projectId,
        filename,
        purpose,
        sizeBytes,
        createdAt,
        expiresAt,
      },
      mimeType: body.mime_type,
      fileExpiresSeconds: body.expires_after?.seconds ?? null,
      nextStepAt: expiresAt,
    };
    const row = await this.quotas.tx(ctx, async (tx) => {
      await this.quotas.admit(tx, ctx.projectId, { storage_bytes: sizeBytes });
      await this.audit.append(tx, ctx, {
        action: 'upload.created',
        targetType: 'upload',
        targetId: data.id,
        facts: { filename, purpose, size_bytes: sizeBytes },
      });
      return this.rows.insert(tx, data);
    });
    return this.view(ctx, row);
  }

  /** Throws 413 `file_too_large`, 400 `invalid_upload_state` for a closed upload, 400 `too_many_parts`. */
  async addPart(ctx: Ctx, uploadId: string, part: NewPart) {
    const id = newId('part_');
    const createdAt = this.clock.now();
    const object = new PartObject(MAX_PART_BYTES, async ({ sha256, sizeBytes }) => {
      await part.fields;
      if (sizeBytes === 0) throw invalid('invalid_value', 'The part is empty.', { param: 'data' });
      const row = { id, projectId: ctx.projectId, uploadId, sha256, sizeBytes, createdAt };
      const admission = await this.db.tx(ctx, (tx) => this.rows.addPartIfOpen(tx, row, this.clock.now()));
      if (admission === 'closed') throw await this.closed(ctx, uploadId);
      if (admission === 'too_many') throw tooManyParts();
      failpoint('upload.part_row');
    });
    pipeline(part.body, object, () => undefined);
    const { sha256 } = await this.store.put(object).catch((error: unknown) => {
      part.body.destroy();
      throw error;
    });
    failpoint('upload.part_put');
    const isKept = await this.db.tx(ctx, async (tx) => {
      if (!(await this.rows.markStored(tx, id, this.clock.now()))) return false;
      await this.audit.append(tx, ctx, {
        action: 'upload.part_added',
        targetType: 'upload',
        targetId: uploadId,
        facts: { part: id, size_bytes: object.sizeBytes },
      });
      return true;
    });
    if (!isKept) {
      await this.store.delete(sha256); // the upload was closed and cleared away meanwhile
      throw await this.closed(ctx, uploadId);
    }
    return { id, object: 'upload.part' as const, upload_id: uploadId, created_at: unix(createdAt) };
  }

  /**
   * Makes the file; the same call again answers the same. Refused with 400 (`upload_size_mismatch`, `md5_mismatch`,
   * `invalid_training_file`), or 404 `part_not_found`, the upload stays as it was.
   */
  async complete(ctx: Ctx, id: string, body: CompleteUpload) {
    const upload = await this.get(ctx, id);
    if (isThat(upload, body)) return this.view(ctx, upload);
    this.assertOpen(upload);
    const parts = await this.partsOf(ctx, upload, body.part_ids);
    await this.make(ctx, upload, parts, body).catch(async (error: unknown) => {
      const now = await this.get(ctx, id); // another request may have been faster while this one read the parts
      if (isThat(now, body)) return;
      this.assertOpen(now);
      throw error;
    });
    failpoint('upload.completed');
    return this.view(ctx, await this.get(ctx, id));
  }

  /** Idempotent. Throws 400 `invalid_upload_state` for a completed or expired one. */
  async cancel(ctx: Ctx, id: string) {
    const upload = await this.get(ctx, id);
    if (upload.state !== 'cancelled') this.assertOpen(upload);
    const nextStepAt = this.clock.now();
    await this.db.tx(ctx, async (tx) => {
      if (!(await this.rows.closeIfPending(tx, id, { state: 'cancelled', nextStepAt }))) return;
      await this.audit.append(tx, ctx, { action: 'upload.cancelled', targetType: 'upload', targetId: id });
    });
    const now = await this.get(ctx, id);
    if (now.state !== 'cancelled') this.assertOpen(now); // completed by another request
    return this.view(ctx, now);
  }

  /** Throws not_found `upload_not_found` for an unknown one and another project's. */
  async get(ctx: Ctx, id: string): Promise<UploadRow> {
    const row = await this.db.tx(ctx, (tx) => this.rows.find(tx, id));
    if (!row) throw notFound('upload_not_found', `No such Upload object: ${id.slice(0, 100)}`);
    return row;
  }

  private async partsOf(ctx: Ctx, upload: UploadRow, ids: string[]): Promise<PartRow[]> {
    const found = await this.db.tx(ctx, (tx) => this.rows.storedParts(tx, upload.id, ids));
    const byId = new Map(found.map((part) => [part.id, part]));
    const parts = ids.map((id, index) => {
      const param = `part_ids[${index}]`;
      const part = byId.get(id);
      if (!part)
        throw notFound('part_not_found', `No such part of this upload: ${id.slice(0, 100)}`, { param });
      if (ids.indexOf(id) < index) throw invalid('invalid_value', `Part ${id} is given twice.`, { param });
      return part;
    });
    const sum = parts.reduce((bytes, part) => bytes + Number(part.sizeBytes), 0);
    if (sum !== Number(upload.sizeBytes)) {
      throw invalid(
        'upload_size_mismatch',
        `The parts have ${sum} bytes together, but ${upload.sizeBytes} were promised; add what is missing, or name other parts.`,
        { param: 'part_ids' },
      );
    }
    return parts;
  }

  private async make(ctx: Ctx, upload: UploadRow, parts: PartRow[], asked: CompleteUpload): Promise<void> {
    const seconds = upload.fileExpiresSeconds;
    const fields = {
      purpose: upload.purpose as UploadFields['purpose'],
      ...(seconds === null ? {} : { expires_after: { anchor: 'created_at' as const, seconds } }),
    };
    const file = {
      body: Readable.from(this.joined(parts, asked.md5)),
      filename: upload.filename,
      purposeSoFar: () => upload.purpose,
      fields: Promise.resolve(fields),
    };
    await this.files.create(ctx, file, {
      promisedBytes: Number(upload.sizeBytes),
      alongside: async (tx, { id: fileId }) => {
        const closed = { state: 'completed' as const, fileId, partIds: asked.part_ids };
        const nextStepAt = this.clock.now();
        if (!(await this.rows.closeIfPending(tx, upload.id, { ...closed, nextStepAt })))
          throw stateFault(upload.id, 'not pending any more');
        await this.audit.append(tx, ctx, {
          action: 'upload.completed',
          targetType: 'upload',
          targetId: upload.id,
          facts: { file: fileId, parts: asked.part_ids.length },
        });
      },
    });
  }

  private async *joined(parts: PartRow[], md5: string | undefined): AsyncGenerator<Buffer> {
    const hash = createHash('md5');
    for (const { sha256 } of parts) {
      for await (const chunk of await this.store.open(sha256, { start: SALT_BYTES })) {
        hash.update(chunk as Buffer);
        yield chunk as Buffer;
      }
    }
    const found = hash.digest('hex');
    if (md5 !== undefined && md5.toLowerCase() !== found) {
      throw invalid('md5_mismatch', `The parts in this order have the MD5 ${found}, not ${md5}.`, {
        param: 'md5',
      });
    }
  }

  private assertOpen(upload: UploadRow): void {
    const state = upload.state === 'pending' ? 'expired' : upload.state;
    if (!isOpen(upload, this.clock.now())) throw stateFault(upload.id, state);
  }

  private async closed(ctx: Ctx, id: string): Promise<AppError> {
    const { state } = await this.get(ctx, id);
    return stateFault(id, state === 'pending' ? 'expired' : state);
  }

  private async view(ctx: Ctx, row: UploadRow) {
    const isOver = row.state === 'pending' && !isOpen(row, this.clock.now());
    const file = row.fileId === null ? null : await this.files.findEver(ctx, row.fileId);
    return {
      id: row.id,
      object: 'upload' as const,
      bytes: Number(row.sizeBytes),
      created_at: unix(row.createdAt),
      expires_at: unix(row.expiresAt),
      filename: row.filename,
      purpose: row.purpose as Exclude<FilePurpose, 'fine-tune-results'>,
      status: (isOver ? 'expired' : row.state) as (typeof UPLOAD_STATES)[number],
      file: file && fileView(file),
    };
  }
}

/** Completed already, with the same parts. */
const isThat = (upload: UploadRow, { part_ids }: CompleteUpload): boolean =>
  upload.state === 'completed' && upload.partIds.join() === part_ids.join();

const stateFault = (id: string, state: string) =>
  invalid('invalid_upload_state', `Upload ${id} is ${state}; only a pending one can be changed.`);
const tooManyParts = () =>
  invalid(
    'too_many_parts',
    `An upload takes at most ${MAX_PARTS} parts, and twice its promised bytes in all; begin another one.`,
  );
