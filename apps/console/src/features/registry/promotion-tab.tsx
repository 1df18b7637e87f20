import { Alert, Select, Stack, Text } from '@mantine/core';
import { ask, type Schemas } from '../../api/client.js';
import { Part } from '../../pieces/facts.js';
import { Ref } from '../../pieces/ref.js';
import { State } from '../../pieces/state.js';
import { Asked, Empty } from '../../pieces/states.js';
import { When } from '../../pieces/when.js';
import { gateOrder, TONE, VERDICT } from './gates.js';
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
                label: `to ${one.alias}, ${one.state.replaceAll('_', ' ')} (${one.id.slice(-6)})`,
              }))}
              value={shown.id}
              onChange={(id) => id && put({ promotion: id })}
              maw={360}
            />
            <Gates promotion={shown} />
          </Stack>
        );
      }}
    </Asked>
  );
}

function Gates({ promotion }: { promotion: Promotion }) {
  const hint = (
    <>
      Asked <When at={promotion.created_at} />
    </>
  );
  return (
    <Part
      title={`To ${promotion.alias}`}
      hint={hint}
      flush
      actions={<State of={promotion.state} tone={TONE[promotion.state]} />}
    >
      {promotion.failure && (
        <Alert color="red" title="The promotion failed" m="md">
          {promotion.failure}
        </Alert>
      )}
      <ul className="rows" aria-label="Gates">
        {gateOrder(promotion.gates).map((gate) => (
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
            <State of={VERDICT[gate.status]} tone={TONE[gate.status]} />
          </li>
        ))}
      </ul>
    </Part>
  );
}

/** The review that a license gate waits for. */
function Evidence({ of }: { of: Record<string, unknown> }) {
  return typeof of['review'] === 'string' ? <Ref id={of['review']} words="Open the review" /> : null;
}
