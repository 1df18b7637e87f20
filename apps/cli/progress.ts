import { bar, clean, duration, line } from './text.js';

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const NOTE_EVERY_MS = 5000;

/** `share` of the work that is done, from 0 to 1, where it is known. */
export type Note = (detail: string, share?: number) => void;

/** A list that ticks on a terminal; plain lines, and a note every few seconds, anywhere else; nothing where it is quiet. */
export class Progress {
  constructor(
    private readonly out: NodeJS.WriteStream,
    private readonly quiet = false,
  ) {}

  say(text: string): void {
    if (!this.quiet) this.out.write(`${clean(text)}\n`);
  }

  /** Shows work as one line; `done` words what came of it. */
  async step<T>(title: string, work: (note: Note) => Promise<T>, done?: (result: T) => string): Promise<T> {
    if (this.quiet) return work(() => undefined);
    const started = Date.now();
    const isTerminal = this.out.isTTY && process.env['TERM'] !== 'dumb';
    const show = isTerminal ? ticking(this.out, title, started) : plain(this.out, title);
    const end = (mark: string, tail: string) => {
      show.stop();
      const spent = duration((Date.now() - started) / 1000);
      this.out.write(
        `${isTerminal ? '\r\u001b[K' : ''}${clean(`${mark} ${title} (${spent})${tail && `: ${tail}`}`)}\n`,
      );
    };
    try {
      const result = await work(show.note);
      end('✔', done?.(result) ?? '');
      return result;
    } catch (error) {
      end('✖', '');
      throw error;
    }
  }
}

interface Shown {
  note: Note;
  stop(): void;
}

function ticking(out: NodeJS.WriteStream, title: string, started: number): Shown {
  let detail = '';
  let done: number | undefined;
  let frame = 0;
  const draw = () => {
    const text = `${FRAMES[frame++ % FRAMES.length]} ${title} (${duration((Date.now() - started) / 1000)}) ${done === undefined ? '' : `${bar(done)} `}${detail}`;
    out.write(`\r\u001b[K${line(text, (out.columns || 80) - 1)}`);
  };
  draw();
  const timer = setInterval(draw, 120);
  return {
    note: (text, share) => ([detail, done] = [text, share ?? done]),
    stop: () => clearInterval(timer),
  };
}

function plain(out: NodeJS.WriteStream, title: string): Shown {
  let last = 0;
  let said = '';
  out.write(`- ${clean(title)} ...\n`);
  const note = (text: string) => {
    if (text === said || Date.now() - last < NOTE_EVERY_MS) return;
    [last, said] = [Date.now(), text];
    out.write(`  ${line(text)}\n`);
  };
  return { note, stop: () => undefined };
}
