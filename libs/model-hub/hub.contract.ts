import { z } from 'zod';
import { defineRoute, READERS } from '#platform/route.contract.js';

const tag = 'hub';
const part = z.string().min(1).max(120);
const repo = z.object({
  namespace: part.meta({ description: "The project's org, name or id." }),
  name: part.meta({ description: 'The registered model.' }),
});
const revision = part.meta({
  description: 'An alias, a version number, a commit, or `main` for the newest version.',
});
const file = z.string().min(1).max(512);
const flag = z.enum(['true', 'false', 'True', 'False', '0', '1']).optional();

const common = { method: 'get', root: true, tag, roles: READERS } as const;
// huggingface_hub sends what the real Hub understands; what is not known here is passed over
const infoQuery = z.object({});

export const modelInfo = defineRoute({
  ...common,
  id: 'hub_model_info',
  path: '/api/models/:namespace/:name',
  params: repo,
  query: infoQuery,
  summary: 'A registered model as the Hugging Face Hub describes one, at its newest version',
});
export const revisionInfo = defineRoute({
  ...common,
  id: 'hub_revision_info',
  path: '/api/models/:namespace/:name/revision/:revision',
  params: repo.extend({ revision }),
  query: infoQuery,
  summary: 'A registered model as the Hugging Face Hub describes one, at a revision',
});
const treeQuery = z.object({ recursive: flag, limit: z.string().max(10).optional() });
export const tree = defineRoute({
  ...common,
  id: 'hub_tree',
  path: '/api/models/:namespace/:name/tree/:revision',
  params: repo.extend({ revision }),
  query: treeQuery,
  summary: 'The files of a revision',
});
export const subtree = defineRoute({
  ...common,
  id: 'hub_subtree',
  path: '/api/models/:namespace/:name/tree/:revision/*folder',
  params: repo.extend({ revision, folder: file }),
  query: treeQuery,
  summary: 'The files of a folder of a revision',
});
export const resolveFile = defineRoute({
  ...common,
  id: 'hub_resolve',
  path: '/:namespace/:name/resolve/:revision/*file',
  params: repo.extend({ revision, file }),
  produces: 'application/octet-stream',
  errors: [416],
  summary: 'The bytes of a file of a revision; ranges and HEAD too',
});
export const validateYaml = defineRoute({
  id: 'hub_validate_yaml',
  method: 'post',
  root: true,
  path: '/api/validate-yaml',
  tag,
  roles: 'public', // the clients send no token here; it looks at the sent text and at nothing else
  body: z.object({ content: z.string().max(262_144), repoType: z.enum(['model']).nullish() }),
  summary: "Check a model card's metadata against the Hub's rules; 400 with every fault",
  example: { content: '---\\nlicense: apache-2.0\\n---\\n', repoType: 'model' },
});
