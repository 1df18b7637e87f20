import { FileInput, Progress, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { answer, api } from '../../api/client.js';
import { queries } from '../../api/queries.js';
import { bytes } from '../../pieces/figures.js';
import { useForm } from '../../pieces/form.js';
import { FormDialog } from '../../pieces/form-dialog.js';
import type { FileReport } from './dataset-data.js';
import { Faults } from './faults.js';
import { LicenseField, OWN_DATA } from './license-field.js';
import { datasetFor, uploadFile } from './uploading.js';

interface Values {
  train: File | null;
  validation: File | null;
  test: File | null;
  name: string;
  license: string;
  declared_by: string;
}
const FIELDS = ['name', 'license', 'declared_by', 'files.train', 'files.validation', 'files.test'];
/** What is kept apart from training. */
const MORE = [
  { split: 'validation', label: 'Rows to validate with, while it trains' },
  { split: 'test', label: 'Rows to test with, in evaluations' },
] as const;
type Split = (typeof MORE)[number]['split'];
const nameOf = (file: File): string =>
  file.name
    .replace(/\.[^.]*$/, '')
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/^[^a-z0-9]+/, '')
    .slice(0, 63);

/** From files of this machine to the first version of a dataset; `to` adds a version to one that is there. */
export function UploadDialog(props: {
  to?: { id: string; name: string };
  /** Rows to train on that are chosen already. */
  file?: File;
  onClose: () => void;
  onDone: (dataset: string) => void;
}) {
  const { to, file: given, onClose, onDone } = props;
  const [progress, setProgress] = useState<{ name: string; sent: number; of: number } | null>(null);
  const [bad, setBad] = useState<{ name: string; report: FileReport } | null>(null);

  const sendFile = async (file: File): Promise<string> => {
    setProgress({ name: file.name, sent: 0, of: file.size });
    const id = await uploadFile(file, (sent) => setProgress({ name: file.name, sent, of: file.size }));
    const report = await answer(api.GET('/v1/files/{id}/report', { params: { path: { id } } }));
    if (report.fault_count === 0) return id;
    setBad({ name: file.name, report });
    throw new Error(`${file.name} has faults. Mend the lines below and choose it again.`);
  };
  const form = useForm<Values, string>({
    initial: {
      ...{ train: given ?? null, validation: null, test: null, license: '', declared_by: '' },
      name: to?.name ?? (given ? nameOf(given) : ''),
    },
    fields: FIELDS,
    send: async (values) => {
      setBad(null);
      try {
        const files: Partial<Record<Split, string>> & { train: string } = {
          train: await sendFile(values.train!),
        };
        for (const { split } of MORE) {
          const file = values[split];
          if (file) files[split] = await sendFile(file);
        }
        const id = to?.id ?? (await datasetFor(values.name));
        const body = {
          files,
          ...(values.license ? { license: values.license } : {}),
          ...(values.declared_by ? { declared_by: values.declared_by } : {}),
        };
        await answer(api.POST('/v1/datasets/{id}/versions', { params: { path: { id } }, body }));
        return id;
      } finally {
        setProgress(null);
      }
    },
    onDone: (id) => {
      void queries.invalidateQueries({ queryKey: ['datasets'] });
      void queries.invalidateQueries({ queryKey: ['get', '/v1/datasets/{id}/versions'] });
      onDone(id);
    },
  });
  const { values, set, fault } = form;
  const take = (file: File | null) => {
    set('train', file);
    if (file && !to && values.name === '') set('name', nameOf(file));
  };
  const rest = bad && form.rest ? { ...form.rest, title: 'Lines to mend' } : form.rest;
  return (
    <FormDialog
      title={to ? `New version of ${to.name}` : 'Upload a dataset'}
      verb="Upload"
      size="lg"
      form={{ ...form, rest }}
      disabled={values.train === null || values.name === ''}
      onClose={onClose}
    >
      <Stack
        gap="sm"
        onDragOver={(event) => event.preventDefault()}
        onDrop={(event) => {
          event.preventDefault();
          take(event.dataTransfer.files[0] ?? null);
        }}
      >
        <FileInput
          label="Rows to train on"
          description="JSONL, one row a line. Choose it, or drop it here."
          placeholder="Choose a file"
          accept=".jsonl,.json"
          value={values.train}
          onChange={take}
          error={fault('files.train')}
          required
          data-autofocus
        />
        {MORE.map(({ split, label }) => (
          <FileInput
            key={split}
            label={label}
            placeholder="None"
            accept=".jsonl,.json"
            clearable
            clearButtonProps={{ 'aria-label': 'Remove the file' }}
            value={values[split]}
            onChange={(file) => set(split, file)}
            error={fault(`files.${split}`)}
          />
        ))}
        {!to && (
          <TextInput
            label="Name"
            required
            value={values.name}
            onChange={(event) => set('name', event.currentTarget.value)}
            error={fault('name')}
          />
        )}
        <LicenseField
          value={values.license}
          onChange={(license) => set('license', license)}
          declaredBy={values.declared_by}
          error={fault('license')}
        />
        <TextInput
          label={values.license.trim() === OWN_DATA ? 'Declared by' : 'Declared by (optional)'}
          description="Who says that the data have this license: a name. Data of your own need one."
          value={values.declared_by}
          onChange={(event) => set('declared_by', event.currentTarget.value)}
          error={fault('declared_by')}
        />
        {progress && (
          <div role="status">
            {progress.name}: {bytes(progress.sent)} of {bytes(progress.of)}
            <Progress
              mt={4}
              value={progress.of === 0 ? 100 : (100 * progress.sent) / progress.of}
              aria-label={`Upload of ${progress.name}`}
            />
          </div>
        )}
        {bad && (
          <Faults title="Faults" name={bad.name} faults={bad.report.faults} total={bad.report.fault_count} />
        )}
      </Stack>
    </FormDialog>
  );
}
