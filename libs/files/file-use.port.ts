import type { Ctx } from '#kernel/context.js';

/** Who still needs a file; answered by the slices to the right, married in the apps' modules. */
export interface FileUsePort {
  /** Id of a job that is not final and was given this file or one of these dataset versions; null for none. */
  liveJobOf(ctx: Ctx, use: { fileId: string; datasetVersionIds: string[] }): Promise<string | null>;
}

/** DI token; where nothing is provided, no file counts as in use. */
export const FILE_USE = 'FILE_USE';
