import { Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Asked, Empty, Loading } from '../../pieces/states.js';
import { type BaseReport, useReport } from './dataset-data.js';
import type { TabProps } from './dataset-page.js';

type Rows = NonNullable<BaseReport['report']>;
export type SplitTokens = NonNullable<Rows['splits']['train']>;

/** The report of the chosen base in its states: not chosen, being counted, failed, there. */
export function TokenReport(props: TabProps & { children: (split: SplitTokens, report: Rows) => ReactNode }) {
  const { version, search, children } = props;
  const report = useReport(version.id, search.base);
  if (search.base === undefined)
    return (
      <Empty
        title="Choose a base model"
        text="Tokens and lengths are what that model's own tokenizer and chat template make of the rows."
      />
    );
  return (
    <Asked of={report}>
      {({ base }) => {
        if (base?.status === 'failed') return <Empty title={base.error!.message} text={base.error!.advice} />;
        const split = base?.report?.splits[search.split ?? 'train'];
        if (split) return children(split, base.report!);
        if (base?.status === 'ready') return <Empty title="This split is not in the report" />;
        return (
          <div role="status">
            <Text size="sm" c="dimmed">
              Rows are being read with the tokenizer of {search.base}.{' '}
              {base && (
                <Link to="/jobs/$id" params={{ id: base.job }}>
                  The job that counts
                </Link>
              )}
            </Text>
            <Loading />
          </div>
        );
      }}
    </Asked>
  );
}
