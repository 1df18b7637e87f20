import { useEffect, useRef } from 'react';
import { BY_PERSON, type Conversation, mayOffer } from './conversation.js';
import { type Model, trainedAs } from './names.js';
import { chosenFirst } from './options.js';
import type { Playground } from './store.js';
import { useTrainedSystem } from './trained.js';

/** Whoever comes without a model has one chosen, once: what was cleared by hand stays clear. */
export function useFirstChoice(of: {
  models: readonly Model[] | undefined;
  isChosen: boolean;
  conversation: Conversation;
  choose: (models: string[]) => void;
}): void {
  const { models, isChosen, conversation, choose } = of;
  const isDone = useRef(false);
  useEffect(() => {
    if (isDone.current || !(models || isChosen)) return;
    isDone.current = true;
    const first = isChosen ? [] : chosenFirst(models!, Object.keys(conversation.turns.at(-1)?.answers ?? {}));
    if (first.length > 0) choose(first);
  });
}

/** The system message of the training of the first model, put where nobody wrote another. */
export function useTraining(
  models: readonly Model[] | undefined,
  called: string | undefined,
  { playground, conversation }: { playground: Playground; conversation: Conversation },
): { system: string; name: string } | null {
  const found = models && called !== undefined ? trainedAs(models, called) : null;
  const { data, isSuccess, isError } = useTrainedSystem(found?.version ?? null);
  const system = data ?? '';
  const by = system === '' ? null : (found?.version.id ?? null);
  const isKnown = found !== null && (isSuccess || isError);
  const { system: stands, systemBy } = conversation;
  const isOffered = isKnown && mayOffer(conversation) && (stands !== system || systemBy !== by);
  useEffect(() => {
    if (isOffered) playground.put({ system, systemBy: by });
  }, [isOffered, playground, system, by]);
  return found && system !== '' ? { system, name: `${found.name} v${found.version.version}` } : null;
}

/** What a person changed of the fields: a system message is theirs from then on. */
export const byPerson = (change: { system?: string; draft?: string }): Partial<Conversation> =>
  change.system === undefined ? change : { ...change, systemBy: BY_PERSON };
