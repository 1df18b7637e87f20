import type { Command } from 'commander';
import { addCommand, type Host } from '../command.js';
import { demo } from '../demo.js';

export function addDemoCommand(program: Command, host: Host): void {
  addCommand(program, host, {
    usage: 'demo',
    about: 'Run the main job on real data: from the license question to a served, tuned model',
    examples: ['luthier demo', 'luthier demo --json'],
    run: demo,
  });
}
