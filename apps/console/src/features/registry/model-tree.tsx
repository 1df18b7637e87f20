import { Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { ask } from '../../api/client.js';
import { Part } from '../../pieces/facts.js';
import { Ref } from '../../pieces/ref.js';
import { Asked } from '../../pieces/states.js';
import { type Form, lossOf, nameOf } from './forms.js';
import type { Version } from './version-page.js';

/** From the base model over the training to what was quantized of it. */
export function ModelTree({ version }: { version: Version }) {
  const { id, model, base_model: base, source_job: job } = version;
  const forms = ask.useQuery('get', '/v1/model_versions/{id}/forms', { params: { path: { id } } });
  return (
    <Part title="Model tree">
      <Asked of={forms}>
        {({ data }) => (
          <ul className="tree" aria-label="Model tree">
            <Leaf depth={0} what="base model">
              <Ref id={base} />
            </Leaf>
            <Leaf depth={1} what="fine-tuned">
              <b>
                {model} v{version.version}
              </b>
              , by <Ref id={String(job)} />
            </Leaf>
            {data.map((form) => (
              <Leaf key={form.id} depth={form.depth + 2} what={whatOf(form)}>
                <Link to="." search={{ tab: 'files', form: form.id }}>
                  {nameOf(form)}
                </Link>
              </Leaf>
            ))}
          </ul>
        )}
      </Asked>
    </Part>
  );
}

const whatOf = (form: Form): string =>
  lossOf(form)?.join(', ') ?? (form.bits_per_weight === null ? form.format : 'loss not measured');

function Leaf({ depth, what, children }: { depth: number; what: string; children: ReactNode }) {
  return (
    <li style={{ paddingLeft: depth * 14 }}>
      {depth > 0 && <span aria-hidden>└ </span>}
      <div className="clip break">
        {children}
        <Text size="xs" c="dimmed">
          {what}
        </Text>
      </div>
    </li>
  );
}
