import type { LicenseAsk } from './job-license.js';
import { ownAsk } from './own-license.js';
import type { Calibration } from './quantize-ask.js';
import {
  type ContractSpec,
  dataOf,
  type FinetuneSpec,
  type ImportSpec,
  type InspectSpec,
  type SelectSpec,
  type StoredRef,
  type StoredSpec,
  trainingParents,
} from './spec.js';

/** Base first, then the data: reviews bind to the ids in this order. */
function trainingAsk(spec: FinetuneSpec): LicenseAsk {
  const from = spec.continue_from;
  return {
    what: 'training',
    parents: trainingParents(spec, from && !('job' in from) ? from.artifact : null),
    siblings: from && 'job' in from ? [{ job: from.job, type: 'finetuned-from' }] : [],
  };
}

/** Jobs that a license question is asked about. */
export type AskedSpec = Exclude<StoredSpec, ContractSpec | ImportSpec | InspectSpec | SelectSpec>;

/** What a job of this spec asks the license gate about: of a pipeline's jobs also what its neighbours will leave. */
export function askOf(spec: AskedSpec): LicenseAsk {
  switch (spec.kind) {
    case 'own':
      return ownAsk(spec);
    case 'finetune':
      return trainingAsk(spec);
    case 'merge':
      return madeOf('merge', [spec.adapter]);
    case 'quantize': {
      if (!('model' in spec)) return madeOf('conversion', [spec.adapter]);
      const ask = madeOf('quantization', [spec.model]);
      if (spec.calibration) ask.parents.push(calibratedOn(spec.calibration));
      return ask;
    }
    case 'evaluate': {
      const read = [spec.model, spec.adapter, spec.parent].filter((one) => one !== undefined);
      const ask = madeOf('evaluation', read);
      for (const id of dataOf(spec)) ask.parents.push({ id, type: 'evaluated-on' });
      return ask;
    }
  }
}

/** What is merged, quantized or run, by what is there or by the jobs that will leave it. */
function madeOf(
  what: Exclude<LicenseAsk['what'], 'training'>,
  refs: readonly (StoredRef | { base_model: string })[],
): LicenseAsk {
  const quantized = what === 'quantization' || what === 'conversion';
  const type = quantized ? ('quantized-from' as const) : ('merged-from' as const);
  const ask: LicenseAsk = { what, parents: [], siblings: [] };
  for (const ref of refs) {
    if ('job' in ref) ask.siblings.push({ job: ref.job, type });
    else ask.parents.push({ id: 'base_model' in ref ? ref.base_model : ref.artifact, type });
  }
  return ask;
}

const calibratedOn = ({ dataset_version: id }: Calibration) => ({ id, type: 'calibrated-on' as const });
