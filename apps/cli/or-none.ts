import { ApiError } from '#client/errors.js';

/** A list that is an extra: empty for a key that may not read it. */
export async function orNone<T>(asked: Promise<{ data: T[] }>): Promise<T[]> {
  try {
    return (await asked).data;
  } catch (error) {
    if (error instanceof ApiError && error.status === 403) return [];
    throw error;
  }
}
