import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { frameRoute } from '../../shell/root.js';
import { playgroundSearch } from './search.js';

export const playgroundRoutes = [
  createRoute({
    getParentRoute: () => frameRoute,
    path: '/playground',
    validateSearch: playgroundSearch,
    component: lazyRouteComponent(() => import('./playground-page.js'), 'PlaygroundPage'),
  }),
];
