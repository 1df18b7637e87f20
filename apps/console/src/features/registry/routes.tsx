import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { frameRoute } from '../../shell/root.js';
import { versionSearch } from './search.js';

export const registryRoutes = [
  createRoute({
    getParentRoute: () => frameRoute,
    path: '/models',
    component: lazyRouteComponent(() => import('./models-page.js'), 'ModelsPage'),
  }),
  createRoute({
    getParentRoute: () => frameRoute,
    path: '/models/$name',
    component: lazyRouteComponent(() => import('./model-page.js'), 'ModelPage'),
  }),
  createRoute({
    getParentRoute: () => frameRoute,
    path: '/models/$name/versions/$version',
    validateSearch: versionSearch,
    component: lazyRouteComponent(() => import('./version-page.js'), 'VersionPage'),
  }),
];
