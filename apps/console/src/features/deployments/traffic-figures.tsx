import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { count } from '../../pieces/figures.js';
import { NotThere } from '../../pieces/not-there.js';
import { knownOf } from '../../pieces/told.js';
import type { Over } from './search.js';
import { ErrorRate, RequestBars } from './traffic-bits.js';
import {
  costWords,
  endingWords,
  energyWords,
  secondsWords,
  tokenWords,
  type Traffic,
} from './traffic-words.js';
import { type Measured, useTaken } from './use-traffic.js';

/** The figures of a deployment beside each other. */
export function TrafficFigures({ of, by, over }: { of: Traffic; by: Measured; over: Over }) {
  const told = useTaken(by, over);
  const taken = knownOf(told);
  const others = endingWords(of);
  return (
    <div className="strip traffic-strip">
      <Figure name="Requests" value={count(of.requests)} below={<RequestBars of={of.series} />} />
      <Duration name="Latency" of={of.latency} none="no answer yet" />
      <Duration name="Time to first token" of={of.first_token} none="no stream yet" />
      <Figure
        name="Error rate"
        value={<ErrorRate of={of} />}
        below={others.length > 0 ? others.join(', ') : of.requests === 0 ? 'no request' : 'all were answered'}
      />
      <Figure
        name="Tokens"
        value={of.requests === 0 ? '—' : count(of.prompt_tokens + of.output_tokens)}
        below={of.requests === 0 ? 'no request' : tokenWords(of)}
      />
      <Figure
        name="Cost"
        value={taken ? costWords(taken) : <NotThere error={told.error} />}
        below={taken && !taken.cost ? 'LUTHIER_CPU_HOUR_PRICE is not set' : BY_HOURS[over]}
      />
      <Figure
        name="Energy"
        value={taken ? energyWords(taken) : <NotThere error={told.error} />}
        below={[taken?.basis, BY_HOURS[over]].filter(Boolean).join(', ')}
      />
    </div>
  );
}

const BY_HOURS: Record<Over, string> = {
  hour: 'of this hour and the one before',
  day: 'by whole hours',
  week: 'by whole hours',
};

function Duration({ name, of, none }: { name: string; of: Traffic['latency']; none: string }) {
  return (
    <Figure
      name={name}
      value={
        <>
          {secondsWords(of.p50_seconds)}
          {of.count > 0 && <span className="beside-figure"> p50</span>}
        </>
      }
      below={of.count === 0 ? none : `${secondsWords(of.p95_seconds)} p95, of ${count(of.count)}`}
    />
  );
}

function Figure({ name, value, below }: { name: string; value: ReactNode; below: ReactNode }) {
  return (
    <div className="figure">
      <Text size="xs" c="dimmed">
        {name}
      </Text>
      <Text size="lg" fw={600} className="num" component="div">
        {value}
      </Text>
      <Text size="xs" c="dimmed" component="div">
        {below}
      </Text>
    </div>
  );
}
