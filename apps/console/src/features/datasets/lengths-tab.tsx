import { Group, SegmentedControl, Slider, Table, Text } from '@mantine/core';
import { Facts, Part } from '../../pieces/facts.js';
import { count } from '../../pieces/figures.js';
import { Wide } from '../../pieces/wide.js';
import type { TabProps } from './dataset-page.js';
import { type Bin, cutShare, exactCuts, exactPercent, nearestCut } from './lengths.js';
import { type SplitTokens, TokenReport } from './token-report.js';

/** How long rows are in tokens, and what a cut would take off. */
export function LengthsTab(of: TabProps) {
  return (
    <TokenReport {...of}>
      {(split, { max_seq_length: length }) => (
        <>
          <Part title="Tokens" hint={`Counted for jobs that cut at ${count(length)}, as auto does`}>
            <Figures split={split} />
          </Part>
          <Histogram bins={split.tokens.histogram} longest={split.tokens.max} {...of} />
        </>
      )}
    </TokenReport>
  );
}

const Figures = ({ split: { tokens, truncated, nothing_to_learn: nothing } }: { split: SplitTokens }) => (
  <Facts
    of={[
      ['All', count(tokens.total)],
      ['Learned', `${count(tokens.trainable)} of ${count(tokens.trained_on)} trained on`],
      ['Median row', count(tokens.p50)],
      ['95th percentile', count(tokens.p95)],
      ['Longest', count(tokens.max)],
      ['Rows that are cut', `${count(truncated.count)} (${exactPercent(truncated.share)})`],
      ['Rows with nothing to learn', count(nothing.count)],
    ]}
  />
);

function Histogram({ bins, longest, search, put }: TabProps & { bins: Bin[]; longest: number }) {
  if (bins.length === 0) return null;
  const cut = nearestCut(bins, search.cut ?? longest);
  const cuts = exactCuts(bins);
  const says = `${exactPercent(cutShare(bins, cut))} truncated at ${count(cut)}`;
  return (
    <Part
      title="Rows by length"
      hint={<span role="status">{says}</span>}
      actions={
        <SegmentedControl
          aria-label="Show as"
          size="xs"
          data={['Chart', 'Table']}
          value={search.table ? 'Table' : 'Chart'}
          onChange={(next) => put({ table: next === 'Table' ? true : undefined })}
        />
      }
    >
      {search.table ? <Bins bins={bins} /> : <Bars bins={bins} cut={cut} />}
      <Group mt="md" gap="md">
        <Text size="xs" id="cut">
          Cut rows at
        </Text>
        <Slider
          className="slider"
          flex={1}
          miw={160}
          min={0}
          max={cuts.length - 1}
          label={(at) => count(cuts[at]!)}
          value={cuts.indexOf(cut)}
          onChange={(at) => put({ cut: cuts[at]! })}
          thumbLabel="Cut rows at this many tokens"
        />
        <Text size="sm" className="num">
          {count(cut)} tokens
        </Text>
      </Group>
    </Part>
  );
}

function Bars({ bins, cut }: { bins: Bin[]; cut: number }) {
  const most = Math.max(1, ...bins.map(({ rows }) => rows));
  const width = 100 / bins.length;
  return (
    <>
      <svg
        className="bars"
        viewBox="0 0 100 40"
        preserveAspectRatio="none"
        role="img"
        aria-label={summaryOf(bins)}
      >
        {bins.map(({ from, to, rows }, at) => (
          <rect
            key={from}
            x={at * width + width * 0.06}
            width={width * 0.88}
            y={40 - (38 * rows) / most}
            height={(38 * rows) / most}
            data-cut={from > cut || undefined}
          >
            <title>{`${from} to ${to - 1} tokens: ${count(rows)} rows`}</title>
          </rect>
        ))}
      </svg>
      <Group justify="space-between">
        <Text size="xs" c="dimmed" className="num">
          {count(bins[0]!.from)}
        </Text>
        <Text size="xs" c="dimmed" className="num">
          {count(bins.at(-1)!.to - 1)} tokens
        </Text>
      </Group>
    </>
  );
}

const summaryOf = (bins: Bin[]): string => {
  const top = bins.reduce((best, bin) => (bin.rows > best.rows ? bin : best));
  return `Rows by length: most, ${top.rows}, have ${top.from} to ${top.to - 1} tokens`;
};

const Bins = ({ bins }: { bins: Bin[] }) => (
  <Wide label="Rows by length, as a table">
    <Table fz="xs" verticalSpacing={4}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Tokens</Table.Th>
          <Table.Th ta="right">Rows</Table.Th>
          <Table.Th ta="right">Longer</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {bins.map(({ from, to, rows }) => (
          <Table.Tr key={from}>
            <Table.Td className="num">
              {count(from)} to {count(to - 1)}
            </Table.Td>
            <Table.Td ta="right" className="num">
              {count(rows)}
            </Table.Td>
            <Table.Td ta="right" className="num">
              {exactPercent(cutShare(bins, to - 1))}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  </Wide>
);
