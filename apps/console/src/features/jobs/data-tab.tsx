import { Table, Text } from '@mantine/core';
import { Database } from 'lucide-react';
import { ask } from '../../api/client.js';
import { Facts, Part } from '../../pieces/facts.js';
import { count } from '../../pieces/figures.js';
import { IdChip } from '../../pieces/id-chip.js';
import { Ref } from '../../pieces/ref.js';
import { Asked, Empty } from '../../pieces/states.js';
import { When } from '../../pieces/when.js';
import { Wide } from '../../pieces/wide.js';
import type { Version } from '../datasets/dataset-data.js';
import type { Job } from './job-words.js';
import { purposeOf, type UsedData, usedData } from './used-data.js';

/** The rows that a job reads: which version of which dataset, how many, under which license. */
export function DataTab({ job }: { job: Job }) {
  const all = usedData(job.spec);
  if (all.length === 0)
    return (
      <Empty
        icon={Database}
        title="No data"
        text="A job of this kind reads no dataset. What it is made of stands under Lineage."
      />
    );
  return all.map((used) => <Used key={`${used.as} ${used.version}`} job={job} used={used} />);
}

function Used({ job, used }: { job: Job; used: UsedData }) {
  const version = ask.useQuery('get', '/v1/dataset_versions/{id}', {
    params: { path: { id: used.version } },
  });
  return (
    <Part title={purposeOf(job.kind, used)} hint={<Ref id={used.version} />}>
      <Asked of={version}>{(known) => <About job={job} version={known} split={used.split} />}</Asked>
    </Part>
  );
}

function About({ job, version, split }: { job: Job; version: Version; split: string | null }) {
  const { license } = version;
  const rows = job.kind === 'finetune' ? job.spec['rows'] : undefined;
  return (
    <>
      <Facts
        of={[
          ['Version', <Ref key="version" id={version.id} />],
          ['Rows it was trained on', typeof rows === 'number' && count(rows)],
          ['License', license.declared],
          ['In the catalogue', license.license_id ?? 'not known'],
          ['Declared by', license.declared_by],
          ['Attribution', version.attribution],
          ['Digest', <IdChip key="digest" id={version.digest} short />],
          ['Made', <When key="made" at={version.created_at} />],
        ]}
      />
      {license.findings.map(({ code, why }) => (
        <Text key={code} size="sm" mt="sm">
          {why}
        </Text>
      ))}
      <Wide label={`Splits of ${version.id}, as a table`}>
        <Table fz="xs" verticalSpacing={6} mt="md">
          <Table.Thead>
            <Table.Tr>
              {['Split', 'Rows'].map((name) => (
                <Table.Th key={name}>{name}</Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {Object.entries(version.splits).map(([name, of]) => (
              <Table.Tr key={name} fw={name === split ? 600 : undefined}>
                <Table.Td>
                  {name}
                  {name === split && ' (read by this job)'}
                </Table.Td>
                <Table.Td className="num">{count(of?.rows ?? 0)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Wide>
    </>
  );
}
