/** Names of what a recall holds by what it is, not by its row: any copy that comes later is held too. */
export const heldRecord = (hash: string): string => `record:${hash}`;
export const heldContent = (sha256: string): string => `content:${sha256}`;
