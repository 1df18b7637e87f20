import { Interrupted } from './failure.js';

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];

export interface Progress {
  /** Shows the work as one line of the list: running, then ticked or crossed with its seconds. */
  step: <T>(title: string, work: (note: (detail: string) => void) => Promise<T>) => Promise<T>;
  say: (text: string) => void;
}

/** A ticking list on a terminal, plain lines anywhere else. */
export function progressOn(out: NodeJS.WriteStream): Progress {
  return {
    say: (text) => void out.write(`${text}\n`),
    async step(title, work) {
      const line = out.isTTY ? ticking(out, title) : plain(out, title);
      try {
        const result = await work(line.note);
        line.end('✔');
        return result;
      } catch (error) {
        line.end(error instanceof Interrupted ? '■' : '✖');
        throw error;
      }
    },
  };
}

interface Line {
  note: (detail: string) => void;
  end: (mark: string) => void;
}

function plain(out: NodeJS.WriteStream, title: string): Line {
  const started = Date.now();
  let last = '';
  out.write(`- ${title} ...\n`);
  return {
    note(detail) {
      if (detail !== last) out.write(`  ${title}: ${detail}\n`);
      last = detail;
    },
    end: (mark) => void out.write(`${mark} ${title} (${seconds(started)} s)\n`),
  };
}

function ticking(out: NodeJS.WriteStream, title: string): Line {
  const started = Date.now();
  let detail = '';
  let frame = 0;
  const draw = () => {
    const text = `${FRAMES[frame++ % FRAMES.length]} ${title} (${seconds(started)} s) ${detail}`;
    out.write(`\r\u001b[K${text.slice(0, (out.columns || 80) - 1)}`);
  };
  draw();
  const timer = setInterval(draw, 120);
  return {
    note(text) {
      detail = text;
    },
    end(mark) {
      clearInterval(timer);
      out.write(`\r\u001b[K${mark} ${title} (${seconds(started)} s)\n`);
    },
  };
}

const seconds = (started: number) => ((Date.now() - started) / 1000).toFixed(1);
