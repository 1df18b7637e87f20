import { expect, it } from '@jest/globals';
import { ApiError, Unreachable } from '#client/errors.js';
import { CliError, EXIT, exitOf } from './exits.js';

const refused = (status: number, code: string | null = null) =>
  new ApiError(status, { message: 'no', code }, null);

it.each([
  [new CliError('no', EXIT.conflict), 6],
  [new Unreachable('http://127.0.0.1:1', null), 7],
  [new Error('no'), 1],
  [refused(400), 2],
  [refused(400, 'invalid_grant'), 4],
  [refused(401), 4],
  [refused(403, 'insufficient_permissions'), 4],
  [refused(403, 'license_forbids_use'), 3],
  [refused(403, 'license_review_required'), 3],
  [refused(403, 'quarantined'), 3],
  [refused(403, 'judge_not_allowed'), 3],
  [refused(404), 5],
  [refused(409), 6],
  [refused(412), 6],
  [refused(413), 2],
  [refused(418), 1],
  [refused(422), 2],
  [refused(428), 2],
  [refused(429), 7],
  [refused(429, 'insufficient_quota'), 3],
  [refused(500), 7],
  [refused(503), 7],
])('ends %j with %i', (error, exit) => expect(exitOf(error)).toBe(exit));
