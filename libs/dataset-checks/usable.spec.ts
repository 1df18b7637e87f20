import { describe, expect, it } from '@jest/globals';
import { AppError } from '#kernel/errors.js';
import { FileChecker } from './checks.js';
import { assertUsable, type UsableFor } from './usable.js';

const report = (rows: unknown[]) => {
  const checker = new FileChecker();
  checker.push(Buffer.from(rows.map((row) => JSON.stringify(row)).join('\n')));
  return checker.end();
};
const many = (row: unknown, n = 10) => report(Array.from({ length: n }, () => row));
const chat = {
  messages: [
    { role: 'user', content: 'a' },
    { role: 'assistant', content: 'b' },
  ],
};
const bad = { messages: [{ role: 'user', content: 'a' }, { content: 'b' }] };
const preference = {
  input: { messages: [{ role: 'user', content: 'a' }] },
  preferred_output: [{ role: 'assistant', content: 'b' }],
  non_preferred_output: [{ role: 'assistant', content: 'c' }],
};
const tools = { ...chat, tools: [{ type: 'function', function: { name: 'f' } }] };
const refusal = (file: ReturnType<typeof report> | null, use: UsableFor) => {
  try {
    assertUsable(file, use);
  } catch (error) {
    return error as AppError;
  }
  return null;
};
const labelled = (labels: unknown[], answer: object = chat) =>
  report(labels.map((label) => ({ ...answer, label })));
const mixed = [true, false, true, false, true, false, true, false, true, true];
const FAILED = 'The job failed due to an invalid training file.';

describe('answers that are wanted or not', () => {
  it.each([
    ['chats', chat],
    ['prompts and completions', { prompt: 'a', completion: 'b' }],
    ["TRL's lists", { prompt: [{ role: 'user', content: 'a' }], completion: [{ role: 'assistant', content: 'b' }] }],
  ])('%s serve kto, and are counted', (_what, answer) => {
    const file = labelled(mixed, answer);
    expect(file).toMatchObject({ format: 'unpaired', fault_count: 0, warning_count: 0, labels: { true: 6, false: 4 } });
    expect(refusal(file, { method: 'kto' })).toBeNull();
    expect(refusal(file, { method: 'sft' })?.message).toContain("not using 'kto'");
  }); // prettier-ignore
  it('of one label alone teach nothing', () => {
    const error = refusal(labelled(Array.from({ length: 10 }, () => true)), { method: 'kto' });
    expect(error).toMatchObject({ code: 'invalid_training_file' });
    expect(error?.message).toContain('Every example has the label true');
  });
  it('are at fault without a label, with a prompt that ends with an answer, and without an answer', () => {
    const [user, assistant] = chat.messages;
    const file = report([
      { ...chat, label: true },
      { ...chat, label: 'yes' },
      chat,
      { prompt: [user, assistant], completion: [assistant], label: true },
      { prompt: [user], completion: [], label: false },
    ]);
    expect(file.faults.map(({ line, code }) => [line, code])).toEqual([
      [2, 'label_invalid'], [3, 'label_invalid'], [4, 'prompt_invalid'], [5, 'output_invalid'],
    ]); // prettier-ignore
    expect(file.labels).toEqual({ true: 2, false: 1 });
  });
});

describe('what a job can train on', () => {
  it.each([
    ['chat', 'sft', chat],
    ['prompts and completions', 'sft', { prompt: 'a', completion: 'b' }],
    ['preferences', 'dpo', preference],
    ['preferences', 'orpo', preference],
  ] as const)('ten rows of %s serve %s', (_name, method, row) =>
    expect(refusal(many(row), { method })).toBeNull(),
  );

  it.each([
    [
      'too few rows',
      many(chat, 7),
      'sft',
      'invalid_n_examples',
      'Training file has 7 example(s), but must have at least 10 examples',
    ],
    [
      'no report',
      null,
      'sft',
      'invalid_training_file',
      `${FAILED} The file was not uploaded with the purpose 'fine-tune'.`,
    ],
    [
      'one fault',
      report([...Array<object>(10).fill(chat), bad]),
      'sft',
      'invalid_training_file',
      `${FAILED} Invalid file format. Example 11, message 2 Discriminator 'role' is missing in value (line 11)`,
    ],
    [
      'many faults, before the number of rows',
      many(bad, 3),
      'sft',
      'invalid_training_file',
      `${FAILED} Invalid file format. Example 1, message 2 Discriminator 'role' is missing in value (line 1) (and 2 more)`,
    ],
    [
      'chat for dpo',
      many(chat),
      'dpo',
      'invalid_training_file',
      `${FAILED} Input file file-1 is in the fine-tune-chat format, but the specified fine-tuning job is not using 'supervised' as the training method (provided method=dpo).`,
    ],
    [
      'preferences for sft',
      many(preference),
      'sft',
      'invalid_training_file',
      `${FAILED} Input file file-1 is in the fine-tune-preference format, but the specified fine-tuning job is not using 'dpo' as the training method (provided method=supervised).`,
    ],
    [
      'tool calls',
      many(tools),
      'sft',
      'invalid_training_file',
      `${FAILED} Tool calls cannot be trained on yet; 10 example(s) hold them (line 1).`,
    ],
    [
      'rows of no format',
      many({ text: 'a' }),
      'sft',
      'invalid_training_file',
      `${FAILED} Unexpected file format, expected either prompt/completion pairs or chat messages. Example 1 is neither (line 1) (and 9 more)`,
    ],
  ] as const)('%s are refused', (_name, file, method, code, message) => {
    const error = refusal(file, { method, fileId: 'file-1' });
    expect(error).toMatchObject({ kind: 'invalid', code, message, details: { param: 'training_file' } });
  });

  it("a validation file may be short, has its own code, and the param is the caller's", () => {
    expect(refusal(many(chat, 2), { method: 'sft', role: 'validation' })).toBeNull();
    const error = refusal(many(bad, 2), { method: 'sft', role: 'validation' });
    expect(error).toMatchObject({
      code: 'invalid_validation_file',
      details: { param: 'validation_file', line: 1, fault_count: 2 },
    });
    expect(refusal(many(bad), { method: 'sft', param: 'dataset_version' })?.details.param).toBe(
      'dataset_version',
    );
  });
});
