import { Alert, Checkbox, MultiSelect, Select, Text, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { answer, api, ask, type Schemas } from '../../api/client.js';
import { isStatus } from '../../api/problem.js';
import { useForm } from '../../pieces/form.js';
import { FormDialog } from '../../pieces/form-dialog.js';
import { changed } from './member-names.js';
import { choicesOf, type Endpoint, type WithSecret } from './webhook.js';

const EMPTY = {
  ...{ name: '', url: '', description: '', format: 'standard' as Endpoint['format'] },
  event_types: ['*'] as string[],
};
type Values = typeof EMPTY;
const FIELDS = ['name', 'url', 'event_types', 'description', 'format'];
const FORMATS = [
  { value: 'standard', label: 'Standard Webhooks' },
  { value: 'cloudevents', label: 'CloudEvents 1.0' },
];
const bodyOf = ({ name, url, event_types, description, format }: Values) => ({
  ...{ name: name.trim(), url: url.trim(), event_types, format },
  description: description.trim() || null,
});

export const useEventTypes = (): readonly string[] =>
  ask.useQuery('get', '/v1/webhook_event_types', {}, { staleTime: Infinity }).data?.data ?? [];

export function EndpointDialog(props: { onClose: () => void; onMade: (made: WithSecret) => void }) {
  const form = useForm({
    initial: EMPTY,
    fields: FIELDS,
    send: (values) => answer(api.POST('/v1/webhook_endpoints', { body: bodyOf(values) })),
    onDone: (made) => {
      void changed('/v1/webhook_endpoints');
      props.onMade(made);
    },
  });
  return (
    <FormDialog title="Create an endpoint" verb="Create" form={form} onClose={props.onClose}>
      <EndpointFields form={form} />
    </FormDialog>
  );
}

/** Changes the endpoint as it was read; where somebody was faster, what was typed stays and is sent on the next try. */
export function ChangeEndpoint({ of, onClose }: { of: Endpoint; onClose: () => void }) {
  const [revision, setRevision] = useState(of.revision);
  const [isLate, setLate] = useState(false);
  const params = { path: { id: of.id } };
  const form = useForm({
    initial: { ...of, description: of.description ?? '' },
    fields: FIELDS,
    send: async (values) => {
      const header = { 'if-match': `"${revision}"` };
      try {
        return await answer(
          api.PATCH('/v1/webhook_endpoints/{id}', { params: { ...params, header }, body: bodyOf(values) }),
        );
      } catch (error) {
        if (isStatus(error, 412)) {
          const now = await answer(api.GET('/v1/webhook_endpoints/{id}', { params }));
          setRevision(now.revision);
          setLate(true);
        }
        throw error;
      }
    },
    onDone: () => {
      void changed('/v1/webhook_endpoints', '/v1/webhook_endpoints/{id}');
      onClose();
    },
  });
  return (
    <FormDialog
      title={`Change ${of.name}`}
      verb={isLate ? 'Save all the same' : 'Save'}
      form={form}
      onClose={onClose}
    >
      {isLate && (
        <Alert color="gray" title="Somebody changed it meanwhile">
          What you typed is kept. Saving again puts it in the place of theirs.
        </Alert>
      )}
      <EndpointFields form={form} />
    </FormDialog>
  );
}

type Form = Pick<ReturnType<typeof useForm<Values, unknown>>, 'values' | 'set' | 'fault'>;
function EndpointFields({ form: { values, set, fault } }: { form: Form }) {
  const types = useEventTypes();
  return (
    <>
      <TextInput
        label="Name"
        value={values.name}
        onChange={(event) => set('name', event.currentTarget.value)}
        error={fault('name')}
        data-autofocus
      />
      <TextInput
        label="URL"
        description="https, and called without following redirects."
        value={values.url}
        onChange={(event) => set('url', event.currentTarget.value)}
        error={fault('url')}
      />
      <MultiSelect
        label="Event types"
        description="job.* is every type that begins so, * every type there is."
        searchable
        data={[...new Set([...choicesOf(types), ...values.event_types])]}
        value={values.event_types}
        onChange={(chosen) => set('event_types', chosen)}
        error={fault('event_types')}
      />
      <Textarea
        label="What it is for (optional)"
        autosize
        value={values.description}
        onChange={(event) => set('description', event.currentTarget.value)}
        error={fault('description')}
      />
      <Select
        label="Format"
        data={FORMATS}
        value={values.format}
        onChange={(format) => format && set('format', format as Endpoint['format'])}
        error={fault('format')}
      />
    </>
  );
}

export function RotateSecret(props: {
  of: Endpoint;
  onClose: () => void;
  onMade: (made: WithSecret) => void;
}) {
  const { of, onClose, onMade } = props;
  const form = useForm({
    initial: { keep: true },
    fields: [],
    send: ({ keep }) =>
      answer(
        api.POST('/v1/webhook_endpoints/{id}/rotate_secret', {
          params: { path: { id: of.id } },
          body: { keep_old_secret_active_for_24_hours: keep },
        }),
      ),
    onDone: (made) => {
      void changed('/v1/webhook_endpoints/{id}');
      onMade(made);
    },
  });
  return (
    <FormDialog
      title={`A new signing secret for ${of.name}`}
      verb="Make the new secret"
      form={form}
      onClose={onClose}
    >
      <Checkbox
        label="Sign with both for 24 hours"
        description="Else a receiver that has the old secret refuses what comes from now on."
        checked={form.values.keep}
        onChange={(event) => form.set('keep', event.currentTarget.checked)}
      />
    </FormDialog>
  );
}

export function TestEndpoint({ of, onClose }: { of: Endpoint; onClose: () => void }) {
  const types = useEventTypes();
  const [seen, setSeen] = useState<Schemas['WebhookEndpointTest'] | null>(null);
  const form = useForm({
    initial: { type: 'job.succeeded' },
    fields: ['event_type'],
    send: ({ type }) => {
      setSeen(null);
      return answer(
        api.POST('/v1/webhook_endpoints/{id}/test', {
          params: { path: { id: of.id } },
          body: { event_type: type },
        }),
      );
    },
    onDone: setSeen,
  });
  return (
    <FormDialog title={`Test ${of.name}`} verb="Send a sample" form={form} onClose={onClose}>
      <Select
        label="Event type"
        description="A signed sample is sent now, once. It does not stand in the delivery log."
        searchable
        data={[...new Set([form.values.type, ...types])]}
        value={form.values.type}
        onChange={(type) => type && form.set('type', type)}
        error={form.fault('event_type')}
        data-autofocus
      />
      {seen && (
        <Alert
          color="gray"
          title={`The receiver answered ${seen.status_code} in ${seen.latency_ms} ms`}
          role="status"
        >
          {seen.response ? (
            <Text size="xs" className="quote">
              {seen.response}
            </Text>
          ) : (
            'With nothing in its body.'
          )}
        </Alert>
      )}
    </FormDialog>
  );
}
