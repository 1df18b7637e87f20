import { Table, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { nowSeconds } from '../../pieces/clock.js';
import { count, short } from '../../pieces/figures.js';
import { Part } from '../../pieces/facts.js';
import { NotThere } from '../../pieces/not-there.js';
import { knownOf, type Told } from '../../pieces/told.js';
import { Wide } from '../../pieces/wide.js';
import { HealthOrState } from './health.js';
import { type Alias, type Environment, nameOf, type Promotion } from './history.js';
import type { Over } from './search.js';
import { ErrorRate, OverPick, RequestBars } from './traffic-bits.js';
import {
  costWords,
  endingWords,
  energyWords,
  noneWords,
  secondsWords,
  type Traffic,
} from './traffic-words.js';
import { useEnvironments } from './use-environments.js';
import { useTaken, useTraffic } from './use-traffic.js';
import type { Usage } from './usage-words.js';

const HEADS = [
  ...['Version', 'Health', 'Traffic', 'Requests', 'Latency p50', 'First token p50', 'Errors', 'Tokens'],
  ...['Cost', 'Energy'],
];

/** What serves an alias, what served it before, and candidates that were called: how each is asked and answers. */
export function Environments(props: {
  alias: Alias;
  history: readonly Promotion[];
  over: Over;
  onOver: (over: Over) => void;
}) {
  const { alias, history, over, onOver } = props;
  const all = useEnvironments(alias, history);
  if (all.length === 0) return null;
  return (
    <Part
      title="Traffic"
      hint={`As the gateway counts it. ${over === 'hour' ? 'Cost and energy are those of this hour and the one before.' : 'Cost and energy by whole hours.'}`}
      actions={<OverPick value={over} onChange={onOver} />}
      flush
    >
      <Wide label="Traffic by version">
        <Table fz="xs" verticalSpacing={8} horizontalSpacing="md" className="environments">
          <Table.Thead>
            <Table.Tr>
              {HEADS.map((head) => (
                <Table.Th key={head}>{head}</Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {all.map((one) => (
              <Row key={one.deployment.id} of={one} alias={alias} over={over} />
            ))}
          </Table.Tbody>
        </Table>
      </Wide>
    </Part>
  );
}

function Row({ of, alias, over }: { of: Environment; alias: Alias; over: Over }) {
  const { deployment, role, name } = of;
  const asked = useTraffic(deployment, over);
  const traffic = knownOf(asked);
  const taken = useTaken(deployment, over);
  const isCurrent = role === 'Current';
  return (
    <Table.Tr>
      <Table.Th scope="row" fw={400}>
        <Link to="/deployments/$id" params={{ id: deployment.id }} search={{ over }} className="environment">
          {name}
        </Link>
        <Below>{role}</Below>
      </Table.Th>
      <Table.Td>
        <HealthOrState of={deployment} />
      </Table.Td>
      <Table.Td title={isCurrent ? `Every call of ${nameOf(alias)}` : `No call of ${nameOf(alias)}`}>
        {isCurrent ? '100 %' : '0 %'}
        <Below>{deployment.kind === 'alias' ? 'of the alias' : 'by its id alone'}</Below>
      </Table.Td>
      {traffic ? (
        <Asked of={traffic} none={noneWords(over, deployment.last_used_at, nowSeconds())} />
      ) : (
        <Table.Td colSpan={5} className="none">
          <NotThere error={asked.error} />
        </Table.Td>
      )}
      <Taken of={taken} />
    </Table.Tr>
  );
}

function Taken({ of }: { of: Told<Usage> }) {
  const data = knownOf(of);
  if (!data)
    return (
      <Table.Td colSpan={2}>
        <NotThere error={of.error} />
      </Table.Td>
    );
  return (
    <>
      <Table.Td className="num">{costWords(data)}</Table.Td>
      <Table.Td className="num">
        {energyWords(data)}
        <Below>{data.basis}</Below>
      </Table.Td>
    </>
  );
}

function Asked({ of, none }: { of: Traffic; none: string }) {
  if (of.requests === 0)
    return (
      <Table.Td colSpan={5} className="none">
        {none}
      </Table.Td>
    );
  return (
    <>
      <Table.Td>
        <span className="requests-cell">
          <RequestBars of={of.series} />
          <span className="num">{count(of.requests)}</span>
        </span>
      </Table.Td>
      <Durations of={of.latency} />
      <Durations of={of.first_token} />
      <Table.Td title={endingWords(of).join(', ') || undefined}>
        <ErrorRate of={of} />
        <Below>{of.errors > 0 && `${count(of.errors)} requests`}</Below>
      </Table.Td>
      <Table.Td className="num">
        {short(of.prompt_tokens)} in
        <Below>{short(of.output_tokens)} out</Below>
      </Table.Td>
    </>
  );
}

const Durations = ({ of }: { of: Traffic['latency'] }) => (
  <Table.Td className="num">
    {secondsWords(of.p50_seconds)}
    <Below>{of.count > 0 && `${secondsWords(of.p95_seconds)} p95`}</Below>
  </Table.Td>
);

const Below = ({ children }: { children: ReactNode }) =>
  children ? (
    <Text size="xs" c="dimmed">
      {children}
    </Text>
  ) : null;
