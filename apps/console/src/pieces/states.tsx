import { Button, Center, Code, Group, Skeleton, Stack, Text, ThemeIcon, Title } from '@mantine/core';
import { AlertTriangle, type LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { isUnreachable, problemOf } from '../api/problem.js';
import { IdChip } from './id-chip.js';

/** Nothing is there: what would be, and how to make the first one. */
export function Empty(props: { icon?: LucideIcon; title: string; text?: ReactNode; action?: ReactNode }) {
  const { icon: Icon, title, text, action } = props;
  return (
    <Center className="empty">
      <Stack align="center" gap="xs" maw={420} ta="center">
        {Icon && (
          <ThemeIcon variant="default" size={44} radius="md" mb={4}>
            <Icon size={20} strokeWidth={1.5} />
          </ThemeIcon>
        )}
        <Title order={2} size="h5">
          {title}
        </Title>
        {text && (
          <Text size="sm" c="dimmed" component="div">
            {text}
          </Text>
        )}
        {action && <Group mt="xs">{action}</Group>}
      </Stack>
    </Center>
  );
}

/** What happened, why, what to do, and the id to quote. */
export function Failed({ error, again }: { error: unknown; again?: () => void }) {
  const { title, text, code, requestId } = problemOf(error);
  return (
    <Center py={48} px="md" role="alert">
      <Stack align="center" gap="xs" maw={480} ta="center">
        <ThemeIcon variant="light" color="red" size={44} radius="md" mb={4}>
          <AlertTriangle size={20} />
        </ThemeIcon>
        <Title order={2} size="h5">
          {title}
        </Title>
        <Text size="sm" c="dimmed">
          {text}
        </Text>
        {(code ?? requestId) && (
          <Group gap="xs" justify="center">
            {code && <Code>{code}</Code>}
            {requestId && <IdChip id={requestId} />}
          </Group>
        )}
        {again && (
          <Button mt="xs" onClick={again}>
            Try again
          </Button>
        )}
      </Stack>
    </Center>
  );
}

/** Lines in the place of what is on its way. */
export function Loading({ rows = 6, height = 20 }: { rows?: number; height?: number }) {
  return (
    <Stack gap="sm" p="md" role="status" aria-busy aria-label="Loading">
      {Array.from({ length: rows }, (_, at) => (
        <Skeleton key={at} height={height} width={`${95 - ((at * 17) % 40)}%`} />
      ))}
    </Stack>
  );
}

interface Asked<T> {
  data: T | undefined;
  error: unknown;
  refetch?: () => unknown;
}

/**
 * A query in its four states. What was read before stays in sight when reading it again fails (partial): the banner of the frame
 * says that the service is silent, a line here says any other reason.
 */
export function Asked<T>(props: {
  of: Asked<T>;
  loading?: ReactNode;
  empty?: ReactNode;
  children: (data: T) => ReactNode;
}) {
  const { of, loading, empty, children } = props;
  const again = of.refetch ? () => void of.refetch!() : undefined;
  if (of.data === undefined) {
    if (of.error && !isUnreachable(of.error))
      return <Failed error={of.error} {...(again ? { again } : {})} />;
    return loading ?? <Loading />;
  }
  const isEmpty = empty !== undefined && Array.isArray(of.data) && of.data.length === 0;
  return (
    <>
      {of.error !== null && !isUnreachable(of.error) && (
        <Partial error={of.error} {...(again ? { again } : {})} />
      )}
      {isEmpty ? empty : children(of.data)}
    </>
  );
}

/** A part that could not be read beside others that could. */
export function Partial({ error, again }: { error: unknown; again?: () => void }) {
  const { text } = problemOf(error);
  return (
    <Group className="partial" gap="xs" role="alert" wrap="nowrap">
      <AlertTriangle size={14} aria-hidden />
      <Text size="xs" flex={1}>
        Not up to date: {text}
      </Text>
      {again && (
        <Button size="compact-xs" onClick={again}>
          Try again
        </Button>
      )}
    </Group>
  );
}
