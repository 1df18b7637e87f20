import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { frameRoute } from '../../shell/root.js';
import { baseModelSearch, baseModelsSearch } from './search.js';

export const baseModelsRoutes = [
  createRoute({
    getParentRoute: () => frameRoute,
    path: '/base-models',
    validateSearch: baseModelsSearch,
    component: lazyRouteComponent(() => import('./base-models-page.js'), 'BaseModelsPage'),
  }),
  createRoute({
    getParentRoute: () => frameRoute,
    path: '/base-models/$id',
    validateSearch: baseModelSearch,
    component: lazyRouteComponent(() => import('./base-model-page.js'), 'BaseModelPage'),
  }),
];
