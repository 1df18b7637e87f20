import { Alert, Radio, Select, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { answer, api } from '../../api/client.js';
import { useForm } from '../../pieces/form.js';
import { FormDialog } from '../../pieces/form-dialog.js';
import type { Role } from './may.js';
import type { Key } from './keys-section.js';
import { changed, type Member } from './member-names.js';
import { RolesField } from './roles-field.js';
import { MAILS } from './words.js';

type Notify = Member['notify'];

const NOBODY: { name: string; email: string; kind: Member['kind']; roles: Role[] } = {
  ...{ name: '', email: '', kind: 'person', roles: ['viewer'] },
};

/** With the first key, since without one or a login nobody comes in; `onMade`: with it, or null where none was wanted. */
export function AddMember({ onClose, onMade }: { onClose: () => void; onMade: (key: Key | null) => void }) {
  const [added, setAdded] = useState<Member | null>(null); // where its key was refused: only that is asked for again
  const form = useForm({
    initial: NOBODY,
    fields: ['name', 'email', 'kind', 'roles'],
    send: async ({ name, email, kind, roles }) => {
      const who = { name: name.trim(), kind, ...(email.trim() ? { email: email.trim() } : {}) };
      if (!added) {
        setAdded(await answer(api.POST('/v1/members', { body: who })));
        void changed('/v1/members');
      }
      if (roles.length === 0) return null;
      const body = { name: `first key of ${who.name}`.slice(0, 100), member: who.name, roles };
      return answer(api.POST('/v1/api_keys', { body }));
    },
    onDone: (key) => {
      void changed('/v1/members', '/v1/api_keys');
      onMade(key);
    },
  });
  return (
    <FormDialog
      title="Add a member"
      verb={added && !form.isSending ? 'Make the key' : 'Add'}
      form={form}
      onClose={onClose}
    >
      {added && !form.isSending && (
        <Alert color="gray" role="status">
          The member was added; only the key is missing.
        </Alert>
      )}
      <TextInput
        label="Name"
        readOnly={added !== null}
        description="A name stands for one person or program, for good."
        value={form.values.name}
        onChange={(event) => form.set('name', event.currentTarget.value)}
        error={form.fault('name')}
        data-autofocus
      />
      <Radio.Group
        label="Kind"
        size="xs"
        value={form.values.kind}
        onChange={(kind) => form.set('kind', kind)}
        error={form.fault('kind')}
      >
        <Stack gap={8} mt={6}>
          <Radio size="xs" value="person" label="Person" disabled={added !== null} />
          <Radio
            size="xs"
            disabled={added !== null}
            value="service_account"
            label="Service account"
            description="A program: it answers no license question and never logs in."
          />
        </Stack>
      </Radio.Group>
      <TextInput
        label="E-mail (optional)"
        readOnly={added !== null}
        value={form.values.email}
        onChange={(event) => form.set('email', event.currentTarget.value)}
        error={form.fault('email')}
      />
      <RolesField
        label="May do, by a key that is made with it"
        description="The key is shown once. None: no key yet."
        value={form.values.roles}
        onChange={(roles) => form.set('roles', roles)}
        error={form.fault('roles')}
      />
    </FormDialog>
  );
}

/** What a member gets told and, by an admin, what a person may do when logged in; only what was changed is sent. */
export function ChangeMember({
  of,
  isAdmin,
  onClose,
}: {
  of: Member;
  isAdmin: boolean;
  onClose: () => void;
}) {
  const hasLogin = isAdmin && of.kind === 'person';
  const form = useForm({
    initial: { email: of.email ?? '', notify: of.notify, roles: of.login_roles as Role[] },
    fields: ['email', 'notify', ...(hasLogin ? ['roles'] : [])],
    send: ({ email, notify, roles }) => {
      const address = email.trim() === '' ? null : email.trim();
      const body = {
        ...(address === of.email ? {} : { email: address }),
        ...(notify === of.notify ? {} : { notify }),
        ...(same(roles, of.login_roles) ? {} : { roles }),
      };
      return answer(api.PATCH('/v1/members/{id}', { params: { path: { id: of.id } }, body }));
    },
    onDone: () => {
      void changed('/v1/members');
      onClose();
    },
  });
  return (
    <FormDialog title={`Change ${of.name}`} verb="Save" form={form} onClose={onClose}>
      <TextInput
        label="E-mail"
        description="Where it is told. Empty: nowhere."
        value={form.values.email}
        onChange={(event) => form.set('email', event.currentTarget.value)}
        error={form.fault('email')}
        data-autofocus
      />
      <Select
        label="Mails"
        data={Object.entries(MAILS).map(([value, label]) => ({ value, label }))}
        value={form.values.notify}
        onChange={(notify) => notify && form.set('notify', notify as Notify)}
        error={form.fault('notify')}
      />
      {hasLogin && (
        <RolesField
          label="May do when logged in"
          description="Keys carry roles of their own."
          value={form.values.roles}
          onChange={(roles) => form.set('roles', roles)}
          error={form.fault('roles')}
        />
      )}
    </FormDialog>
  );
}

const same = (some: readonly string[], others: readonly string[]): boolean =>
  [...some].sort().join() === [...others].sort().join();
