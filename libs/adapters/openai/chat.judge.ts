import { z } from 'zod';
import { type Judge, type JudgeAnswer, JudgeFault, type JudgeQuestion } from '#judgements/judge.port.js';
import { retryAfterSeconds } from '#kernel/retry-after.js';
import { type Egress, type EgressAnswer, EgressError } from '#platform/egress.js';

const CONNECT_MS = 10_000;
/** Reasoning models think before they answer. */
const TOTAL_MS = 120_000;
const MAX_BYTES = 1024 * 1024;

const completion = z.object({
  choices: z.array(z.object({ message: z.object({ content: z.string().nullish() }) })).min(1),
  usage: z
    .object({ prompt_tokens: z.int().min(0).max(1e9), completion_tokens: z.int().min(0).max(1e9) })
    .nullish(),
});
const refusal = z.object({ error: z.object({ message: z.string().nullish(), param: z.string().nullish() }) });

/** Left out, or said otherwise, where an endpoint refuses it: servers differ in what of OpenAI's parameters they take. */
const NEGOTIABLE = ['temperature', 'response_format', 'max_tokens'] as const;
type Negotiable = (typeof NEGOTIABLE)[number];

/** `POST {baseUrl}/chat/completions` as OpenAI, vLLM, llama.cpp, Ollama and many others answer it, through the one way out. */
export class ChatJudge implements Judge {
  readonly host: string;
  private readonly refused = new Set<Negotiable>();

  constructor(
    private readonly egress: Egress,
    private readonly settings: { baseUrl: string; model: string; key?: string },
  ) {
    this.host = new URL(settings.baseUrl).host;
  }

  get model(): string {
    return this.settings.model;
  }

  async ask(question: JudgeQuestion): Promise<JudgeAnswer> {
    for (;;) {
      const without = new Set(this.refused); // others may be asking meanwhile
      const answer = await this.post(this.bodyOf(question, without));
      if (answer.status >= 200 && answer.status < 300) return answerIn(answer);
      const param = answer.status === 400 ? unwanted(answer) : null;
      if (param === null || without.has(param)) throw faultOf(answer);
      this.refused.add(param); // each at most once: this ends
    }
  }

  private bodyOf({ system, user, maxTokens }: JudgeQuestion, refused: ReadonlySet<Negotiable>): object {
    return {
      model: this.model,
      messages: [
        { role: 'system', content: system },
        { role: 'user', content: user },
      ],
      ...(refused.has('temperature') ? {} : { temperature: 0 }),
      ...(refused.has('response_format') ? {} : { response_format: { type: 'json_object' } }),
      // OpenAI's newer models count their thoughts here, and refuse the older name
      ...(refused.has('max_tokens') ? { max_completion_tokens: 10 * maxTokens } : { max_tokens: maxTokens }),
    };
  }

  private post(body: object): Promise<EgressAnswer> {
    const { baseUrl, key } = this.settings;
    const headers = {
      ...{ 'content-type': 'application/json', 'user-agent': 'luthier' },
      ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
    };
    return this.egress
      .send({
        ...{ url: `${baseUrl.replace(/\/+$/, '')}/chat/completions`, method: 'POST', headers },
        ...{ body: Buffer.from(JSON.stringify(body)) },
        ...{ connectMs: CONNECT_MS, totalMs: TOTAL_MS, maxBytes: MAX_BYTES },
      })
      .catch((error: unknown) => {
        if (!(error instanceof EgressError)) throw error;
        const { fault, message } = error;
        throw new JudgeFault(
          fault === 'refused' ? 'refused' : 'busy',
          `The judge was not asked: ${message}`,
          {
            mayHaveCost: fault === 'cut' || fault === 'timeout',
          },
        );
      });
  }
}

function answerIn({ body }: EgressAnswer): JudgeAnswer {
  const found = completion.safeParse(json(body));
  if (!found.success)
    throw new JudgeFault(
      'refused',
      'The answer is not that of an OpenAI-compatible endpoint: is LUTHIER_JUDGE_URL its base, such as https://…/v1?',
      { mayHaveCost: true },
    );
  const { choices, usage } = found.data;
  return {
    text: choices[0]!.message.content ?? '',
    promptTokens: usage?.prompt_tokens ?? 0,
    completionTokens: usage?.completion_tokens ?? 0,
  };
}

/** The parameter that a 400 is about, by its name or its message. */
function unwanted({ body }: EgressAnswer): Negotiable | null {
  const found = refusal.safeParse(json(body));
  if (!found.success) return null;
  const { param, message } = found.data.error;
  return NEGOTIABLE.find((name) => param === name || message?.includes(`'${name}'`)) ?? null;
}

/** The endpoint's own words are not passed on: they may quote the key. */
function faultOf({ status, headers }: EgressAnswer): JudgeFault {
  if (status === 401 || status === 403)
    return new JudgeFault(
      'refused',
      `The judge does not accept the key (${status}): LUTHIER_JUDGE_KEY_FILE.`,
    );
  if (status === 404)
    return new JudgeFault(
      'refused',
      'The judge does not know the path or the model (404): LUTHIER_JUDGE_URL, LUTHIER_JUDGE_MODEL.',
    );
  if (status === 429 || status === 408 || status >= 500)
    return new JudgeFault('busy', `The judge answers ${status}.`, {
      retryAfterSeconds: retryAfterSeconds(headers['retry-after'], new Date()),
    });
  return new JudgeFault('refused', `The judge refuses the question (${status}).`);
}

function json(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}
