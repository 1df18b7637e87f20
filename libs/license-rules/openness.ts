import type { Catalogue } from '#license-catalogue/catalogue.js';
import { collectAncestors, isData, type Reach } from './decision-lineage.js';
import { hasLimits, type LicenseEntry } from '#license-catalogue/license-entry.js';
import type { LineageGraph, LineageNode } from './decision.contract.js';
import { resolveNode } from './resolve.js';

/** The three parts that the Open Source AI Definition 1.0 asks for; not a certificate, and not legal advice. */
export interface Openness {
  osaid: { code: boolean; parameters: boolean; data_information: boolean };
  /** Why a part is not open, each with the node. */
  reasons: { part: keyof Openness['osaid']; node: string; why: string }[];
}

const RECIPES: ReadonlySet<string> = new Set(['finetuned', 'adapter', 'merged', 'quantized', 'deployment']);
const HOSTING_FREE: ReadonlySet<string> = new Set(['allowed', 'not-applicable', 'source-offer-required']);

/**
 * How open a model is, from its lineage. `openCode`: ids of models whose training code is known to be open; what Luthier made, its
 * own recipes made. What nobody knows counts as closed.
 */
export function opennessOf(
  of: { graph: LineageGraph; subject: string; openCode?: ReadonlySet<string> },
  catalogue: Catalogue,
): Openness {
  const { reaches } = collectAncestors(of.graph, of.subject, true);
  const models = reaches.filter(({ mode, node }) => mode === 'contains' && !isData(node));
  const reasons: Openness['reasons'] = [];
  const say = (part: keyof Openness['osaid']) => (node: LineageNode, why: string) =>
    reasons.push({ part, node: node.id, why });
  for (const { node } of models) {
    askParameters(node, catalogue, say('parameters'));
    if (!isOurs(node) && !of.openCode?.has(node.id))
      say('code')(node, 'nobody has shown that the code that trained it is open');
  }
  askData(
    { ...of, models, data: reaches.filter(({ node }) => isData(node)) },
    catalogue,
    say('data_information'),
  );
  const open = (part: keyof Openness['osaid']) =>
    models.length > 0 && !reasons.some((reason) => reason.part === part);
  return {
    osaid: { code: open('code'), parameters: open('parameters'), data_information: open('data_information') },
    reasons,
  };
}

type Say = (node: LineageNode, why: string) => unknown;
const isOurs = (node: LineageNode): boolean => RECIPES.has(node.kind) && !node.repo;

/** Any limit on field, users, revenue or place, and any on changing or passing on, closes the parameters. */
function askParameters(node: LineageNode, catalogue: Catalogue, say: Say): void {
  for (const license of resolveNode(node, catalogue).concluded) {
    const why = whyClosed(license, catalogue);
    if (why) say(node, `${license.name}: ${why}`);
  }
}

function whyClosed(license: LicenseEntry, catalogue: Catalogue): string | null {
  const { terms } = license;
  if (license === catalogue.unknown) return 'no license is known';
  if (hasLimits(license)) return 'limits on field of use, users, revenue or place';
  if (terms.commercial_use.value !== 'allowed') return `commercial use is ${terms.commercial_use.value}`;
  if (!HOSTING_FREE.has(terms.hosted_service.value)) return 'limits on hosting it for others';
  if (terms.derivative_licence.value === 'no-sharing-of-adaptations')
    return 'changed copies may not be shared';
  if (license.unread.length > 0) return `not read: ${license.unread.join(', ')}`;
  return null;
}

/** Data need not be open, but described: where they come from and under what terms, for every model of the lineage. */
function askData(
  of: { graph: LineageGraph; models: readonly Reach[]; data: readonly Reach[] },
  catalogue: Catalogue,
  say: Say,
): void {
  for (const { node } of of.data) {
    const { concluded } = resolveNode(node, catalogue);
    if (concluded.includes(catalogue.unknown)) say(node, 'its terms are unknown');
    else if (!node.repo && !concluded.includes(catalogue.ownData))
      say(node, 'nobody has said where it comes from');
  }
  const isDescribed = new Set(
    of.graph.edges
      .filter(({ type }) => type === 'trained-on' || type === 'preference-data-from')
      .map(({ from }) => from),
  );
  for (const { node } of of.models)
    if (node.kind === 'base_model' && !isDescribed.has(node.id))
      say(node, 'its training data is not described');
}
