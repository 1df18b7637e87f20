import { createRootRouteWithContext, createRoute, Outlet, redirect } from '@tanstack/react-router';
import type { QueryClient } from '@tanstack/react-query';
import { sessionQuery } from '../api/session.js';
import { SignInPage } from '../access/sign-in.js';
import { textOf } from '../search.js';
import { Crash } from './crash.js';
import { Frame } from './frame.js';
import { NotFound } from './not-found.js';

export const rootRoute = createRootRouteWithContext<{ queries: QueryClient }>()({
  component: Outlet,
  errorComponent: Crash,
  notFoundComponent: NotFound,
});

export const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  validateSearch: (raw: Record<string, unknown>) => ({ return_to: textOf(raw, 'return_to', 2000) }),
  component: SignInPage,
});

/** The frame around every page; nobody gets below it without a session. Pages name it as their parent. */
export const frameRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'frame',
  beforeLoad: async ({ context, location }) => {
    const session = await context.queries.ensureQueryData(sessionQuery);
    // the router's way to leave: no error
    // eslint-disable-next-line @typescript-eslint/only-throw-error
    if (!session) throw redirect({ to: '/sign-in', search: { return_to: location.href }, replace: true });
  },
  component: Frame,
  errorComponent: Crash,
  notFoundComponent: NotFound,
});
