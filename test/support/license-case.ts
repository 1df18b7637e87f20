import { readFileSync } from 'node:fs';
import { readCases } from '#license-rules/case-file.js';
import { loadCatalogue } from '#license-catalogue/catalogue.js';
import type { DecideInput } from '#license-rules/decision.js';
import type { LineageNode, UseProfile } from '#license-rules/decision.contract.js';

const read = (name: string) =>
  readFileSync(new URL(`../../libs/license-catalogue/data/${name}`, import.meta.url), 'utf8');
const catalogueText = read('model-licenses.yaml');
export const catalogue = loadCatalogue(catalogueText);
/** The worked cases. */
export const { cases } = readCases(read('cases.yaml'), catalogue);

/** A firm that sells a service from the United States, with every question answered. */
export const use: UseProfile = {
  purpose: 'saas-app',
  commercial: true,
  model_name: 'acme-support',
  annual_revenue_usd: 500_000,
  monthly_revenue_usd: 42_000,
  runs_model_as_a_service: false,
  product_mau: 10_000,
  domicile: 'US',
  regions_served: ['US'],
  output_regions: ['US'],
  fields: [],
  general_purpose: false,
  downstream_training: [],
};
export const smollm: LineageNode = {
  id: 'base',
  kind: 'base_model',
  repo: 'HuggingFaceTB/SmolLM2-135M-Instruct',
  declared_license: 'apache-2.0',
  modality: 'text',
};
const tuned: LineageNode = { id: 'tuned', kind: 'adapter' };
/** An adapter of an Apache-2.0 model, trained on one data set. */
export const onData = (data: Partial<LineageNode>, over: Partial<DecideInput> = {}): DecideInput => ({
  gate: 'G2',
  profile: 'conservative',
  use,
  subject: 'tuned',
  catalogue,
  graph: {
    nodes: [smollm, tuned, { id: 'data', kind: 'dataset', ...data }],
    edges: [
      { from: 'tuned', to: 'base', type: 'adapter-of' },
      { from: 'tuned', to: 'data', type: 'trained-on' },
    ],
  },
  ...over,
});
