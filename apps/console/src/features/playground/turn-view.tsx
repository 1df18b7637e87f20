import { Button } from '@mantine/core';
import { RotateCcw } from 'lucide-react';
import { AnswerView } from './answer-view.js';
import { bodyOf, type Conversation, isKept, type Message, messagesFor } from './conversation.js';
import { type Group, labelIn } from './options.js';
import type { Settings } from './search.js';

interface Props {
  of: Conversation;
  at: number;
  settings: Settings;
  groups: readonly Group[];
  marks: boolean;
  onSave: (messages: Message[], answer: string) => void;
  /** Of the newest turn alone. */
  onAgain: (() => void) | null;
}

/** What a person said, and every model's answer beside each other. */
export function TurnView({ of, at, settings, groups, marks, onSave, onAgain }: Props) {
  const { user, answers } = of.turns[at]!;
  const models = Object.keys(answers);
  const first = answers[models[0] ?? ''];
  return (
    <li className="play-turn">
      <div className="play-said">
        <p>{user}</p>
        {onAgain && (
          <Button leftSection={<RotateCcw size={13} aria-hidden />} onClick={onAgain}>
            Ask again
          </Button>
        )}
      </div>
      <div className="play-answers">
        {models.map((model, index) => {
          const messages = messagesFor(of, at, model);
          return (
            <AnswerView
              key={model}
              label={labelIn(groups, model)}
              answer={answers[model]!}
              body={bodyOf(model, messages, settings)}
              beside={
                marks && index > 0 && first && isKept(first)
                  ? { text: first.text, label: labelIn(groups, models[0]!) }
                  : null
              }
              onSave={() => onSave(messages, answers[model]!.text)}
            />
          );
        })}
      </div>
    </li>
  );
}
