import { createRouter } from '@tanstack/react-router';
import { queries } from './api/queries.js';
import { auditRoutes } from './features/audit/routes.js';
import { baseModelsRoutes } from './features/base-models/routes.js';
import { compareRoutes } from './features/compare/routes.js';
import { datasetsRoutes } from './features/datasets/routes.js';
import { deploymentsRoutes } from './features/deployments/routes.js';
import { jobsRoutes } from './features/jobs/routes.js';
import { newJobRoutes } from './features/new-job/routes.js';
import { overviewRoutes } from './features/overview/routes.js';
import { playgroundRoutes } from './features/playground/routes.js';
import { registryRoutes } from './features/registry/routes.js';
import { reviewsRoutes } from './features/reviews/routes.js';
import { settingsRoutes } from './features/settings/routes.js';
import { readSearch, writeSearch } from './search.js';
import { Crash } from './shell/crash.js';
import { frameRoute, rootRoute, signInRoute } from './shell/root.js';

/** Every page: a feature hands in its routes here and its place in shell/nav.ts. */
const pages = frameRoute.addChildren([
  ...overviewRoutes,
  ...jobsRoutes,
  ...newJobRoutes,
  ...compareRoutes,
  ...registryRoutes,
  ...deploymentsRoutes,
  ...playgroundRoutes,
  ...reviewsRoutes,
  ...auditRoutes,
  ...datasetsRoutes,
  ...baseModelsRoutes,
  ...settingsRoutes,
]);

export const router = createRouter({
  routeTree: rootRoute.addChildren([signInRoute, pages]),
  context: { queries },
  parseSearch: readSearch,
  stringifySearch: writeSearch,
  defaultErrorComponent: Crash,
  defaultPreload: 'intent',
  defaultPreloadStaleTime: 0, // the query cache knows what is fresh
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
