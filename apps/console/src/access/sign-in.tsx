import {
  Alert,
  Anchor,
  Button,
  Center,
  Divider,
  Modal,
  Paper,
  PasswordInput,
  Stack,
  Text,
  Title,
} from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { ask } from '../api/client.js';
import { problemOf } from '../api/problem.js';
import { sessionQuery, signIn } from '../api/session.js';
import { Mark } from '../shell/mark.js';

export function SignInPage() {
  const { return_to: returnTo = '/' } = useSearch({ from: '/sign-in' });
  const navigate = useNavigate();
  const { data: session } = useQuery(sessionQuery);
  useEffect(() => {
    if (session) void navigate({ href: safe(returnTo), replace: true });
  }, [session, returnTo, navigate]);
  return (
    <Center mih="100vh" p="md" component="main" className="ground">
      <Paper p="xl" w={400} maw="100%" shadow="sm">
        <Stack gap="lg">
          <Mark />
          <Title order={2} size="h3">
            Sign in
          </Title>
          <SignInForm returnTo={safe(returnTo)} />
        </Stack>
      </Paper>
    </Center>
  );
}

/** Over a page whose session has ended: what is on it stays. */
export function SignInAgain() {
  return (
    <Modal opened onClose={() => undefined} withCloseButton={false} title="Your session has ended">
      <SignInForm returnTo={`${location.pathname}${location.search}`} />
    </Modal>
  );
}

function SignInForm({ returnTo }: { returnTo: string }) {
  const { data: methods } = ask.useQuery('get', '/auth/methods');
  const [key, setKey] = useState('');
  const entering = useMutation({ mutationFn: signIn, meta: { quiet: true } });
  useLink((code) => entering.mutate({ code }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    entering.mutate({ api_key: key.trim() });
  };
  const problem = entering.error && problemOf(entering.error);
  return (
    <Stack gap="md">
      {methods?.provider && (
        <>
          <Button
            component="a"
            href={`/auth/login?return_to=${encodeURIComponent(returnTo)}`}
            variant="filled"
            size="sm"
          >
            Continue with {new URL(methods.provider).host}
          </Button>
          <Divider label="or" />
        </>
      )}
      <form onSubmit={submit}>
        <Stack gap="sm">
          <PasswordInput
            label="API key"
            size="sm"
            value={key}
            onChange={(event) => setKey(event.currentTarget.value)}
            autoComplete="off"
            data-autofocus
            autoFocus
            error={problem?.field === 'api_key' ? problem.text : null}
            visibilityToggleButtonProps={{ 'aria-label': 'Show the key' }}
          />
          {problem && problem.field !== 'api_key' && (
            <Alert color="red" title={problem.title}>
              {problem.text}
            </Alert>
          )}
          <Button
            type="submit"
            size="sm"
            variant={methods?.provider ? 'default' : 'filled'}
            loading={entering.isPending}
            disabled={key.trim() === ''}
          >
            Sign in
          </Button>
        </Stack>
      </form>
      <Text size="xs" c="dimmed">
        The key is exchanged for a session and not kept in this browser. On the machine that runs the service,{' '}
        <code>luthier open</code> signs you in without one. <Anchor href="/docs">API reference</Anchor>
      </Text>
    </Stack>
  );
}

/** The code of a one-time link stands behind `#code=`, which no server and no log sees; it is taken out of the address at once. */
function useLink(enter: (code: string) => void): void {
  const done = useRef(false);
  useEffect(() => {
    const code = /^#code=([\w-]{20,100})$/.exec(location.hash)?.[1];
    if (!code || done.current) return;
    done.current = true;
    history.replaceState(history.state, '', location.pathname + location.search);
    enter(code);
  });
}

/** A path of this page, never another host. */
const safe = (path: string): string => (/^\/(?![/\\])/.test(path) ? path : '/');
