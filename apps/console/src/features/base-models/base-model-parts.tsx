import { ask } from '../../api/client.js';
import { Demands } from '../../pieces/demands.js';
import { Facts, Part } from '../../pieces/facts.js';
import { bytes, count, short } from '../../pieces/figures.js';
import { FileList } from '../../pieces/file-list.js';
import { IdChip } from '../../pieces/id-chip.js';
import { Asked, Empty } from '../../pieces/states.js';
import { When } from '../../pieces/when.js';
import type { BaseModel } from './base-model.js';

const NO_FILES = (
  <Empty title="No file is kept" text="A base model has files once its import has succeeded." />
);

export function What({ model }: { model: BaseModel }) {
  const { capabilities: can, source } = model;
  const uses = can && [
    can.fine_tune && 'fine-tune',
    can.inference && 'inference',
    can.chat_completion && 'chat',
  ];
  return (
    <Part title="Model">
      <Facts
        of={[
          ['Architecture', model.architecture],
          ['Modality', model.modality],
          [
            'Parameters',
            model.parameter_count && `${short(model.parameter_count)} (${count(model.parameter_count)})`,
          ],
          ['Context length', model.context_length && `${count(model.context_length)} tokens`],
          ['Vocabulary', model.vocab_size && `${count(model.vocab_size)} tokens`],
          ['Chat template', model.has_chat_template == null ? null : model.has_chat_template ? 'yes' : 'no'],
          ['Usable for', model.state === 'ready' && (uses?.filter(Boolean).join(', ') || 'no job')],
          ['Came as', textIn(source, 'format')],
          ['What was done to it', textIn(source, 'transform')],
          ['Terms had to be accepted', source['gated'] === true && 'yes, at the source'],
          ['Digest', model.artifact_id && <Digest key="digest" artifact={model.artifact_id} />],
          [model.state === 'ready' ? 'Imported' : 'Asked for', <When key="when" at={model.created_at} />],
        ]}
      />
    </Part>
  );
}

const textIn = (source: BaseModel['source'], name: string): string | null =>
  typeof source[name] === 'string' ? source[name] : null;

/** The digest over all its files, and their size. */
function Digest({ artifact }: { artifact: string }) {
  const { data } = ask.useQuery('get', '/v1/artifacts/{id}', { params: { path: { id: artifact } } });
  const { sha256, size_bytes: size } = (data ?? {}) as { sha256?: string; size_bytes?: number };
  if (sha256 === undefined || size === undefined) return '…';
  return (
    <>
      <IdChip id={sha256} short /> {bytes(size)}
    </>
  );
}

/** Who says that it is under which license, and what that demands under the declared use. */
export function LicenseTab({ model }: { model: BaseModel }) {
  const { id, license } = model;
  const demands = ask.useQuery('get', '/v1/base_models/{id}/obligations', { params: { path: { id } } });
  return (
    <div className="stack">
      <Part title="License">
        <Facts
          of={[
            ['Declared by the publisher', license?.declared || 'nothing'],
            ['In the catalogue', license?.id ?? 'not one license that is known'],
            [
              'Digest of the license file',
              license?.file_sha256 ? (
                <IdChip key="file" id={license.file_sha256} short />
              ) : (
                'no file came with it'
              ),
            ],
          ]}
        />
      </Part>
      <Asked of={demands}>
        {(of) => (
          <Demands of={of} when="asked now of a model that is kept; its serving is asked at promotion." />
        )}
      </Asked>
    </div>
  );
}

export function FilesTab({ model }: { model: BaseModel }) {
  return (
    <Part
      title="Files"
      hint="Each was looked into before it was kept. Code, pickles and archives are refused, and nothing of it is run."
      flush
    >
      {model.artifact_id ? <FileList artifact={model.artifact_id} label="Files" /> : NO_FILES}
    </Part>
  );
}

export function TemplateTab({ model: { id, state } }: { model: BaseModel }) {
  const template = ask.useQuery(
    'get',
    '/v1/base_models/{id}/chat_template',
    { params: { path: { id } } },
    { enabled: state === 'ready' },
  );
  if (state !== 'ready') return NO_FILES;
  return (
    <Asked of={template}>
      {({ file, template: text, is_whole: isWhole }) => (
        <Part
          title="Chat template"
          hint={
            file &&
            `From ${file}, as its publisher wrote it. How it writes your rows, the page of a dataset shows.`
          }
        >
          {text === null ? (
            <Empty
              title="No chat template"
              text="It came with none, so it takes no conversations: neither as rows to train on nor as calls."
            />
          ) : (
            <pre className="tail" tabIndex={0} aria-label="Chat template" style={{ whiteSpace: 'pre-wrap' }}>
              {text}
              {!isWhole && '\n… longer than what is shown'}
            </pre>
          )}
        </Part>
      )}
    </Asked>
  );
}
