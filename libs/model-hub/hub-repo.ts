import { createHash } from 'node:crypto';
import type { ManifestFile } from '#artifacts/manifest.js';

/** One file of a repository, and the artifact that holds it. */
export interface HubFile {
  path: string;
  sizeBytes: number;
  sha256: string;
  artifact: { id: string; path: string };
}

export interface Part {
  role: string;
  artifact: string;
  manifest: readonly ManifestFile[];
}

/** What the registry writes for people; surfaces.json beside them is evidence for decisions. */
const PAPERS = ['README.md', 'LICENSE', 'NOTICE', 'TERMS.txt', 'bom.cdx.json'];

/**
 * A version as the repository that loaders expect: its papers and main part (the first) at the root, every other part in a
 * folder of its role's name. The papers stand for files of the same name that a part brought.
 */
export function hubFiles(card: Omit<Part, 'role'>, parts: readonly Part[]): HubFile[] {
  const files = new Map<string, HubFile>();
  parts.forEach(({ role, artifact, manifest }, index) => {
    for (const file of manifest) add(files, index === 0 ? file.path : `${role}/${file.path}`, file, artifact);
  });
  for (const file of card.manifest)
    if (PAPERS.includes(file.path)) add(files, file.path, file, card.artifact);
  return [...files.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

function add(files: Map<string, HubFile>, path: string, file: ManifestFile, artifact: string): void {
  const { sha256, size_bytes: sizeBytes } = file;
  files.set(path, { path, sizeBytes, sha256, artifact: { id: artifact, path: file.path } });
}

/** 40 hex digits that stand for exactly these bytes under these names, as a git commit does. */
export function commitOf(files: readonly HubFile[]): string {
  const entries = files.map(({ path, sha256 }) => [path, sha256]);
  return createHash('sha256').update(JSON.stringify(entries)).digest('hex').slice(0, 40);
}

/** git's name of a blob is a sha1 of its bytes, which nobody has counted; the sha256 is told as large-file storage tells it. */
const blob = (file: HubFile) => ({
  size: file.sizeBytes,
  lfs: { oid: file.sha256, sha256: file.sha256, size: file.sizeBytes, pointerSize: 130 },
});
const oidOf = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 40);

/** The files and folders below `folder` ('' is the root), as the Hub lists a tree. */
export function treeOf(files: readonly HubFile[], folder: string, recursive: boolean) {
  const prefix = folder === '' ? '' : `${folder}/`;
  const folders = new Set<string>();
  const found = [];
  for (const file of files.filter(({ path }) => path.startsWith(prefix))) {
    const rest = file.path.slice(prefix.length).split('/');
    for (let depth = 1; depth < rest.length; depth += 1)
      if (recursive || depth === 1) folders.add(prefix + rest.slice(0, depth).join('/'));
    if (recursive || rest.length === 1)
      found.push({ type: 'file' as const, path: file.path, oid: oidOf(file.sha256), ...blob(file) });
  }
  const directories = [...folders].map((path) => ({
    type: 'directory' as const,
    path,
    oid: oidOf(path),
    size: 0,
  }));
  return [...directories, ...found].sort((a, b) => (a.path < b.path ? -1 : 1));
}

export const siblingsOf = (files: readonly HubFile[]) =>
  files.map((file) => ({ rfilename: file.path, blobId: oidOf(file.sha256), ...blob(file) }));
