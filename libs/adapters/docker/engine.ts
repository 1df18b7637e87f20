import Docker from 'dockerode';
import { unavailable } from '#kernel/errors.js';

/** What is read of the engine's `info`. */
export interface EngineInfo {
  ServerVersion: string;
  NCPU: number;
  MemTotal: number;
  MemoryLimit: boolean;
  CpuCfsQuota: boolean;
  PidsLimit: boolean;
  Runtimes: Record<string, unknown>;
}

/** A client for `unix:///path` or `http(s)://host:port` (`tcp:` is http). `timeout`: ms without a byte that end a call. */
export function dockerClient(host: string, options: { timeout?: number } = {}): Docker {
  const url = new URL(host);
  if (url.protocol === 'unix:')
    return new Docker({ ...options, socketPath: decodeURIComponent(url.pathname) });
  const protocol = url.protocol === 'https:' ? 'https' : 'http';
  return new Docker({ ...options, protocol, host: url.hostname, port: Number(url.port || 2375) });
}

/** Gives up after ten seconds: an address that swallows packets would hold its caller for minutes. */
export function engineInfo(docker: Docker): Promise<EngineInfo> {
  // the package's types lack the option
  const info = docker.info.bind(docker) as (options: object) => Promise<EngineInfo>;
  return info({ abortSignal: AbortSignal.timeout(10_000) });
}

/** Runs calls to the engine. One that it did not answer becomes AppError `compute_unavailable`, which a later try may cure. */
export async function answered<T>(host: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (!isUnanswered(error)) throw error;
    const { message } = error as Error;
    throw unavailable('compute_unavailable', `The Docker engine at ${host} does not answer: ${message}`);
  }
}

/** A socket that is not there is ENOENT like a file that is not: the system call tells them apart. */
function isUnanswered(error: unknown): boolean {
  const { code = '', syscall = '', name } = error as NodeJS.ErrnoException;
  return (
    ['connect', 'getaddrinfo'].includes(syscall) ||
    ['ECONNRESET', 'EPIPE', 'ETIMEDOUT'].includes(code) ||
    ['AbortError', 'TimeoutError'].includes(name)
  );
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
