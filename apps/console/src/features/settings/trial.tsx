import { Alert, Button, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { problemOf } from '../../api/problem.js';
import { Part } from '../../pieces/facts.js';
import { Ref } from '../../pieces/ref.js';
import { State } from '../../pieces/state.js';
import { type DeclaredForm, declaredOf } from './declared-use.js';
import type { Project } from './project-save.js';
import { type Tried, tryUse } from './trial-data.js';
import { VERDICT_TONES, VERDICT_WORDS } from './words.js';

/** What another use would mean for what is served, before it is saved. */
export function Trial(props: {
  project: Project;
  form: DeclaredForm;
  isChanged: boolean;
  blocked: string | null;
}) {
  const { project, form, isChanged, blocked } = props;
  const trying = useMutation({
    meta: { quiet: true },
    mutationFn: async (values: DeclaredForm) => {
      const now = { use: project.declared_use, profile: project.license_profile };
      const rows = await tryUse(now, { use: declaredOf(values), profile: values.license_profile });
      return { values, rows };
    },
  });
  const problem = trying.error ? problemOf(trying.error) : null;
  const isOld = trying.data && JSON.stringify(trying.data.values) !== JSON.stringify(form);
  return (
    <Part
      title="What it would change"
      hint="Asks the license rules about every version that an alias points at, as it was promoted and with what is typed here. Nothing is stored."
      actions={
        <Button
          loading={trying.isPending}
          disabled={!isChanged || blocked !== null}
          onClick={() => trying.mutate(form)}
        >
          Try it
        </Button>
      }
      flush={Boolean(trying.data?.rows.length)}
    >
      {problem && (
        <Alert color="red" title={problem.title}>
          {problem.text}
        </Alert>
      )}
      {!trying.data && !trying.error && (
        <Text size="sm" c="dimmed">
          {isChanged ? 'Not tried yet.' : 'Change something above first.'}
        </Text>
      )}
      {trying.data && isOld && (
        <Text size="xs" c="dimmed" p="sm" role="status">
          You have typed on since: try it again.
        </Text>
      )}
      {trying.data?.rows.length === 0 && (
        <Text size="sm" role="status">
          No alias points at a version, among the newest hundred promotions: nothing that is served would
          change.
        </Text>
      )}
      {trying.data && trying.data.rows.length > 0 && <Answers of={trying.data.rows} />}
    </Part>
  );
}

const Answers = ({ of }: { of: readonly Tried[] }) => (
  <ul className="rows" aria-label="What it would change">
    {of.map(({ id, model, alias, version, before, after }) => (
      <li key={id}>
        <div className="clip">
          <b>
            {model}:{alias}
          </b>{' '}
          <Ref id={version} />
          {after.findings
            .filter(({ verdict }) => verdict === 'needs-review' || verdict === 'deny')
            .map(({ code, node, clause, remedy }) => (
              <Text key={`${code} ${node}`} size="sm" c="dimmed" className="break">
                {clause} To cure it: {remedy}
              </Text>
            ))}
        </div>
        <span>
          {before === after.verdict ? 'stays ' : `${VERDICT_WORDS[before]}, then `}
          <State of={VERDICT_WORDS[after.verdict]} tone={VERDICT_TONES[after.verdict]} />
        </span>
      </li>
    ))}
  </ul>
);
