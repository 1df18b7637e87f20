import { useSyncExternalStore } from 'react';
import { ApiError } from '#client/errors.js';
import { heard } from '../../api/queries.js';
import { isStatus, isUnreachable, problemOf } from '../../api/problem.js';
import { askModel } from './asking.js';
import {
  type Answer,
  asked,
  bodyOf,
  type Conversation,
  isAnswering,
  messagesFor,
  NOTHING,
  resumed,
} from './conversation.js';
import type { Settings } from './search.js';

const SAVE_MS = 300;
/** Three models write hundreds of pieces a second: the page is drawn this often. */
const DRAW_MS = 40;

interface Asking {
  models: readonly string[];
  settings: Settings;
  /** The version that each alias names now, as far as it is known. */
  aliases: ReadonlyMap<string, string>;
}

/** The conversation of one project, in this tab: it outlives the page, a reload and the service. */
class Playground {
  private value: Conversation;
  private readonly listeners = new Set<() => void>();
  private saving: ReturnType<typeof setTimeout> | undefined;
  private drawing: ReturnType<typeof setTimeout> | undefined;
  private running = new AbortController();

  constructor(private readonly key: string) {
    this.value = read(key);
    window.addEventListener('pagehide', () => this.save());
  }

  subscribe = (listener: () => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };
  now = (): Conversation => this.value;

  put(change: Partial<Conversation>): void {
    this.set(change);
    this.notify();
  }

  /** Sends what is typed to all of them at once. */
  send(of: Asking): void {
    const { draft, turns } = this.value;
    if (isAnswering(this.value)) return;
    const turn = asked({ user: draft }, { ...of, models: [], system: '' });
    this.put({ draft: '', turns: [...turns, turn] });
    this.askAgain(of);
  }

  /** The newest turn, anew. */
  askAgain({ models, settings, aliases }: Asking): void {
    const at = this.value.turns.length - 1;
    this.running = new AbortController();
    const { signal } = this.running;
    const named = Object.fromEntries(
      models.flatMap((model) => (aliases.has(model) ? [[model, aliases.get(model)!]] : [])),
    );
    const { system } = this.value;
    const turn = asked(this.value.turns[at]!, { models, system, settings, named });
    const turns = this.value.turns.with(at, turn);
    this.put({ turns });
    for (const model of models) {
      const body = bodyOf(model, messagesFor(turns, at, model), settings);
      const tell = (change: Partial<Answer>) => !signal.aborted && this.tell(at, model, change);
      void askModel(body, signal, tell).catch((error: unknown) => {
        if (!signal.aborted) this.refused(at, model, error);
      });
    }
  }

  stop(): void {
    this.running.abort();
    this.put(resumed(this.value));
  }

  begin(): void {
    this.running.abort();
    this.put({ turns: [] });
  }

  private save(): void {
    try {
      sessionStorage.setItem(this.key, JSON.stringify(this.value));
    } catch {
      // too long for the tab's storage, or none: the page still has it
    }
  }

  private refused(at: number, model: string, error: unknown): void {
    if (isUnreachable(error)) heard.silent();
    else if (isStatus(error, 401)) heard.signedOut();
    const review = error instanceof ApiError ? error.facts['review'] : null;
    const problem = { ...problemOf(error), review: typeof review === 'string' ? review : null };
    this.tell(at, model, { state: 'refused', problem });
  }

  private tell(at: number, model: string, change: Partial<Answer>): void {
    const turn = this.value.turns[at];
    const answer = turn?.answers[model];
    if (!turn || !answer) return;
    const answers = { ...turn.answers, [model]: { ...answer, ...change } };
    this.set({ turns: this.value.turns.with(at, { ...turn, answers }) });
    this.drawing ??= setTimeout(() => this.notify(), DRAW_MS);
  }

  private set(change: Partial<Conversation>): void {
    this.value = { ...this.value, ...change };
    clearTimeout(this.saving);
    this.saving = setTimeout(() => this.save(), SAVE_MS);
  }

  private notify(): void {
    clearTimeout(this.drawing);
    this.drawing = undefined;
    for (const listener of this.listeners) listener();
  }
}

function read(key: string): Conversation {
  try {
    const text = sessionStorage.getItem(key);
    return text === null ? NOTHING : resumed({ ...NOTHING, ...(JSON.parse(text) as Conversation) });
  } catch {
    return NOTHING; // a tab without storage keeps it as long as its page
  }
}
const all = new Map<string, Playground>();
export function playgroundOf(project: string): Playground {
  const key = `luthier.playground.${project}`;
  const known = all.get(key) ?? new Playground(key);
  all.set(key, known);
  return known;
}

export const useConversation = (of: Playground): Conversation => useSyncExternalStore(of.subscribe, of.now);
export type { Playground };
