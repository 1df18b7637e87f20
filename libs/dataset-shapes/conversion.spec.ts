import { describe, expect, it } from '@jest/globals';
import type { Row } from '#dataset-checks/check-json.js';
import { AppError } from '#kernel/errors.js';
import { Conversion, type ConversionOptions } from './conversion.js';

type Asked = Partial<ConversionOptions>;
function convert(rows: Row[], asked: Asked = {}) {
  const conversion = new Conversion({ format: 'json', shape: 'auto', ...asked });
  const lines = rows.map((values, index) => conversion.take({ line: index + 2, values }));
  const made = lines.map((one) => one && (JSON.parse(one.line) as Row));
  return { made, lines, report: conversion.done() };
}
const refusal = (rows: Row[], asked: Asked = {}) => {
  try {
    return convert(rows, asked) && null;
  } catch (error) {
    return error as AppError;
  }
};
const say = (role: string, content: string) => ({ role, content });
const chat = (...messages: object[]) => ({ messages });

describe('every shape becomes chat or preference lines', () => {
  it.each<[string, Row, Row, string, string[]]>([
    ['alpaca', { instruction: 'Add.', input: '1, 2', output: '3' }, chat(say('user', 'Add.\n\n1, 2'), say('assistant', '3')), "row 1 has 'instruction' and 'output'", ['instruction_and_input', 'output']],
    ['alpaca', { instruction: 'Hi', input: '', output: 'Ho', system: 'S' }, chat(say('system', 'S'), say('user', 'Hi'), say('assistant', 'Ho')), "row 1 has 'instruction' and 'output'", ['instruction_alone', 'output', 'system_column']],
    ['sharegpt', { id: 7, conversations: [{ from: 'system', value: 'S' }, { from: 'human', value: 'a' }, { from: 'gpt', value: 'b' }] }, chat(say('system', 'S'), say('user', 'a'), say('assistant', 'b')), 'row 1 has \'conversations\', a list of {"from", "value"} turns', ['speaker_system', 'speaker_user', 'speaker_assistant', 'dropped_id']],
    ['completion', { prompt: 'a', completion: 'b' }, chat(say('user', 'a'), say('assistant', 'b')), "row 1 has 'prompt' and 'completion'", ['prompt_completion']],
    ['chat', { conversation: [say('user', 'a'), say('assistant', 'b')] }, chat(say('user', 'a'), say('assistant', 'b')), 'row 1 has \'conversation\', a list of {"role", "content"} messages', ['messages_renamed']],
    ['preference', { prompt: 'q', chosen: 'good', rejected: 'bad', score: null }, { input: chat(say('user', 'q')), preferred_output: [say('assistant', 'good')], non_preferred_output: [say('assistant', 'bad')] }, "row 1 has 'prompt', 'chosen' and 'rejected'", ['preference_texts']],
    ['preference', { chosen: [say('user', 'q'), say('assistant', 'good')], rejected: [say('user', 'q'), say('assistant', 'bad')] }, { input: chat(say('user', 'q')), preferred_output: [say('assistant', 'good')], non_preferred_output: [say('assistant', 'bad')] }, "row 1 has 'chosen' and 'rejected'", ['prompt_of_lists', 'preference_lists']],
    ['preference', { input: chat(say('user', 'q')), preferred_output: [say('assistant', 'g')], non_preferred_output: [say('assistant', 'b')] }, { input: chat(say('user', 'q')), preferred_output: [say('assistant', 'g')], non_preferred_output: [say('assistant', 'b')] }, "row 1 has 'input', 'preferred_output' and 'non_preferred_output'", []],
    ['unpaired', { prompt: 'a', completion: 'b', label: 'False' }, { ...chat(say('user', 'a'), say('assistant', 'b')), label: false }, "row 1 has 'prompt', 'completion' and 'label'", ['label_read', 'prompt_completion']],
    ['unpaired', { prompt: [say('user', 'a')], completion: [say('assistant', 'b')], label: true, score: 3 }, { ...chat(say('user', 'a'), say('assistant', 'b')), label: true }, "row 1 has 'prompt', 'completion' and 'label'", ['prompt_lists', 'dropped_score']],
    ['unpaired', { messages: [say('user', 'a'), say('assistant', 'b')], label: true }, { ...chat(say('user', 'a'), say('assistant', 'b')), label: true }, 'row 1 has \'messages\', a list of {"role", "content"} messages, and \'label\'', []],
  ])('%s', (shape, row, made, because, rules) => {
    const found = convert([row]);
    expect(found.made).toEqual([made]);
    expect(found.report).toMatchObject({ shape, because, rows_converted: 1, fault_count: 0, becomes: shape === 'preference' || shape === 'unpaired' ? shape : 'chat', preview: [{ row: 1, line: 2, to: made }] });
    expect(found.report.rules.map(({ rule }) => rule).sort()).toEqual([...rules].sort());
  }); // prettier-ignore

  it('a table by the columns that are named, numbers written out, with a system message', () => {
    const found = convert(
      [
        { text: 'hi', n: 7, more: 'x' },
        { text: 'ho', n: 8 },
      ],
      {
        shape: 'columns',
        columns: { user: 'text', assistant: 'n' },
        system: 'Name the intent.',
      },
    );
    expect(found.made[0]).toEqual(
      chat(say('system', 'Name the intent.'), say('user', 'hi'), say('assistant', '7')),
    );
    expect(found.report).toMatchObject({ because: 'it was asked for', rows_converted: 2 });
    const rows = Object.fromEntries(found.report.rules.map((one) => [one.rule, one.rows]));
    expect(rows).toEqual({
      column_user: 2,
      column_assistant: 2,
      number_as_text: 2,
      dropped_more: 1,
      system_added: 2,
    });
  });
});

describe('nothing is guessed', () => {
  it.each<[string, Row, Asked, string, string, string]>([
    ['a table that says nothing', { text: 'a', category: 'b' }, {}, 'shape_unknown', 'columns', "'text', 'category'"],
    ['a row of two shapes', { prompt: 'a', completion: 'b', chosen: 'c', rejected: 'd' }, {}, 'shape_ambiguous', 'shape', 'preference'],
    ['columns without their shape', { a: 'b' }, { columns: { user: 'a' } }, 'invalid_value', 'columns', "the shape 'columns'"],
    ['half a mapping', { a: 'b' }, { shape: 'columns', columns: { user: 'a' } }, 'invalid_value', 'columns', 'user and assistant'],
  ])('%s', (_what, row, asked, code, param, says) => {
    expect(refusal([row], asked)).toMatchObject({ code, details: { param } });
    expect(refusal([row], asked)!.message).toContain(says);
  }); // prettier-ignore

  it('an empty file', () => expect(refusal([])).toMatchObject({ code: 'source_empty' }));
});

describe('faults stand with row, line and column', () => {
  const good = { instruction: 'a', output: 'b' };
  it.each<[string, Row, string, string]>([
    ['column_missing', { instruction: 'a' }, 'output', "Row 2 has no 'output' (line 3)"],
    ['value_empty', { instruction: ' ', output: 'b' }, 'instruction', "Row 2 has an empty 'instruction' (line 3)"],
    ['value_not_text', { instruction: 'a', output: [] }, 'output', "Row 2 has something else than text in 'output' (line 3)"],
  ])('%s', (code, row, column, message) => {
    const { report, made } = convert([good, row, good]);
    expect(made[1]).toBeNull();
    expect(report).toMatchObject({ rows_read: 3, rows_converted: 2, rows_skipped: 1, fault_count: 1, faults: [{ row: 2, line: 3, column, code, message }] });
  }); // prettier-ignore

  it.each<[string, unknown[], string]>([
    ['speaker_unknown', [{ from: 'narrator', value: 'x' }], 'conversations[0].from'],
    ['turn_invalid', ['x'], 'conversations[0]'],
    ['value_not_text', [{ from: 'gpt', value: 1 }], 'conversations[0].value'],
    ['value_empty', [], 'conversations'],
  ])('of a conversation: %s', (code, conversations, column) =>
    expect(convert([{ conversations }], { shape: 'sharegpt' }).report.faults).toMatchObject([
      { code, column },
    ]),
  );

  it.each<[string, Row, string]>([
    ['prompts_differ', { chosen: [say('user', 'a'), say('assistant', 'x')], rejected: [say('user', 'b'), say('assistant', 'y')] }, 'rejected'],
    ['turn_invalid', { chosen: ['x'], rejected: ['y'] }, 'chosen'],
    ['value_empty', { chosen: [say('assistant', 'x')], rejected: [say('assistant', 'y')] }, 'prompt'],
    ['identical_outputs', { prompt: 'q', chosen: 'a', rejected: 'a' }, 'non_preferred_output'],
  ])('of a preference: %s', (code, row, column) =>
    expect(convert([row], { shape: 'preference' }).report.faults).toMatchObject([{ code, column }]),
  ); // prettier-ignore

  it('a line that no job could train on is a fault as well', () => {
    const row = { conversations: [{ from: 'gpt', value: 'a' }, { from: 'human', value: 'b' }] };
    expect(convert([row]).report.faults).toMatchObject([{ code: 'last_not_assistant', row: 1, message: expect.stringContaining('the last message must be from the assistant') as unknown }]);
  }); // prettier-ignore

  it('keeps a hundred and counts all', () => {
    const { report } = convert(Array.from({ length: 150 }, () => ({ instruction: '', output: 'x' })), { shape: 'alpaca' }); // prettier-ignore
    expect([report.fault_count, report.faults.length]).toEqual([150, 100]);
  });
});

describe('a split by a seed', () => {
  const rows = Array.from({ length: 2000 }, (_, i) => ({ prompt: `question ${i}`, completion: `a${i}` }));
  const held = (seed: number, given = rows) =>
    convert(given, { validation: { fraction: 0.2, seed } }).lines.map((line) => line!.split);

  it('is the same each time, another with another seed, and about as large as asked', () => {
    expect(held(1)).toEqual(held(1));
    expect(held(1)).not.toEqual(held(2));
    const share = held(1).filter((split) => split === 'validation').length / rows.length;
    expect(share).toBeGreaterThan(0.17);
    expect(share).toBeLessThan(0.23);
  });

  it('never puts duplicates on both sides, nor rows that differ in case and space alone', () => {
    const twins = rows.flatMap((row) => [row, { ...row, prompt: row.prompt.toUpperCase().replace(' ', '\n  ') }, row]);
    const places = held(3, twins);
    for (let i = 0; i < twins.length; i += 3)
      expect(new Set(places.slice(i, i + 3)).size).toBe(1);
    expect(convert(twins, { validation: { fraction: 0.2, seed: 3 } }).report.split).toMatchObject({ seed: 3, validation_fraction: 0.2 });
  }); // prettier-ignore
});
