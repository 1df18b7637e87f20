import { defineRoute, READERS } from '#platform/route.contract.js';
import { idParam } from '#platform/schemas.js';

export const reproduceArtifact = defineRoute({
  id: 'artifacts_reproduce',
  method: 'post',
  path: '/artifacts/:id/reproduce',
  // what it takes is a job: a key that may only write artifacts submits none
  tag: 'jobs',
  roles: ['engineer', 'deployer'],
  params: idParam,
  status: 201,
  errors: [404, 409, 422],
  summary:
    'Run the job that made the artifact again: same spec, inputs and seed, nothing reused; licenses are asked afresh',
});

export const getReproduction = defineRoute({
  id: 'jobs_reproduction',
  method: 'get',
  path: '/jobs/:id/reproduction',
  tag: 'jobs',
  roles: READERS,
  params: idParam,
  errors: [409],
  summary:
    'Whether a job that makes an artifact again left the same bytes, file by file, and what differed in the record',
});
