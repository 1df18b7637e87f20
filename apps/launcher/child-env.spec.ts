import { describe, expect, it } from '@jest/globals';
import { plainEnv, serviceEnv } from './child-env.js';

const env = {
  PATH: '/bin',
  HOME: '/home/ada',
  GITHUB_TOKEN: 'x',
  AWS_SECRET_ACCESS_KEY: 'x',
  HF_TOKEN: 'hf',
  LUTHIER_PORT: '1',
  npm_config_cache: '/c',
};

describe('environment of children', () => {
  it('keeps what programs need and drops the rest of the shell', () => {
    expect(plainEnv(env)).toEqual({ PATH: '/bin', HOME: '/home/ada' });
  });
  it('adds the settings; the launcher has the last word', () => {
    const own = { DATABASE_URL: null, DATABASE_URL_FILE: '/secret', LUTHIER_PORT: '7411' };
    expect(serviceEnv({ ...env, DATABASE_URL: 'postgresql://x' }, own)).toEqual({
      PATH: '/bin',
      HOME: '/home/ada',
      HF_TOKEN: 'hf',
      DATABASE_URL_FILE: '/secret',
      LUTHIER_PORT: '7411',
    });
  });
  it('passes the AWS credential chain only where a bucket is set', () => {
    expect(serviceEnv({ ...env, S3_BUCKET: 'b' }, {})['AWS_SECRET_ACCESS_KEY']).toBe('x');
    expect(serviceEnv(env, {})['AWS_SECRET_ACCESS_KEY']).toBeUndefined();
  });
});
