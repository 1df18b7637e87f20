import Docker from 'dockerode';

/** What is read of the engine's `info`. */
export interface EngineInfo {
  NCPU: number;
  MemTotal: number;
  MemoryLimit: boolean;
  CpuCfsQuota: boolean;
  PidsLimit: boolean;
  Runtimes: Record<string, unknown>;
}

/** A client for `unix:///path` or `http(s)://host:port` (`tcp:` is http). */
export function dockerClient(host: string): Docker {
  const url = new URL(host);
  if (url.protocol === 'unix:') return new Docker({ socketPath: decodeURIComponent(url.pathname) });
  const protocol = url.protocol === 'https:' ? 'https' : 'http';
  return new Docker({ protocol, host: url.hostname, port: Number(url.port || 2375) });
}

const statusOf = (error: unknown): number | undefined => (error as { statusCode?: number }).statusCode;
export const isNotFound = (error: unknown): boolean => statusOf(error) === 404;
export const isConflict = (error: unknown): boolean => statusOf(error) === 409;
/** "Already started" and "already stopped". */
export const isUnchanged = (error: unknown): boolean => statusOf(error) === 304;

/** The answer, or null where the engine knows no such thing. Being unable to ask throws. */
export async function found<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch (error) {
    if (isNotFound(error)) return null;
    throw error;
  }
}

/** A second removal while the first is at work. */
const isUnderWay = (error: unknown): boolean =>
  isConflict(error) && /already in progress/.test((error as Error).message);

/** Resolves also where there was nothing left to do. */
export async function settled(asked: Promise<unknown>): Promise<void> {
  try {
    await asked;
  } catch (error) {
    if (!isUnchanged(error) && !isNotFound(error) && !isUnderWay(error)) throw error;
  }
}
