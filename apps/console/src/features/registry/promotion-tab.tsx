import { Alert, Button, Group, Select, Stack, Text } from '@mantine/core';
import { RotateCcw } from 'lucide-react';
import { useState } from 'react';
import { ask, type Schemas } from '../../api/client.js';
import { Part } from '../../pieces/facts.js';
import { Ref } from '../../pieces/ref.js';
import { State } from '../../pieces/state.js';
import { Asked, Empty } from '../../pieces/states.js';
import { When } from '../../pieces/when.js';
import { toneOf } from '../../pieces/tones.js';
import { PromotedLine } from '../deployments/promoted-line.js';
import { gateOrder, isWorse, VERDICT } from './gates.js';
import { PromoteDialog } from './promote-dialog.js';
import type { VersionSearch } from './search.js';
import type { Version } from './version-page.js';

type Promotion = Schemas['Promotion'];
const NONE = (
  <Empty
    title="Nobody has asked to promote this version"
    text="Promote asks every gate and says here what is not met and how to cure it."
  />
);

/** The gates of a promotion of this version, those that are not met first. */
export function PromotionTab(props: {
  version: Version;
  search: VersionSearch;
  put: (change: VersionSearch) => void;
}) {
  const { version, search, put } = props;
  const list = ask.useQuery(
    'get',
    '/v1/promotions',
    { params: { query: { version: [version.id], limit: '100' } } },
    { refetchInterval: 3_000 },
  );
  const own = list.data?.data;
  return (
    <Asked of={{ data: own, error: list.error, refetch: list.refetch }} empty={NONE}>
      {(all) => {
        const shown = all.find(({ id }) => id === search.promotion) ?? all[0]!;
        return (
          <Stack gap="md">
            <Select
              label="Promotion"
              data={all.map((one) => ({
                value: one.id,
                label: `${wayOf(one)}, ${one.state.replaceAll('_', ' ')} (${one.id.slice(-6)})`,
              }))}
              value={shown.id}
              onChange={(id) => id && put({ promotion: id })}
              maw={360}
            />
            <PromotedLine of={shown} version={version} />
            <Gates promotion={shown} version={version} onAsked={(id) => put({ promotion: id })} />
          </Stack>
        );
      }}
    </Asked>
  );
}

const wayOf = ({ alias, rollback_of: undone }: Promotion): string =>
  undone === null ? `To ${alias}` : `Roll-back of ${alias}`;

function Gates(props: { promotion: Promotion; version: Version; onAsked: (id: string) => void }) {
  const { promotion, version, onAsked } = props;
  const [isAsking, setAsking] = useState(false);
  const gates = gateOrder(promotion.gates);
  const skipped = gates.filter((gate) => gate.status === 'skipped' && !isWorse(gate));
  const hint = (
    <>
      Asked <When at={promotion.created_at} />
    </>
  );
  return (
    <Part
      title={wayOf(promotion)}
      hint={hint}
      flush
      actions={
        <Group gap="xs">
          <State of={promotion.state} />
          {promotion.state === 'blocked' && (
            <Button leftSection={<RotateCcw size={13} aria-hidden />} onClick={() => setAsking(true)}>
              Ask the gates again
            </Button>
          )}
        </Group>
      }
    >
      {promotion.failure && (
        <Alert color="red" title="The promotion failed" m="md">
          {promotion.failure}
        </Alert>
      )}
      <List of={gates.filter((gate) => !skipped.includes(gate))} label="Gates" />
      {skipped.length > 0 && (
        <details className="part-body">
          <summary>
            {skipped.length === 1 ? 'One gate was' : `${skipped.length} gates were`} not asked:{' '}
            {skipped.map(({ name }) => name).join(', ')}
          </summary>
          <List of={skipped} label="Gates that were not asked" />
        </details>
      )}
      {isAsking && (
        <PromoteDialog {...{ version, onAsked }} alias={promotion.alias} onClose={() => setAsking(false)} />
      )}
    </Part>
  );
}

const List = ({ of, label }: { of: readonly Promotion['gates'][number][]; label: string }) => (
  <ul className="rows" aria-label={label}>
    {of.map((gate) => (
      <li key={`${gate.kind} ${gate.name}`}>
        <div className="clip">
          <b>{gate.name}</b>
          <Text size="sm" className="break">
            {gate.reason}
          </Text>
          {gate.fix && (
            <Text size="sm" c="dimmed" className="break">
              To cure it: {gate.fix} <Evidence of={gate.evidence} />
            </Text>
          )}
        </div>
        {isWorse(gate) ? (
          <State of="worse, no limit" tone="warn" />
        ) : (
          <State of={VERDICT[gate.status]} tone={toneOf(gate.status)} />
        )}
      </li>
    ))}
  </ul>
);

/** The review that a license gate waits for. */
function Evidence({ of }: { of: Record<string, unknown> }) {
  return typeof of['review'] === 'string' ? <Ref id={of['review']} words="Open the review" /> : null;
}
