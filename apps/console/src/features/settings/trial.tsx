import { Text } from '@mantine/core';
import { Ref } from '../../pieces/ref.js';
import { State } from '../../pieces/state.js';
import { type DeclaredForm, declaredOf } from './declared-use.js';
import type { Project } from './project-save.js';
import { type Tried, tryUse } from './trial-data.js';
import { TrialPart } from './trial-part.js';
import { VERDICT_TONES, VERDICT_WORDS } from './words.js';

/** What another use would mean for what is served, before it is saved. */
export function Trial(props: {
  project: Project;
  form: DeclaredForm;
  isChanged: boolean;
  blocked: string | null;
}) {
  const { project, form, isChanged, blocked } = props;
  const now = { use: project.declared_use, profile: project.license_profile };
  return (
    <TrialPart
      hint="Asks the license rules about every version that an alias points at, as it was promoted and with what is typed here. Nothing is stored."
      values={form}
      isChanged={isChanged}
      blocked={blocked}
      ask={(values) => tryUse(now, { use: declaredOf(values), profile: values.license_profile })}
      rows={(rows) => rows.length > 0 && <Answers of={rows} />}
      none={() =>
        'No alias points at a version, among the newest hundred promotions: nothing that is served would change.'
      }
    />
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
