import { type AppError, denied, invalid, notFound, unavailable } from '#kernel/errors.js';

/** The hub's refusals travel in headers, which the client library drops: this fetch turns them into ours. */
export function hubFetch(repo: string): typeof fetch {
  return async (url, init) => {
    let response: Response;
    try {
      response = await fetch(url, init);
    } catch (cause) {
      throw unreachable(cause);
    }
    // The library itself reads EntryNotFound as "no such file".
    if (response.ok || (response.status === 404 && response.headers.get('x-error-code') === 'EntryNotFound'))
      return response;
    await response.body?.cancel();
    throw refusal(repo, response);
  };
}

export function unreachable(cause: unknown): AppError {
  const error = unavailable(
    'source_unavailable',
    'The model hub cannot be reached or broke off; try again.',
    {
      headers: { 'retry-after': '10' },
    },
  );
  error.cause = cause;
  return error;
}

function refusal(repo: string, { status, headers }: Response): AppError {
  const code = headers.get('x-error-code');
  if (code === 'GatedRepo' || status === 403) {
    return denied(
      'source_gated',
      `'${repo}' is gated: accept its terms on the hub and set HF_TOKEN to a token that may read it.`,
      {
        param: 'source.repo',
      },
    );
  }
  if (code === 'RevisionNotFound') {
    return notFound('source_not_found', `'${repo}' has no such revision.`, { param: 'source.revision' });
  }
  // Without a token the hub answers 401 to a private repository and to one that does not exist.
  if (code === 'RepoNotFound' || status === 404 || status === 401) {
    return notFound('source_not_found', `The hub has no model '${repo}' that this token may read.`, {
      param: 'source.repo',
    });
  }
  if (status === 429 || status >= 500) return unreachable(new Error(`the hub answered ${status}`));
  return invalid('source_refused', `The hub refused '${repo}' with status ${status}.`, {
    param: 'source.repo',
  });
}
