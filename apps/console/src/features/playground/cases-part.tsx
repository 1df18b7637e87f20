import { Button, Group, Select, Text } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { Upload } from 'lucide-react';
import { useState } from 'react';
import { ask } from '../../api/client.js';
import { Part } from '../../pieces/facts.js';
import { UploadDialog } from '../datasets/upload-dialog.js';
import { Download } from '../registry/download.js';
import { CaseDialog } from './case-dialog.js';
import { type Case, jsonlOf } from './conversation.js';

const NAME = 'evaluation-cases.jsonl';

/** The cases of this tab: to be saved as a file, or made a version of a dataset. */
export function CasesPart({ cases, put }: { cases: Case[]; put: (cases: Case[]) => void }) {
  const [editing, setEditing] = useState<number | null>(null);
  const one = editing === null ? undefined : cases[editing];
  return (
    <Part
      title={`Evaluation cases (${cases.length})`}
      hint="They are kept in this tab alone, until you save or upload them."
      actions={
        <Group gap="xs">
          <Download label="Save as JSONL" name={NAME} read={async () => jsonlOf(cases)} />
          <UploadTo cases={cases} />
        </Group>
      }
      flush
    >
      <ul className="rows" aria-label="Evaluation cases">
        {cases.map(({ messages }, at) => (
          <li key={at}>
            <div className="clip">
              <Text size="sm" truncate>
                {messages.at(-2)?.content}
              </Text>
              <Text size="xs" c="dimmed" truncate>
                {messages.at(-1)?.content}
              </Text>
            </div>
            <Button onClick={() => setEditing(at)} aria-label={`Edit case ${at + 1}`}>
              Edit
            </Button>
            <Button onClick={() => put(cases.toSpliced(at, 1))} aria-label={`Remove case ${at + 1}`}>
              Remove
            </Button>
          </li>
        ))}
      </ul>
      {one && editing !== null && (
        <CaseDialog
          messages={one.messages.slice(0, -1)}
          answer={one.messages.at(-1)!.content}
          onSave={(changed) => put(cases.with(editing, changed))}
          onClose={() => setEditing(null)}
        />
      )}
    </Part>
  );
}

/** A new dataset, or a version of one that is there; a version holds these rows alone, as its train split. */
function UploadTo({ cases }: { cases: Case[] }) {
  const navigate = useNavigate();
  const [file, setFile] = useState<File | null>(null);
  const [to, setTo] = useState('');
  const datasets = ask.useQuery('get', '/v1/datasets', { params: { query: { limit: '100' } } });
  const known = datasets.data?.data ?? [];
  const chosen = known.find(({ id }) => id === to);
  return (
    <>
      <Select
        aria-label="Upload to"
        data={[
          { value: '', label: 'A new dataset' },
          ...known.map(({ id, name }) => ({ value: id, label: `New version of ${name}` })),
        ]}
        value={to}
        onChange={(next) => setTo(next ?? '')}
        w={190}
      />
      <Button
        variant="filled"
        leftSection={<Upload size={13} aria-hidden />}
        onClick={() => setFile(new File([jsonlOf(cases)], NAME, { type: 'text/jsonl' }))}
      >
        Upload
      </Button>
      {file && (
        <UploadDialog
          file={file}
          {...(chosen ? { to: { id: chosen.id, name: chosen.name } } : {})}
          onClose={() => setFile(null)}
          onDone={(id) => void navigate({ to: '/datasets/$id', params: { id } })}
        />
      )}
    </>
  );
}
