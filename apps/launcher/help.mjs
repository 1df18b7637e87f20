// Plain JavaScript: printed before anything is installed.
export const COMMANDS = {
  setup: {
    about: 'Make everything that start, demo and test need.',
    usage: 'node apps/launcher/bootstrap.mjs setup [--llmcompressor] [--lm-eval]',
    options: [
      ['--llmcompressor', 'the environment that GPTQ, AWQ and FP8 need, too (1.6 GB)'],
      ['--lm-eval', 'lm-evaluation-harness, which evaluations of the task lm_eval need, too (0.3 GB)'],
    ],
  },
  start: {
    about: 'Set up what is missing and run the service.',
    usage: 'npm start [-- --detach]',
    options: [
      ['--detach', 'return when the service is ready; it stays up until npm run stop'],
      ['--json', 'end with the state as one JSON line; progress goes to stderr'],
    ],
  },
  stop: { about: 'Stop the service and everything it started.', usage: 'npm run stop', options: [] },
  status: {
    about: 'Say what runs and where.',
    usage: 'node apps/launcher/bootstrap.mjs status [--json]',
    options: [['--json', 'the state as one JSON line']],
  },
  doctor: {
    about: 'Check what this machine has and lacks, each lack with its fix.',
    usage: 'node apps/launcher/bootstrap.mjs doctor [--json]',
    options: [['--json', 'the findings as one JSON line']],
  },
  demo: {
    about:
      'Set up, start the service and run the main job on real data, from license question to served model.',
    usage: 'npm run demo [-- --json]',
    options: [['--json', 'end with the report as one JSON line; progress goes to stderr']],
  },
  test: {
    about: 'Run the tests against servers of their own; a running service is left alone.',
    usage: 'npm test [-- --suite NAME] [-- --filter TEXT]',
    options: [
      ['--suite NAME', 'only this suite, repeatable: unit, it, e2e, fault, python'],
      ['--filter TEXT', 'only test files whose path contains TEXT'],
    ],
  },
  'test:long': {
    about: 'Run the tests that do not fit into npm test.',
    usage: 'npm run test:long [-- --filter TEXT | -- --changed] [-- --within SECONDS]',
    options: [
      ['--filter TEXT', 'only test files whose path contains TEXT'],
      ['--changed', 'only those that the commits of the last day concern; all where there are no older ones'],
      [
        '--within SECONDS',
        'only what ends in that time on a slow machine, of test/long-seconds.json; not with --filter',
      ],
    ],
  },
  bench: {
    about:
      'Measure wall time against the same recipe by hand, idle memory and the license decision; exit 1 where a bar is missed.',
    usage:
      'npm run bench [-- --only NAME] [-- --pairs N] [-- --steps N] [-- --mb N] [-- --rounds N] [-- --json]',
    options: [
      ['--only NAME', 'only this figure: wall-time, idle-memory, license-decision or dataset-check'],
      ['--pairs N', 'pairs of runs, 5 by default'],
      ['--steps N', 'steps of the training, 1200 by default'],
      ['--mb N', 'MB of rows of the dataset check, 512 by default'],
      ['--rounds N', 'rounds of the dataset check, 5 by default'],
      ['--json', 'end with the figures as one JSON line; progress goes to stderr'],
    ],
  },
  check: {
    about: 'Format, lint with the import rules, types, generated files, unit and integration tests.',
    usage: 'npm run check [-- --static]',
    options: [['--static', 'without the tests']],
  },
  'license:cases': {
    about: 'Run worked cases through the license engine and tell each difference; exit 1 where one fails.',
    usage: 'npm run license:cases [-- FILE ...]   (without FILE: libs/license-catalogue/data/cases.yaml)',
    options: [],
  },
  settings: {
    about: 'Write .env.example and the README table from the schema of the settings.',
    usage: 'node apps/launcher/bootstrap.mjs settings [--check]',
    options: [['--check', 'write nothing; fail when one of them is stale']],
  },
};

/** Text for one command, or the list of all. */
export function helpText(command) {
  const one = COMMANDS[command];
  if (one) {
    const options = [...one.options, ['--help', 'this text']].map(([o, t]) => `  ${o.padEnd(16)} ${t}`);
    return `${one.about}\n\nUsage: ${one.usage}\n\nOptions:\n${options.join('\n')}\n\nSettings: see .env.example.`;
  }
  const rows = Object.entries(COMMANDS).map(([name, c]) => `  ${name.padEnd(13)} ${c.about}`);
  return `Usage: node apps/launcher/bootstrap.mjs COMMAND [--help]\n\n${rows.join('\n')}`;
}
