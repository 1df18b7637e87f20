import { Autocomplete, MultiSelect, Select, TextInput } from '@mantine/core';
import { answer, api } from '../../api/client.js';
import { useForm } from '../../pieces/form.js';
import { endOfDay } from '../reviews/words.js';
import { FormDialog } from '../../pieces/form-dialog.js';
import type { Key } from './keys-section.js';
import type { Role } from './may.js';
import { useMembers } from './member-names.js';
import { RolesField } from './roles-field.js';
import { useScopes } from './scopes.js';

interface Making {
  onClose: () => void;
  onMade: (key: Key) => void;
}
const LIFE = 'Its last day, in UTC. Empty: as long as this installation allows.';
const ends = (day: string) => {
  const at = endOfDay(day);
  return at === undefined ? {} : { expires_at: at };
};

export function CreateKey({ onClose, onMade, member = '' }: Making & { member?: string }) {
  const { live } = useMembers();
  const form = useForm({
    initial: { name: '', member, roles: ['viewer'] as Role[], scopes: [] as string[], until: '' },
    fields: ['name', 'member', 'roles', 'scopes', 'expires_at'],
    send: ({ name, member, roles, scopes, until }) =>
      answer(
        api.POST('/v1/api_keys', {
          body: {
            ...{ name: name.trim(), roles },
            ...(member.trim() ? { member: member.trim() } : {}),
            ...(scopes.length > 0 ? { scopes } : {}),
            ...ends(until),
          },
        }),
      ),
    onDone: onMade,
  });
  const scopes = useScopes(form.values.roles);
  return (
    <FormDialog
      title={member ? `A key for ${member}` : 'Create a key'}
      verb="Create"
      form={form}
      onClose={onClose}
    >
      <TextInput
        label="Name"
        description="What it is for: ci, license desk."
        value={form.values.name}
        onChange={(event) => form.set('name', event.currentTarget.value)}
        error={form.fault('name')}
        data-autofocus
      />
      <Autocomplete
        label="Whose it is (optional)"
        description="Empty: yours. A name that nobody has makes a member."
        size="xs"
        data={live.map(({ name }) => name)}
        value={form.values.member}
        onChange={(member) => form.set('member', member)}
        error={form.fault('member')}
      />
      <RolesField
        label="Roles"
        value={form.values.roles}
        onChange={(roles) => form.set('roles', roles)}
        error={form.fault('roles')}
      />
      <MultiSelect
        label="Scopes (optional)"
        description="Narrow the roles down. None: all that the roles allow."
        searchable
        clearable
        data={[...new Set([...scopes, ...form.values.scopes])]}
        value={form.values.scopes}
        onChange={(chosen) => form.set('scopes', chosen)}
        error={form.fault('scopes')}
        nothingFoundMessage="No scope of these roles matches"
      />
      <TextInput
        type="date"
        label="Ends (optional)"
        description={LIFE}
        value={form.values.until}
        onChange={(event) => form.set('until', event.currentTarget.value)}
        error={form.fault('expires_at')}
      />
    </FormDialog>
  );
}

const OVERLAPS = [
  { value: '0', label: 'at once' },
  { value: '3600', label: 'in an hour' },
  { value: '86400', label: 'in a day' },
];

export function RotateKey({ of, onClose, onMade }: Making & { of: Key }) {
  const form = useForm({
    initial: { overlap: '3600', until: '' },
    fields: ['overlap_seconds', 'expires_at'],
    send: ({ overlap, until }) =>
      answer(
        api.POST('/v1/api_keys/{id}/rotate', {
          params: { path: { id: of.id } },
          body: { overlap_seconds: Number(overlap), ...ends(until) },
        }),
      ),
    onDone: onMade,
  });
  return (
    <FormDialog title={`Rotate ${of.name}`} verb="Make the new key" form={form} onClose={onClose}>
      <Select
        label="The old key ends"
        description="Until then both open."
        data={OVERLAPS}
        value={form.values.overlap}
        onChange={(overlap) => overlap && form.set('overlap', overlap)}
        error={form.fault('overlap_seconds')}
        data-autofocus
      />
      <TextInput
        type="date"
        label="The new key ends (optional)"
        description="Its last day, in UTC. Empty: it lives as long as the old one was to live."
        value={form.values.until}
        onChange={(event) => form.set('until', event.currentTarget.value)}
        error={form.fault('expires_at')}
      />
    </FormDialog>
  );
}
