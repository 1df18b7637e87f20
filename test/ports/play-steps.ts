import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FakeProgram } from '../support/fake-compute.js';
import { has, signalFile, type Step, until } from './compute.bench.js';

/** Plays the steps of fixtures/program.py on the fake, as far as a fake can. */
export async function playSteps(program: FakeProgram): Promise<void> {
  const { launch } = program;
  const { steps } = JSON.parse(readFileSync(join(launch.folder, 'spec.json'), 'utf8')) as { steps: Step[] };
  appendFileSync(join(launch.folder, 'workspace', 'starts'), 'started\n');
  program.readings.push({ at: new Date(), values: { cpu_percent: 12.5, memory_bytes: 1 << 20 } });
  for (const step of steps) {
    for (const [name, argument] of Object.entries(step)) {
      if (program.phase === 'exited') return;
      await play(program, name, argument);
    }
  }
  program.exit(0);
}

async function play(program: FakeProgram, name: string, argument: unknown): Promise<void> {
  const { launch } = program;
  if (name === 'print') program.print(argument as string);
  else if (name === 'bytes') program.print(Uint8Array.from(argument as number[]));
  else if (name === 'wait')
    await until('a signal', () => has(launch, argument as string) || program.phase === 'exited');
  else if (name === 'touch') signalFile(launch, argument as string);
  else if (name === 'exit') program.exit(argument as number);
  else if (name === 'kill_self') program.kill('SIGKILL');
  else if (name === 'allocate_mb') {
    if ((argument as number) > (launch.resources.memoryMb ?? Infinity)) program.kill('SIGKILL', true);
  } else if (name === 'on_term') program.onTerm = () => save(program, argument as string);
  else throw new Error(`the fake cannot play ${name}`);
}

function save(program: FakeProgram, how: string): void {
  if (how === 'ignore') return;
  signalFile(program.launch, 'checkpointed');
  program.exit(143);
}
