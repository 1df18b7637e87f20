import { Alert, Button, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { problemOf } from '../../api/problem.js';
import { Part } from '../../pieces/facts.js';

/** What typed values would change, asked before they are saved; an answer to older ones says so. */
export function TrialPart<V, R>(props: {
  hint: string;
  values: V;
  isChanged: boolean;
  blocked: string | null;
  ask: (values: V) => Promise<R>;
  /** The rows of an answer; null where nothing would change, which `none` says. */
  rows: (result: R) => ReactNode;
  none: (result: R) => string;
}) {
  const { values, isChanged, blocked } = props;
  const trying = useMutation({
    meta: { quiet: true },
    mutationFn: async (asked: V) => ({ asked, result: await props.ask(asked) }),
  });
  const problem = trying.error ? problemOf(trying.error) : null;
  const isOld = trying.data && JSON.stringify(trying.data.asked) !== JSON.stringify(values);
  const rows = trying.data && props.rows(trying.data.result);
  return (
    <Part
      title="What it would change"
      hint={props.hint}
      actions={
        <Button
          loading={trying.isPending}
          disabled={!isChanged || blocked !== null}
          onClick={() => trying.mutate(values)}
        >
          Try it
        </Button>
      }
      flush={Boolean(rows)}
    >
      {problem && (
        <Alert color="red" title={problem.title}>
          {problem.text}
        </Alert>
      )}
      {!trying.data && !trying.error && (
        <Text size="sm" c="dimmed">
          {isChanged ? 'Not tried yet.' : 'Change something above first.'}
        </Text>
      )}
      {isOld && (
        <Text size="xs" c="dimmed" p="sm" role="status">
          You have typed on since: try it again.
        </Text>
      )}
      {trying.data && !rows && (
        <Text size="sm" role="status">
          {props.none(trying.data.result)}
        </Text>
      )}
      {rows}
    </Part>
  );
}
