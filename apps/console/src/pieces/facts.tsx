import { Paper, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';

/** Names and values, as many beside each other as fit. A value that is null is left out. */
export function Facts({ of }: { of: readonly (readonly [name: string, value: ReactNode])[] }) {
  return (
    <dl className="facts">
      {of
        .filter(([, value]) => value !== null && value !== undefined && value !== false)
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}

/** A part of a page with a heading. */
export function Part(props: {
  title: string;
  hint?: ReactNode;
  actions?: ReactNode;
  flush?: boolean;
  children: ReactNode;
}) {
  const { title, hint, actions, flush = false, children } = props;
  return (
    <Paper component="section" aria-label={title} className="part">
      <div className="part-head">
        <div className="clip">
          <Title order={2} size="sm">
            {title}
          </Title>
          {hint && (
            <Text size="xs" c="dimmed" component="div">
              {hint}
            </Text>
          )}
        </div>
        {actions}
      </div>
      <div className={flush ? undefined : 'part-body'}>{children}</div>
    </Paper>
  );
}
