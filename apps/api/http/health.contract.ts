import { defineRoute } from '#platform/route.contract.js';

const tag = 'health';
export const livez = defineRoute({
  id: 'livez',
  method: 'get',
  path: '/livez',
  root: true,
  tag,
  roles: 'public',
  summary: 'Whether the process answers; touches no dependency',
});
export const readyz = defineRoute({
  id: 'readyz',
  method: 'get',
  path: '/readyz',
  root: true,
  tag,
  roles: 'public',
  summary: 'Whether every required dependency answers a real round trip',
});
export const metrics = defineRoute({
  id: 'metrics',
  method: 'get',
  path: '/metrics',
  root: true,
  tag,
  roles: 'public',
  produces: 'text/plain',
  errors: [401, 403],
  summary: 'Prometheus metrics; needs LUTHIER_METRICS_TOKEN or an admin key',
});
