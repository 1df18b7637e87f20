import {
  atLeast,
  copyKnownToLeave,
  find,
  inUse,
  madeAvailable,
  need,
  type Bound,
  type Case,
} from './decision-case.js';
import { isData } from './decision-lineage.js';

/** Data terms that follow a model or a shared copy of the data (R6, R7, R10) and derivatives that may not be shared. */
export function askData(asked: Case, bound: Bound): void {
  if (!atLeast(asked, 'G2')) return;
  askSnapshot(asked, bound);
  askDerivatives(asked, bound);
  if (bound.mode === 'contains' && isData(bound.node)) askSharedData(asked, bound);
  if (bound.mode === 'trained-on' && inUse(asked)) askCopyleftOfData(asked, bound);
}

function askSnapshot(asked: Case, bound: Bound): void {
  const { auto_update: update } = bound.license.terms;
  const { revision, newest_revision: newest } = bound.node;
  if (!update?.value.includes('snapshot-duty') || !newest || newest === revision) return;
  find(asked, 'DATASET_STALE', bound, {
    clause: update.clause,
    remedy: `import the newest revision (${newest})`,
  });
}

/** ND lets us make a changed copy, not share it: training is making (R6). */
function askDerivatives(asked: Case, bound: Bound): void {
  const { value, clause } = bound.license.terms.derivative_licence;
  if (value !== 'no-sharing-of-adaptations' || !bound.derivative || !bound.derived) return;
  if (!copyKnownToLeave(asked, bound, clause)) return;
  find(asked, 'NO_DERIVATIVES', bound, {
    clause,
    remedy: 'do not share the changed copy, or obtain a separate license',
  });
}

function askSharedData(asked: Case, bound: Bound): void {
  const { dataset_redistribution: sharing } = bound.license.terms.redistribution;
  const shares = () =>
    asked.gate === 'G4' || need(asked, 'purpose', bound, sharing?.clause) === 'publish-dataset';
  if (sharing?.value === 'prohibited' && shares())
    find(asked, 'DATA_PURPOSE_LIMIT', bound, {
      clause: sharing.clause,
      remedy: 'the data may train our own models, not be shared',
    });
  const { value, clause } = bound.license.terms.copyleft;
  if (
    value === 'anti-copyleft' &&
    asked.use.publish_license !== undefined &&
    asked.use.publish_license !== 'proprietary' &&
    shares()
  )
    find(asked, 'LICENSE_CONFLICT', bound, {
      clause,
      remedy: 'this data may not be released under an open license',
    });
}

/** Whether copyleft data reach a published model is unsettled, unless the license frees models in words (R7). */
function askCopyleftOfData(asked: Case, bound: Bound): void {
  const { copyleft, trained_model_effect: effect, redistribution } = bound.license.terms;
  if (
    copyleft.value === 'none' ||
    copyleft.value === 'use-restrictions-only' ||
    copyleft.value === 'anti-copyleft'
  )
    return;
  if (effect?.value === 'none') return;
  const offer = redistribution.source_offer;
  const producedWork = effect?.value === 'notice-if-produced-work';
  if (producedWork ? !madeAvailable(asked) : !copyKnownToLeave(asked, bound, copyleft.clause)) return;
  find(asked, 'COPYLEFT_UNSETTLED', bound, {
    clause: (producedWork ? offer?.clause : undefined) ?? copyleft.clause,
    remedy: producedWork
      ? 'a reviewer decides whether the derived database must be offered'
      : 'a reviewer decides whether the model is an adaptation of the data and must carry its license',
  });
}
