import { idBody } from '#kernel/ids.js';

/** `ft:<base>:<org>:<suffix or empty>:<id8>`, as OpenAI names fine-tuned models; id8 is the random end of the version's id. */
export function openaiIdOf(of: {
  base: string;
  org: string;
  suffix: string | null;
  versionId: string;
}): string {
  return `ft:${of.base}:${of.org}:${of.suffix ?? ''}:${idBody(of.versionId).slice(-8)}`;
}

/** A checkpoint's name: that of the version its training led to, and the step. */
export const checkpointId = (of: string, step: number): string => `${of}:ckpt-step-${step}`;

/** The parts of such a name; null for any other. */
export function checkpointOf(name: string): { of: string; step: number } | null {
  const [, of, step] = /^(ft:.+):ckpt-step-(\d{1,9})$/.exec(name) ?? [];
  return of === undefined ? null : { of, step: Number(step) };
}
