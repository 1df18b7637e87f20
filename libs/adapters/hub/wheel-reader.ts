import { execFile, spawn } from 'node:child_process';
import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { invalid } from '#kernel/errors.js';

export interface WheelMember {
  name: string;
  sizeBytes: number;
}

const MAX_MEMBERS = 20_000;

// Python's own zipfile, isolated (-I: no user site, no environment), is the reader that pip itself trusts with wheels; it
// checks every CRC. Node has none, and the interpreter is needed for pip anyway.
const LIST = `
import json, sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as z:
    infos = z.infolist()
    if len(infos) > ${MAX_MEMBERS}: sys.exit("too many members")
    print(json.dumps([[i.filename, i.file_size] for i in infos if not i.is_dir()]))
`;
const READ = `
import sys, zipfile
path, name, cap = sys.argv[1], sys.argv[2], int(sys.argv[3])
with zipfile.ZipFile(path) as z, z.open(name) as member:
    while chunk := member.read(1 << 20):
        cap -= len(chunk)
        if cap < 0: sys.exit("the member is longer than its entry says")
        sys.stdout.buffer.write(chunk)
`;

/** Names and claimed sizes of a wheel's files. Throws AppError `bad_archive`. */
export async function listWheel(python: string, wheel: string): Promise<WheelMember[]> {
  try {
    const { stdout } = await promisify(execFile)(python, ['-I', '-c', LIST, wheel], {
      timeout: 60_000,
      maxBuffer: 16 * 1024 * 1024,
    });
    return (JSON.parse(stdout) as [string, number][]).map(([name, sizeBytes]) => ({ name, sizeBytes }));
  } catch (cause) {
    const error = invalid('bad_archive', 'The package is no readable wheel.');
    error.cause = cause;
    throw error;
  }
}

/** The bytes of one member, no more than `member.sizeBytes`; the stream breaks on a bad CRC or a lying size. */
export function readWheel(python: string, wheel: string, member: WheelMember): Readable {
  return Readable.from(bytesOf(python, wheel, member));
}

async function* bytesOf(python: string, wheel: string, member: WheelMember): AsyncGenerator<Buffer> {
  const child = spawn(python, ['-I', '-c', READ, wheel, member.name, String(member.sizeBytes)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-2000);
  });
  // The bytes count only once the reader says that all went well: a killed one looks like a short file otherwise.
  const exit = new Promise<number | null>((done) => {
    child.on('error', () => done(null));
    child.on('close', done);
  });
  try {
    yield* child.stdout as AsyncIterable<Buffer>;
    if ((await exit) !== 0) {
      throw invalid('bad_archive', `'${member.name}' cannot be read from the package: ${lastLine(said)}.`);
    }
  } finally {
    child.kill('SIGKILL');
  }
}

const lastLine = (text: string): string => text.trim().split('\n').at(-1)?.slice(0, 200) ?? '';
