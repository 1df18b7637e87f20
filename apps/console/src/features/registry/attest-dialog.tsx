import { FileInput, Select, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { answer, api } from '../../api/client.js';
import { digestOfChosen } from '../../pieces/digest.js';
import { FormDialog } from '../../pieces/form-dialog.js';
import { useForm } from '../../pieces/form.js';
import type { Version } from './version-page.js';

const SURFACES = ['website', 'product-ui', 'documentation', 'terms-of-service', 'registration'] as const;

interface Values {
  surface: (typeof SURFACES)[number];
  /** A line each. */
  shows: string;
  url: string;
  sha256: string;
  note: string;
}
interface Props {
  version: Version;
  /** Lines that its licenses ask to be shown. */
  owed: readonly string[];
  onClose: () => void;
  onMade: () => void;
}

/** A member's word that a page shows what a license asks for. */
export function AttestDialog({ version, owed, onClose, onMade }: Props) {
  const form = useForm<Values, unknown>({
    initial: {
      surface: 'website',
      shows: owed.join('\n'),
      url: '',
      sha256: '',
      note: '',
    },
    fields: ['surface', 'shows', 'url', 'sha256', 'note'],
    send: ({ surface, shows, url, sha256, note }) =>
      answer(
        api.POST('/v1/model_versions/{id}/attestations', {
          params: { path: { id: version.id } },
          body: {
            ...{ surface, url: url.trim(), sha256: sha256.trim() },
            shows: shows.split('\n').flatMap((line) => line.trim() || []),
            ...(note.trim() ? { note: note.trim() } : {}),
          },
        }),
      ),
    onDone: onMade,
  });
  const { values, set, fault } = form;
  const [noDigest, setNoDigest] = useState<string | null>(null);
  const [take] = useState(() => digestOfChosen((sha256, why) => (set('sha256', sha256), setNoDigest(why))));
  return (
    <FormDialog
      title={`Attest for ${version.model} v${version.version}`}
      verb="Attest"
      form={form}
      disabled={values.url.trim() === '' || values.shows.trim() === '' || values.sha256.trim() === ''}
      onClose={onClose}
    >
      <Select
        label="Where it stands"
        data={SURFACES.map((value) => ({ value, label: value.replaceAll('-', ' ') }))}
        value={values.surface}
        allowDeselect={false}
        onChange={(surface) => surface && set('surface', surface)}
        error={fault('surface')}
      />
      <Textarea
        label="The lines, exactly as they stand there"
        description="One a line; for terms and registrations the ids of their licenses"
        autosize
        minRows={2}
        value={values.shows}
        onChange={(event) => set('shows', event.currentTarget.value)}
        error={fault('shows')}
        data-autofocus
      />
      <TextInput
        label="Address"
        placeholder="https://…"
        value={values.url}
        onChange={(event) => set('url', event.currentTarget.value)}
        error={fault('url')}
      />
      <FileInput
        size="xs"
        clearable
        clearButtonProps={{ 'aria-label': 'Remove the file' }}
        label="A screenshot, or the page"
        description="Keep it: its fingerprint is sent, the file stays with you"
        placeholder="Choose a file"
        onChange={(file) => void take(file)}
      />
      <TextInput
        label="Its fingerprint (sha256)"
        className="hash"
        value={values.sha256}
        onChange={(event) => set('sha256', event.currentTarget.value)}
        error={fault('sha256') ?? (values.sha256 === '' ? noDigest : null)}
      />
      <TextInput
        label="Note (optional)"
        value={values.note}
        onChange={(event) => set('note', event.currentTarget.value)}
        error={fault('note')}
      />
    </FormDialog>
  );
}
