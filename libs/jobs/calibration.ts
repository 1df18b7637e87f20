import { correctionOf, coverageOf, type Outcome } from '#sizing/calibration.js';
import { FITTED } from '#sizing/fitted.js';
import { SPEED_INTERVAL } from '#sizing/speed.js';
import { CPU_MEMORY } from './estimate-finish.js';
import { outcomeOf, type Past, resultOf } from './outcome.js';
import type { FinetuneSpec } from './spec.js';

/** A finished job with the family of its base. */
export interface Finished extends Past {
  kind: string;
  target: string;
  architecture: string | null;
}

/** What is held together: jobs of a kind differ in memory and speed by method and by how weights are held. */
export function methodOf(spec: unknown): string {
  const params = (spec as Partial<FinetuneSpec>).params;
  if (params?.method === undefined) return '-';
  return `${params.method} ${params.adapter?.type ?? 'full'}`;
}

/** How estimates did, in all and by target, family and method: the groups that the next estimates are corrected by. */
export function calibrationOf(jobs: readonly Finished[]) {
  const groups = new Map<string, Finished[]>();
  for (const job of jobs) {
    const key = JSON.stringify([job.kind, job.target, job.architecture, methodOf(job.spec)]);
    groups.set(key, [...(groups.get(key) ?? []), job]);
  }
  const outcomes = (of: readonly Finished[], name: 'seconds' | 'memory_mb') =>
    of.flatMap((job): Outcome[] => {
      const outcome = outcomeOf(job, name);
      return outcome ? [outcome] : [];
    });
  return {
    jobs: jobs.length,
    memory_mb: coverageOf(outcomes(jobs, 'memory_mb')),
    seconds: coverageOf(outcomes(jobs, 'seconds')),
    groups: [...groups.values()].map((of) => {
      const { kind, target, architecture, spec, result } = of[0]!;
      const onGpu = resultOf({ result }).environment?.device === 'cuda';
      const side = (name: 'seconds' | 'memory_mb', prior: { low: number; high: number }) => {
        const own = outcomes(of, name);
        const ratios = own.map((one) => one.actual / one.formula);
        const { factor, interval, jobs } = correctionOf(ratios, prior);
        return { ...coverageOf(own), correction: { factor, jobs, ...interval } };
      };
      return {
        ...{ kind, target, family: architecture, method: methodOf(spec) },
        memory_mb: side('memory_mb', onGpu ? FITTED.interval : CPU_MEMORY),
        seconds: side('seconds', SPEED_INTERVAL),
      };
    }),
  };
}
