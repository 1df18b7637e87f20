import { Button, Group, Input, SegmentedControl } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { ChevronDown, ChevronRight } from 'lucide-react';
import { Part } from '../../pieces/facts.js';
import { BaseChoice, ContinueChoice, DataChoice } from './choices.js';
import { type Draft, isShown } from './draft.js';
import {
  ADAPTER,
  ADAPTER_MORE,
  type Field,
  METHOD,
  MORE,
  PLACE,
  PLACE_MORE,
  PUBLISH,
  TRAINER,
  TRAINER_MORE,
  WHAT,
} from './fields.js';
import type { JobForm } from './job-form.js';
import { Setting } from './setting.js';

const METHODS = WHAT.find(({ name }) => name === 'method')!;
const WORDS: Record<string, string> = {
  sft: 'Supervised, on chats or completions',
  dpo: 'Direct preference optimisation, on preference pairs',
  kto: 'On answers with a label each',
  orpo: 'On preference pairs, without a reference; experimental',
};

interface Props {
  form: JobForm;
  parent: Draft | null;
}

/** What is trained, how, where and as what; what few change is folded away. */
export function JobFields({ form, parent }: Props) {
  const { draft, put, fault } = form;
  const search = useSearch({ from: '/frame/jobs/new' });
  const navigate = useNavigate({ from: '/jobs/new' });
  const isWrong = MORE.some(({ name }) => fault(name) !== null);
  const isOpen = search.more === true || isWrong;
  const publish = draft['publish.model']?.trim() ? PUBLISH : PUBLISH.slice(0, 1);
  const some = (fields: readonly Field[]) => <Settings of={fields} form={form} parent={parent} />;
  return (
    <>
      <Part title="What">
        <div className="settings wide-settings">
          <BaseChoice {...{ draft, put, fault }} />
          <ContinueChoice {...{ draft, put, fault }} />
          <DataChoice {...{ draft, put, fault }} />
          <Input.Wrapper
            label="method"
            labelElement="div"
            labelProps={{ id: 'method' }}
            size="xs"
            description={WORDS[draft['method'] || 'sft']}
            error={fault('method')}
          >
            <SegmentedControl
              size="xs"
              fullWidth
              mt={4}
              aria-labelledby="method"
              data={METHODS.options!.map((value) => ({ value, label: value.toUpperCase() }))}
              value={draft['method'] || 'sft'}
              onChange={(method) => put({ method })}
            />
          </Input.Wrapper>
        </div>
      </Part>
      <Part title="Adapter" hint="PEFT's names">
        {some(isOpen ? [...ADAPTER, ...ADAPTER_MORE] : ADAPTER)}
      </Part>
      <Part title="Training" hint="TRL's names. auto is worked out from the rows and the model">
        {some(isOpen ? [...TRAINER, ...METHOD, ...TRAINER_MORE] : [...TRAINER, ...METHOD])}
      </Part>
      <Part title="Where, and as what">
        {some(isOpen ? [...publish, ...PLACE, ...PLACE_MORE] : [...publish, ...PLACE])}
      </Part>
      <Group>
        <Button
          aria-expanded={isOpen}
          disabled={isWrong}
          leftSection={
            isOpen ? <ChevronDown size={13} aria-hidden /> : <ChevronRight size={13} aria-hidden />
          }
          onClick={() =>
            void navigate({ search: (old) => ({ ...old, more: old.more ? undefined : true }), replace: true })
          }
        >
          {isOpen ? 'Fewer settings' : `${MORE.length} more settings`}
        </Button>
      </Group>
    </>
  );
}

function Settings({ of, form, parent }: Props & { of: readonly Field[] }) {
  const { draft, put, fault } = form;
  const shown = of.filter((field) => isShown(field, draft) || fault(field.name) !== null);
  return (
    <div className="settings">
      {shown.map((field) => (
        <Setting key={field.name} {...{ field, draft, put, fault, parent }} />
      ))}
    </div>
  );
}
