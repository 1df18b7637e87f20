export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

export interface SuiteResult extends Counts {
  name: string;
  seconds: number;
  /** Why a suite failed beyond its tests: it did not run, or took too long. Each counts as one failure. */
  faults: string[];
}

/** Counts of `jest --json`; null when it ran no test at all. A file that failed to load counts as one failure. */
export function jestCounts(json: string): Counts | null {
  const r = JSON.parse(json) as Record<string, number>;
  const n = (name: string) => r[name] ?? 0;
  const counts = {
    passed: n('numPassedTests'),
    failed: n('numFailedTests') + n('numRuntimeErrorTestSuites'),
    skipped: n('numPendingTests') + n('numTodoTests'),
  };
  return counts.passed + counts.failed + counts.skipped > 0 ? counts : null;
}

/** Counts of a JUnit file as pytest writes it; null when it holds no test. */
export function junitCounts(xml: string): Counts | null {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  let tests = 0;
  for (const [tag] of xml.matchAll(/<testsuite\s[^>]*>/g)) {
    const n = (name: string) => Number(new RegExp(`\\s${name}="(\\d+)"`).exec(tag)?.[1] ?? 0);
    tests += n('tests');
    counts.failed += n('failures') + n('errors');
    counts.skipped += n('skipped');
  }
  // a test whose teardown fails too is counted as a failure and as an error
  counts.passed = Math.max(0, tests - counts.failed - counts.skipped);
  return tests > 0 ? counts : null;
}

export interface RawSuite {
  name: string;
  counts: Counts | null;
  seconds: number;
  exitCode: number;
  ceilingSeconds: number | undefined;
  /** A filter may leave a suite without tests. */
  mayBeEmpty: boolean;
}

/** One suite's outcome: an exit code that its counts do not explain is a failure of its own. */
export function judge(raw: RawSuite): SuiteResult {
  const counts = raw.counts ?? { passed: 0, failed: 0, skipped: 0 };
  const faults: string[] = [];
  if (!raw.counts && !raw.mayBeEmpty) faults.push(`did not run (exit ${raw.exitCode})`);
  else if (raw.counts && raw.exitCode !== 0 && counts.failed === 0)
    faults.push(`ended with exit ${raw.exitCode}`);
  if (raw.ceilingSeconds === undefined) faults.push('has no ceiling in test/budget.json');
  else if (raw.seconds > raw.ceilingSeconds)
    faults.push(
      `took ${raw.seconds.toFixed(0)} s; its ceiling in test/budget.json is ${raw.ceilingSeconds} s`,
    );
  return { ...counts, failed: counts.failed + faults.length, name: raw.name, seconds: raw.seconds, faults };
}

/** The last line of npm test. */
export function summary(results: readonly Counts[]): string {
  const sum = (key: keyof Counts) => results.reduce((total, r) => total + r[key], 0);
  return `${sum('passed')} passed, ${sum('failed')} failed, ${sum('skipped')} skipped`;
}
