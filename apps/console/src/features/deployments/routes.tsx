import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { frameRoute } from '../../shell/root.js';
import { aliasSearch, deploymentSearch, deploymentsSearch } from './search.js';

export const deploymentsRoutes = [
  createRoute({
    getParentRoute: () => frameRoute,
    path: '/deployments',
    validateSearch: deploymentsSearch,
    component: lazyRouteComponent(() => import('./deployments-page.js'), 'DeploymentsPage'),
  }),
  createRoute({
    getParentRoute: () => frameRoute,
    path: '/deployments/$id',
    validateSearch: deploymentSearch,
    component: lazyRouteComponent(() => import('./deployment-page.js'), 'DeploymentPage'),
  }),
  createRoute({
    getParentRoute: () => frameRoute,
    path: '/deployments/$model/$alias',
    validateSearch: aliasSearch,
    component: lazyRouteComponent(() => import('./alias-page.js'), 'AliasPage'),
  }),
];
