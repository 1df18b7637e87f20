import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { frameRoute } from '../../shell/root.js';
import { jobsSearch, runSearch } from './search.js';

export const jobsRoutes = [
  createRoute({
    getParentRoute: () => frameRoute,
    path: '/jobs',
    validateSearch: jobsSearch,
    component: lazyRouteComponent(() => import('./jobs-page.js'), 'JobsPage'),
  }),
  createRoute({
    getParentRoute: () => frameRoute,
    path: '/jobs/$id',
    validateSearch: runSearch,
    component: lazyRouteComponent(() => import('./run-page.js'), 'RunPage'),
  }),
];
