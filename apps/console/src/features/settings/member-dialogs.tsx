import { Radio, Select, Stack, TextInput } from '@mantine/core';
import { answer, api } from '../../api/client.js';
import { useForm } from '../../pieces/form.js';
import { FormDialog } from '../../pieces/form-dialog.js';
import type { Role } from './may.js';
import { changed, type Member } from './member-names.js';
import { RolesField } from './roles-field.js';
import { MAILS } from './words.js';

type Notify = Member['notify'];

const NOBODY: { name: string; email: string; kind: Member['kind'] } = {
  ...{ name: '', email: '', kind: 'person' },
};

/** `onMade`: with who it was; without a key or a login nobody comes in. */
export function AddMember({ onClose, onMade }: { onClose: () => void; onMade: (made: Member) => void }) {
  const form = useForm({
    initial: NOBODY,
    fields: ['name', 'email', 'kind'],
    send: ({ name, email, kind }) =>
      answer(
        api.POST('/v1/members', {
          body: { name: name.trim(), kind, ...(email.trim() ? { email: email.trim() } : {}) },
        }),
      ),
    onDone: (made) => {
      void changed('/v1/members');
      onMade(made);
    },
  });
  return (
    <FormDialog title="Add a member" verb="Add" form={form} onClose={onClose}>
      <TextInput
        label="Name"
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
          <Radio size="xs" value="person" label="Person" />
          <Radio
            size="xs"
            value="service_account"
            label="Service account"
            description="A program: it answers no license question and never logs in."
          />
        </Stack>
      </Radio.Group>
      <TextInput
        label="E-mail (optional)"
        value={form.values.email}
        onChange={(event) => form.set('email', event.currentTarget.value)}
        error={form.fault('email')}
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
