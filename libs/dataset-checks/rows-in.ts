import { parseRow } from './check-json.js';
import { type Line, LineSplitter } from './check-lines.js';

export interface RowRead {
  /** Rows from 0, as answers count them; lines from 1. */
  row: number;
  line: number;
  /** With a `code` where the line is no row. */
  parsed: ReturnType<typeof parseRow>;
}

/** The rows of a JSONL stream one by one, blank lines passed over; `onWay` is awaited after every chunk. */
export async function* rowsIn(
  stream: AsyncIterable<Buffer>,
  onWay: () => Promise<void> = async () => undefined,
): AsyncGenerator<RowRead> {
  const lines = new LineSplitter();
  let row = 0;
  const read = ({ bytes, number }: Line): RowRead | null => {
    if (!bytes || isBlank(bytes)) return null;
    row += 1;
    return { row: row - 1, line: number, parsed: parseRow(bytes, number) };
  };
  for await (const chunk of stream) {
    for (const line of lines.push(chunk)) {
      const one = read(line);
      if (one) yield one;
    }
    await onWay();
  }
  for (const line of lines.end()) {
    const one = read(line);
    if (one) yield one;
  }
}

const isBlank = (bytes: Buffer): boolean => bytes.every((byte) => byte === 32 || (byte >= 9 && byte <= 13));
