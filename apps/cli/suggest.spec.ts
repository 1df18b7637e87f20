import { expect, it } from '@jest/globals';
import { Command } from 'commander';
import { elsewhere } from './suggest.js';

function said(...words: string[]): string[] {
  const root = new Command('luthier');
  const data = root.command('data');
  for (const name of ['push', 'ls']) data.command(name);
  root.command('review').command('approve');
  root.args = words;
  return elsewhere(root, words.at(-1)!);
}

it('is where a name stands in the tree, or what others call it, in whichever group it was looked for', () => {
  expect(said('approve')).toEqual(['luthier review approve']);
  expect(said('data', 'add')).toEqual(['luthier data push']);
  expect(said('model', 'deploy')).toEqual(['luthier promote']);
  expect(said('data', 'list')).toEqual(['luthier data ls']);
  expect(said('review', 'list')).toEqual(['luthier ls']);
  expect(said('job', 'train')).toEqual(['luthier finetune']);
});

it.each(['add', 'toString', 'constructor', 'hasOwnProperty', '__proto__'])('is nothing for %s', (name) => {
  expect(said(name)).toEqual([]);
});
