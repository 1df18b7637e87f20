import { describe, expect, it } from '@jest/globals';
import { MAX_LINE_BYTES } from './check-lines.js';
import { checkFile, FileChecker } from './checks.js';

async function* inChunks(bytes: Buffer, size = 7): AsyncIterable<Buffer> {
  for (let i = 0; i < bytes.length; i += size) yield bytes.subarray(i, i + size);
}
const check = (content: string | Buffer) => checkFile(inChunks(Buffer.from(content)));
const line = (value: unknown) => JSON.stringify(value);
const user = { role: 'user', content: 'Where is my card?' };
const answer = { role: 'assistant', content: 'On its way.' };
const chat = (...messages: unknown[]) => line({ messages });
const good = chat(user, answer);
const call = { id: 'c1', type: 'function', function: { name: 'track', arguments: '{"card":1}' } };
const tool = { role: 'tool', tool_call_id: 'c1', content: 'sent' };
const calling = { role: 'assistant', tool_calls: [call] };
const pair = (preferred: unknown, other: unknown, messages: unknown[] = [user]) =>
  line({ input: { messages }, preferred_output: preferred, non_preferred_output: other });
const say = (content: string) => [{ role: 'assistant', content }];

const JSONL = 'Expected file to have JSONL format, where every line is a JSON dictionary.';

describe('syntax: the first line at fault refuses the file', () => {
  it.each([
    ['an empty file', '', 'empty_file', 1, 'The file is empty.'],
    ['blank lines only', '\n \r\n\t\n', 'empty_file', 1, 'The file has blank lines only.'],
    ['text', `${good}\nhello`, 'not_json', 2, 'Line 2 is not a dictionary (HINT: line starts with: "hel…").'],
    [
      'a cut line',
      '{"prompt": "a"',
      'not_json',
      1,
      'Line 1 is not a dictionary (HINT: line starts with: "{"p…").',
    ],
    [
      'two values',
      `${good} ${good}`,
      'not_json',
      1,
      'Line 1 is not a dictionary (HINT: line starts with: "{"m…").',
    ],
    [
      'a return inside',
      '{"messages":\r[]}',
      'not_json',
      1,
      'Line 1 is not a dictionary (HINT: line starts with: "{"m…").',
    ],
    [
      'a list',
      `${good}\n\n[1]`,
      'not_a_dictionary',
      3,
      'Line 3 is not a dictionary (HINT: line starts with: "[1]…").',
    ],
    ['a word', 'null', 'not_a_dictionary', 1, 'Line 1 is not a dictionary (HINT: line starts with: "nul…").'],
    [
      'a NUL byte',
      Buffer.from('{"a":"\u0000"}'),
      'nul_character',
      1,
      'Line 1 holds a NUL character (\\u0000), which cannot be stored.',
    ],
    [
      'an escaped NUL',
      '{"a":["\\u0000"]}',
      'nul_character',
      1,
      'Line 1 holds a NUL character (\\u0000), which cannot be stored.',
    ],
    [
      'an escaped NUL in a key',
      '{"a\\u0000":1}',
      'nul_character',
      1,
      'Line 1 holds a NUL character (\\u0000), which cannot be stored.',
    ],
    [
      'half a pair',
      `${good}\n{"a":"\\ud83d"}`,
      'lone_surrogate',
      2,
      'Line 2 holds half of a surrogate pair (\\ud800 to \\udfff alone).',
    ],
    [
      'a wrong byte',
      Buffer.concat([Buffer.from('{"a":"é'), Buffer.from([0xff, 0x22, 0x7d])]),
      'invalid_utf8',
      1,
      'Line 1 is not valid UTF-8 (byte 9 of the line).',
    ],
    [
      'a cut character',
      Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xe2, 0x82]), Buffer.from('"}')]),
      'invalid_utf8',
      1,
      'Line 1 is not valid UTF-8 (byte 9 of the line).',
    ],
    [
      'a key twice',
      '{"a":1,"b":{"c":1,"\\u0063":2}}',
      'duplicate_key',
      1,
      'Line 1 has the key "c" twice in one dictionary.',
    ],
    [
      'a key twice, far apart',
      '{"a":"x:\\"y\\\\","b":[{"a":1}],"a":2}',
      'duplicate_key',
      1,
      'Line 1 has the key "a" twice in one dictionary.',
    ],
    [
      'deep nesting',
      `{"a":${'['.repeat(100_000)}`,
      'nested_too_deep',
      1,
      'Line 1 nests deeper than 64 levels.',
    ],
    [
      'a line over the limit',
      `${good}\n{"a":"${'x'.repeat(MAX_LINE_BYTES)}"}\n`,
      'line_too_long',
      2,
      'Line 2 is longer than 8 MB.',
    ],
  ])('%s', async (_name, content, code, number, message) => {
    const chunk = content.length > 1000 ? 65_536 : 7;
    const { syntax } = await checkFile(inChunks(Buffer.from(content), chunk));
    expect(syntax).toEqual({ line: number, code, message: `${JSONL} ${message}` });
  });

  it.each([
    [
      'a byte order mark, \\r\\n and blank lines',
      `\ufeff${good}\r\n\r\n${good.replace('card', 'bank card')}\r\n`,
      2,
      1,
      3,
    ],
    ['no line feed at the end', `${good}\n${chat(user, say('No.')[0])}`, 2, 0, 2],
    [
      'a whole surrogate pair, a key like another in another dictionary',
      line({ messages: [{ ...user, content: '\ud83d\ude00: "{[' }, answer] }).replace(
        '\ud83d\ude00',
        '\\ud83d\\ude00',
      ),
      1,
      0,
      1,
    ],
    [
      'keys of the prototype',
      '{"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b"}],"__proto__":{"x":1},"constructor":1}',
      1,
      0,
      1,
    ],
  ])('takes %s', async (_name, content, rows, blank, lines) => {
    const { syntax, report } = await check(content);
    expect(syntax).toBeNull();
    expect(report).toMatchObject({ rows, blank_lines: blank, lines, fault_count: 0, format: 'chat' });
  });
});

describe('content: every fault is in the report', () => {
  const roles = "'system', 'developer', 'user', 'assistant', 'tool'";
  it.each([
    ['unknown_format', line({ text: 'a' }), null, null, null],
    [
      'messages_invalid',
      line({ messages: [] }),
      'messages',
      null,
      "'messages' must be a list with at least one message",
    ],
    [
      'messages_invalid',
      line({ messages: 'hi' }),
      'messages',
      null,
      "'messages' must be a list with at least one message",
    ],
    ['message_invalid', chat('hi', answer), 'messages[0]', 0, 'is not a dictionary'],
    [
      'role_missing',
      chat(user, { content: 'x' }, answer),
      'messages[1].role',
      1,
      "Discriminator 'role' is missing in value",
    ],
    [
      'role_unknown',
      chat({ ...user, role: 'bot' }, answer),
      'messages[0].role',
      0,
      `Input tag 'bot' found using 'role' does not match any of the expected tags: ${roles}`,
    ],
    [
      'role_unknown',
      chat({ ...user, role: 'toString' }, answer),
      'messages[0].role',
      0,
      `Input tag 'toString' found using 'role' does not match any of the expected tags: ${roles}`,
    ],
    ['content_missing', chat({ role: 'user' }, answer), 'messages[0].content', 0, "has no 'content'"],
    [
      'content_missing',
      chat(user, { role: 'assistant', content: null }),
      'messages[1].content',
      1,
      "needs 'content' or 'tool_calls'",
    ],
    [
      'content_missing',
      chat(user, { role: 'assistant', content: '' }),
      'messages[1].content',
      1,
      "needs 'content' or 'tool_calls'",
    ],
    [
      'content_invalid',
      chat({ ...user, content: 7 }, answer),
      'messages[0].content',
      0,
      `'content' must be text, or a list of {"type":"text","text":…} parts`,
    ],
    [
      'content_invalid',
      chat({ ...user, content: [{ type: 'image_url' }] }, answer),
      'messages[0].content',
      0,
      `'content' must be text, or a list of {"type":"text","text":…} parts`,
    ],
    [
      'weight_not_assistant',
      chat({ ...user, weight: 1 }, answer),
      'messages[0].weight',
      0,
      "has a 'weight', which only an assistant message may have",
    ],
    [
      'weight_invalid',
      chat(user, { ...answer, weight: 0.5 }),
      'messages[1].weight',
      1,
      "'weight' must be the number 0 or 1, not 0.5",
    ],
    [
      'weight_invalid',
      chat(user, { ...answer, weight: '1' }),
      'messages[1].weight',
      1,
      "'weight' must be the number 0 or 1, not 1",
    ],
    [
      'weights_all_zero',
      chat(user, { ...answer, weight: 0 }),
      'messages',
      null,
      'gives every assistant message the weight 0: nothing would be learned',
    ],
    ['no_assistant', chat(user), 'messages', null, 'has no message with the role assistant'],
    [
      'last_not_assistant',
      chat(user, answer, user),
      'messages[2].role',
      2,
      'the last message must be from the assistant',
    ],
    ['name_invalid', chat({ ...user, name: 1 }, answer), 'messages[0].name', 0, "'name' must be text"],
    [
      'tool_call_id_missing',
      chat(user, calling, { role: 'tool', content: 'x' }, answer),
      'messages[2].tool_call_id',
      2,
      "has no 'tool_call_id'",
    ],
    [
      'tool_call_id_unknown',
      chat(user, { ...tool, tool_call_id: 'c9' }, answer),
      'messages[1].tool_call_id',
      1,
      "answers the tool call 'c9', which no earlier message makes",
    ],
    [
      'tool_calls_not_assistant',
      chat({ ...user, tool_calls: [call] }, answer),
      'messages[0].tool_calls',
      0,
      "has 'tool_calls', which only an assistant message may have",
    ],
    [
      'tool_calls_invalid',
      chat(user, { ...answer, tool_calls: 'x' }),
      'messages[1].tool_calls',
      1,
      "'tool_calls' must be a list with at least one call",
    ],
    [
      'tool_calls_invalid',
      chat(user, { ...answer, tool_calls: [{ id: 'c1' }] }),
      'messages[1].tool_calls[0]',
      1,
      'has a tool call that is not {"id":…,"type":"function","function":{"name":…,"arguments":…}}',
    ],
    [
      'tool_arguments_invalid',
      chat(user, { ...answer, tool_calls: [{ ...call, function: { name: 'f', arguments: {} } }] }),
      'messages[1].tool_calls[0].function.arguments',
      1,
      "has tool call 'arguments' that are not a JSON string",
    ],
    [
      'tools_invalid',
      line({ messages: [user, answer], tools: [{}] }),
      'tools',
      null,
      `'tools' must be a list of {"type":"function","function":{"name":…}}`,
    ],
    [
      'parallel_tool_calls_invalid',
      line({ messages: [user, answer], parallel_tool_calls: 'no' }),
      'parallel_tool_calls',
      null,
      "'parallel_tool_calls' must be true or false",
    ],
    [
      'input_invalid',
      line({ input: [], preferred_output: say('a'), non_preferred_output: say('b') }),
      'input',
      null,
      "'input' must be a dictionary with 'messages'",
    ],
    [
      'messages_invalid',
      line({ input: {}, preferred_output: say('a'), non_preferred_output: say('b') }),
      'input.messages',
      null,
      "'input.messages' is missing",
    ],
    [
      'input_not_user_last',
      pair(say('a'), say('b'), [user, answer]),
      'input.messages[1].role',
      1,
      'the last message of the input must be from the user',
    ],
    [
      'output_invalid',
      pair([...say('a'), ...say('c')], say('b')),
      'preferred_output',
      null,
      "'preferred_output' must be a list with one message of the role assistant",
    ],
    [
      'output_invalid',
      line({ input: { messages: [user] }, preferred_output: say('a') }),
      'non_preferred_output',
      null,
      "'non_preferred_output' must be a list with one message of the role assistant",
    ],
    [
      'identical_outputs',
      pair(say('a'), say('a')),
      'non_preferred_output',
      null,
      "'preferred_output' and 'non_preferred_output' are the same",
    ],
    ['prompt_invalid', line({ prompt: 1, completion: 'b' }), 'prompt', null, "'prompt' must be text"],
    [
      'completion_invalid',
      line({ prompt: 'a', completion: '' }),
      'completion',
      null,
      "'completion' must be text, and not empty",
    ],
  ])('%s: %s', async (code, content, param, index, text) => {
    const { syntax, report } = await check(`\n${content}\n`);
    const place = index === null ? 'Example 1' : `Example 1, message ${index + 1}`;
    const message =
      code === 'unknown_format'
        ? 'Unexpected file format, expected either prompt/completion pairs or chat messages. Example 1 is neither (line 2)'
        : `Invalid file format. ${place} ${text} (line 2)`;
    expect(syntax).toBeNull();
    expect(report.faults).toEqual([{ line: 2, message_index: index, code, param, message }]);
    expect(report.fault_count).toBe(1);
  });

  it.each([
    [
      'a conversation with every role',
      chat(
        { role: 'system', content: 's' },
        { role: 'developer', content: 'd' },
        user,
        calling,
        tool,
        answer,
      ),
      'chat',
    ],
    [
      'text in parts, a weight and a name',
      chat(
        { ...user, name: 'Ann', content: [{ type: 'text', text: 'Hi' }] },
        { ...answer, weight: 0 },
        user,
        { ...answer, weight: 1 },
      ),
      'chat',
    ],
    [
      'tools and parallel_tool_calls',
      line({
        messages: [user, answer],
        tools: [{ type: 'function', function: { name: 'f' } }],
        parallel_tool_calls: false,
      }),
      'chat',
    ],
    ['a preference', pair(say('a'), say('b')), 'preference'],
    ['a prompt and its completion', line({ prompt: '', completion: 'b' }), 'completion'],
  ])('finds no fault in %s', async (_name, content, format) => {
    const { syntax, report } = await check(content);
    expect({ syntax, faults: report.faults, warnings: report.warnings, format: report.format }).toEqual({
      syntax: null,
      faults: [],
      warnings: [],
      format,
    });
  });

  it('warns of unknown keys, in rows and in messages', async () => {
    const { report } = await check(line({ id: 7, messages: [{ ...user, mood: 'sad' }, answer] }));
    expect(report.fault_count).toBe(0);
    expect(report.warnings).toEqual([
      {
        line: 1,
        message_index: null,
        code: 'unknown_key',
        param: 'id',
        message: "Invalid file format. Example 1 has the unknown key 'id', which is ignored (line 1)",
      },
      {
        line: 1,
        message_index: 0,
        code: 'unknown_key',
        param: 'messages[0].mood',
        message:
          "Invalid file format. Example 1, message 1 has the unknown key 'mood', which is ignored (line 1)",
      },
    ]);
  });

  it('tells a row of another format from a row that lacks a key', async () => {
    const { report } = await check([good, pair(say('a'), say('b')), line({ turns: [] })].join('\n'));
    expect(report.faults.map(({ line: at, code, message }) => [at, code, message])).toEqual([
      [
        2,
        'mixed_formats',
        'Invalid file format. Example 2 is in the preference format, but the file began in the chat format (line 2)',
      ],
      [3, 'messages_invalid', "Invalid file format. Example 3 'messages' is missing (line 3)"],
    ]);
  });

  it('keeps the first 100 faults and counts all; examples are counted without blank lines', async () => {
    const { report } = await check(`\n${chat(user)}\n\n`.repeat(250));
    expect(report).toMatchObject({ rows: 250, blank_lines: 500, lines: 750, fault_count: 250 });
    expect(report.faults).toHaveLength(100);
    expect(report.faults[99]).toMatchObject({
      line: 299,
      message: expect.stringContaining('Example 100 ') as unknown,
    });
  });
});

it('counts rows that came before, and names the first of each', async () => {
  const other = chat(user, { ...answer, content: 'Lost.' });
  const { report } = await check([good, other, good, '', good].join('\n'));
  expect(report.duplicates).toEqual({
    count: 2,
    complete: true,
    first: [
      { line: 3, same_as_line: 1 },
      { line: 5, same_as_line: 1 },
    ],
  });
});

it('previews the first five rows, long texts cut without breaking a character', async () => {
  const long = `${'x'.repeat(1999)}\u{1f600}${'y'.repeat(5000)}`;
  const rows = Array.from({ length: 9 }, (_, i) =>
    chat({ ...user, content: `${i}` }, { ...answer, content: long }),
  );
  const { report } = await check(rows.join('\n'));
  expect(report.preview).toHaveLength(5);
  expect(report.preview[4]).toEqual({
    messages: [
      { ...user, content: '4' },
      { ...answer, content: `${'x'.repeat(1999)}…` },
    ],
  });
});

it('reads nothing more once a line has refused the file', () => {
  const checker = new FileChecker();
  checker.push(Buffer.from('oops\n'));
  const first = checker.syntax;
  checker.push(Buffer.from('[1]\n'));
  expect(checker.end().lines).toBe(1);
  expect(checker.syntax).toBe(first);
});
