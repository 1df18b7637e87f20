import { describe, expect, it } from '@jest/globals';
import { Template } from '@huggingface/jinja';
import { assertTask, fieldsOf, metricsOf, rowsWithin, scoreOf } from './lm-eval.js';
import { lmEvalBody } from './lm-eval.contract.js';
import { fieldsOfTree, type Tree } from './template-fields.js';

const asked = (over: object = {}) =>
  lmEvalBody.parse({
    ...{ output_type: 'generate_until', doc_to_text: '{{ prompt }}', doc_to_target: 'completion', ...over },
  });
const choice = (over: object = {}) =>
  asked({ output_type: 'multiple_choice', doc_to_choice: 'choices', doc_to_target: 'answer', ...over });

describe('the fields that a template reads', () => {
  it.each([
    ['{{ prompt }} {{ messages[-1].content }} {{ a["b"] }}', 'prompt messages a'],
    ['{% for one in choices %}{{ loop.index }}. {{ one.text | upper }}{% endfor %}', 'choices'],
    ['{% for k, v in pairs.items() if v > least %}{{ k }}{% endfor %}{{ k }}', 'pairs least k'],
    ['{% set q = question | trim %}{{ q }}{{ choices[answer] }}', 'question choices answer'],
    ['{{ ["A", "B"].index(key) }} {{ x if y in z else w }}', 'key x y z w'],
    ['{{ q | regex_replace(pattern, "") }} {{ range(n) }} {{ {"k": v} }} {{ true }}', 'q pattern n v'],
    ['{% macro m(a, b=c) %}{{ a }}{{ b }}{{ d }}{% endmacro %}{{ m(e) }}', 'd e'],
    ['{% if hint is defined %}{{ hint }}{% endif %}{{ name | default("x") }}{{ who }}', 'who'],
    ['{# prompt #}no field, {a} brace', ''],
  ])('are those of %s', (template, fields) => {
    expect([...fieldsOfTree(new Template(template).parsed as unknown as Tree)].sort()).toEqual(
      fields.split(' ').filter(Boolean).sort(),
    );
  });

  it('are told with where they are read; one word is a field, an index none', () => {
    expect(fieldsOf(choice({ description: '{{ topic }} {{ prompt }}' }), [])).toEqual(
      new Map([
        ['prompt', 'doc_to_text'],
        ['answer', 'doc_to_target'],
        ['choices', 'doc_to_choice'],
        ['topic', 'description'],
      ]),
    );
    expect(
      fieldsOf(choice({ doc_to_target: 0, doc_to_choice: ['a', 'b'], description: 'Translate' }), []).size,
    ).toBe(1);
  });

  it.each(['{{ prompt', '{% if a %}', '{% include "x" %}', '{{ a b }}', `{{ ${'('.repeat(9000)} }}`])(
    'are not guessed of %s',
    (doc_to_text) => {
      expect(() => fieldsOf(asked({ doc_to_text }), ['lm_eval'])).toThrow(
        expect.objectContaining({
          kind: 'invalid',
          details: expect.objectContaining({ param: 'lm_eval.doc_to_text' }),
        }),
      );
    },
  );
});

describe('a task of the harness', () => {
  it('has its usual metrics, and is judged by the first that is 0 or 1 by row', () => {
    expect(metricsOf(choice())).toEqual([{ metric: 'acc' }, { metric: 'acc_norm' }]);
    expect(scoreOf(choice({ metric_list: [{ metric: 'f1' }, { metric: 'acc_norm' }] }))).toBe('acc_norm');
    expect(scoreOf(asked({ metric_list: [{ metric: 'bleu' }] }))).toBeNull();
    expect([rowsWithin(10), rowsWithin(10, 3), rowsWithin(10, 30), rowsWithin(11, 0.5)]).toEqual([
      10, 3, 10, 6,
    ]);
  });

  it.each([
    ['choices of a text', asked({ doc_to_choice: ['a', 'b'] }), 'transformers', 'doc_to_choice'],
    ['a choice of nothing', asked({ output_type: 'multiple_choice' }), 'transformers', 'doc_to_choice'],
    ['the index of no choice', asked({ doc_to_target: 1 }), 'transformers', 'doc_to_target'],
    ['the likelihood of a GGUF', choice(), 'llamacpp', 'output_type'],
    [
      'ends of what is not written',
      choice({ generation_kwargs: { until: ['.'] } }),
      'transformers',
      'generation_kwargs',
    ],
    ['examples from nowhere', asked({ num_fewshot: 2 }), 'transformers', 'fewshot_config'],
    [
      'no examples from somewhere',
      asked({ fewshot_config: { dataset_version: 'dsv_1' } }),
      'transformers',
      'num_fewshot',
    ],
    [
      "another type's metric",
      asked({ metric_list: [{ metric: 'acc' }] }),
      'transformers',
      'metric_list.0.metric',
    ],
    [
      'a metric twice',
      choice({ metric_list: [{ metric: 'acc' }, { metric: 'acc' }] }),
      'transformers',
      'metric_list.1.metric',
    ],
    [
      'case of a choice',
      choice({ metric_list: [{ metric: 'acc', ignore_case: true }] }),
      'transformers',
      'metric_list.0.ignore_case',
    ],
  ] as const)('is refused with %s', (_, task, engine, param) => {
    expect(() => assertTask(task, engine, ['lm_eval'])).toThrow(
      expect.objectContaining({ details: expect.objectContaining({ param: `lm_eval.${param}` }) }),
    );
  });

  it.each(['process_results', 'dataset_path', 'use_prompt', 'custom_dataset', 'filter_list', 'unsafe_code'])(
    'takes no %s',
    (field) => {
      expect(lmEvalBody.safeParse({ ...asked(), [field]: '!function x.y' }).success).toBe(false);
    },
  );
});
