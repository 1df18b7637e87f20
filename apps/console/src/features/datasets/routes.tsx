import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { frameRoute } from '../../shell/root.js';
import { datasetSearch, datasetsSearch } from './search.js';

export const datasetsRoutes = [
  createRoute({
    getParentRoute: () => frameRoute,
    path: '/datasets',
    validateSearch: datasetsSearch,
    component: lazyRouteComponent(() => import('./datasets-page.js'), 'DatasetsPage'),
  }),
  createRoute({
    getParentRoute: () => frameRoute,
    path: '/datasets/$id',
    validateSearch: datasetSearch,
    component: lazyRouteComponent(() => import('./dataset-page.js'), 'DatasetPage'),
  }),
];
