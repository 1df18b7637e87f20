import { JobFailure } from '#jobs/job-failure.js';
import type { OwnImages } from '#own-recipes/own-images.port.js';
import { ownImageId } from './container-start.js';
import { answered, dockerClient } from './engine.js';

/** A list of recipes asks for every image at once, and may be asked for as often as somebody likes. */
const KEPT_MS = 5_000;
/** A list must not wait for an engine that hangs. */
const ANSWER_MS = 3_000;

/** Whether the engine has an own image, by the same rules as its launch. */
export class DockerOwnImages implements OwnImages {
  private readonly kept = new Map<string, { until: number; fault: Promise<string | null> }>();

  constructor(
    private readonly host: string,
    private readonly now: () => number = Date.now,
  ) {}

  fault(image: string): Promise<string | null> {
    const kept = this.kept.get(image);
    if (kept && this.now() < kept.until) return kept.fault;
    const fault = this.ask(image);
    this.kept.set(image, { until: this.now() + KEPT_MS, fault });
    return fault;
  }

  private ask(image: string): Promise<string | null> {
    const docker = dockerClient(this.host, { timeout: ANSWER_MS });
    return answered(this.host, () => ownImageId(docker, image)).then(
      () => null,
      (error: unknown) => {
        if (error instanceof JobFailure) return error.message;
        throw error;
      },
    );
  }
}
