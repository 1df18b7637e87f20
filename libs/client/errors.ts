/** What an error answer says, in OpenAI's words, with Luthier's further facts beside them. */
export interface ErrorFacts {
  message: string;
  type?: string;
  param?: string | null;
  code?: string | null;
  [fact: string]: unknown;
}

/** A refused request: status, code, field, and the request id to quote. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly facts: ErrorFacts,
    readonly requestId: string | null,
  ) {
    super(facts.message);
    this.name = 'ApiError';
  }

  get code(): string | null {
    return this.facts.code ?? null;
  }

  get param(): string | null {
    return this.facts.param ?? null;
  }
}

/** The service did not answer at all, or not to the end. */
export class Unreachable extends Error {
  constructor(
    readonly url: string,
    override readonly cause: unknown,
    what = 'does not answer',
  ) {
    super(`${new URL(url).origin} ${what}`);
    this.name = 'Unreachable';
  }
}

/** Reads an error answer; one that is not ours (a proxy's page) keeps its status. */
export async function errorOf(response: Response): Promise<ApiError> {
  const text = await response.text().catch(() => '');
  const requestId = response.headers.get('x-request-id');
  return new ApiError(response.status, factsOf(text, response.status), requestId);
}

function factsOf(text: string, status: number): ErrorFacts {
  try {
    const { error } = JSON.parse(text) as { error?: ErrorFacts };
    if (typeof error?.message === 'string') return error;
  } catch {
    // not JSON: told below
  }
  return { message: `HTTP ${status} without a reason` };
}
