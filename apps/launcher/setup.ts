import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { App } from './app.js';
import { postgresBinaries } from './postgres-files.js';
import { type BuildContext, type EnvSpec, ensureEnv, envDir } from './python-envs.js';
import { hasNvidiaGpu, requirePython } from './python.js';
import { root } from './root.js';

/** Interpreters and package folders that services and tests are told of. */
export interface Toolbox {
  trainPython: string;
  ggufDir: string;
  /** Interpreter with llm-compressor: where it is, or where `setup --llmcompressor` would make it. */
  llmcompressorPython: string;
  /** Packages of lm-evaluation-harness: where they are, or where `setup --lm-eval` would put them. */
  lmEvalDir: string;
  /** Interpreter with MLflow; null when an outside server is used and no test needs one. */
  mlflowPython: string | null;
  /** Folder with pytest; null outside the tests. */
  devDir: string | null;
  /** Folder with OpenAI's Python client; null outside the tests. */
  openaiDir: string | null;
  signingDir: string | null;
  /** Folder with schemathesis; null outside the tests. */
  schemathesisDir: string | null;
  /** Folder with LiteLLM, LangChain and LlamaIndex; null unless their test runs. */
  clientsDir: string | null;
  /** Folder with the S3 and Redis servers of the tests; null outside the tests. */
  serversDir: string | null;
}

export interface SetupOptions {
  mlflow: boolean;
  dev: boolean;
  /** The clients of test/e2e/clients.long.ts; half a gigabyte. */
  clients?: boolean;
  /** llm-compressor, for GPTQ, AWQ and FP8: 1.6 GB that most installations never need. */
  llmcompressor?: boolean;
  /** lm-evaluation-harness, for evaluations of the task lm_eval: 0.3 GB. */
  lmEval?: boolean;
}

const requirements = (name: string) => join(root, 'jobs/requirements', `${name}.txt`);
const SPECS = {
  train: { name: 'train', kind: 'venv', requirements: requirements('train'), gigabytes: 5 },
  mlflow: { name: 'mlflow', kind: 'venv', requirements: requirements('mlflow'), gigabytes: 2 },
  gguf: { name: 'gguf', kind: 'target', requirements: requirements('gguf'), gigabytes: 0.2 },
  llmcompressor: {
    name: 'llmcompressor',
    kind: 'venv',
    requirements: requirements('llmcompressor'),
    gigabytes: 2,
  },
  lmEval: { name: 'lm-eval', kind: 'target', requirements: requirements('lm_eval'), gigabytes: 0.4 },
  dev: { name: 'dev', kind: 'target', requirements: requirements('dev'), gigabytes: 0.2 },
  openai: { name: 'openai', kind: 'target', requirements: requirements('openai'), gigabytes: 0.1 },
  signing: { name: 'signing', kind: 'target', requirements: requirements('signing'), gigabytes: 0.1 },
  schemathesis: {
    name: 'schemathesis',
    kind: 'target',
    requirements: requirements('schemathesis'),
    gigabytes: 0.1,
  },
  clients: { name: 'clients', kind: 'target', requirements: requirements('clients'), gigabytes: 0.8 },
  servers: { name: 'servers', kind: 'target', requirements: requirements('servers'), gigabytes: 0.3 },
} as const satisfies Record<string, EnvSpec>;

/** Makes what is missing in the cache and answers where everything is. Quick when nothing is. */
export async function setup(app: App, options: SetupOptions): Promise<Toolbox> {
  mkdirSync(app.config.LUTHIER_CACHE_DIR, { recursive: true, mode: 0o755 });
  mkdirSync(app.paths.envs, { recursive: true, mode: 0o755 });
  if (!app.config.DATABASE_URL || options.dev)
    await postgresBinaries(app.config.LUTHIER_CACHE_DIR, app.signal);
  const context = await buildContext(app);
  const make = (spec: EnvSpec, title: string, over: Partial<BuildContext> = {}) => {
    const own = { ...context, ...over };
    const there = envDir(spec, own);
    if (existsSync(there)) return Promise.resolve(there);
    return app.progress.step(title, (note) => ensureEnv(spec, { ...own, note }));
  };

  const own = app.config.LUTHIER_TRAIN_PYTHON;
  const trainPython = own ?? join(await make(SPECS.train, 'Python packages for training'), 'bin/python');
  // The system's Python may come without pip; the environment just made has it.
  const python = { ...context.python, path: trainPython };
  const ggufDir = app.config.LUTHIER_GGUF_DIR ?? (await make(SPECS.gguf, 'GGUF converter', { python }));
  const compressor = app.config.LUTHIER_LLMCOMPRESSOR_PYTHON
    ? null
    : options.llmcompressor
      ? await make(SPECS.llmcompressor, 'llm-compressor')
      : envDir(SPECS.llmcompressor, context);
  const lmEvalDir =
    app.config.LUTHIER_LM_EVAL_DIR ??
    (options.lmEval
      ? await make(SPECS.lmEval, 'lm-evaluation-harness', { python })
      : envDir(SPECS.lmEval, { ...context, python }));
  const mlflow = options.mlflow ? await make(SPECS.mlflow, 'MLflow') : null;
  const devDir = options.dev ? await make(SPECS.dev, 'Python packages for the tests', { python }) : null;
  const openaiDir = options.clients ? await make(SPECS.openai, "OpenAI's Python client", { python }) : null;
  const signingDir = options.dev ? await make(SPECS.signing, 'Model signing tool', { python }) : null;
  const schemathesisDir = options.dev ? await make(SPECS.schemathesis, 'schemathesis', { python }) : null;
  const serversDir = options.dev ? await make(SPECS.servers, 'S3 and Redis servers', { python }) : null;
  const clientsDir = options.clients
    ? await make(SPECS.clients, 'LiteLLM, LangChain and LlamaIndex', { python })
    : null;
  const mlflowPython = mlflow && join(mlflow, 'bin/python');
  return {
    trainPython,
    ggufDir,
    llmcompressorPython: app.config.LUTHIER_LLMCOMPRESSOR_PYTHON ?? join(compressor!, 'bin/python'),
    lmEvalDir,
    mlflowPython,
    devDir,
    openaiDir,
    signingDir,
    schemathesisDir,
    clientsDir,
    serversDir,
  };
}

/** The environments that every service needs, by where they are or would be made; own ones that a setting names are left out. */
export async function neededEnvs(app: App): Promise<{ title: string; dir: string }[]> {
  const context = await buildContext(app);
  const { LUTHIER_TRAIN_PYTHON: own, LUTHIER_GGUF_DIR: gguf, MLFLOW_TRACKING_URI: mlflow } = app.config;
  const train = envDir(SPECS.train, context);
  const python = { ...context.python, path: own ?? join(train, 'bin/python') };
  return [
    ...(own ? [] : [{ title: 'training', dir: train }]),
    ...(gguf ? [] : [{ title: 'GGUF converter', dir: envDir(SPECS.gguf, { ...context, python }) }]),
    ...(mlflow ? [] : [{ title: 'MLflow', dir: envDir(SPECS.mlflow, context) }]),
  ];
}

async function buildContext(app: App): Promise<Omit<BuildContext, 'note'> & { note: () => void }> {
  return {
    envsDir: app.paths.envs,
    log: join(app.config.LUTHIER_CACHE_DIR, 'setup.log'),
    env: app.env,
    signal: app.signal,
    python: await requirePython(app.config.LUTHIER_PYTHON, app.env),
    torchIndex: app.config.LUTHIER_PIP_TORCH_INDEX,
    gpu: await hasNvidiaGpu(app.env),
    note: () => undefined,
  };
}
