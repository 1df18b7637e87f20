import { z } from 'zod';
import { defineRoute } from '#platform/route.contract.js';

const text = z.string().max(2_000_000);
const part = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('text'), text }),
  z.strictObject({ type: z.literal('refusal'), refusal: text }),
]);
const content = z.union([text, z.array(part).min(1).max(256)]);
const name = z.string().min(1).max(64).optional();
const toolCall = z.strictObject({
  id: z.string().max(200),
  type: z.literal('function'),
  function: z.strictObject({ name: z.string().min(1).max(64), arguments: text }),
});

export const chatMessage = z.discriminatedUnion('role', [
  z.strictObject({ role: z.enum(['system', 'developer']), content, name }),
  z.strictObject({ role: z.literal('user'), content, name }),
  z
    .strictObject({
      role: z.literal('assistant'),
      content: content.nullish(),
      refusal: text.nullish(),
      tool_calls: z.array(toolCall).min(1).max(128).optional(),
      name,
    })
    .refine((message) => message.content != null || message.tool_calls !== undefined, {
      error: 'an assistant message needs content or tool_calls',
      path: ['content'],
    }),
  z.strictObject({ role: z.literal('tool'), content, tool_call_id: z.string().min(1).max(200) }),
]);

const tool = z.strictObject({
  type: z.literal('function'),
  function: z.strictObject({
    name: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/),
    description: z.string().max(20_000).optional(),
    parameters: z.record(z.string(), z.unknown()).optional(),
    strict: z.boolean().nullish(),
  }),
});
const responseFormat = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('text') }),
  z.strictObject({ type: z.literal('json_object') }),
  z.strictObject({
    type: z.literal('json_schema'),
    json_schema: z.strictObject({
      name: z.string().max(64),
      description: z.string().optional(),
      schema: z.record(z.string(), z.unknown()).optional(),
      strict: z.boolean().nullish(),
    }),
  }),
]);
const tokens = z.int().min(1).max(1_000_000);
const penalty = z.number().min(-2).max(2).nullish();

/** A field of OpenAI's without a meaning here: null, as some clients fill in, or absent. */
const unsupported = (hint: string) => z.null({ error: `it is not supported here; ${hint}` }).optional();

/** OpenAI's fields that mean something here, or that a client sends without meaning anything by it. */
const fields = z.strictObject({
  model: z.string().min(1).max(300),
  messages: z.array(chatMessage).min(1).max(2048),
  max_tokens: tokens.nullish(),
  max_completion_tokens: tokens.nullish(),
  temperature: z.number().min(0).max(2).nullish(),
  top_p: z.number().min(0).max(1).nullish(),
  n: z.int().min(1).max(8).nullish(),
  seed: z.int().nullish(),
  stop: z.union([z.string().max(1000), z.array(z.string().max(1000)).max(4)]).nullish(),
  stream: z.boolean().nullish(),
  stream_options: z
    .strictObject({ include_usage: z.boolean().optional(), include_obfuscation: z.boolean().optional() })
    .nullish(),
  presence_penalty: penalty,
  frequency_penalty: penalty,
  logit_bias: z.record(z.string(), z.number().min(-100).max(100)).nullish(),
  logprobs: z.boolean().nullish(),
  top_logprobs: z.int().min(0).max(20).nullish(),
  tools: z.array(tool).max(128).nullish(),
  tool_choice: z
    .union([
      z.enum(['none', 'auto', 'required']),
      z.strictObject({
        type: z.literal('function'),
        function: z.strictObject({ name: z.string().min(1).max(64) }),
      }),
    ])
    .nullish(),
  parallel_tool_calls: z.boolean().nullish(),
  response_format: responseFormat.nullish(),
  modalities: z.tuple([z.literal('text')]).nullish(),
  user: z.string().max(500).nullish(),
  safety_identifier: z.string().max(500).nullish(),
  prompt_cache_key: z.string().max(500).nullish(),
  prompt_cache_retention: z.string().max(40).nullish(),
  metadata: z.record(z.string().max(64), z.string().max(512)).nullish(),
  store: z.boolean().nullish(),
  service_tier: z.string().max(40).nullish(),
  audio: unsupported('models here answer with text'),
  function_call: unsupported("use 'tool_choice'"),
  functions: unsupported("use 'tools'"),
  prediction: unsupported('leave it out'),
  reasoning_effort: unsupported('leave it out'),
  verbosity: unsupported('leave it out'),
  web_search_options: unsupported('models here reach no network'),
});
export const chatBody = fields
  .refine(({ logprobs, top_logprobs: top }) => top == null || logprobs === true, {
    error: "it needs 'logprobs': true",
    path: ['top_logprobs'],
  })
  .refine(({ tools, tool_choice: choice }) => choice == null || choice === 'none' || !!tools?.length, {
    error: "it needs 'tools'",
    path: ['tool_choice'],
  })
  .refine(
    ({ tools, tool_choice: choice }) =>
      typeof choice !== 'object' ||
      choice === null ||
      tools?.some((tool) => tool.function.name === choice.function.name),
    { error: "it names none of 'tools'", path: ['tool_choice', 'function', 'name'] },
  );
export type ChatBody = z.output<typeof chatBody>;

export const createChatCompletion = defineRoute({
  id: 'chat_completions_create',
  method: 'post',
  path: '/chat/completions',
  tag: 'chat',
  roles: ['viewer', 'engineer', 'reviewer', 'deployer'],
  body: chatBody,
  errors: [404, 409],
  summary:
    'Chat with a fine-tuned model: `ft:…`, `<registered model>` (its production alias) or `<registered model>:<alias>`',
  example: {
    model: 'support-intents:production',
    messages: [{ role: 'user', content: 'My card has not arrived.' }],
  },
});
