import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { wentDown } from './api/connection.js';
import { heard, queries } from './api/queries.js';
import { sessionQuery } from './api/session.js';
import { router } from './router.js';
import { tellProblem } from './shell/notify.js';
import { theme, variables } from './theme.js';

heard.silent = wentDown;
heard.refused = tellProblem;
// the frame asks for a key over the page, whose edits stay
heard.signedOut = () => queries.setQueryData(sessionQuery.queryKey, null);

export function App({ nonce }: { nonce: string }) {
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={variables}
      defaultColorScheme="auto"
      getStyleNonce={() => nonce}
    >
      <QueryClientProvider client={queries}>
        <Notifications position="bottom-right" limit={4} />
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  );
}
