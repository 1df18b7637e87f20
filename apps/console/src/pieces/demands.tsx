import { Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Schemas } from '../api/client.js';
import { Facts, Part } from './facts.js';
import { linkOf } from './links.js';
import { Ref } from './ref.js';
import { State } from './state.js';
import { Empty } from './states.js';
import type { Tone } from './tones.js';

type Obligations = Schemas['LicenseObligations'];
type License = Obligations['licenses'][number];
const TONE: Record<Obligations['verdict'], Tone> = {
  ...({ allow: 'good', 'allow-with-obligations': 'good' } as const),
  ...({ 'needs-review': 'warn', deny: 'bad' } as const),
};

/** What licenses demand of whoever uses a model: what stands in the way, what is owed, and what they limit. */
export function Demands({ of, when }: { of: Obligations; when: string }) {
  const { verdict, says, findings, obligations, licenses } = of;
  return (
    <div className="stack">
      <Part
        title="Obligations"
        hint={<Use when={when} />}
        flush
        actions={<State of={says} tone={TONE[verdict]} />}
      >
        {findings.length + obligations.length === 0 ? (
          <Empty title="Nothing is asked for" />
        ) : (
          <ul className="rows" aria-label="Obligations">
            {findings.map((one) => (
              <Line key={`${one.code} ${one.what}`} what={one.what} why={one.why}>
                <Text size="sm" c="dimmed" className="break">
                  To cure it: {one.remedy}
                </Text>
                <State
                  of={one.verdict === 'deny' ? 'forbids' : 'open'}
                  tone={one.verdict === 'deny' ? 'bad' : 'warn'}
                />
              </Line>
            ))}
            {obligations.map((one) => (
              <Line
                key={`${one.type} ${one.license} ${one.node} ${one.what}`}
                what={one.what}
                why={one.why}
                {...(one.node === of.subject ? {} : { owedFor: one.node })}
              >
                <State
                  of={one.satisfied_by ? `met: ${words(one.satisfied_by)}` : `on: ${words(one.surface)}`}
                  tone={one.satisfied_by ? 'good' : one.level === 'required' ? 'warn' : 'idle'}
                />
              </Line>
            ))}
          </ul>
        )}
      </Part>
      {licenses.map((license) => (
        <Limits key={license.id} of={license} />
      ))}
    </div>
  );
}

const words = (tag: string): string => tag.replaceAll('-', ' ');

/** Under which use, and as of when, it was asked. */
const Use = ({ when }: { when: string }) => (
  <>
    Of the licenses under{' '}
    <Link to="/settings/$section" params={{ section: 'project' }}>
      the declared use
    </Link>
    , {when}
  </>
);

function Line(props: { what: string; why: string; owedFor?: string; children: ReactNode }) {
  const { what, why, owedFor, children } = props;
  return (
    <li>
      <div className="clip">
        <b>{what}</b>
        <Text size="sm" c="dimmed" className="break">
          {why}
          {owedFor && (
            <>
              {' '}
              Owed for <Ref id={owedFor} />.
            </>
          )}
        </Text>
      </div>
      {children}
    </li>
  );
}

/** What a license of the catalogue limits, each with its clause. */
function Limits({ of }: { of: License }) {
  const { name, url, confidence, commercial_use: commercial, naming, fields, thresholds } = of;
  const { excluded_regions: excluded, use_policy: policy } = of;
  const to = linkOf(url ?? undefined);
  const clause = (text: string | null) => (text ? ` (${text})` : '');
  return (
    <Part
      title={name}
      hint={
        <>
          {of.id}, {confidence.replaceAll('-', ' ')}
          {to && (
            <>
              ,{' '}
              <a href={to} rel="noopener noreferrer nofollow" target="_blank">
                the licensor&apos;s page
              </a>
            </>
          )}
        </>
      }
    >
      <Facts
        of={[
          ['Commercial use', `${commercial.value.replaceAll('-', ' ')}${clause(commercial.clause)}`],
          ['Name', naming && `begins with "${naming.prefix}"${clause(naming.clause)}`],
          [
            'Regions left out',
            excluded.regions.length > 0 && `${excluded.regions.join(', ')}${clause(excluded.clause)}`,
          ],
          ['Use policy', policy && `is part of it${clause(policy.clause)}`],
        ]}
      />
      <Listed
        title="Thresholds"
        lines={thresholds.map((one) => `${one.says} (${one.clause})`)}
        none="It has none."
      />
      <Listed
        title="Fields of use"
        lines={fields.map((one) => `${one.strength}: ${one.means} (${one.clause})`)}
        none="It forbids none."
      />
    </Part>
  );
}

function Listed({ title, lines, none }: { title: string; lines: readonly string[]; none: string }) {
  return (
    <>
      <Text size="xs" c="dimmed" mt="md">
        {title}
      </Text>
      {lines.length === 0 ? (
        <Text size="sm">{none}</Text>
      ) : (
        <ul className="limits" aria-label={title}>
          {lines.map((line) => (
            <li key={line} className="break">
              {line}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
