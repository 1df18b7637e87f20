import { describe, expect, it } from '@jest/globals';
import { aRecord } from '../../test/support/a-record.js';
import { html, recordInPage, recordPage } from './record-page.js';

const file = aRecord();
const page = recordPage(file);
const shown = page.slice(0, page.indexOf('<details>'));

describe('the page of a record', () => {
  it.each([
    ['what may we do', 'What may we do?', 'saas-app'],
    ['what must we do', 'Built with Llama', '<strong class="open">to do</strong>'],
    ['what is done', 'Begin the model&#39;s name with this', 'met</span> on model_name'],
    ['under which clause', '§1.b.i(B)', 'LicenseRef-Llama-3.2'],
    ['who said so', 'dana@example.org', 'Ticket Corpus e.V.'],
    ['on which grant', 'COMMERCIAL_PROHIBITED', '9'.repeat(64)],
    ['on which text', 'meta-llama/Llama-3.2-1B at 4e20de3', '1'.repeat(64)],
    [
      'until when',
      '<dt>Valid until</dt><dd><strong>2027-11-24</strong>',
      'Until <strong>2027-11-24</strong>',
      'the grant 999999999999 ends',
    ],
    ['how sure', 'Confidence in the license texts', 'primary-text-read'],
    ['about what', 'a'.repeat(64), 'ft:llama:acme::1'],
    ['on which measurement', '0.91', 'dsv_test'],
    ['that it is no advice', 'not legal advice', 'Engineering rules'],
    ['by which key', file.key_id, 'luthier license verify'],
  ])('says %s', (_what, ...texts) => {
    for (const text of texts) expect(shown).toContain(text);
  });

  it('has one h1, an h2 for each section that names it, captions and scopes', () => {
    expect(page.match(/<h1>/g)).toHaveLength(1);
    for (const [, id] of page.matchAll(/aria-labelledby="(\w+)"/g)) expect(page).toContain(`<h2 id="${id}">`);
    const tables = page.match(/<table>/g)!.length;
    expect(page.match(/<caption>/g)).toHaveLength(tables);
    expect(page).not.toMatch(/<th(?! scope=)[ >]/);
    expect(page).toMatch(/^<!doctype html>\n<html lang="en">/);
  });

  it('fetches and runs nothing', () => {
    expect(page).not.toMatch(
      /<(script|link|img|iframe|object|embed|form|base|svg)|\son\w+=|javascript:|url\(|@import/i,
    );
    expect(page).not.toMatch(/\s(src|href|style)=/i);
  });

  it('says what stands against a use that does not pass', () => {
    const denied = recordPage(aRecord({ use: { purpose: 'saas-app', commercial: true, model_name: 'x' } }));
    expect(denied).toContain('class="verdict no"');
    expect(denied).toContain('COMMERCIAL_PROHIBITED');
    expect(denied).toContain('Nothing yet');
  });
});

describe('hostile text', () => {
  const HOSTILE = [
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    '</pre></details><iframe src="javascript:alert(1)">',
    '&lt;script&gt; &#60;script&#62;',
    '</style><style>*{display:none}',
    '<!--',
    'non\u200b-commercial \u202elaicremmoc-non\u2069 \u0000\u001b[31m',
  ];
  const withText = (text: string) => {
    const named = {
      repo: text,
      revision: text,
      declared_license: text,
      declared_by: text,
      license_name: text,
    };
    const graph = {
      nodes: [
        { id: 'art_gguf', kind: 'quantized' },
        { id: text, kind: 'base_model', ...named },
      ],
      edges: [{ from: 'art_gguf', to: text, type: 'quantized-from' }],
    };
    const use = {
      purpose: 'internal',
      commercial: true,
      model_name: text,
      product_name: text,
      domicile: text,
    };
    return aRecord({ graph: graph as never, use: use as never });
  };
  const tags = (of: string) => of.match(/<[^>]*>/g)!.sort();
  const harmless = tags(recordPage(withText('plain')));

  it.each(HOSTILE)('%j is text wherever it stands: no tag more, none other', (text) => {
    const evil = withText(text);
    const made = recordPage(evil);
    expect(tags(made)).toEqual(harmless);
    for (const mark of ['\u0000', '\u001b', '\u200b', '\u202e', '\u2069']) expect(made).not.toContain(mark);
    expect(recordInPage(made)).toEqual(evil);
  });
  it('shows what cannot be seen', () => {
    expect(html('non\u202ecommercial')).toBe('non⟨U+202E⟩commercial');
    expect(html('a\ud800b')).toBe('a⟨U+D800⟩b');
  });
});
