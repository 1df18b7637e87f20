import { ApiError, Unreachable } from '#client/errors.js';
import { CliError } from './exits.js';
import { clean, jsonText } from './text.js';

interface Fault {
  line?: number;
  param?: string | null;
  message?: string;
  reason?: string;
  clause?: string;
  remedy?: string;
}

const START = 'luthier status says what runs here; luthier up starts it';

/** What happened, why, what to do, and the id to quote. */
export function failureText(error: unknown, hint: string | null = null): string {
  if (error instanceof CliError) return lines([`error: ${error.message}`, error.fix && `fix: ${error.fix}`]);
  if (error instanceof Unreachable) return lines([`error: ${error.message}`, `fix: ${START}`]);
  if (error instanceof ApiError) return apiText(error, hint);
  return `error: ${clean((error as Error).message ?? String(error))}`;
}

function apiText(error: ApiError, hint: string | null): string {
  const faults = list(error.facts['faults'])
    .slice(0, 20)
    .map((fault) => `  ${placeOf(fault)}${fault.message ?? ''}`);
  const findings = list(error.facts['findings']).map(
    (one) => `  clause: ${one.clause ?? '-'}; what to do: ${one.remedy ?? '-'}`,
  );
  const decision = error.facts['decision'];
  return lines([
    `error: ${error.message}`,
    error.param !== null && `field: ${error.param}`,
    ...(faults.length > 1 ? faults : []),
    ...findings,
    typeof decision === 'string' && `decision: ${decision} (luthier decision explain ${decision})`,
    hint && `fix: ${hint}`,
    `code: ${error.code ?? error.status}, request ${error.requestId ?? 'without an id'}`,
  ]);
}

const placeOf = (fault: Fault): string => (fault.line === undefined ? '' : `line ${fault.line}: `);
const list = (value: unknown): Fault[] => (Array.isArray(value) ? (value as Fault[]) : []);
const lines = (parts: (string | false | null | undefined)[]): string =>
  parts
    .filter((part): part is string => Boolean(part))
    .map(clean)
    .join('\n');

/** The same for --json, on stderr: stdout stays empty when there is no result. */
export function failureJson(error: unknown, hint: string | null = null): string {
  if (error instanceof ApiError)
    return jsonText({
      error: {
        ...error.facts,
        status: error.status,
        request_id: error.requestId,
        ...(hint ? { fix: hint } : {}),
      },
    });
  const { message } = error as Error;
  if (error instanceof CliError)
    return jsonText({
      error: { message, code: null, ...(error.fix ? { fix: error.fix } : {}), ...error.facts },
    });
  if (error instanceof Unreachable) return jsonText({ error: { message, code: 'unreachable', fix: START } });
  return jsonText({ error: { message, code: null } });
}
