import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { frameRoute } from '../../shell/root.js';
import { compareSearch } from './search.js';

export const compareRoutes = [
  createRoute({
    getParentRoute: () => frameRoute,
    path: '/compare',
    validateSearch: compareSearch,
    component: lazyRouteComponent(() => import('./compare-page.js'), 'ComparePage'),
  }),
];
