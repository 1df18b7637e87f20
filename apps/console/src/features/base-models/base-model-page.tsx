import { Alert, Text } from '@mantine/core';
import { Link, useParams } from '@tanstack/react-router';
import { ask } from '../../api/client.js';
import { CopyAs } from '../../pieces/copy-as.js';
import { Facts, Part } from '../../pieces/facts.js';
import { count, short } from '../../pieces/figures.js';
import { IdChip } from '../../pieces/id-chip.js';
import { Page } from '../../pieces/page.js';
import { State } from '../../pieces/state.js';
import { Failed, Loading } from '../../pieces/states.js';
import { When } from '../../pieces/when.js';
import type { BaseModel } from './base-model.js';
import { Fits } from './fits.js';

export function BaseModelPage() {
  const { id } = useParams({ from: '/frame/base-models/$id' });
  const asked = ask.useQuery(
    'get',
    '/v1/base_models/{id}',
    { params: { path: { id } } },
    { refetchInterval: ({ state }) => (state.data?.state === 'importing' ? 2_000 : false) },
  );
  if (asked.data === undefined)
    return (
      <Page title="Base model">
        {asked.error ? <Failed error={asked.error} again={() => void asked.refetch()} /> : <Loading />}
      </Page>
    );
  const model = asked.data as BaseModel;
  return (
    <Page
      title={model.slug}
      beside={
        <>
          <State of={model.state} />
          <IdChip id={model.id} short />
        </>
      }
      sentence={
        <span className="break">
          {model.hub_id}
          {model.revision && ` at ${model.revision}`}
        </span>
      }
      actions={<CopyAs of={{ method: 'GET', path: `/v1/base_models/${model.id}` }} />}
    >
      <div className="stack">
        <Standing model={model} />
        <What model={model} />
        <License model={model} />
        {model.capabilities?.fine_tune && <Fits model={model.id} />}
      </div>
    </Page>
  );
}

/** How far the import is, or why it was refused. */
function Standing({ model }: { model: BaseModel }) {
  const job = model.import_job_id;
  const link = job && (
    <Link to="/jobs/$id" params={{ id: job }}>
      The job that imports it
    </Link>
  );
  if (model.state === 'failed')
    return (
      <Alert color="red" title="It was not imported">
        {model.failure?.message ?? 'No reason is on record.'} {link}
      </Alert>
    );
  if (model.state === 'importing')
    return (
      <Text size="sm" role="status">
        It is on its way. {link}
      </Text>
    );
  return null;
}

function What({ model }: { model: BaseModel }) {
  const { capabilities: can } = model;
  const uses = can && [
    can.fine_tune && 'fine-tune',
    can.inference && 'inference',
    can.chat_completion && 'chat',
  ];
  return (
    <Part title="Model">
      <Facts
        of={[
          ['Architecture', model.architecture],
          ['Modality', model.modality],
          [
            'Parameters',
            model.parameter_count && `${short(model.parameter_count)} (${count(model.parameter_count)})`,
          ],
          ['Context length', model.context_length && `${count(model.context_length)} tokens`],
          ['Vocabulary', model.vocab_size && `${count(model.vocab_size)} tokens`],
          ['Chat template', model.has_chat_template == null ? null : model.has_chat_template ? 'yes' : 'no'],
          ['Usable for', model.state === 'ready' && (uses?.filter(Boolean).join(', ') || 'no job')],
          ['Imported', <When at={model.created_at} />],
          ['Files', model.artifact_id && <IdChip id={model.artifact_id} short />],
        ]}
      />
    </Part>
  );
}

function License({ model }: { model: BaseModel }) {
  const { license } = model;
  if (!license) return null;
  return (
    <Part title="License">
      <Facts
        of={[
          ['Declared by the publisher', license.declared ?? 'nothing'],
          ['In the catalogue', license.id ?? 'not known'],
          ['Digest of the license file', license.file_sha256 && <IdChip id={license.file_sha256} short />],
        ]}
      />
    </Part>
  );
}
