import type { Handler } from '#platform/handler.js';
import type { Logger } from '#platform/logger.js';

/** The flat register of handlers: construction fails on a missing or double topic. */
export class Register {
  private readonly byTopic = new Map<string, Handler>();
  private readonly busy = new Map<string, Promise<void>>();
  private readonly again = new Set<string>();

  constructor(handlers: Handler[], required: readonly string[]) {
    for (const handler of handlers) {
      if (this.byTopic.has(handler.topic)) throw new Error(`two handlers for the topic '${handler.topic}'`);
      this.byTopic.set(handler.topic, handler);
    }
    const missing = required.filter((topic) => !this.byTopic.has(topic));
    if (missing.length > 0) throw new Error(`no handler for: ${missing.join(', ')}`);
  }

  /** One step; a ring for a row that is being worked on here is answered right after. A step that is `again(0)` goes on. */
  answer(topic: string, id: string): Promise<void> {
    const key = `${topic} ${id}`;
    const running = this.busy.get(key);
    if (running) {
      this.again.add(key);
      return running;
    }
    const work = this.steps(topic, id, key).finally(() => this.busy.delete(key));
    this.busy.set(key, work);
    return work;
  }

  private async steps(topic: string, id: string, key: string): Promise<void> {
    const handler = this.byTopic.get(topic);
    if (!handler) throw new Error(`no handler for the topic '${topic}'`);
    for (;;) {
      this.again.delete(key);
      const outcome = await handler.step(id);
      const goOn = outcome.kind === 'again' && outcome.afterSeconds === 0;
      if (!goOn && !this.again.has(key)) return;
    }
  }

  /** Works on every row whose time has come: what a lost doorbell would have missed. */
  async sweep(log: Logger): Promise<void> {
    for (const handler of this.byTopic.values()) {
      try {
        for (const id of await handler.due(50)) {
          void this.answer(handler.topic, id).catch((error: unknown) =>
            log.error({ err: error, topic: handler.topic, id }, 'a step met a bug'),
          );
        }
      } catch (error) {
        log.warn({ err: error, topic: handler.topic }, 'sweep: will try again');
      }
    }
  }

  async idle(): Promise<void> {
    await Promise.allSettled(this.busy.values());
  }
}
