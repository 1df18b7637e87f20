import { Button, NumberInput, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { answer, api, ask, type Schemas } from '../../api/client.js';
import { queries } from '../../api/queries.js';
import { Confirm } from '../../pieces/confirm.js';
import { Part } from '../../pieces/facts.js';
import { FormDialog } from '../../pieces/form-dialog.js';
import { useForm } from '../../pieces/form.js';
import { SecretOnce } from '../../pieces/secret-once.js';
import { State } from '../../pieces/state.js';
import { Asked } from '../../pieces/states.js';
import { useNow, When } from '../../pieces/when.js';
import { tellDone } from '../../shell/notify.js';
import { openedWords } from './words.js';

type ReviewLink = Schemas['ReviewLink'];
const LIST = '/v1/review_links';
const DAY = 86_400;

/** Doors to this one review for somebody without a key: they read, and answer nothing. */
export function CounselLinks({ review }: { review: string }) {
  const list = ask.useQuery('get', LIST, { params: { query: { review, limit: '100' } } });
  const [isMaking, setMaking] = useState(false);
  const [made, setMade] = useState<ReviewLink | null>(null);
  const [ending, setEnding] = useState<ReviewLink | null>(null);
  const again = () => queries.invalidateQueries({ queryKey: ['get', LIST] });
  const revoke = async (id: string) => {
    await answer(api.DELETE('/v1/review_links/{id}', { params: { path: { id } } }));
    tellDone('Revoked: the link opens nothing any more.');
    await again();
  };
  return (
    <Part
      title="Shown to counsel"
      hint="A link reads this one review, without a key, and answers nothing."
      flush
      actions={<Button onClick={() => setMaking(true)}>Make a link</Button>}
    >
      <Asked of={list}>
        {({ data }) =>
          data.length > 0 && (
            <ul className="rows" aria-label="Links">
              {data.map((one) => (
                <Row key={one.id} of={one} revoke={() => setEnding(one)} />
              ))}
            </ul>
          )
        }
      </Asked>
      {isMaking && (
        <MakeLink
          review={review}
          onClose={() => setMaking(false)}
          onMade={(link) => (setMaking(false), setMade(link), void again())}
        />
      )}
      {ending && (
        <Confirm
          title={`Revoke the link for ${ending.for}?`}
          verb="Revoke the link"
          does={() => revoke(ending.id)}
          onClose={() => setEnding(null)}
        >
          It opens nothing from then on. You can make another one.
        </Confirm>
      )}
      {made && (
        <SecretOnce
          title={`The link for ${made.for}`}
          secret={made.url && new URL(made.url, window.location.href).href}
          onClose={() => setMade(null)}
        />
      )}
    </Part>
  );
}

function Row({ of, revoke }: { of: ReviewLink; revoke: () => void }) {
  const isOver = of.expires_at <= useNow();
  return (
    <li>
      <div className="clip">
        <b className="break">{of.for}</b>
        <Text size="sm" c="dimmed">
          {of.opened === 0 ? (
            'Not opened yet'
          ) : (
            <>
              {openedWords(of.opened)} <When at={of.last_opened_at ?? of.created_at} />
            </>
          )}
          {of.revoked_at === null && !isOver && (
            <>
              ; until <When at={of.expires_at} />
            </>
          )}
        </Text>
      </div>
      {of.revoked_at !== null || isOver ? (
        <State of={of.revoked_at === null ? 'expired' : 'revoked'} tone="idle" />
      ) : (
        <Button aria-label={`Revoke the link for ${of.for}`} onClick={revoke}>
          Revoke
        </Button>
      )}
    </li>
  );
}

function MakeLink(props: { review: string; onClose: () => void; onMade: (link: ReviewLink) => void }) {
  const form = useForm<{ to: string; days: number | string }, ReviewLink>({
    initial: { to: '', days: 14 },
    fields: ['for', 'expires_in_seconds'],
    send: ({ to, days }) =>
      answer(
        api.POST('/v1/reviews/{id}/links', {
          params: { path: { id: props.review } },
          body: { for: to.trim(), expires_in_seconds: Math.round(Number(days) * DAY) },
        }),
      ),
    onDone: props.onMade,
  });
  return (
    <FormDialog
      title="Make a link for counsel"
      verb="Make it"
      form={form}
      disabled={form.values.to.trim() === ''}
      onClose={props.onClose}
    >
      <TextInput
        label="For whom"
        description="Shown on the page that it opens, and here"
        value={form.values.to}
        onChange={(event) => form.set('to', event.currentTarget.value)}
        error={form.fault('for')}
        data-autofocus
      />
      <NumberInput
        label="Days that it opens"
        min={1}
        max={90}
        value={form.values.days}
        onChange={(days) => form.set('days', days)}
        error={form.fault('expires_in_seconds')}
      />
    </FormDialog>
  );
}
