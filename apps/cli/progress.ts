import { duration, line } from './text.js';

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const NOTE_EVERY_MS = 5000;

export type Note = (detail: string) => void;

/** A list that ticks on a terminal; plain lines, and a note every few seconds, anywhere else. */
export class Progress {
  constructor(private readonly out: NodeJS.WriteStream) {}

  say(text: string): void {
    this.out.write(`${text}\n`);
  }

  /** Shows work as one line; `done` words what came of it. */
  async step<T>(title: string, work: (note: Note) => Promise<T>, done?: (result: T) => string): Promise<T> {
    const started = Date.now();
    const show = this.out.isTTY ? ticking(this.out, title, started) : plain(this.out, title);
    const end = (mark: string, tail: string) => {
      show.stop();
      const spent = duration((Date.now() - started) / 1000);
      this.out.write(
        `${this.out.isTTY ? '\r\u001b[K' : ''}${mark} ${title} (${spent})${tail && `: ${tail}`}\n`,
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
  let frame = 0;
  const draw = () => {
    const text = `${FRAMES[frame++ % FRAMES.length]} ${title} (${duration((Date.now() - started) / 1000)}) ${detail}`;
    out.write(`\r\u001b[K${line(text, (out.columns || 80) - 1)}`);
  };
  draw();
  const timer = setInterval(draw, 120);
  return { note: (text) => (detail = text), stop: () => clearInterval(timer) };
}

function plain(out: NodeJS.WriteStream, title: string): Shown {
  let last = 0;
  out.write(`- ${title} ...\n`);
  const note = (text: string) => {
    if (Date.now() - last < NOTE_EVERY_MS) return;
    last = Date.now();
    out.write(`  ${line(text)}\n`);
  };
  return { note, stop: () => undefined };
}
