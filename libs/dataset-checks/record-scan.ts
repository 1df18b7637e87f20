import { LineSplitter } from './check-lines.js';
import { recordHashes } from './record-hash.js';
import type { Line } from './check-lines.js';

/** Looks for rows of some hashes in a file that comes in chunks; holds a line at most. Costs nothing where it looks for none. */
export class RecordScan {
  /** Those of the wanted hashes that some line has. */
  readonly found = new Set<string>();
  private readonly lines = new LineSplitter();

  constructor(private readonly wanted: ReadonlySet<string>) {}

  push(chunk: Buffer): void {
    if (this.wanted.size === 0) return;
    for (const line of this.lines.push(chunk)) this.look(line);
  }

  end(): void {
    if (this.wanted.size === 0) return;
    for (const line of this.lines.end()) this.look(line);
  }

  private look(line: Line): void {
    for (const hash of recordHashes(line)) if (this.wanted.has(hash)) this.found.add(hash);
  }
}
