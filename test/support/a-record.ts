import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { RecordFile } from '#kernel/promotion-record.js';
import { recordStatement } from '#deployments/record.js';
import { loadCatalogue } from '#license-catalogue/catalogue.js';
import { decide } from '#license-rules/decision.js';
import type { LineageGraph, UseProfile } from '#license-rules/decision.contract.js';
import { DECISION_PREDICATE } from '#licenses/freezing.service.js';
import { Signer } from '#platform/dsse.js';

const catalogue = loadCatalogue(readFileSync('libs/license-catalogue/data/model-licenses.yaml', 'utf8'));
export const aKey = () => new Signer(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey);

/** A promotion of a Llama fine-tune on data whose non-commercial clause a grant lifted; everything else is as the product makes it. */
export function aRecord(
  over: { use?: UseProfile; graph?: LineageGraph; signer?: Signer; gates?: never[] } = {},
): RecordFile {
  const signer = over.signer ?? aKey();
  const graph: LineageGraph = over.graph ?? {
    nodes: [
      { id: 'art_gguf', kind: 'quantized' },
      { id: 'art_adapter', kind: 'adapter' },
      {
        ...{ id: 'bm_llama', kind: 'base_model', repo: 'meta-llama/Llama-3.2-1B', revision: '4e20de3' },
        ...{
          declared_license: 'llama3.2',
          file_license_id: 'LicenseRef-Llama-3.2',
          modality: 'text',
          file_sha256: '1'.repeat(64),
        },
        acceptance_proof: true,
      },
      { id: 'dsv_tickets', kind: 'dataset', declared_license: 'cc-by-nc-4.0' },
    ],
    edges: [
      { from: 'art_gguf', to: 'art_adapter', type: 'quantized-from' },
      { from: 'art_adapter', to: 'bm_llama', type: 'adapter-of' },
      { from: 'art_adapter', to: 'dsv_tickets', type: 'trained-on' },
    ],
  };
  const use: UseProfile = over.use ?? {
    ...{ purpose: 'saas-app', commercial: true, model_name: 'Llama-support', product_name: 'Help desk' },
    ...{ product_mau: 40_000, all_products_mau_at: { '2024-09-25': 40_000 }, domicile: 'DE' },
    ...{ regions_served: ['DE', 'FR'], fields: [], general_purpose: false, downstream_training: [] },
    attested_texts: ['LicenseRef-Llama-3.2'],
    grants: [
      {
        ...{ license_id: 'CC-BY-NC-4.0', licensor: 'Ticket Corpus e.V.', scope: 'COMMERCIAL_PROHIBITED' },
        ...{ expires: '2027-11-24', document_sha256: '9'.repeat(64), reviewer: 'dana@example.org' },
      },
    ],
  };
  const asked = {
    gate: 'G5' as const,
    profile: 'conservative' as const,
    use,
    graph,
    subject: 'art_gguf',
  };
  const decision = decide({ ...asked, catalogue });
  const id = 'dec_01k000000000000000000000aa';
  const envelope = signer.sign({
    _type: 'https://in-toto.io/Statement/v1',
    subject: [{ name: 'art_gguf', digest: { sha256: 'a'.repeat(64) } }],
    predicateType: DECISION_PREDICATE,
    predicate: { id, project: 'proj_1', inputs: asked, decision },
  });
  const statement = recordStatement({
    ...{ project: 'proj_1', catalogue },
    promotion: {
      ...{ id: 'prm_01k000000000000000000000aa', alias: 'production', requested_by: 'key_deployer' },
      ...{ requested_at: 1_795_500_000, rollback_of: null, replaces: null },
    },
    model: {
      id: 'rm_1',
      name: use.model_name ?? 'none',
      version: 'mv_1',
      number: 3,
      openai_id: 'ft:llama:acme::1',
    },
    decision: { ...decision, id, fixable: decision.fixable ?? false, envelope, graph, review: null },
    gates: [
      {
        name: 'license',
        kind: 'license',
        status: 'passed',
        reason: 'The licenses allow it.',
        fix: null,
        evidence: {},
      },
      {
        name: 'score',
        kind: 'eval',
        status: 'passed',
        reason: '0.91 of 96 rows, 0.8 was asked.',
        fix: null,
        evidence: { score: 0.91 },
      },
    ],
    evaluations: [
      {
        id: 'ev_1',
        name: 'tickets',
        subject: 'art_gguf',
        dataset_version: 'dsv_test',
        measure: 'exact_match',
        score: 0.91,
        rows: 96,
      },
    ],
    artifacts: [
      { role: 'gguf', id: 'art_gguf', sha256: 'a'.repeat(64), signed: true },
      { role: 'card', id: 'art_card', sha256: 'b'.repeat(64), signed: true },
    ],
  });
  const signed = signer.sign(statement);
  return {
    object: 'promotion_record',
    id: 'prm_01k000000000000000000000aa',
    record: JSON.parse(Buffer.from(signed.payload, 'base64').toString()).predicate as RecordFile['record'],
    envelope: signed,
    decision_envelope: envelope,
    key_id: signer.keyId,
    public_key: signer.publicKeyPem(),
    status: { state: 'succeeded', finished_at: 1_795_500_060, failure: null, as_of: 1_795_503_600 },
  };
}
