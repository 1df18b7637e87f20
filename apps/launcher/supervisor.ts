import { Failure, Interrupted, delay } from './failure.js';
import { tail } from './exec.js';
import { type Running, type ServiceSpec, launch, stopService, untilReady } from './service.js';
import type { ServiceState } from './state.js';

export interface SupervisorOptions {
  signal: AbortSignal;
  /** Called after every change of any service. */
  onChange: (services: Record<string, ServiceState>) => void;
  say: (line: string) => void;
  backoff?: { firstSeconds: number; mostSeconds: number; forgiveAfterSeconds: number };
}

interface Kept {
  spec: ServiceSpec;
  running: Running;
  watching: Promise<void>;
}

/** Keeps services alive: the first start must succeed, later deaths are answered with restarts. */
export class Supervisor {
  private readonly groups: Kept[][] = [];
  private readonly states: Record<string, ServiceState> = {};
  private readonly stopping = new AbortController();
  private readonly backoff;

  constructor(private readonly options: SupervisorOptions) {
    this.backoff = options.backoff ?? { firstSeconds: 1, mostSeconds: 30, forgiveAfterSeconds: 60 };
  }

  /** Starts the services side by side and waits until all answer; they stop together, before earlier groups. */
  async up(...specs: ServiceSpec[]): Promise<void> {
    const group: Kept[] = [];
    this.groups.push(group);
    await Promise.all(specs.map((spec) => this.first(spec, group)));
  }

  /** Stops everything, the last group first. */
  async down(): Promise<void> {
    this.stopping.abort();
    for (const group of this.groups.reverse()) {
      await Promise.all(group.map((kept) => this.end(kept)));
    }
    this.groups.length = 0;
  }

  private async first(spec: ServiceSpec, group: Kept[]): Promise<void> {
    this.set(spec, { who: null, state: 'starting', restarts: 0, log: spec.log });
    const running = await launch(spec);
    const kept: Kept = { spec, running, watching: Promise.resolve() };
    group.push(kept);
    this.set(spec, { who: running.who });
    const fault = await untilReady(spec, running, this.options.signal);
    if (this.options.signal.aborted) throw new Interrupted();
    if (fault) throw new Failure(`${fault}\n${tail(spec.log, 25)}\nThe whole output: ${spec.log}`);
    this.set(spec, { state: 'up' });
    kept.watching = this.watch(kept);
  }

  private async watch(kept: Kept): Promise<void> {
    const { spec } = kept;
    let wait = this.backoff.firstSeconds;
    let since = Date.now();
    while (true) {
      const why = await kept.running.exited;
      if (this.stopping.signal.aborted) return;
      if (Date.now() - since > this.backoff.forgiveAfterSeconds * 1000) wait = this.backoff.firstSeconds;
      this.options.say(`${spec.name} ended (${why}); starting it again in ${wait} s, its log: ${spec.log}`);
      this.set(spec, { who: null, state: 'restarting', restarts: this.states[spec.name]!.restarts + 1 });
      await delay(wait * 1000, this.stopping.signal);
      wait = Math.min(wait * 2, this.backoff.mostSeconds);
      if (this.stopping.signal.aborted) return;
      since = Date.now();
      await this.again(kept);
    }
  }

  private async again(kept: Kept): Promise<void> {
    try {
      kept.running = await launch(kept.spec);
    } catch (error) {
      this.options.say(`${kept.spec.name} cannot be started: ${(error as Error).message}`);
      return;
    }
    this.set(kept.spec, { who: kept.running.who });
    const fault = await untilReady(kept.spec, kept.running, this.stopping.signal);
    if (this.stopping.signal.aborted) return;
    if (fault) await stopService(kept.spec, kept.running);
    else this.set(kept.spec, { state: 'up' });
  }

  private async end(kept: Kept): Promise<void> {
    await stopService(kept.spec, kept.running);
    await kept.watching;
    // a restart may have been under way when the stop came
    await stopService(kept.spec, kept.running);
    this.set(kept.spec, { who: null, state: 'stopped' });
  }

  private set(spec: ServiceSpec, change: Partial<ServiceState>): void {
    this.states[spec.name] = { ...this.states[spec.name]!, ...change };
    this.options.onChange(this.states);
  }
}
