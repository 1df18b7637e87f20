import { describe, expect, it } from '@jest/globals';
import {
  type Answer,
  asked,
  BY_PERSON,
  bodyOf,
  caseOf,
  type Conversation,
  cliOf,
  isAnswering,
  isSameFor,
  jsonlOf,
  mayOffer,
  messagesFor,
  movedAt,
  NOTHING,
  resumed,
  speedOf,
  UNASKED,
} from './conversation.js';

const answer = (of: Partial<Answer>): Answer => ({ ...UNASKED, state: 'done', ...of });
const settings = { seed: 3, temperature: 0, max: 64 };
const sent = { system: ' Be short. ', settings };
const talk: Conversation = {
  ...NOTHING,
  system: 'changed since',
  turns: [
    { ...sent, user: 'hi', answers: { a: answer({ text: 'hello' }), b: answer({ state: 'refused' }) } },
    { ...sent, user: 'and now?', answers: { a: answer({ state: 'writing', text: 'w' }) } },
  ],
};

describe('what a model is sent', () => {
  it('is what it and the person said before, never what another model said', () => {
    expect(messagesFor(talk.turns, 1, 'a')).toEqual([
      { role: 'system', content: 'Be short.' },
      { role: 'user', content: 'hi' },
      { role: 'assistant', content: 'hello' },
      { role: 'user', content: 'and now?' },
    ]);
  });
  it('leaves out turns that it did not answer', () => {
    expect(
      messagesFor(
        talk.turns.map((turn) => ({ ...turn, system: '' })),
        1,
        'b',
      ),
    ).toEqual([{ role: 'user', content: 'and now?' }]);
  });
});

describe('an alias that was moved', () => {
  const turns = [
    { ...sent, user: 'hi', answers: { a: answer({ text: 'hello', version: 'mv_2' }) } },
    { ...sent, user: 'hi', named: { a: 'mv_1' }, answers: { a: answer({ text: 'hey', version: 'mv_1' }) } },
    { ...sent, user: 'go on', named: { a: 'mv_1' }, answers: { a: UNASKED } },
  ];
  it('begins anew: what the version before said is not sent, and it is told once', () => {
    expect(messagesFor(turns, 1, 'a').map(({ content }) => content)).toEqual(['Be short.', 'hi']);
    expect(messagesFor(turns, 2, 'a').map(({ content }) => content)).toEqual([
      ...['Be short.', 'hi', 'hey', 'go on'],
    ]);
    expect([0, 1, 2].map((at) => movedAt(turns, at))).toEqual([[], [['a', 'mv_2']], []]);
  });
});

it('offers a system message where nobody wrote one', () => {
  const of = (system: string, systemBy: string | null) => mayOffer({ ...NOTHING, system, systemBy });
  expect([of('', null), of('of a training', 'mv_1')]).toEqual([true, true]);
  expect([of('', BY_PERSON), of('mine', BY_PERSON), of('of an older tab', null)]).toEqual([
    ...[false, false, false],
  ]);
});

it('says of which models a turn asked the same', () => {
  expect(isSameFor(talk.turns, 0, ['a', 'b'])).toBe(true);
  expect(isSameFor(talk.turns, 1, ['a', 'b'])).toBe(false);
});

describe('a turn that is asked anew', () => {
  it('is asked of those models alone, as the fields stand now', () => {
    const now = { models: ['b'], system: 'new', settings: { ...settings, seed: 9 } };
    expect(asked(talk.turns[0]!, now)).toEqual({
      ...{ user: 'hi', system: 'new', settings: { ...settings, seed: 9 } },
      answers: { b: UNASKED },
    });
  });
});

describe('a conversation', () => {
  it('is answering while one model writes, and is stopped where the tab was closed meanwhile', () => {
    expect(isAnswering(talk)).toBe(true);
    const after = resumed(talk);
    expect(isAnswering(after)).toBe(false);
    expect(after.turns[1]!.answers['a']).toMatchObject({ state: 'stopped', text: 'w' });
    expect(isAnswering(NOTHING)).toBe(false);
  });
  it('becomes rows of a dataset, one a line', () => {
    const one = caseOf([{ role: 'user', content: 'two\nlines' }], 'right');
    const lines = jsonlOf([one, one]).trimEnd().split('\n');
    expect(lines).toHaveLength(2);
    expect(JSON.parse(lines[0]!)).toEqual({
      messages: [
        { role: 'user', content: 'two\nlines' },
        { role: 'assistant', content: 'right' },
      ],
    });
  });
});

describe('the same request on the command line', () => {
  it('is one command where it is one message, safe for a shell', () => {
    const turn = { ...sent, user: "it's $HOME", answers: {} };
    const body = bodyOf('desk:production', messagesFor([turn], 0, 'a'), settings);
    expect(cliOf(body)).toBe(
      `luthier chat 'desk:production' 'it'\\''s $HOME' --system 'Be short.' --temperature 0 --max-tokens 64`,
    );
  });
  it('is none where more was said before', () => {
    expect(cliOf(bodyOf('a', messagesFor(talk.turns, 1, 'a'), settings))).toBeNull();
  });
});

describe('how fast it came', () => {
  it('tells what is known alone', () => {
    expect(speedOf(UNASKED)).toEqual([]);
    const known = answer({ firstMs: 200, totalMs: 1200, promptTokens: 9, outputTokens: 51 });
    expect(speedOf(known)).toEqual([
      ...['first token 200 ms', 'total 1.2 s', '9 tokens in, 51 out', '50 tokens a second'],
    ]);
  });
});
