import { Box } from '@mantine/core';
import { type ErrorComponentProps, useRouter } from '@tanstack/react-router';
import { useEffect } from 'react';
import { isUnreachable } from '../api/problem.js';
import { Failed } from '../pieces/states.js';

/** What stands in place of a page that failed: the rest of the frame goes on. */
export function Crash({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const again = () => {
    reset();
    void router.invalidate();
  };
  useEffect(() => {
    if (!isUnreachable(error)) return;
    const timer = setTimeout(again, 3_000);
    return () => clearTimeout(timer);
  });
  return (
    <Box p="xl">
      <Failed error={error} again={again} />
    </Box>
  );
}
