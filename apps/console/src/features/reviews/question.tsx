import { Badge, Group, Stack, Text } from '@mantine/core';
import { Facts, Part } from '../../pieces/facts.js';
import { Ref } from '../../pieces/ref.js';
import { State } from '../../pieces/state.js';
import { answersOf, confidenceOf, type ReviewFile, VERDICTS } from './words.js';

const OWN_DATA =
  ' For data of your own there is no text to find: a reviewer says whose they are, or they are uploaded to another dataset as LicenseRef-own-data, which nobody is asked about.';

/** What the rules found, each with the clause it rests on and how well that is known. */
export function Findings({ of }: { of: ReviewFile['findings'] }) {
  return (
    <Part title={of.length === 1 ? 'What the rules found' : `What the rules found (${of.length})`} flush>
      <ul className="rows findings">
        {of.map((one, at) => (
          <li key={at}>
            <Stack gap={6} className="clip">
              <Group gap="xs">
                <State
                  of={VERDICTS[one.verdict] ?? one.verdict}
                  tone={one.verdict === 'deny' ? 'bad' : 'warn'}
                />
                <Badge variant="default" size="sm" tt="none" className="mono">
                  {one.code}
                </Badge>
              </Group>
              <Text size="sm" fw={500} className="break">
                {one.what}
              </Text>
              {one.clause && (
                <p className="clause">
                  {one.license && <b>{one.license}: </b>}
                  {one.clause}
                </p>
              )}
              <Text size="xs" c="dimmed" className="break">
                What cures it: {one.remedy}.
                {one.code === 'LICENSE_UNKNOWN' && one.on.startsWith('dataset') && OWN_DATA}
              </Text>
              <Text size="xs" c="dimmed">
                How well the rule knows its text: {confidenceOf(one.confidence)}.
              </Text>
            </Stack>
          </li>
        ))}
      </ul>
    </Part>
  );
}

export const Declared = ({ use }: { use: ReviewFile['use'] }) => (
  <Part
    title="What the project answered"
    hint="Declared when the question was asked; another answer is another question"
  >
    <Facts of={answersOf(use)} />
  </Part>
);

/** What the subject was made from, youngest first: the question passes down these steps. */
export function Chain({ of }: { of: ReviewFile['lineage'] }) {
  return (
    <Part title="What it is made from" hint="Terms pass from each step to those above it" flush>
      <ol className="rows">
        {of.map((node) => (
          <li key={node.id}>
            <div className="clip">
              <Text size="sm" fw={500} component="div" className="break">
                <Ref id={node.id} />{' '}
                <Text span size="xs" c="dimmed">
                  {node.name}
                </Text>
              </Text>
              <Text size="xs" c="dimmed" className="break">
                {[
                  ...node.comes_from,
                  ...(node.declared ? [`declared ${node.declared}`] : []),
                  ...(node.concluded.length > 0 ? [`found to be ${node.concluded.join(' and ')}`] : []),
                ].join(' · ') || 'No license of its own'}
              </Text>
            </div>
          </li>
        ))}
      </ol>
    </Part>
  );
}
