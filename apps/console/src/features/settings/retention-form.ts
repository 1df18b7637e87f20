import type { Schemas } from '../../api/client.js';

/** Days and the reason are empty for null. */
export interface Rules {
  keep_last_checkpoints: number | string;
  keep_best_checkpoints: number | string;
  checkpoint_days: number | string;
  attempt_folder_days: number | string;
  hold: string;
}
export const RULE_LABELS: Record<keyof Rules, string> = {
  keep_last_checkpoints: 'Last checkpoints of a job',
  keep_best_checkpoints: 'Best checkpoints of a job',
  checkpoint_days: 'Other checkpoints, days after the job',
  attempt_folder_days: 'Folders of ended jobs, days after the job',
  hold: 'Hold',
};

export const rulesOf = (of: Schemas['Retention']): Rules => ({
  keep_last_checkpoints: of.keep_last_checkpoints,
  keep_best_checkpoints: of.keep_best_checkpoints,
  checkpoint_days: of.checkpoint_days ?? '',
  attempt_folder_days: of.attempt_folder_days ?? '',
  hold: of.hold ?? '',
});

/** All rules, as PUT wants them. A count that was emptied is left out: its default comes back. */
export function rulesBody(rules: Rules) {
  const counts = (['keep_last_checkpoints', 'keep_best_checkpoints'] as const).flatMap((name) =>
    rules[name] === '' ? [] : [[name, Number(rules[name])] as const],
  );
  const days = (value: number | string) => (value === '' ? null : Number(value));
  return {
    ...(Object.fromEntries(counts) as Pick<Schemas['Retention'], 'keep_last_checkpoints'>),
    checkpoint_days: days(rules.checkpoint_days),
    attempt_folder_days: days(rules.attempt_folder_days),
    hold: rules.hold.trim() || null,
  };
}
