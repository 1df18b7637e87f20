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
