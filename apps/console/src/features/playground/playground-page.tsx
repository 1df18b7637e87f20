import { Button } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { MessagesSquare, Plus } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useProject } from '../../api/session.js';
import { Page } from '../../pieces/page.js';
import { Empty, Partial } from '../../pieces/states.js';
import { CaseDialog } from './case-dialog.js';
import { CasesPart } from './cases-part.js';
import { Composer } from './composer.js';
import { isAnswering, type Message } from './conversation.js';
import { modelsOf, type PlaygroundSearch, settingsOf } from './search.js';
import { SettingsBar } from './settings-bar.js';
import { playgroundOf, useConversation } from './store.js';
import { TurnView } from './turn-view.js';
import { byPerson, useFirstChoice, useTraining } from './use-beginning.js';
import { useOptions } from './use-options.js';
import './playground.css';

export function PlaygroundPage() {
  const search = useSearch({ from: '/frame/playground' });
  const navigate = useNavigate({ from: '/playground' });
  const put = (change: PlaygroundSearch) =>
    void navigate({ search: { ...search, ...change }, replace: true });
  const playground = playgroundOf(useProject().id);
  const conversation = useConversation(playground);
  useEffect(() => {
    if (!search.fresh) return;
    playground.begin(); // a model that was not asked before would be asked another conversation than the others
    void navigate({ search: ({ fresh: _, ...rest }) => rest, replace: true });
  }, [search.fresh, playground, navigate]);
  const [saving, setSaving] = useState<{ messages: Message[]; answer: string } | null>(null);
  const [fault, setFault] = useState<'model' | 'draft' | null>(null);
  const [models, settings] = [modelsOf(search), settingsOf(search)];
  const options = useOptions(models);
  const { groups, before, aliases, error, again } = options;
  useFirstChoice({
    ...{ models: options.models, isChosen: models.length > 0, conversation },
    choose: (first) => put({ models: first.join(',') }),
  });
  const trained = useTraining(options.models, models[0], { playground, conversation });
  const { turns, cases } = conversation;
  const answering = isAnswering(conversation);
  const send = () => {
    const missing = models.length === 0 ? 'model' : conversation.draft.trim() === '' ? 'draft' : null;
    setFault(missing);
    if (missing === null) playground.send({ models, settings, aliases });
  };
  return (
    <Page
      title="Playground"
      sentence="The same messages, seed and settings to up to three models."
      actions={
        turns.length > 0 && (
          <Button leftSection={<Plus size={13} aria-hidden />} onClick={() => playground.begin()}>
            New conversation
          </Button>
        )
      }
    >
      <SettingsBar
        search={search}
        put={put}
        groups={groups}
        before={before}
        fault={fault === 'model' && models.length === 0 ? 'Choose a model first.' : null}
      />
      {error !== null && <Partial error={error} again={again} />}
      {turns.length === 0 ? (
        <Empty
          icon={MessagesSquare}
          title="Nothing was said yet"
          text="Choose a version and the one before it, and send both the same message. A model that is not running is started by its first call."
        />
      ) : (
        <ol className="play-turns" aria-label="Conversation">
          {turns.map((_, at) => (
            <TurnView
              key={at}
              turns={turns}
              at={at}
              names={options}
              marks={!search.plain}
              onSave={(messages, answer) => setSaving({ messages, answer })}
              onAgain={
                at === turns.length - 1 && !answering && models.length > 0
                  ? () => playground.askAgain({ models, settings, aliases })
                  : null
              }
            />
          ))}
        </ol>
      )}
      <Composer
        system={conversation.system}
        trained={trained}
        draft={conversation.draft}
        isAnswering={answering}
        fault={fault === 'draft' && conversation.draft.trim() === '' ? 'Write a message first.' : null}
        put={(change) => playground.put(byPerson(change))}
        onSend={send}
        onStop={() => playground.stop()}
      />
      {cases.length > 0 && <CasesPart cases={cases} put={(next) => playground.put({ cases: next })} />}
      {saving && (
        <CaseDialog
          {...saving}
          onSave={(one) => playground.put({ cases: [...cases, one] })}
          onClose={() => setSaving(null)}
        />
      )}
    </Page>
  );
}
