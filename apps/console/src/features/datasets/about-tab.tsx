import { Anchor, List, Text } from '@mantine/core';
import { ask } from '../../api/client.js';
import { Facts, Part } from '../../pieces/facts.js';
import { linkOf } from '../../pieces/links.js';
import { Ref } from '../../pieces/ref.js';
import { Asked } from '../../pieces/states.js';
import { Answered } from '../reviews/answered.js';
import type { Version } from './dataset-data.js';

/** License, where it comes from, and what was made of it. */
export function AboutTab({ version }: { version: Version }) {
  const { license, source, attribution, generated_by: made, derived_from: from } = version;
  const url = linkOf(source.url);
  return (
    <div className="stack">
      <Part title="License">
        <Facts
          of={[
            ['Declared', license.declared],
            ['In the catalogue', license.license_id ?? 'no'],
            ['Declared by', license.declared_by],
            ['Attribution', attribution],
            ['Asked', license.findings.length > 0 && <Answered key="asked" subject={version.id} />],
          ]}
        />
        {license.findings.length > 0 && (
          <List size="sm" mt="sm">
            {license.findings.map(({ code, why }) => (
              <List.Item key={code}>
                {code === 'LICENSE_UNKNOWN' && license.declared
                  ? `‘${license.declared}’ is no license that is known.`
                  : why}
              </List.Item>
            ))}
          </List>
        )}
      </Part>
      <Part title="Source">
        {Object.keys(source).length + made.length + from.length === 0 && (
          <Text size="sm" c="dimmed">
            Nothing was declared.
          </Text>
        )}
        <Facts
          of={[
            ['Name', source.name],
            ['Hub', source.repo],
            ['Revision', source.revision],
            [
              'Address',
              url ? (
                <Anchor href={url} rel="noopener noreferrer" target="_blank" size="sm">
                  {source.url}
                </Anchor>
              ) : (
                source.url
              ),
            ],
            ['sha256', source.sha256 && <span className="mono">{source.sha256}</span>],
            [
              'Models behind it',
              made.length > 0 && made.map(({ model, role }) => `${model} (${role})`).join(', '),
            ],
            ['Made from', from.length > 0 && from.map((one) => one.dataset_version ?? one.repo).join(', ')],
          ]}
        />
      </Part>
      <UsedBy id={version.id} />
    </div>
  );
}

function UsedBy({ id }: { id: string }) {
  const lineage = ask.useQuery('get', '/v1/lineage/{id}', {
    params: { path: { id }, query: { direction: 'down' } },
  });
  return (
    <Part title="Used by" flush>
      <Asked of={lineage}>
        {({ nodes }) => {
          const others = nodes.filter((node) => node.id !== id);
          if (others.length === 0)
            return (
              <Text size="sm" c="dimmed" px="md" py="sm">
                Nothing yet.
              </Text>
            );
          return (
            <ul className="rows">
              {others.map((node) => (
                <li key={node.id}>
                  <Text size="xs" c="dimmed" w={120}>
                    {node.kind.replaceAll('_', ' ')}
                  </Text>
                  <span className="break">
                    <Ref
                      id={node.id}
                      {...(node.kind === 'job' || node.name === node.kind ? {} : { words: node.name })}
                    />
                  </span>
                </li>
              ))}
            </ul>
          );
        }}
      </Asked>
    </Part>
  );
}
