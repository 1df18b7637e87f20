import { List, Text } from '@mantine/core';
import { Facts, Part } from '../../pieces/facts.js';
import { count } from '../../pieces/figures.js';
import { Asked } from '../../pieces/states.js';
import { type FileReport, useReport } from './dataset-data.js';
import type { TabProps } from './dataset-page.js';
import { Faults } from './faults.js';
import { exactPercent } from './lengths.js';

/** What the check of each file found, and with a base chosen what of the other splits is in train. */
export function ChecksTab({ version, search }: TabProps) {
  const report = useReport(version.id, search.base);
  return (
    <Asked of={report}>
      {({ usable_for: methods, splits, base }) => (
        <div className="stack">
          <Text size="sm">
            {methods.length > 0 ? `Usable for ${methods.join(', ')}.` : 'Usable for no training method.'}
          </Text>
          {Object.entries(splits).map(([name, file]) => file && <File key={name} name={name} file={file} />)}
          {Object.entries(base?.report?.overlap ?? {}).map(
            ([name, found]) =>
              found && (
                <Part key={name} title={`Overlap of ${name} with train`}>
                  <Facts
                    of={[
                      ['Same row', `${count(found.exact.count)} (${exactPercent(found.exact.share)})`],
                      [
                        'Same but for case and spaces',
                        `${count(found.normalised.count)} (${exactPercent(found.normalised.share)})`,
                      ],
                      ['Rows', found.normalised.first_rows.slice(0, 20).join(', ') || null],
                    ]}
                  />
                </Part>
              ),
          )}
          {!base && Object.keys(splits).length > 1 && (
            <Text size="xs" c="dimmed">
              The overlap of splits is counted with the tokens: choose a base model under Lengths.
            </Text>
          )}
        </div>
      )}
    </Asked>
  );
}

function File({ name, file }: { name: string; file: FileReport }) {
  const hits = Object.entries(file.sensitive.counts).filter(([, hit]) => hit > 0);
  const { count: same, complete, first } = file.duplicates;
  return (
    <>
      <Part title={name} hint={file.format}>
        <Facts
          of={[
            ['Rows', count(file.rows)],
            ['Messages', file.messages > 0 && count(file.messages)],
            ['Rows with tools', file.tool_rows > 0 && count(file.tool_rows)],
            ['Blank lines', file.blank_lines > 0 && count(file.blank_lines)],
            ['Faults', count(file.fault_count)],
            ['Warnings', count(file.warning_count)],
            ['Duplicate rows', complete ? count(same) : `at least ${count(same)}`],
            [
              'Sensitive hits',
              hits.length > 0
                ? hits.map(([kind, hit]) => `${kind.replaceAll('_', ' ')}: ${count(hit)}`).join(', ')
                : '0',
            ],
          ]}
        />
      </Part>
      <Faults
        title={`Faults of ${name}`}
        name={`${name}.jsonl`}
        faults={file.faults}
        total={file.fault_count}
      />
      <Faults
        title={`Warnings of ${name}`}
        name={`${name}.jsonl`}
        faults={file.warnings}
        total={file.warning_count}
      />
      {first.length > 0 && (
        <Lines
          title={`Duplicates of ${name}`}
          lines={first.map((one) => `Line ${one.line} is line ${one.same_as_line} again`)}
        />
      )}
      {file.sensitive.first.length > 0 && (
        <Lines
          title={`Sensitive hits of ${name}`}
          lines={file.sensitive.first.map((one) => `Line ${one.line}: ${one.kind.replaceAll('_', ' ')}`)}
        />
      )}
    </>
  );
}

const Lines = ({ title, lines }: { title: string; lines: string[] }) => (
  <Part title={title} hint={`The first ${lines.length}`}>
    <List size="xs" className="scrolls" mah={240}>
      {lines.map((line, at) => (
        <List.Item key={at}>{line}</List.Item>
      ))}
    </List>
  </Part>
);
