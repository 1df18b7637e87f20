import { Ref } from '../../pieces/ref.js';
import { type Job, modelOf } from '../jobs/job-words.js';

/** Of which base model a job is, where it names one: a title alone tells two trainings not apart. */
export function Model({ of }: { of: Job }) {
  const id = modelOf(of);
  return (
    id !== null && (
      <>
        {' '}
        · <Ref id={id} />
      </>
    )
  );
}
