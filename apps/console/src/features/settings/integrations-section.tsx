import { Button, Group, PasswordInput, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { answer, api } from '../../api/client.js';
import { isStatus } from '../../api/problem.js';
import { Confirm } from '../../pieces/confirm.js';
import { Facts, Part } from '../../pieces/facts.js';
import { useForm } from '../../pieces/form.js';
import { Asked, Empty } from '../../pieces/states.js';
import { When } from '../../pieces/when.js';
import { FormDialog } from '../../pieces/form-dialog.js';
import { NeedsAdmin, useIsAdmin } from './may.js';
import { changed, useMembers } from './member-names.js';

const PATH = '/v1/integrations/wandb';
const CLOUD = 'https://api.wandb.ai';

/** Keys for services outside: they are written, and never read again. */
export function IntegrationsSection() {
  const isAdmin = useIsAdmin();
  const { nameOf } = useMembers();
  const [doing, setDoing] = useState<'set' | 'forget' | null>(null);
  const wandb = useQuery({
    queryKey: ['get', PATH],
    queryFn: async ({ signal }) => {
      try {
        return { set: await answer(api.GET(PATH, { signal })) };
      } catch (error) {
        if (isStatus(error, 404)) return { set: null };
        throw error;
      }
    },
  });
  const set = wandb.data?.set;
  const close = () => setDoing(null);
  return (
    <>
      <NeedsAdmin to="set or forget a key" />
      <Part
        title="Weights & Biases"
        hint="Where jobs ask for it, the metrics of their runs are mirrored there."
        actions={
          isAdmin &&
          wandb.data && (
            <Group gap={6}>
              <Button onClick={() => setDoing('set')}>{set ? 'Set another key' : 'Set the key'}</Button>
              {set && (
                <Button color="red" variant="light" onClick={() => setDoing('forget')}>
                  Forget it
                </Button>
              )}
            </Group>
          )
        }
      >
        <Asked of={wandb}>
          {({ set: of }) =>
            of ? (
              <Facts
                of={[
                  ['API', of.base_url],
                  ['Key', <code key="key">…{of.api_key_hint}</code>],
                  ['Set by', nameOf(of.updated_by)],
                  ['Set', <When key="set" at={of.updated_at} />],
                ]}
              />
            ) : (
              <Empty title="No key is set" text="No run of this project is mirrored to W&B." />
            )
          }
        </Asked>
      </Part>
      {doing === 'set' && <SetKey base={set?.base_url ?? CLOUD} onClose={close} />}
      {doing === 'forget' && <Forget onClose={close} />}
    </>
  );
}

function SetKey({ base, onClose }: { base: string; onClose: () => void }) {
  const form = useForm({
    initial: { api_key: '', base_url: base },
    fields: ['api_key', 'base_url'],
    send: ({ api_key: key, base_url: url }) =>
      answer(api.PUT(PATH, { body: { api_key: key.trim(), base_url: url.trim() } })),
    onDone: () => {
      void changed(PATH);
      onClose();
    },
  });
  return (
    <FormDialog title="The key of Weights & Biases" verb="Set it" form={form} onClose={onClose}>
      <PasswordInput
        label="API key"
        description="Kept sealed and never shown again. User Settings of W&B show it."
        autoComplete="off"
        value={form.values.api_key}
        onChange={(event) => form.set('api_key', event.currentTarget.value)}
        error={form.fault('api_key')}
        aria-invalid={form.fault('api_key') !== null}
        data-autofocus
      />
      <TextInput
        label="API"
        description="W&B’s cloud, or a server of your own."
        value={form.values.base_url}
        onChange={(event) => form.set('base_url', event.currentTarget.value)}
        error={form.fault('base_url')}
      />
    </FormDialog>
  );
}

function Forget({ onClose }: { onClose: () => void }) {
  const forget = async () => {
    await answer(api.DELETE(PATH));
    await changed(PATH);
  };
  return (
    <Confirm title="Forget the key?" verb="Forget it" does={forget} onClose={onClose}>
      Jobs go on; their mirrors stand still until a key is set again. What is at W&B stays there.
    </Confirm>
  );
}
