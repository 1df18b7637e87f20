import { Badge, Group, Text } from '@mantine/core';
import { ask } from '../../api/client.js';
import { Part } from '../../pieces/facts.js';
import { count } from '../../pieces/figures.js';
import { JsonView } from '../../pieces/json-view.js';
import { Asked, Empty } from '../../pieces/states.js';
import { chatOf } from './chat.js';
import type { TabProps } from './dataset-page.js';
import { type SplitTokens, TokenReport } from './token-report.js';

/** The first rows: as a conversation, or as the chosen base is trained on them. */
export function PreviewTab(of: TabProps) {
  if (of.search.base === undefined) return <Rows {...of} />;
  return (
    <TokenReport {...of}>
      {({ preview }) => (
        <>
          <Text size="xs" c="dimmed" mb="sm">
            Every box is a token.{' '}
            <span className="token" data-trained>
              Filled
            </span>{' '}
            ones are learned: the loss counts them. <span className="token">Outlined</span> ones are only
            read.
          </Text>
          {preview.length === 0 && <Empty title="No row to show" />}
          {preview.map((row) => (
            <TokenRow key={`${row.row}${row.side ?? ''}`} row={row} />
          ))}
        </>
      )}
    </TokenReport>
  );
}

function TokenRow({ row }: { row: SplitTokens['preview'][number] }) {
  const learned = row.tokens.filter(({ trained }) => trained).length;
  return (
    <Part
      title={`Row ${row.row}${row.side ? `, ${row.side}` : ''}`}
      hint={`${count(row.total_tokens)} tokens · ${learned} of ${row.tokens.length} shown are learned${row.truncated ? ' · cut' : ''}`}
    >
      <div className="tokens">
        {row.tokens.map(({ id, text, trained }, at) => (
          <span
            key={at}
            className="token"
            data-trained={trained || undefined}
            title={`${id}${trained ? ', learned' : ''}`}
          >
            {text.replaceAll('\n', '↵\n')}
          </span>
        ))}
      </div>
    </Part>
  );
}

function Rows({ version, search }: TabProps) {
  const split = search.split ?? 'train';
  const preview = ask.useQuery('get', '/v1/dataset_versions/{id}/preview', {
    params: { path: { id: version.id }, query: { split, limit: '20' } },
  });
  return (
    <Asked of={preview}>
      {({ rows, total_rows: total }) => (
        <>
          <Text size="xs" c="dimmed" mb="sm">
            The first {rows.length} of {count(total)} rows; long texts are cut.
          </Text>
          {rows.map((row, at) => (
            <Part key={at} title={`Row ${at + 1}`}>
              <Row row={row} />
            </Part>
          ))}
        </>
      )}
    </Asked>
  );
}

function Row({ row }: { row: Record<string, unknown> }) {
  const turns = chatOf(row);
  if (turns === null) return <JsonView value={row} label="Row" />;
  return (
    <ol className="turns">
      {turns.map(({ role, text }, at) => (
        <li key={at} data-role={role}>
          <Group gap={6} mb={2}>
            <Badge variant="default" size="sm" tt="none">
              {role}
            </Badge>
          </Group>
          <div className="said">{text}</div>
        </li>
      ))}
    </ol>
  );
}
