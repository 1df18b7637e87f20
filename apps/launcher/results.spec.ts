import { describe, expect, it } from '@jest/globals';
import { type RawSuite, jestCounts, judge, junitCounts, summary } from './results.js';

const suite = (more: Partial<RawSuite>): RawSuite => ({
  name: 'unit',
  counts: { passed: 3, failed: 0, skipped: 1 },
  seconds: 5,
  exitCode: 0,
  ceilingSeconds: 60,
  mayBeEmpty: false,
  ...more,
});

describe('results of a suite', () => {
  it('are read from jest; a file that does not load counts', () => {
    const json = {
      numPassedTests: 5,
      numFailedTests: 1,
      numPendingTests: 2,
      numTodoTests: 1,
      numRuntimeErrorTestSuites: 1,
    };
    expect(jestCounts(JSON.stringify(json))).toEqual({ passed: 5, failed: 2, skipped: 3 });
    expect(jestCounts('{"numPassedTests":0}')).toBeNull();
  });

  it('are read from pytest', () => {
    const xml =
      '<?xml version="1.0"?><testsuites name="pytest tests"><testsuite name="pytest" errors="1" failures="2" skipped="3" tests="10" time="1.2"><testcase name="tests=99"/></testsuite></testsuites>';
    expect(junitCounts(xml)).toEqual({ passed: 4, failed: 3, skipped: 3 });
    expect(junitCounts('<testsuite errors="0" failures="0" skipped="0" tests="0">')).toBeNull();
  });

  it('fail when the suite did not run, ended badly, or took too long', () => {
    expect(judge(suite({}))).toMatchObject({ passed: 3, failed: 0, skipped: 1, faults: [] });
    expect(judge(suite({ counts: null, exitCode: 1 }))).toMatchObject({
      failed: 1,
      faults: ['did not run (exit 1)'],
    });
    expect(judge(suite({ counts: null, mayBeEmpty: true })).failed).toBe(0);
    expect(judge(suite({ exitCode: 139 }))).toMatchObject({ failed: 1, faults: ['ended with exit 139'] });
    expect(judge(suite({ exitCode: 1, counts: { passed: 0, failed: 2, skipped: 0 } })).failed).toBe(2);
    expect(judge(suite({ seconds: 61 }))).toMatchObject({ passed: 3, failed: 1 });
    expect(judge(suite({ ceilingSeconds: undefined })).failed).toBe(1);
  });

  it('add up to one line', () => {
    expect(summary([judge(suite({})), judge(suite({ seconds: 99 }))])).toBe('6 passed, 1 failed, 2 skipped');
  });
});
