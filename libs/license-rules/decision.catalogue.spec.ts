import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { cases, catalogue } from '../../test/support/license-case.js';
import { runCase } from './case-file.js';
import { indexCatalogue } from '#license-catalogue/catalogue.js';
import { OWN_DATA } from '#license-catalogue/own-data.js';

/** Every file that decide(), the reading of license files and openness reach, by their imports. */
function engine(): Map<string, string> {
  const sources = new Map<string, string>();
  const todo = ['license-rules/decision', 'license-catalogue/license-file', 'license-rules/openness'];
  for (let name = todo.pop(); name !== undefined; name = todo.pop()) {
    if (sources.has(name)) continue;
    const source = readFileSync(new URL(`../${name}.ts`, import.meta.url), 'utf8');
    sources.set(name, source);
    const slice = name.slice(0, name.indexOf('/'));
    for (const [, near, far] of source.matchAll(/from '(?:\.\/([\w.-]+)|#(license-[\w./-]+))\.js'/g))
      todo.push(far ?? `${slice}/${near}`);
  }
  return sources;
}

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

describe('the rules read the catalogue and nothing else', () => {
  it('no license id, name or tag occurs in the code of the engine, its comments included', () => {
    const names = new Set(catalogue.entries.flatMap(({ id, hf }) => [id, ...hf.license, ...hf.license_name]));
    for (const name of catalogue.ambiguous.keys()) names.add(name);
    for (const silent of catalogue.noInformation) names.delete(silent);
    expect(names.size).toBeGreaterThan(150);
    const word = [...names].map(escaped).join('|');
    const anyOf = new RegExp(`(?<![\\p{L}\\p{N}])(${word})(?![\\p{L}\\p{N}])`, 'giu');
    const sources = engine();
    expect(sources.size).toBeGreaterThan(24);
    sources.delete('license-catalogue/own-data'); // an entry of the catalogue that stands in a file of its own
    for (const [name, source] of sources)
      expect({ name, found: source.match(anyOf) }).toEqual({ name, found: null });
    expect(` ${OWN_DATA.id} '`.match(anyOf)).not.toBeNull();
  });

  /** The case that must turn red, whose value is changed (`*`: the catalogue's own tables), where, to what. */
  const mutations: [string, string, string, unknown][] = [
    ['1', 'CC-BY-NC-4.0', 'terms.commercial_use.value', 'allowed'],
    ['1', 'LicenseRef-OpenAI-Terms', 'terms.output_use.value', 'free'],
    ['32', 'LicenseRef-Databricks-Open-Model', 'terms.output_use.value', 'free'],
    ['32', 'LicenseRef-Databricks-Open-Model', 'terms.output_use.value', 'no-compete'],
    ['11a', 'LicenseRef-Llama-3.1', 'terms.naming.outputs_trigger', false],
    ['4a', 'LicenseRef-Llama-3.1', 'terms.naming', null],
    ['2', 'LicenseRef-Meta-Llama-3', 'terms.naming.prefix', 'acme'],
    ['3', 'LicenseRef-Meta-Llama-3', 'terms.naming.prefix', 'Meta Llama 3'],
    ['3', 'LicenseRef-Meta-Llama-3', 'terms.redistribution.display_text.text', 'Made by Meta'],
    ['1', 'LicenseRef-Meta-Llama-3', 'terms.redistribution.display_text', undefined],
    ['24b', 'LicenseRef-Falcon-180B-1.0', 'terms.redistribution.display_text.text', '[name] stands on it'],
    ['3', 'LicenseRef-Meta-Llama-3', 'terms.acceptable_use_policy.incorporated', false],
    ['17a', 'LicenseRef-Qwen-2024', 'terms.thresholds[0].amount', 200_000_000],
    ['17b', 'LicenseRef-Qwen-2024', 'terms.thresholds[0].amount', 1_000],
    ['17a', 'LicenseRef-Qwen-2024', 'terms.thresholds[0].measured', 'at-version-release'],
    ['17a', 'LicenseRef-Qwen-2024', 'terms.thresholds[0].effect', 'display-required'],
    ['19', 'LicenseRef-Stability-AI-Community', 'terms.thresholds[0].metric', 'monthly-revenue'],
    ['30a', 'LicenseRef-Kimi-K3', 'terms.thresholds[0].amount', 1e12],
    ['30b', 'LicenseRef-Kimi-K3', 'terms.downstream_exemption', undefined],
    ['20', 'LicenseRef-Stability-AI-Community', 'terms.registration', undefined],
    ['7', 'LicenseRef-Llama-3.2', 'terms.geography.applies_to_modalities', ['text']],
    ['8', 'LicenseRef-Llama-4', 'terms.geography.end_users_exempt', false],
    ['8', 'LicenseRef-Llama-4', 'terms.geography.excluded', ['US']],
    ['25a', 'Apache-2.0', 'terms.geography.excluded', ['US']],
    ['27a', 'Apache-2.0', 'terms.gated.value', true],
    ['13', 'LicenseRef-Gemma-ToU', 'terms.hosted_service.value', 'allowed'],
    ['13', 'LicenseRef-Gemma-ToU', 'terms.hosted_service.value', 'prohibited'],
    ['24a', 'LicenseRef-Falcon-180B-1.0', 'terms.hosted_service.value', 'allowed'],
    ['14', 'LicenseRef-Gemma-ToU', 'terms.field_of_use', []],
    ['28a', 'LicenseRef-BigScience-BLOOM-RAIL-1.0', 'terms.field_of_use', []],
    ['28b', 'LicenseRef-Llama-3.1', 'terms.field_of_use', []],
    ['22', 'LicenseRef-MNPL-0.1', 'terms.field_of_use[0].strength', 'conditional'],
    ['37a', 'LicenseRef-NVIDIA-Open-Model', 'terms.field_of_use', []],
    ['25b', 'CC-BY-SA-4.0', 'terms.copyleft.value', 'none'],
    ['25b', 'CC-BY-SA-4.0', 'terms.trained_model_effect.value', 'none'],
    ['15', 'Apache-2.0', 'terms.derivative_licence.value', 'no-sharing-of-adaptations'],
    ['25a', 'CC-BY-SA-4.0', 'terms.redistribution.retain_notices.required', false],
    ['27a', 'Apache-2.0', 'terms.redistribution.mark_changed_files.required', false],
    ['15', 'Apache-2.0', 'terms.redistribution.retain_notices.required', false],
    ['4b', 'LicenseRef-Llama-3.1', 'terms.redistribution.ship_licence_copy.required', false],
    ['5', 'LicenseRef-Llama-3.1', 'terms.redistribution.notice_file.text', 'changed'],
    ['13', 'LicenseRef-Gemma-ToU', 'terms.redistribution.notice_file.clause', '§3.1'],
    ['13', 'LicenseRef-Gemma-ToU', 'terms.redistribution.pass_through_use_restrictions.required', false],
    ['39', 'LicenseRef-BigCode-OpenRAIL-M-v1', 'terms.redistribution.documentation_parity.required', false],
    ['27b', 'Apache-2.0', 'terms.copyleft.basis', 'not-read'],
    ['27c', 'Apache-2.0', 'confidence', 'secondary'],
    ['27b', 'Apache-2.0', 'unread', ['copyleft']],
    ['15', 'Apache-2.0', 'applies_to', ['service-output']],
    ['5', 'LicenseRef-Llama-3.1', 'hf.license', ['llama3']],
    ['15', '*', 'conventions.ambiguous_names.apache-2\\.0', ['Apache-2.0', 'MIT']],
    ['35a', '*', 'conventions.no_information_tags', ['unknown', '']],
  ];
  it.each(mutations)('case %s turns red when of %s the value %s becomes %j', (id, license, path, value) => {
    const document = structuredClone(catalogue.document);
    const owner = license === '*' ? document : document.licences.find((entry) => entry.id === license);
    const keys = path.replace(/\[(\d+)\]/g, '.$1').split(/(?<!\\)\./);
    const names = keys.map((key) => key.replace('\\.', '.'));
    const last = names.pop()!;
    const place = names.reduce<any>((at, key) => at[key], owner);
    expect(place[last]).not.toEqual(value);
    place[last] = value;
    const changed = indexCatalogue(document, 'changed');
    expect(cases.filter((one) => runCase(one, changed).length > 0).map((one) => one.id)).toContain(id);
  });
});
