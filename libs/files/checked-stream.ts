import { Transform, type TransformCallback } from 'node:stream';
import { invalid } from '#kernel/errors.js';
import type { RecordScan } from '#dataset-checks/record-scan.js';
import type { SyntaxFault } from '#dataset-checks/check-json.js';
import { FileChecker } from '#dataset-checks/checks.js';
import type { UploadFields } from './files.contract.js';
import type { FileReport } from '#dataset-checks/report.contract.js';

/** A file on its way in; the form's other fields may come before its bytes or behind them. */
export interface Verdict {
  /** The purpose, once its field has come. */
  purposeSoFar(): string | undefined;
  /** All fields, valid; rejects with the refusal of the whole upload. Settles when the form has ended. */
  fields: Promise<UploadFields>;
}

/**
 * Lets bytes through unchanged and checks them; ends only after the form has, and fails for a fine-tune file that is no
 * JSONL. A store that publishes at the end of its input thus never publishes a refused file.
 */
export class CheckedStream extends Transform {
  report: FileReport | null = null;
  private readonly checker = new FileChecker();

  constructor(
    private readonly verdict: Verdict,
    private readonly scan: RecordScan,
  ) {
    super();
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    const purpose = this.verdict.purposeSoFar();
    this.scan.push(chunk);
    if (purpose === undefined || purpose === 'fine-tune') this.checker.push(chunk);
    const { syntax } = this.checker;
    if (syntax && purpose === 'fine-tune') done(refusal(syntax));
    else done(null, chunk);
  }

  override _flush(done: TransformCallback): void {
    this.scan.end();
    this.verdict.fields.then(({ purpose }) => {
      if (purpose !== 'fine-tune') return done();
      this.report = this.checker.end();
      done(this.checker.syntax ? refusal(this.checker.syntax) : null);
    }, done);
  }
}

const refusal = ({ message, line, code }: SyntaxFault) =>
  invalid('invalid_training_file', message, { param: 'file', line, fault: code });
