import { Alert, Button } from '@mantine/core';
import { AllowedPart } from './allowed-part.js';
import { changesOf, type Draft } from './draft.js';
import { DiffersPart } from './differs-part.js';
import { EstimatePart } from './estimate-part.js';
import type { JobForm } from './job-form.js';

/** What it would come to, whether it may, what is new in it, and the button. */
export function JobSide({
  form,
  clone,
  parent,
}: {
  form: JobForm;
  clone: string | undefined;
  parent: Draft | null;
}) {
  const { estimate, isWhole, rest } = form;
  const isRefused = isWhole && estimate.isSettled && estimate.data?.allowed_to_proceed === false;
  return (
    <>
      {clone && parent && (
        <DiffersPart clone={clone} changes={changesOf(form.draft, parent)} reset={form.reset} />
      )}
      <EstimatePart of={estimate} isWhole={isWhole} />
      {isWhole && estimate.data && !estimate.error && <AllowedPart of={estimate.data} />}
      {rest && (
        <Alert color="red" title={rest.title} role="alert">
          {form.isSilent
            ? 'Your settings are kept. Submit again when it is back: a request that did arrive makes no second job.'
            : rest.text}
        </Alert>
      )}
      <div className="submit">
        <Button type="submit" variant="filled" size="sm" fullWidth loading={form.isSending}>
          {isRefused ? 'Submit all the same' : 'Submit'}
        </Button>
      </div>
    </>
  );
}
