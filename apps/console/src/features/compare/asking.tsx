import type { AnsweredRow } from './answered.js';

/** What was asked and what was expected, as words of others: shown, never run. */
export const Asking = ({ of: { prompt, expected } }: { of: AnsweredRow }) => (
  <dl className="asking">
    {prompt?.map(({ role, text }, at) => (
      <div key={at}>
        <dt>{role}</dt>
        <dd className="said">{text}</dd>
      </div>
    ))}
    <div>
      <dt>expected</dt>
      <dd className="said">{expected}</dd>
    </div>
  </dl>
);
