import type { Schemas } from '../../api/client.js';
import { bytes, count } from '../../pieces/figures.js';
import type { Tone } from '../../pieces/tones.js';

type Target = Schemas['ComputeTarget'];
type Check = NonNullable<Target['check']>;
type Step = Check['steps'][number];
const MIB = 2 ** 20;

export const isOpen = ({ check }: Target): boolean => check !== null && check.answered_at === null;

/** What each step of a self-test proves. */
export const STEP_WORDS: Record<Step['name'], string> = {
  answers: 'The target answers',
  disk: 'The disk has room',
  environment: 'The image or interpreter is there',
  starts: 'A program starts',
  ends: 'Its end is seen',
  workspace: 'Its workspace is written',
  output: 'Its output is read',
  imports: 'Every recipe can be loaded',
  forgotten: 'Nothing of it is left',
};

export const targetTone = (state: Target['state']): Tone =>
  ({ ready: 'good', unreachable: 'bad', silent: 'warn' })[state] as Tone;

export const stepTone = (state: Step['state'] | Check['state']): Tone =>
  ({ waiting: 'idle', skipped: 'idle', running: 'busy', passed: 'good', failed: 'bad' })[state] as Tone;

export function machineText({ cpus, memory_mb: memory, gpus, gpu_memory_mb: each }: Target): string {
  if (cpus === null || memory === null || gpus === null) return 'not known: it has not answered yet';
  const of = each === null ? '' : ` of ${bytes(each * MIB)} or more`;
  const accelerators = gpus === 0 ? 'no GPU' : `${count(gpus)} ${gpus === 1 ? 'GPU' : 'GPUs'}${of}`;
  return `${count(cpus)} CPUs, ${bytes(memory * MIB)} memory, ${accelerators}`;
}

/** What it can do beside starting programs. */
export function abilitiesText({ abilities }: Target): string | null {
  if (abilities === null) return null;
  const { gang, log_stream: stream, limits } = abilities;
  const limited = Object.entries(limits).flatMap(([name, can]) => (can === true ? [name] : []));
  return [
    limited.length > 0 ? `limit ${limited.join(', ')}` : 'limit nothing',
    ...(gang ? ['start a job on several nodes'] : []),
    ...(stream ? ['stream logs'] : []),
  ].join('; ');
}
