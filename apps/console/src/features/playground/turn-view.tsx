import { Button } from '@mantine/core';
import { RotateCcw } from 'lucide-react';
import { AnswerView } from './answer-view.js';
import { bodyOf, isKept, isSameFor, type Message, messagesFor, movedAt, type Turn } from './conversation.js';
import { answererIn, type Names } from './options.js';

interface Props {
  turns: readonly Turn[];
  at: number;
  names: Names;
  marks: boolean;
  onSave: (messages: Message[], answer: string) => void;
  /** Of the newest turn alone. */
  onAgain: (() => void) | null;
}

/** What a person said, and every model's answer beside each other. */
export function TurnView({ turns, at, names, marks, onSave, onAgain }: Props) {
  const { user, answers, settings, named } = turns[at]!;
  const models = Object.keys(answers);
  const labelOf = (model: string) =>
    answererIn(names, model, answers[model]!.version ?? named?.[model] ?? null);
  const first = answers[models[0] ?? ''];
  return (
    <li className="play-turn">
      {movedAt(turns, at).map(([model, before]) => (
        <p key={model} className="play-moved">
          {model} names another version since: {labelOf(model)} is not told what{' '}
          {names.numbers.get(before) ?? 'the one before'} said.
        </p>
      ))}
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
          const messages = messagesFor(turns, at, model);
          return (
            <AnswerView
              key={model}
              label={labelOf(model)}
              answer={answers[model]!}
              body={bodyOf(model, messages, settings)}
              beside={
                marks && index > 0 && first && isKept(first)
                  ? {
                      text: first.text,
                      label: labelOf(models[0]!),
                      isSameQuestion: isSameFor(turns, at, [models[0]!, model]),
                    }
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
