import { Checkbox, NumberInput, Select, Stack } from '@mantine/core';
import { answer, api } from '../../api/client.js';
import { useForm } from '../../pieces/form.js';
import { FormDialog } from '../../pieces/form-dialog.js';
import { DataChoice } from '../new-job/choices.js';
import { EVALUATED, evaluations, SPLITS, type Values } from './evaluate.js';
import type { Version } from './version-page.js';

/** Asks the models that a version is made of the same rows, so that they can be compared. */
export function EvaluateDialog(props: {
  version: Version;
  onClose: () => void;
  onAsked: (pipeline: string) => void;
}) {
  const { version, onClose, onAsked } = props;
  const form = useForm<Values, { id: string }>({
    initial: { dataset_version: '', split: 'test', max_new_tokens: 32, models: ['gguf', 'merged'] },
    fields: ['dataset_version', 'split', 'max_new_tokens'],
    send: (values) => answer(api.POST('/v1/pipelines', { body: evaluations(version, values) })),
    onDone: ({ id }) => {
      onAsked(id);
      onClose();
    },
  });
  const { values, set } = form;
  const fault = (name: string) => form.fault(name) ?? form.fault(`jobs[0].${name}`);
  const { dataset_version } = values;
  return (
    <FormDialog
      title={`Evaluate ${version.model} v${version.version}`}
      verb="Evaluate"
      form={form}
      disabled={dataset_version === '' || values.models.length === 0}
      onClose={onClose}
    >
      <DataChoice
        draft={{ dataset_version }}
        put={({ dataset_version: id }) => set('dataset_version', id ?? '')}
        fault={fault}
        says={() => 'Each model is asked every row of one split, greedily; the answers are kept'}
      />
      <Select
        label="Split"
        data={SPLITS}
        value={values.split}
        onChange={(split) => set('split', split ?? 'test')}
        error={fault('split')}
      />
      <NumberInput
        label="Tokens of an answer, at most"
        min={1}
        value={values.max_new_tokens}
        onChange={(tokens) => set('max_new_tokens', tokens)}
        error={fault('max_new_tokens')}
      />
      <Checkbox.Group
        label="Models"
        value={values.models}
        onChange={(models) => set('models', models)}
        error={values.models.length === 0 ? 'Choose at least one' : null}
      >
        <Stack gap={6} mt={4}>
          {EVALUATED.filter(({ role }) => role === 'base' || version.artifacts[role]).map(
            ({ role, label }) => (
              <Checkbox key={role} value={role} label={label} />
            ),
          )}
        </Stack>
      </Checkbox.Group>
    </FormDialog>
  );
}
