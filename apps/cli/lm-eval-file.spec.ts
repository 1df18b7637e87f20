import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { fieldsIn } from './lm-eval-file.js';

const folder = mkdtempSync(join(tmpdir(), 'luthier-task-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (text: string) => {
  const path = join(folder, 'task.yaml');
  writeFileSync(path, text);
  return path;
};

describe('a task file of the harness', () => {
  it('is read as data', () => {
    const text = 'task: triage\ndoc_to_text: "{{ prompt }}"\nmetric_list:\n  - metric: acc\n';
    expect(fieldsIn(file(text))).toEqual({
      ...{ task: 'triage', doc_to_text: '{{ prompt }}', metric_list: [{ metric: 'acc' }] },
    });
  });

  it.each([
    ['a function', 'process_results: !function utils.process', /!function is not taken/],
    ['Python', 'doc_to_text: !!python/object/apply:os.system [id]', /not taken/],
    ['a list', '- a', /a task is fields/],
    ['nothing', '', /a task is fields/],
    ['half a line', 'task: "a', /task\.yaml: /],
  ])('is refused with %s in it', (_, text, why) => {
    expect(() => fieldsIn(file(text))).toThrow(why);
  });
});
