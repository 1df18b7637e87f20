// The import rules of the house as lint rules: the suffix of a file is its permission.
import { relative } from 'node:path';

const ORDER = [
  'kernel',
  'platform',
  'projects',
  'audit',
  'quotas',
  'mail',
  'access',
  'license-catalogue',
  'license-rules',
  'licenses',
  'reviews',
  'counsel',
  'base-models',
  'sizing',
  'dataset-checks',
  'dataset-shapes',
  'files',
  'uploads',
  'datasets',
  'dataset-diffs',
  'dataset-imports',
  'artifacts',
  'own-recipes',
  'jobs',
  'compute-targets',
  'retention',
  'integrations',
  'dataset-reports',
  'fine-tuning',
  'estimates',
  'evaluations',
  'contamination',
  'judgements',
  'serving-usage',
  'registry',
  'model-hub',
  'deployments',
  'policy-trials',
  'lineage',
  'gateway',
  'webhooks',
];
const ROLE = /\.(repository|service|controller|processor|module)\.(?:js|ts)$/;
const LAYER = { repository: 1, service: 2, controller: 3, processor: 3, module: 4 };
const TEST = /\.(spec|suite)\.ts$/;

const path = (context) => relative(context.cwd, context.filename).replaceAll('\\', '/');
const sliceOf = (file) => /^libs\/(adapters|[^/]+)\//.exec(file)?.[1] ?? null;
/** `#jobs/job.js` or `./job.js` as a path below the repository. */
function target(file, source) {
  if (source.startsWith('#')) return `libs/${source.slice(1)}`;
  if (!source.startsWith('.')) return null;
  return new URL(source, `file:///${file}`).pathname.slice(1);
}

function onImports(check) {
  return {
    create(context) {
      const file = path(context);
      if (TEST.test(file)) return {};
      const visit = (node) => {
        if (!node.source) return;
        const message = check(file, String(node.source.value), node);
        if (message) context.report({ node, message });
      };
      return { ImportDeclaration: visit, ExportNamedDeclaration: visit, ExportAllDeclaration: visit };
    },
  };
}

/** Between slices from right to left only, and there only pure files and services; adapters are married by the apps alone. */
const sliceOrder = onImports((file, source, node) => {
  const from = sliceOf(file);
  const to = target(file, source);
  if (from === null) {
    if (
      /^apps\/(cli|console)\//.test(file) &&
      to?.startsWith('libs/') &&
      !to.startsWith('libs/client/') &&
      !(file.startsWith('apps/cli/') && to.startsWith('libs/kernel/'))
    )
      return 'cli and console speak HTTP through libs/client only';
    if (file.startsWith('apps/console/') && to?.startsWith('apps/') && !to.startsWith('apps/console/'))
      return 'the console imports libs/client and itself';
    return null;
  }
  if (to === null) return null;
  if (to.startsWith('apps/')) return 'libs never import apps';
  const there = sliceOf(to);
  if (there === from || there === null) return null;
  if (there === 'adapters') return 'slices never import adapters: the apps marry them';
  if (from === 'adapters') return null;
  if (ORDER.indexOf(there) > ORDER.indexOf(from))
    return `${from} may not import ${there}: it lies to the right`;
  const role = node.importKind === 'type' ? null : ROLE.exec(to)?.[1];
  if (role === 'repository' || role === 'controller' || role === 'processor')
    return `another slice's ${role} is its own`;
  return null;
});

/** In a slice: pure ← repository ← service ← controller, processor ← module. */
const layers = onImports((file, source, node) => {
  const to = target(file, source);
  if (to === null || sliceOf(to) !== sliceOf(file) || node.importKind === 'type') return null;
  const mine = LAYER[ROLE.exec(file)?.[1]];
  const theirs = LAYER[ROLE.exec(to)?.[1]];
  return mine !== undefined && theirs !== undefined && theirs > mine
    ? 'imports go from controller to service to repository, never back'
    : null;
});

const FRAMEWORK = /^(@nestjs\/|@prisma\/|bullmq|fastify)/;
/** Contracts and ports, and what has no role suffix outside platform and adapters, know no framework. */
const pure = onImports((file, source, node) => {
  if (node.importKind === 'type') return null;
  if (/^prisma|^@prisma\//.test(source) && !/\.repository\.ts$|^libs\/platform\//.test(file))
    return 'Prisma only in repositories and platform';
  if (source === 'bullmq' && !/^libs\/platform\/|^apps\/worker\//.test(file))
    return 'BullMQ only in platform';
  if (/\.(contract|port)\.ts$/.test(file) && FRAMEWORK.test(source)) return 'contracts and ports are pure';
  return null;
});

const environment = {
  create(context) {
    const file = path(context);
    if (TEST.test(file) || file === 'libs/platform/config.ts' || file.startsWith('apps/')) return {};
    return {
      MemberExpression(node) {
        if (node.object.name === 'process' && node.property.name === 'env')
          context.report({ node, message: 'process.env is read in libs/platform/config.ts only' });
      },
    };
  },
};

export default { rules: { 'slice-order': sliceOrder, layers, pure, environment } };
