export interface DataFile {
  path: string;
  sizeBytes: number;
  /** Null where the source knows another hash alone, kept in `oid`. */
  sha256: string | null;
  oid?: string;
}
export interface ResolvedData {
  repo: string;
  /** The commit. */
  revision: string;
  files: DataFile[];
  /** What the card says: a Hub tag, or null. */
  declaredLicense: string | null;
}

/** Where published data sets come from: the Hugging Face Hub. */
export interface DatasetSourcePort {
  /** Files of the data set at a pinned commit. Throws AppError: source_not_found, source_gated, source_unavailable. */
  resolve(repo: string, revision: string): Promise<ResolvedData>;
  /** One file to `toPath`: resumable, its hash verified before the file gets its name. */
  fetch(source: ResolvedData, file: DataFile, toPath: string): Promise<void>;
}
/** DI token. */
export const DATASET_SOURCE = 'DATASET_SOURCE';
