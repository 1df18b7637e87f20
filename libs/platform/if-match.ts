import { invalid } from '#kernel/errors.js';

/** A row's revision as a strong ETag. */
export const etagOf = (revision: number): string => `"${revision}"`;

/** Throws 428 without If-Match, 412 where it names another revision: nobody decides on what they have not read. */
export function assertRevision(revision: number, ifMatch: string | undefined): void {
  if (ifMatch === undefined) {
    throw invalid(
      'precondition_required',
      `Send If-Match with the ETag that you read, now ${etagOf(revision)}.`,
      {
        status: 428,
        param: 'If-Match',
      },
    );
  }
  // a GET's ETag goes on behind the revision: what stands around the resource is not what is decided on
  if (/^"(\d+)(-[\w-]+)?"$/.exec(ifMatch)?.[1] !== String(revision)) {
    throw invalid(
      'revision_mismatch',
      `It has changed since it was read: the revision is ${revision}. Read it again, then decide.`,
      { status: 412, param: 'If-Match', revision, headers: { 'x-should-retry': 'false' } },
    );
  }
}
