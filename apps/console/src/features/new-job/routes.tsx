import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { frameRoute } from '../../shell/root.js';
import { newJobSearch } from './search.js';

export const newJobRoutes = [
  createRoute({
    getParentRoute: () => frameRoute,
    path: '/jobs/new',
    validateSearch: newJobSearch,
    component: lazyRouteComponent(() => import('./new-job-page.js'), 'NewJobPage'),
  }),
];
