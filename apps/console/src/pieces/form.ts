import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { problemOf } from '../api/problem.js';
import { faultAt } from './faults.js';

/**
 * The values of a form and one way to send them. `fault('name')` is what the API says against that field, `rest` what it says
 * against none of `fields`. Values stay when sending fails.
 */
export function useForm<V extends object, R>(options: {
  initial: V;
  fields: readonly string[];
  send: (values: V) => Promise<R>;
  onDone: (answer: R, values: V) => void;
}) {
  const [values, setValues] = useState(options.initial);
  const sending = useMutation({ mutationFn: options.send, meta: { quiet: true }, onSuccess: options.onDone });
  const problem = sending.error ? problemOf(sending.error) : null;
  const fault = (field: string): string | null => faultAt(problem, field);
  return {
    values,
    set: <K extends keyof V>(name: K, value: V[K]) => setValues((old) => ({ ...old, [name]: value })),
    fault,
    rest: problem && !options.fields.some((field) => fault(field) !== null) ? problem : null,
    isSending: sending.isPending,
    submit: (event?: { preventDefault(): void }) => {
      event?.preventDefault();
      sending.mutate(values);
    },
  };
}
