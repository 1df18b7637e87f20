/** What the house asks of a serving engine on this machine. */
export interface ServingPort {
  readonly engine: string;
  /**
   * Starts the server, or adopts the one of this name that runs already; returns before it is ready. The engine checks
   * `modelSha256` itself before it loads, and makes an API key of its own.
   */
  start(server: ServerSpec): Promise<ServerHandle>;
  /** `ready` only after the server took its key and refused a call without it. */
  get(handle: ServerHandle): Promise<ServerSeen>;
  /** How to talk to it; null until its address is known. Any process of this machine may ask. */
  connect(handle: ServerHandle): Promise<ServerAddress | null>;
  /** What the model behind a ready server can do, by its chat template. */
  abilities(address: ServerAddress): Promise<ServerAbilities>;
  /** What it has taken since it was started, as its supervisor says; null where it says nothing. */
  usage(handle: ServerHandle): Promise<ServerUsage | null>;
  /** SIGTERM to its whole group, SIGKILL after `graceSeconds`; silent when it is gone. */
  stop(handle: ServerHandle, graceSeconds: number): Promise<void>;
  /** Every server of this installation that runs, for adoption and orphans. */
  list(): Promise<ServerHandle[]>;
}

export interface ServerSpec {
  /** `lu-<installation8>-<deployment26>`. */
  name: string;
  /** Verified local file of the model, and the sha256 of that file. */
  modelPath: string;
  modelSha256: string;
  /** The name that answers carry in `model`. */
  alias: string;
  contextLength: number;
  parallel: number;
  threads: number;
}

export interface ServerHandle {
  name: string;
  pid: number;
  /** Process start time: tells a reused pid. */
  incarnation: string;
}

export interface ServerAddress {
  /** `http://127.0.0.1:<port>`. */
  endpoint: string;
  apiKey: string;
}

export interface ServerAbilities {
  /** It is told of tools; a template that leaves them out makes a model that never hears of them. */
  tools: boolean;
}

export interface ServerSeen {
  phase: 'starting' | 'ready' | 'exited';
  endpoint: string | null;
  /** The end of the server's log, for `exited`. */
  detail?: string;
}

/** Since the server's start; a null figure could not be counted, and its reason stands beside it. */
export interface ServerUsage {
  up_seconds: number;
  cpu_seconds: number;
  /** Of the machine's counted energy, the share of CPU time that was the server's, interval by interval. */
  cpu_joules: number | null;
  cpu_source: string | null;
  cpu_unavailable: string | null;
  /** Boards that it was granted. */
  gpus: number;
  gpu_joules: number | null;
  gpu_unavailable: string | null;
}

/** DI token. */
export const SERVING = 'SERVING';
