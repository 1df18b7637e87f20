import { NumberInput, Text, TextInput } from '@mantine/core';
import { answer, api } from '../../api/client.js';
import { queries } from '../../api/queries.js';
import { useForm } from '../../pieces/form.js';
import { FormDialog } from '../../pieces/form-dialog.js';
import type { Version } from './version-page.js';

/** Asks to point an alias at a version; what the gates say is shown by the tab. */
export function PromoteDialog(props: {
  version: Version;
  /** Left out: production. */
  alias?: string;
  onClose: () => void;
  onAsked: (promotion: string) => void;
}) {
  const { version, onClose, onAsked } = props;
  const form = useForm({
    initial: { alias: props.alias ?? 'production', min_score: '' },
    fields: ['alias', 'min_score'],
    send: ({ alias, min_score: score }) => promote(version, alias, score),
    onDone: ({ id }) => {
      void queries.invalidateQueries({ queryKey: ['get', '/v1/promotions'] });
      onClose();
      onAsked(id);
    },
  });
  return (
    <FormDialog
      title={`Promote ${version.model} v${version.version}`}
      verb="Ask the gates and promote"
      form={form}
      onClose={onClose}
    >
      <Text size="sm">
        Every gate that has something to ask is asked. If all are met, this version is started and the alias
        moves to it. If one is not, nothing that is served changes.
      </Text>
      <TextInput
        label="Alias"
        value={form.values.alias}
        onChange={(event) => form.set('alias', event.currentTarget.value)}
        error={form.fault('alias')}
        data-autofocus
      />
      <NumberInput
        label="Least exact-match score"
        description="Left empty, none is asked for here."
        min={0}
        max={1}
        step={0.05}
        value={form.values.min_score}
        onChange={(score) => form.set('min_score', String(score))}
        error={form.fault('min_score')}
      />
    </FormDialog>
  );
}

const promote = ({ model, id }: Version, alias: string, score: string | number) =>
  answer(
    api.POST('/v1/promotions', {
      body: { model, version: id, alias, ...(score === '' ? {} : { min_score: Number(score) }) },
    }),
  );
