import { z } from 'zod';
import { accessSettings } from '#platform/access-settings.js';
import { parseAllowRules } from '#platform/egress-address.js';
import { price } from '#platform/schemas.js';
import { serverSettings } from '#platform/server-settings.js';
import { int, path, url } from '#platform/setting-kinds.js';

/** Every setting, keyed by its environment name; the text is what `.env.example` and the README print. */
export const settings = z.object({
  LUTHIER_PORT: int(0, 65535)
    .prefault('7411')
    .meta({ group: 'service', description: 'Port of the HTTP API.' }),
  LUTHIER_HOST: z.string().prefault('127.0.0.1').meta({
    group: 'service',
    description: 'Address the HTTP API listens on; 0.0.0.0 opens it to the network.',
  }),
  LUTHIER_PUBLIC_URL: url('http:', 'https:').optional().meta({
    group: 'service',
    description: 'Address under which users reach the API, when a proxy stands in front.',
  }),
  LUTHIER_DATA_DIR: path.meta({
    group: 'service',
    shownDefault: '~/.local/share/luthier',
    description: 'Everything worth a backup: database, objects, job folders, secrets, logs.',
  }),
  LUTHIER_CACHE_DIR: path.meta({
    group: 'service',
    shownDefault: '~/.cache/luthier',
    description: 'What can be made again: Python environments, sources, converted models.',
  }),
  LUTHIER_ADMIN_KEY_FILE: path.optional().meta({
    group: 'service',
    description:
      'Where to write the first admin key (mode 0600); unset: secrets/admin-key in the data folder.',
  }),
  LUTHIER_LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
    .prefault('info')
    .meta({ group: 'service', description: 'How much api and worker log.' }),
  LUTHIER_METRICS_TOKEN: z.string().min(16).optional().meta({
    group: 'service',
    secret: true,
    description: 'Bearer token that opens /metrics; unset: an admin key is needed.',
  }),
  LUTHIER_EGRESS_ALLOW: z
    .string()
    .superRefine((text, context) => {
      try {
        parseAllowRules(text);
      } catch (error) {
        context.addIssue({ code: 'custom', message: `has an entry at fault: ${(error as Error).message}` });
      }
    })
    .prefault('')
    .meta({
      group: 'service',
      description:
        'What webhooks, logins and judges may reach beyond the public internet, separated by commas: host:port (also by http), or a network such as 10.20.0.0/16.',
    }),
  LUTHIER_MAX_FILE_MIB: int(1, 8192).prefault('512').meta({
    group: 'service',
    description: 'How large a file may be, in MiB, sent at once or in parts.',
  }),
  LUTHIER_WEBHOOK_DISABLE_DAYS: int(1, 365).prefault('5').meta({
    group: 'service',
    description: 'After how many days without one success a webhook endpoint is disabled.',
  }),
  ...accessSettings,
  ...serverSettings,
  LUTHIER_COMPUTE_TARGET: z.enum(['process', 'docker']).prefault('process').meta({
    group: 'compute',
    description: 'Where attempts run: as processes of this machine, or in containers.',
  }),
  DOCKER_HOST: url('unix:', 'tcp:', 'http:', 'https:').optional().meta({
    group: 'compute',
    description: 'Docker engine; where it is set, there is a target docker. It has no default.',
  }),
  LUTHIER_JOB_IMAGE: z.string().prefault('luthier/train:cpu').meta({
    group: 'compute',
    description: 'Image that the docker target runs attempts in; docker/README.md says how to build it.',
  }),
  LUTHIER_JOB_SITE_PACKAGES: path.optional().meta({
    group: 'compute',
    description:
      'Python packages of this machine, mounted read-only into containers together with the recipes and the GGUF ' +
      'converter, for an image that brings none of them.',
  }),
  LUTHIER_OWN_RECIPES: path.optional().meta({
    group: 'compute',
    description:
      'YAML file of own recipes and images that jobs may run (docs/own-recipes.md), read when api and worker start; unset: none.',
  }),
  LUTHIER_CPU_SLOTS: int(1, 1024)
    .prefault('1')
    .meta({ group: 'compute', description: 'Attempts that may run at once on a machine without GPU.' }),
  LUTHIER_QUOTA_COMPUTE_HOURS: int(0, 100_000_000).optional().meta({
    group: 'compute',
    description:
      'Hours of slots (GPUs, or CPU slots) that a project may use in a month, unless its own quota says otherwise; unset: no limit.',
  }),
  LUTHIER_QUOTA_STORAGE_GIB: int(0, 1_000_000).optional().meta({
    group: 'compute',
    description: 'GiB of files and artifacts that a project may keep; unset: no limit.',
  }),
  LUTHIER_QUOTA_CONCURRENT_JOBS: int(0, 100_000).optional().meta({
    group: 'compute',
    description: 'Jobs of a project that may run or be queued at once; others wait. Unset: no limit.',
  }),
  LUTHIER_UNNEEDED_OBJECT_DAYS: int(0, 3650).default(7).meta({
    group: 'service',
    description:
      'Days after which an object that no row needs any more is deleted from the store; 0: never. Set 0 before you restore an older database.',
  }),
  LUTHIER_CACHE_DAYS: int(0, 3650).default(14).meta({
    group: 'service',
    description:
      'Days after which copies in the cache that nobody used are deleted: staged artifacts and datasets, fetched and converted models; 0: never.',
  }),
  LUTHIER_GPU_HOUR_PRICE: price('2.50 EUR').optional().meta({
    group: 'compute',
    description:
      'What an hour of one GPU costs, such as `2.50 EUR`: estimates, jobs and evaluations say it; unset: no cost.',
  }),
  LUTHIER_CPU_HOUR_PRICE: price('0.08 EUR').optional().meta({
    group: 'compute',
    description:
      'What an hour of one slot costs on a target without GPUs, such as `0.08 EUR`: jobs say what they cost, evaluations what 1000 tokens cost; unset: no cost.',
  }),
  LUTHIER_GPU_WATTS: z.coerce.number().positive().max(10_000).optional().meta({
    group: 'compute',
    description:
      'Power limit of a GPU board: the energy of jobs is modelled by it where no counter can be read.',
  }),
  LUTHIER_GRID_KG_CO2E_PER_KWH: z.coerce.number().positive().max(10).optional().meta({
    group: 'compute',
    description: 'Carbon of your electricity: jobs say their kg CO2e; unset: they say none.',
  }),
  LUTHIER_PYTHON: z.string().prefault('python3').meta({
    group: 'python',
    description: 'Python 3.11 or later that the environments are built with.',
  }),
  LUTHIER_PIP_TORCH_INDEX: url('http:', 'https:').prefault('https://download.pytorch.org/whl/cpu').meta({
    group: 'python',
    description:
      'Index of the CPU build of torch; used without an NVIDIA GPU, when pip has no wheel at hand.',
  }),
  HF_ENDPOINT: url('http:', 'https:').prefault('https://huggingface.co').meta({
    group: 'hub',
    description: 'Hugging Face Hub or a mirror of it.',
  }),
  HF_TOKEN: z.string().optional().meta({
    group: 'hub',
    secret: true,
    description: 'Hub token for gated models; never given to a job.',
  }),
  LUTHIER_LICENSE_CHECK_DAYS: int(0, 3650).prefault('30').meta({
    group: 'hub',
    description:
      'After how many days the repository of an imported model is asked whether its license has changed; 0: never.',
  }),
  LUTHIER_VLLM: path.optional().meta({
    group: 'python',
    description: 'The program `vllm`, of an environment of its own; parity checks in vLLM start it.',
  }),
  LUTHIER_OLLAMA: path.optional().meta({
    group: 'python',
    description: 'The program `ollama`; parity checks in Ollama start a server of their own with it.',
  }),
  LUTHIER_TRAIN_PYTHON: path.optional().meta({
    group: 'internal',
    description: 'Interpreter with the training packages; the launcher builds one and sets this.',
  }),
  LUTHIER_GGUF_DIR: path.optional().meta({
    group: 'internal',
    description: 'Folder with the GGUF converter packages; the launcher builds one and sets this.',
  }),
  LUTHIER_LLMCOMPRESSOR_PYTHON: path.optional().meta({
    group: 'internal',
    description:
      'Interpreter with llm-compressor; the launcher sets it to where `setup --llmcompressor` makes one, there or not.',
  }),
  LUTHIER_LM_EVAL_DIR: path.optional().meta({
    group: 'internal',
    description:
      'Packages of lm-evaluation-harness; the launcher sets it to where `setup --lm-eval` puts them, there or not.',
  }),
  LUTHIER_LEASE_SECONDS: int(2, 3600).prefault('15').meta({
    group: 'internal',
    description: 'How long a worker owns a job without a word; another takes it over after that.',
  }),
  LUTHIER_FAILPOINT: z
    .string()
    .regex(/^[a-z0-9_.]+(@[1-9]\d{0,3})?(:stop)?$/, 'must be NAME, NAME@HIT or NAME:stop')
    .optional()
    .meta({ group: 'internal', description: 'The failpoint to die at; for fault tests only.' }),
});
