import { Button, Group, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { FlaskConical } from 'lucide-react';
import { useMemo } from 'react';
import { CopyAs } from '../../pieces/copy-as.js';
import { MarkedWords } from '../../pieces/marked-words.js';
import { Ref } from '../../pieces/ref.js';
import { State } from '../../pieces/state.js';
import type { Tone } from '../../pieces/tones.js';
import { differenceOf, piecesOf } from '../../pieces/words-diff.js';
import { type Answer, type AnswerState, type ChatBody, cliOf, isKept, speedOf } from './conversation.js';
import { cureOf, isAboutServing } from './cure.js';

const STATES: Record<AnswerState, [word: string, tone: Tone]> = {
  waiting: ['waiting', 'busy'],
  loading: ['model is being started', 'busy'],
  writing: ['writing', 'busy'],
  done: ['answered', 'good'],
  stopped: ['stopped', 'warn'],
  refused: ['refused', 'bad'],
};
interface Beside {
  text: string;
  label: string;
  /** Whether both were sent the same messages: behind answers that differ they are not. */
  isSameQuestion: boolean;
}
interface Props {
  label: string;
  answer: Answer;
  body: ChatBody;
  /** The first model's answer and name, where this one is put beside it. */
  beside: Beside | null;
  onSave: () => void;
}

/** One model's answer with how long it took; a refusal with its cure. */
export function AnswerView({ label, answer, body, beside, onSave }: Props) {
  const [word, tone] = STATES[answer.state];
  const cli = cliOf(body);
  return (
    <section className="answer" aria-label={`Answer of ${label}`}>
      <header>
        <b className="break">{label}</b>
        <span role="status">
          <State of={word} tone={tone} />
        </span>
      </header>
      <div className="answer-body">
        {beside && isKept(answer) ? (
          <Marked text={answer.text} beside={beside} />
        ) : (
          answer.state !== 'refused' && <p>{answer.text}</p>
        )}
        {answer.finish === 'length' && (
          <Text size="xs" c="dimmed">
            Cut at the most tokens.
          </Text>
        )}
        {answer.problem && <Refused of={answer.problem} model={body.model} />}
      </div>
      <footer>
        <Text size="xs" c="dimmed" className="num speed">
          {speedOf(answer).join(' · ')}
          {answer.version && (
            <>
              {' '}
              · <Ref id={answer.version} />
            </>
          )}
        </Text>
        <Group gap={6}>
          {isKept(answer) && (
            <Button leftSection={<FlaskConical size={13} aria-hidden />} onClick={onSave}>
              Save as case
            </Button>
          )}
          <CopyAs of={{ method: 'POST', path: '/v1/chat/completions', body, ...(cli ? { cli } : {}) }} />
        </Group>
      </footer>
    </section>
  );
}

/** Word by word beside the first answer: what it has more is marked, what it lacks is struck through. */
function Marked({ text, beside }: { text: string; beside: Beside }) {
  const pieces = useMemo(() => piecesOf(beside.text, text), [beside.text, text]);
  return (
    <>
      <MarkedWords pieces={pieces ?? [{ text, kind: 'same' }]} />
      <Text size="xs" c="dimmed">
        Beside {beside.label}
        {beside.isSameQuestion
          ? `: ${differenceOf(pieces)}`
          : `, which was sent other messages before: ${differenceOf(pieces, 'no word differs')}`}
      </Text>
    </>
  );
}

function Refused({ of, model }: { of: NonNullable<Answer['problem']>; model: string }) {
  const [name = '', alias = 'production'] = model.split(':');
  const cure = cureOf(of);
  return (
    <div role="alert" className="refused">
      <b>{of.title}</b>
      <p>{of.text}</p>
      <p>
        {cure} {of.review && <Ref id={of.review} words="Open the review" />}
        {isAboutServing(of.code) && !model.startsWith('ft:') && (
          <Link to="/deployments/$model/$alias" params={{ model: name, alias }}>
            Open its deployment
          </Link>
        )}
      </p>
    </div>
  );
}
