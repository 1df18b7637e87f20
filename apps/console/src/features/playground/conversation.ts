import type { Problem } from '../../api/problem.js';
import type { Settings } from './search.js';

export interface Message {
  role: 'system' | 'user' | 'assistant';
  content: string;
}
/** `loading`: the service is starting the model, and is asked again. */
export type AnswerState = 'waiting' | 'loading' | 'writing' | 'done' | 'stopped' | 'refused';
export interface Answer {
  state: AnswerState;
  text: string;
  /** Milliseconds since the request left, as this browser measured them. */
  firstMs: number | null;
  totalMs: number | null;
  promptTokens: number | null;
  outputTokens: number | null;
  /** `length`: it was cut at the most tokens. */
  finish: string | null;
  problem: (Problem & { review: string | null }) | null;
  /** That answered, as the service says. */
  version: string | null;
}
/** What was sent, as it was then: the fields above may have changed since. */
export interface Turn {
  system: string;
  user: string;
  settings: Settings;
  answers: Record<string, Answer>;
  /** Of aliases: the version that each named then. */
  named?: Readonly<Record<string, string>>;
}
export interface Conversation {
  system: string;
  /** Who put that there: a person, or the version whose training has it; null for nobody. */
  systemBy: string | null;
  /** What is being typed. */
  draft: string;
  turns: Turn[];
  cases: Case[];
}
/** A row of an evaluation: what was said, and the answer that is right. */
export interface Case {
  messages: Message[];
}

/** A value of `systemBy`. */
export const BY_PERSON = 'person';
export const NOTHING: Conversation = { system: '', systemBy: null, draft: '', turns: [], cases: [] };
export const UNASKED: Answer = {
  ...({ state: 'waiting', text: '', firstMs: null, totalMs: null } as const),
  ...{ promptTokens: null, outputTokens: null, finish: null, problem: null, version: null },
};

const isOpen = ({ state }: Answer): boolean => ['waiting', 'loading', 'writing'].includes(state);
export const isAnswering = ({ turns }: Conversation): boolean =>
  Object.values(turns.at(-1)?.answers ?? {}).some(isOpen);
export const isKept = ({ state, text }: Answer): boolean =>
  (state === 'done' || state === 'stopped') && text !== '';

/** That a person wrote is left alone; what a training offered goes with its version. */
export const mayOffer = ({ system, systemBy }: Conversation): boolean =>
  systemBy === null ? system === '' : systemBy !== BY_PERSON;

/**
 * What a model is sent at a turn: the system message, what it and the person said before, and the newest message. An alias that was
 * moved is another model since: what the version before said is none of its words.
 */
export function messagesFor(turns: readonly Turn[], at: number, model: string): Message[] {
  const { system, user, named } = turns[at]!;
  const now = named?.[model];
  const before = turns.slice(0, at).flatMap((turn): Message[] => {
    const answer = turn.answers[model];
    return answer && isKept(answer) && !isOther(answer, now)
      ? [
          { role: 'user', content: turn.user },
          { role: 'assistant', content: answer.text },
        ]
      : [];
  });
  return [
    ...(system.trim() === '' ? [] : [{ role: 'system' as const, content: system.trim() }]),
    ...before,
    { role: 'user', content: user },
  ];
}

const isOther = ({ version }: Answer, now: string | undefined): boolean =>
  now !== undefined && version !== null && version !== now;

/** The models that begin anew at a turn, as their alias was moved since they answered last; each with the version that answered then. */
export const movedAt = (turns: readonly Turn[], at: number): [model: string, before: string][] =>
  Object.entries(turns[at]!.named ?? {}).flatMap(([model, now]): [string, string][] => {
    const last = turns
      .slice(0, at)
      .map(({ answers }) => answers[model])
      .findLast((answer) => answer && isKept(answer));
    return last && isOther(last, now) ? [[model, last.version!]] : [];
  });

export const isSameFor = (turns: readonly Turn[], at: number, [one, other]: [string, string]): boolean =>
  JSON.stringify(messagesFor(turns, at, one)) === JSON.stringify(messagesFor(turns, at, other));

export const bodyOf = (model: string, messages: Message[], { seed, temperature, max }: Settings) => ({
  ...{ model, messages, seed, temperature, max_tokens: max },
});
export type ChatBody = ReturnType<typeof bodyOf>;

/** A turn that these models are asked anew, as the fields stand now. */
export const asked = (
  turn: Pick<Turn, 'user'>,
  of: Pick<Turn, 'system' | 'settings' | 'named'> & { models: readonly string[] },
): Turn => ({
  ...{ user: turn.user, system: of.system, settings: of.settings, named: of.named },
  answers: Object.fromEntries(of.models.map((model) => [model, UNASKED])),
});

/** As a tab that was closed in between finds it: what was being written is no longer. */
export const resumed = (of: Conversation): Conversation => ({
  ...of,
  turns: of.turns.map((turn) => ({
    ...turn,
    answers: Object.fromEntries(
      Object.entries(turn.answers).map(([model, answer]) => [
        model,
        isOpen(answer) ? { ...answer, state: 'stopped' as const } : answer,
      ]),
    ),
  })),
});

export const caseOf = (messages: Message[], right: string): Case => ({
  messages: [...messages, { role: 'assistant', content: right }],
});
/** A row a line, as a dataset of chats takes them. */
export const jsonlOf = (cases: readonly Case[]): string =>
  cases.map((one) => `${JSON.stringify(one)}\n`).join('');

/** As one command, where it is one: the command line sends one message, and no seed. */
export function cliOf({ model, messages, temperature, max_tokens }: ChatBody): string | null {
  const [system, user, ...more] = messages[0]?.role === 'system' ? messages : [undefined, ...messages];
  if (!user || more.length > 0) return null;
  const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;
  return [
    `luthier chat ${quoted(model)} ${quoted(user.content)}`,
    ...(system ? [`--system ${quoted(system.content)}`] : []),
    `--temperature ${temperature} --max-tokens ${max_tokens}`,
  ].join(' ');
}

/** What is told of how fast an answer came. */
export function speedOf({ firstMs, totalMs, promptTokens, outputTokens }: Answer): string[] {
  const seconds = (ms: number) => (ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`);
  const writing = (totalMs ?? 0) - (firstMs ?? 0);
  return [
    ...(firstMs === null ? [] : [`first token ${seconds(firstMs)}`]),
    ...(totalMs === null ? [] : [`total ${seconds(totalMs)}`]),
    ...(promptTokens === null || outputTokens === null
      ? []
      : [`${promptTokens} tokens in, ${outputTokens} out`]),
    ...(outputTokens !== null && outputTokens > 1 && firstMs !== null && writing > 0
      ? [`${Math.round(((outputTokens - 1) * 1000) / writing)} tokens a second`]
      : []),
  ];
}
