import { describe, expect, it } from '@jest/globals';
import { readEvals } from './evals-export.js';

const criterion = {
  type: 'string_check',
  name: 'label',
  input: '{{ sample.output_text }}',
  operation: 'eq',
  reference: '{{ item.label }}',
};
const anEval = (over: object = {}) => ({
  object: 'eval',
  id: 'eval_1',
  name: 'Intents',
  data_source_config: { type: 'custom' },
  testing_criteria: [criterion],
  ...over,
});
const aRun = (source: object, over: object = {}) => ({
  object: 'eval.run',
  id: 'evalrun_1',
  eval_id: 'eval_1',
  model: 'ft:gpt-4o-mini:acme::1',
  data_source: {
    type: 'completions',
    source,
    input_messages: {
      type: 'template',
      template: [
        { type: 'message', role: 'developer', content: { type: 'input_text', text: 'Name the intent.' } },
        { type: 'message', role: 'user', content: '{{item.text}}' },
      ],
    },
  },
  ...over,
});
const content = {
  type: 'file_content',
  content: [{ item: { text: 'where is it', label: 'card' } }, { item: { text: 'x' } }],
};
const jsonl = (...objects: object[]) => objects.map((one) => JSON.stringify(one)).join('\n');

describe('an export of evals', () => {
  it('becomes chat rows by the template of the run, and names what does not fit', () => {
    const other = { type: 'score_model', name: 'tone', model: 'gpt-4o', input: [] };
    const { sets } = readEvals(jsonl(anEval({ testing_criteria: [other, criterion] }), aRun(content)));
    expect(sets).toEqual([
      {
        id: 'eval_1',
        name: 'Intents',
        models: ['ft:gpt-4o-mini:acme::1'],
        rows: [
          JSON.stringify({
            messages: [
              { role: 'system', content: 'Name the intent.' },
              { role: 'user', content: 'where is it' },
              { role: 'assistant', content: 'card' },
            ],
          }),
        ],
        leftOut: [
          expect.stringContaining("Criterion 'tone' (score_model) has no counterpart"),
          '1 rows: the template names a field that the row has not.',
        ],
      },
    ]);
  });

  it('takes rows from output items, inside lists as the API answers, each once', () => {
    const item = { object: 'eval.run.output_item', id: 'i', eval_id: 'eval_1', run_id: 'evalrun_1' };
    const datasource_item = { text: 'lost', label: 'lost_card' };
    const text = JSON.stringify([
      { object: 'list', data: [anEval()], has_more: false },
      { data: [aRun({ type: 'file_id', id: 'file-1' })] },
      { ...item, datasource_item },
      { ...item, id: 'j', datasource_item },
      { object: 'eval.run.output_item', run_id: 'other' },
    ]);
    const { sets, notes } = readEvals(text);
    expect(sets[0]!.rows).toHaveLength(1);
    expect(notes).toEqual(['1 objects of the export are of no known kind.']);
  });

  it.each([
    [
      'ilike',
      { testing_criteria: [{ ...criterion, operation: 'ilike' }] },
      /string_check ilike.*None of its criteria/s,
    ],
    [
      'another input',
      { testing_criteria: [{ ...criterion, input: '{{item.text}}' }] },
      /None of its criteria/,
    ],
  ])('says that %s is not exact match', (_, over, why) => {
    const { sets } = readEvals(jsonl(anEval(over), aRun(content)));
    expect(sets[0]!.rows).toEqual([]);
    expect(sets[0]!.leftOut.join(' ')).toMatch(why);
  });

  it('does not reach into prototypes, and says what a run lacks', () => {
    const proto = anEval({ testing_criteria: [{ ...criterion, reference: '{{item.constructor.name}}' }] });
    const { sets } = readEvals(
      jsonl(proto, aRun(content), aRun({ type: 'file_id', id: 'f' }, { id: 'evalrun_2' })),
    );
    expect(sets[0]!.rows).toEqual([]);
    expect(sets[0]!.leftOut.join(' ')).toMatch(/evalrun_2 names its rows by file/);
    expect(() => readEvals('not json')).toThrow(SyntaxError);
  });
});
