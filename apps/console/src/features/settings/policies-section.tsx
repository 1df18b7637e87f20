import { NumberInput, Select, Switch, TagsInput } from '@mantine/core';
import { ask } from '../../api/client.js';
import { Part } from '../../pieces/facts.js';
import { duration } from '../../pieces/figures.js';
import { Asked } from '../../pieces/states.js';
import { WRAPPED } from './fields.js';
import { limitFault } from './regression-limits.js';
import { RegressionLimitsField } from './regression-limits-field.js';
import { NeedsAdmin, useIsAdmin } from './may.js';
import { type Policies, policiesOf, POLICY_LABELS, policyBody } from './policies.js';
import { PolicyTrialPart } from './policy-trial.js';
import { PROJECT_QUERY, type Project, useProjectForm } from './project-save.js';
import { SaveBar } from './save-bar.js';

/** What a promotion, a review and what serves have to meet. */
export function PoliciesSection() {
  const project = ask.useQuery('get', '/v1/projects/{id}', PROJECT_QUERY[2]);
  return (
    <>
      <NeedsAdmin to="change policies" />
      <Asked of={project}>{(of) => <PoliciesForm project={of} />}</Asked>
    </>
  );
}

function PoliciesForm({ project }: { project: Project }) {
  const isAdmin = useIsAdmin();
  const form = useProjectForm({ section: 'policies', project, read: policiesOf, body: policyBody });
  const { values, set } = form;
  const limits = values.max_regression;
  const blocked = limits.map((_, at) => limitFault(limits, at)).find((fault) => fault !== null) ?? null;
  const common = (field: keyof Policies) => ({
    label: POLICY_LABELS[field],
    disabled: !isAdmin,
    inputWrapperOrder: WRAPPED,
    error: form.fault(field),
  });
  const toggle = (field: 'self_review' | 'require_parity' | 'external_judge', description: string) => (
    <Switch
      label={POLICY_LABELS[field]}
      disabled={!isAdmin}
      error={form.fault(field)}
      description={description}
      checked={values[field]}
      onChange={(event) => set(field, event.currentTarget.checked)}
    />
  );
  const seconds = (field: 'expiry_drain_seconds' | 'worse_verdict_drain_seconds', what: string) => (
    <NumberInput
      {...common(field)}
      description={`${what} goes on serving so long${typeof values[field] === 'number' ? `: ${duration(values[field])}` : ''}.`}
      min={0}
      suffix=" s"
      thousandSeparator=","
      clampBehavior="none"
      value={values[field]}
      onChange={(value) => set(field, value)}
    />
  );
  const names = Object.keys(POLICY_LABELS) as (keyof Policies)[];
  return (
    <>
      <Part title="Promotions">
        <div className="fields">
          {toggle('require_parity', 'Of what is served. A failed one blocks in any case.')}
          <TagsInput
            {...common('protected_aliases')}
            size="xs"
            description="A self-attested review is not enough for these; Enter adds one."
            value={values.protected_aliases}
            onChange={(aliases) => set('protected_aliases', aliases)}
          />
          <div className="whole">
            <RegressionLimitsField
              label={POLICY_LABELS.max_regression}
              disabled={!isAdmin}
              error={form.fault('max_regression')}
              value={values.max_regression}
              set={(limits) => set('max_regression', limits)}
            />
          </div>
        </div>
      </Part>
      <Part title="License reviews">
        <div className="fields">
          <Select
            {...common('on_needs_review')}
            description="A new job that it concerns."
            data={[
              { value: 'train', label: 'runs; a promotion of what it makes asks again' },
              { value: 'wait', label: 'is refused until it is answered' },
            ]}
            value={values.on_needs_review}
            onChange={(value) => value && set('on_needs_review', value)}
          />
          {toggle('self_review', 'Recorded as self-attested, and never enough for a protected alias.')}
          {seconds('expiry_drain_seconds', 'What rests on it')}
          {seconds('worse_verdict_drain_seconds', 'What a changed use, catalogue or figure forbids')}
        </div>
      </Part>
      <Part title="Judging">
        {toggle('external_judge', 'Questions and answers of evaluations leave the installation then.')}
      </Part>
      <PolicyTrialPart values={values} changed={form.fields} blocked={blocked} />
      <SaveBar
        changed={form.fields.map((field) => POLICY_LABELS[field])}
        theirs={form.theirs.map((field) => POLICY_LABELS[field as keyof Policies])}
        problem={form.problem}
        isPlaced={names.some((field) => form.fault(field) !== null)}
        isSaving={form.saving.isPending}
        blocked={blocked}
        save={() => form.saving.mutate()}
        drop={form.drop}
      />
    </>
  );
}
