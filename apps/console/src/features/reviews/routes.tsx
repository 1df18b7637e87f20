import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { frameRoute } from '../../shell/root.js';
import { inboxSearch, reviewSearch } from './search.js';

export const reviewsRoutes = [
  createRoute({
    getParentRoute: () => frameRoute,
    path: '/reviews',
    validateSearch: inboxSearch,
    component: lazyRouteComponent(() => import('./inbox-page.js'), 'InboxPage'),
  }),
  createRoute({
    getParentRoute: () => frameRoute,
    path: '/reviews/$id',
    validateSearch: reviewSearch,
    component: lazyRouteComponent(() => import('./review-page.js'), 'ReviewPage'),
  }),
];
