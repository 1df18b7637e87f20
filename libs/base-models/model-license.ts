import { readFile, stat } from 'node:fs/promises';
import type { Catalogue } from '#license-catalogue/catalogue.js';
import type { LineageNode } from '#license-rules/decision.contract.js';
import { MAX_LICENSE_BYTES } from '#license-catalogue/fingerprint.js';
import { type IdentifiedText, identifyText, unreadText } from '#license-catalogue/license-file.js';
import { resolveNode } from '#license-rules/resolve.js';
import { hashFile } from '#platform/hash-file.js';
import type { BaseModelRow, RecordedSource } from './base-models.repository.js';

type Licensed = Pick<BaseModelRow, 'id' | 'hubId' | 'revision' | 'declaredLicense' | 'source'>;

/** The base model as a node of the license graph, with all that the source said about its terms. */
export function licenseNode(row: Licensed): LineageNode {
  const { license_file: file, license_name, license_link, gated } = row.source;
  return {
    id: row.id,
    kind: 'base_model',
    repo: row.hubId,
    modality: 'text',
    ...(row.revision ? { revision: row.revision } : {}),
    ...(row.declaredLicense ? { declared_license: row.declaredLicense } : {}),
    ...(license_name ? { license_name } : {}),
    ...(license_link ? { license_link } : {}),
    file_license_id: file?.license_id ?? null,
    file_hint_id: file?.hint ?? null,
    file_sha256: file?.sha256 ?? null,
    ...(file?.flags ? { file_flags: file.flags } : {}),
    // The hub hands out a gated file only to an account that has accepted its terms.
    ...(gated ? { acceptance_proof: true } : {}),
  };
}

/** The one license that file, repository table and tag together come to; null where they leave a choice or nothing. */
export function concludedLicense(row: Licensed, catalogue: Catalogue): string | null {
  const { concluded, alternatives } = resolveNode(licenseNode(row), catalogue);
  const only = concluded.length === 1 && !alternatives ? concluded[0]! : null;
  return only && only !== catalogue.unknown ? only.id : null;
}

/** What a LICENSE file in the source says, kept by its hash. */
export function licenseFile(path: string, found: IdentifiedText): RecordedSource['license_file'] {
  const { sha256, license_id = null, hint, flags } = found;
  return { path, sha256, license_id, hint, ...(flags.length > 0 ? { flags: [...flags] } : {}) };
}

/** Reads a LICENSE file within bounds: of one too long to be a license only the hash is taken. */
export async function readLicense(file: string, catalogue: Catalogue): Promise<IdentifiedText> {
  const { size } = await stat(file);
  return size > MAX_LICENSE_BYTES
    ? unreadText((await hashFile(file)).sha256)
    : identifyText(await readFile(file), catalogue);
}

/** The file of a folder that holds the license text, by the names that the Hub and GitHub know. */
export const isLicenseName = (name: string): boolean =>
  /^(LICENSE|LICENCE|COPYING)(\.(txt|md))?$/i.test(name);
