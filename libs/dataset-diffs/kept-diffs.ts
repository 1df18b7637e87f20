import { unavailable } from '#kernel/errors.js';

const MOST_KEPT = 8;
const MOST_WAITING = 8;

interface Work<T> {
  done: T | null;
  failure: unknown;
  isOver: boolean;
  end: Promise<void>;
}

/**
 * What was worked out of things that never change, by what it is of: once however many ask, one at a time, the newest kept in
 * memory. A process that ends loses it, and the next that asks begins anew. A failure is told once and then forgotten.
 */
export class Kept<T> {
  private readonly all = new Map<string, Work<T>>();
  private tail: Promise<void> = Promise.resolve();
  private waiting = 0;

  /** What came of it, or null where it is not there after `patienceMs`. Throws what the work threw, and unavailable `diff_busy`. */
  async get(key: string, work: () => Promise<T>, patienceMs: number): Promise<T | null> {
    const one = this.all.get(key) ?? this.begin(key, work);
    this.all.delete(key);
    this.all.set(key, one);
    await patience(one.end, patienceMs);
    if (!one.isOver) return null;
    if (one.done !== null) return one.done;
    if (this.all.get(key) === one) this.all.delete(key);
    throw one.failure;
  }

  private begin(key: string, work: () => Promise<T>): Work<T> {
    if (this.waiting >= MOST_WAITING)
      throw unavailable('diff_busy', `${MOST_WAITING} comparisons are being made. Ask again in a moment.`, {
        headers: { 'retry-after': '5' },
      });
    this.waiting += 1;
    const one: Work<T> = { done: null, failure: null, isOver: false, end: Promise.resolve() };
    one.end = this.tail
      .then(work)
      .then(
        (done) => void (one.done = done),
        (failure: unknown) => void (one.failure = failure),
      )
      .then(() => {
        one.isOver = true;
        this.waiting -= 1;
        this.makeRoom();
      });
    this.tail = one.end;
    return one;
  }

  private makeRoom(): void {
    const over = [...this.all].filter(([, { isOver }]) => isOver);
    for (const [key] of over.slice(0, Math.max(0, over.length - MOST_KEPT))) this.all.delete(key);
  }
}

async function patience(end: Promise<void>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  await Promise.race([end, new Promise<void>((go) => (timer = setTimeout(go, ms)))]);
  clearTimeout(timer);
}
