import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { frameRoute } from '../../shell/root.js';
import { settingsSearch } from './search.js';

export const settingsRoutes = [
  createRoute({
    getParentRoute: () => frameRoute,
    path: '/settings',
    beforeLoad: () => {
      // the router's way to leave: no error
      // eslint-disable-next-line @typescript-eslint/only-throw-error
      throw redirect({ to: '/settings/$section', params: { section: 'members' }, replace: true });
    },
  }),
  createRoute({
    getParentRoute: () => frameRoute,
    path: '/settings/$section',
    validateSearch: settingsSearch,
    component: lazyRouteComponent(() => import('./settings-page.js'), 'SettingsPage'),
  }),
];
