import type { ServingEngine } from '#jobs/recipe.contract.js';
import { type Evidence, figure, type Gate } from './gate.js';

/** A finished comparison of how an engine and training read prompts. */
export interface Parity {
  id: string;
  subject: string;
  of: ServingEngine;
  /** As the engine calls itself. */
  engine: string;
  prompts: number;
  mismatches: number;
  /** The first prompt that the engine reads otherwise, told in words; null where the report is gone. */
  first: { prompt: string; token: string; cause: string; fix: string } | null;
  /** Nats: the farthest apart that both sides' log-probabilities are, and what the file's precision explains. */
  distance: number;
  tolerance: number;
}

export interface ParityAsked {
  /** By the project's `require_parity`: of the engine that serves here. */
  required: boolean;
  /** The version's own word; each of these is required. */
  engines: readonly ServingEngine[];
  /** For the command that makes a missing one. */
  version: string;
  /** Oldest first. */
  found: readonly Parity[];
}

const WORDS: Record<ServingEngine, string> = { llamacpp: 'llama.cpp', vllm: 'vLLM', ollama: 'Ollama' };

/** What each engine loads of a version. */
export const parityRole = (engine: ServingEngine): 'merged' | 'gguf' =>
  engine === 'vllm' ? 'merged' : 'gguf';

/** One of the engine that serves here, and one of each that the version is to be served with besides. */
export function parityGates(asked: ParityAsked, artifacts: Evidence['artifacts']): Gate[] {
  const engines = new Set<ServingEngine>(['llamacpp', ...asked.engines]);
  return [...engines].map((engine) => gateOf(engine, asked, artifacts));
}

function gateOf(engine: ServingEngine, asked: ParityAsked, artifacts: Evidence['artifacts']): Gate {
  const serves = engine === 'llamacpp';
  const gate = { name: serves ? 'parity' : `parity (${WORDS[engine]})`, kind: 'parity' as const };
  const role = parityRole(engine);
  const subject = artifacts[role];
  const one = asked.found.findLast((found) => found.of === engine && found.subject === subject);
  const again = `luthier eval parity ${asked.version}${serves ? '' : ` --engine ${engine}`}`;
  if (!one) {
    const targeted = asked.engines.includes(engine);
    const required = targeted || (serves && asked.required);
    const which = serves ? 'the engine' : WORDS[engine];
    const reason = `Nobody has checked that ${which} reads prompts as training did.`;
    const evidence = { engine, [role]: subject ?? null, required };
    if (!required) return { ...gate, status: 'skipped', reason, fix: null, evidence };
    const why = targeted ? `The version is to be served with ${WORDS[engine]}.` : 'The project requires it.';
    const fix = subject
      ? `Run \`${again}\`.`
      : `Register a version with a ${role} artifact, which ${WORDS[engine]} loads.`;
    return { ...gate, status: 'unmet', reason: `${reason} ${why}`, fix, evidence };
  }
  return { ...gate, ...judged(one, again) };
}

function judged(one: Parity, again: string): Pick<Gate, 'status' | 'reason' | 'fix' | 'evidence'> {
  const { id, engine, prompts, mismatches, first, distance, tolerance } = one;
  const evidence = { evaluation: id, engine, prompts, mismatches, first, distance, tolerance };
  if (!(mismatches === 0)) {
    const count = `${engine} reads ${mismatches} of ${prompts} prompts otherwise than training did.`;
    const which = first ? `First ${first.prompt}: ${first.token}. ${first.cause}` : 'The report is gone.';
    const fix = first?.fix ?? `Run \`${again}\` again.`;
    return { status: 'unmet', reason: `${count} ${which}`, fix, evidence };
  }
  if (!(prompts > 0)) {
    const reason = 'No prompt could be compared: all were refused by the chat template or by the engine.';
    return { status: 'unmet', reason, fix: `Run \`${again}\` on other data.`, evidence };
  }
  if (!(distance <= tolerance)) {
    const reason = `Both read the same tokens, but their log-probabilities are ${figure(distance)} nats apart, more than the ${figure(tolerance)} that the file's precision explains.`;
    const fix = 'Convert the model again, or quantize it with a wider type, e.g. f16.';
    return { status: 'unmet', reason, fix, evidence };
  }
  const reason = `${engine} reads all ${prompts} prompts as training did.`;
  return { status: 'passed', reason, fix: null, evidence };
}
