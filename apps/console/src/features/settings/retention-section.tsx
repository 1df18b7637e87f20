import { NumberInput, Text, Textarea } from '@mantine/core';
import { answer, api, ask, type Schemas } from '../../api/client.js';
import { Part } from '../../pieces/facts.js';
import { bytes, count } from '../../pieces/figures.js';
import { Asked } from '../../pieces/states.js';
import { When } from '../../pieces/when.js';
import { WRAPPED } from './fields.js';
import { NeedsAdmin, useIsAdmin } from './may.js';
import { changed } from './member-names.js';
import { type Rules, RULE_LABELS, rulesBody, rulesOf } from './retention-form.js';
import { RetentionPlan } from './retention-plan.js';
import { useRevisionForm } from './revision-form.js';
import { SaveBar } from './save-bar.js';

type Retention = Schemas['Retention'];
const PATH = '/v1/retention';

export function RetentionSection() {
  const rules = ask.useQuery('get', PATH, {}, { refetchInterval: 10_000 });
  return (
    <>
      <NeedsAdmin to="set the rules or have them swept" />
      <Asked of={rules}>{(of) => <RulesForm of={of} />}</Asked>
      <RetentionPlan />
    </>
  );
}

function RulesForm({ of }: { of: Retention }) {
  const isAdmin = useIsAdmin();
  const form = useRevisionForm({
    section: 'retention',
    queryKey: ['get', PATH, {}],
    data: of,
    read: rulesOf,
    reread: () => answer(api.GET(PATH, {})),
    put: async (ifMatch, values) => {
      const params = { header: { 'if-match': ifMatch } };
      const made = await answer(api.PUT(PATH, { params, body: rulesBody(values) }));
      await changed('/v1/retention/plan');
      return made;
    },
  });
  const label = (name: string) => RULE_LABELS[name as keyof Rules];
  const amount = (name: Exclude<keyof Rules, 'hold'>, description: string) => (
    <NumberInput
      label={label(name)}
      description={description}
      inputWrapperOrder={WRAPPED}
      disabled={!isAdmin}
      min={0}
      clampBehavior="none"
      placeholder={name.endsWith('days') ? 'for ever' : 'default'}
      value={form.values[name]}
      onChange={(value) => form.set(name, value)}
      error={form.fault(name)}
    />
  );
  return (
    <>
      <Part title="Rules" hint={<LastSweep of={of} />}>
        <div className="fields">
          {amount('keep_last_checkpoints', 'Stay for ever.')}
          {amount('keep_best_checkpoints', 'Those with the lowest validation loss stay for ever.')}
          {amount('checkpoint_days', 'Empty: they stay for ever.')}
          {amount('attempt_folder_days', 'What attempts left on the disk. Empty: for ever.')}
          <div className="whole">
            <Textarea
              label={label('hold')}
              description="While there is a reason here, nothing of the project is deleted, as for a dispute."
              inputWrapperOrder={WRAPPED}
              disabled={!isAdmin}
              autosize
              value={form.values.hold}
              onChange={(event) => form.set('hold', event.currentTarget.value)}
              error={form.fault('hold')}
            />
          </div>
        </div>
      </Part>
      <SaveBar
        changed={form.fields.map(label)}
        theirs={form.theirs.map(label)}
        problem={form.problem}
        isPlaced={Object.keys(RULE_LABELS).some((name) => form.fault(name) !== null)}
        isSaving={form.saving.isPending}
        save={() => form.saving.mutate()}
        drop={form.drop}
      />
    </>
  );
}

function LastSweep({ of: { swept_at: at, last_sweep: took } }: { of: Retention }) {
  if (at === null) return <>A sweep is due.</>;
  return (
    <Text size="xs" component="span">
      Swept <When at={at} />
      {took &&
        `: ${count(took.checkpoints.count)} checkpoints (${bytes(took.checkpoints.bytes)}) and the folders of ${count(took.attempt_folders.count)} jobs (${bytes(took.attempt_folders.bytes)}) went.`}
    </Text>
  );
}
