import { PassThrough, type Readable } from 'node:stream';
import type { IncomingMessage } from 'node:http';
import { Busboy, type BusboyInstance } from '@fastify/busboy';
import { AppError, invalid } from '#kernel/errors.js';
import { z } from 'zod';
import { parseInput } from '#platform/zod-input.js';
import { uploadFields, type UploadFields } from './files.contract.js';

export interface IncomingFile<Fields = UploadFields> {
  /** Destroyed with the refusal when the form is faulty or the client goes away. Destroying it gives the upload up. */
  body: Readable;
  filename: string;
  /** The purpose, once its field has come. */
  purposeSoFar(): string | undefined;
  /** All fields, valid; rejects with the refusal of the whole form. Settles when the form has ended. */
  fields: Promise<Fields>;
}

/** A form: the name of its one file, and its other fields. */
interface Wanted<Fields> {
  file: string;
  fields: z.ZodType<Fields>;
}

/** Waits for the file of a multipart form. Throws AppError for a request that is no form, or a form without `file`. */
export const receiveFile = (request: IncomingMessage): Promise<IncomingFile> =>
  receive(request, { file: 'file', fields: uploadFields });

/** The same for a part of an upload: a form of `data` alone. */
export const receivePart = (request: IncomingMessage): Promise<IncomingFile<object>> =>
  receive(request, { file: 'data', fields: z.strictObject({}) });

function receive<Fields>(request: IncomingMessage, wanted: Wanted<Fields>): Promise<IncomingFile<Fields>> {
  return new Promise((resolve, reject) => {
    const form = formOf(request);
    new Form(request, form, wanted, { resolve, reject });
  });
}

function formOf(request: IncomingMessage): BusboyInstance {
  const type = request.headers['content-type'] ?? '';
  if (!/^multipart\/form-data\s*(;|$)/i.test(type)) {
    throw invalid('unsupported_media_type', 'Send the file as multipart/form-data.', { status: 415 });
  }
  try {
    return new Busboy({
      headers: { ...request.headers, 'content-type': type },
      limits: {
        fieldNameSize: 100,
        fieldSize: 1024,
        fields: 10,
        files: 2,
        parts: 12,
        headerPairs: 20,
        headerSize: 8192,
      },
    });
  } catch {
    throw badForm('its Content-Type has no boundary');
  }
}

/** Of fields and heads of parts; a chunk of the file that comes with them is counted too. */
const MAX_BYTES_OUTSIDE = 1024 * 1024;

const badForm = (why: string) => invalid('invalid_multipart', `The multipart form cannot be read: ${why}.`);

class Form<Fields> {
  private readonly text = new Map<string, string>();
  private body: PassThrough | undefined;
  private hasEnded = false;
  private isInFile = false;
  private bytesOutside = 0;
  private readonly fields: Promise<Fields>;
  private accept!: (fields: Fields) => void;
  private refuseFields!: (refusal: AppError) => void;

  constructor(
    private readonly request: IncomingMessage,
    private readonly form: BusboyInstance,
    private readonly wanted: Wanted<Fields>,
    private readonly settle: {
      resolve: (file: IncomingFile<Fields>) => void;
      reject: (refusal: AppError) => void;
    },
  ) {
    this.fields = new Promise((accept, refuse) => {
      this.accept = accept;
      this.refuseFields = refuse;
    });
    this.fields.catch(() => undefined);
    form.on('field', (name, value, _nameCut, valueCut) => this.takeField(name, value, valueCut));
    form.on('file', (name, stream, filename) => this.takeFile(name, stream, filename));
    form.on('finish', () => this.finish());
    form.on('error', (cause) => this.refuse(badForm((cause as Error).message)));
    for (const limit of ['partsLimit', 'fieldsLimit', 'filesLimit'] as const) {
      form.on(limit, () => this.refuse(badForm('it has too many parts')));
    }
    request.once('close', () => this.left());
    request.on('error', () => this.left());
    if (request.destroyed) this.left();
    request.on('data', (chunk: Buffer) => this.countOutside(chunk.length));
    request.pipe(form);
  }

  /** A field is cut by busboy, but read to its end: what comes outside of the file is short, or refused. */
  private countOutside(bytes: number): void {
    if (this.isInFile) return;
    this.bytesOutside += bytes;
    if (this.bytesOutside > MAX_BYTES_OUTSIDE)
      this.refuse(badForm('what it holds beside the file is too long'));
  }

  private takeField(name: string, value: string, isCut: boolean): void {
    if (name === this.wanted.file)
      return this.refuse(
        invalid('invalid_value', `'${name}' must be a file, with a filename.`, { param: name }),
      );
    if (isCut)
      return this.refuse(invalid('invalid_value', `The value of '${name}' is too long.`, { param: name }));
    if (this.text.has(name))
      return this.refuse(invalid('invalid_value', `'${name}' is given twice.`, { param: name }));
    this.text.set(name, value);
  }

  private takeFile(name: string, stream: Readable, filename: string | undefined): void {
    stream.on('error', (cause: Error) => this.refuse(badForm(cause.message)));
    if (name !== this.wanted.file || this.body) {
      stream.resume();
      const refusal = this.body
        ? invalid('invalid_value', `'${this.wanted.file}' is given twice.`, { param: this.wanted.file })
        : invalid('unknown_parameter', `Unknown parameter: '${name}'.`, { param: name });
      return this.refuse(refusal);
    }
    this.isInFile = true;
    stream.once('end', () => (this.isInFile = false));
    this.body = new PassThrough();
    this.body.on('error', () => undefined);
    this.body.once('close', () => this.body?.readableEnded || this.drain());
    stream.pipe(this.body);
    this.settle.resolve({
      body: this.body,
      filename: cleanName(filename),
      purposeSoFar: () => this.text.get('purpose'),
      fields: this.fields,
    });
  }

  private finish(): void {
    this.hasEnded = true;
    const { file, fields } = this.wanted;
    if (!this.body)
      return this.refuse(
        invalid('missing_required_parameter', `Missing required parameter: '${file}'.`, { param: file }),
      );
    try {
      this.accept(parseInput(fields, nested(this.text), 'body') as Fields);
    } catch (refusal) {
      this.refuse(refusal as AppError);
    }
  }

  private refuse(refusal: AppError): void {
    this.refuseFields(refusal);
    this.settle.reject(refusal);
    this.body?.destroy(refusal);
    this.drain();
  }

  /** The client went away before its form ended; `close` also comes after a request that arrived whole. */
  private left(): void {
    if (!this.hasEnded && !this.request.complete)
      this.refuse(
        invalid('client_closed_request', 'The client left before its upload ended.', { status: 499 }),
      );
  }

  /** Reads the rest and forgets it: a client that still sends would otherwise never read the answer. */
  private drain(): void {
    this.request.unpipe(this.form);
    this.request.resume();
  }
}

/** `expires_after[seconds]` as OpenAI's clients write nested fields; one level is all there is. */
function nested(text: Map<string, string>): Record<string, unknown> {
  const groups: Record<string, Record<string, string>> = {};
  const pairs: [string, unknown][] = [];
  for (const [name, value] of text) {
    const [, group, key] = /^(expires_after)\[(\w{1,40})\]$/.exec(name) ?? [];
    if (group && key) groups[group] = { ...groups[group], [key]: value };
    else pairs.push([name, value]);
  }
  return Object.fromEntries([...pairs, ...Object.entries(groups)]);
}

/** A base name without control characters, at most 255 characters. */
function cleanName(filename: string | undefined): string {
  const name = (filename ?? '').replace(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu, '').trim();
  return [...name].slice(0, 255).join('') || 'file';
}
