import './new-job.css';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Button } from '@mantine/core';
import { Page } from '../../pieces/page.js';
import { Empty, Failed, Loading } from '../../pieces/states.js';
import { useJobForm } from './job-form.js';
import { JobFields } from './job-fields.js';
import { JobSide } from './job-side.js';
import { useParent } from './parent.js';
import type { Draft } from './draft.js';
import { CopyAs } from '../../pieces/copy-as.js';
import { commandOf } from './command.js';
import { RotateCcw } from 'lucide-react';

/** A training, from a form; or another like one that was there. */
export function NewJobPage() {
  const { clone } = useSearch({ from: '/frame/jobs/new' });
  const navigate = useNavigate();
  const parent = useParent(clone);
  if (clone === undefined) return <JobForm key="new" clone={undefined} parent={null} />;
  if (parent.data) return <JobForm key={clone} clone={clone} parent={parent.data} />;
  return (
    <Page title="New training">
      {parent.data === null ? (
        <Empty
          title="This job cannot be cloned here"
          text="Only a training has settings that this form knows."
          action={
            <Button onClick={() => void navigate({ to: '/jobs/$id', params: { id: clone } })}>
              Back to the job
            </Button>
          }
        />
      ) : parent.error ? (
        <Failed error={parent.error} again={() => void parent.refetch()} />
      ) : (
        <Loading />
      )}
    </Page>
  );
}

function JobForm({ clone, parent }: { clone: string | undefined; parent: Draft | null }) {
  const form = useJobForm(clone, parent);
  const { path, body } = form.request;
  return (
    <Page
      title="New training"
      sentence={clone ? 'Filled with the settings of another job, as they were resolved.' : undefined}
      actions={
        <>
          {form.isTouched && clone === undefined && (
            <Button leftSection={<RotateCcw size={13} aria-hidden />} onClick={form.reset}>
              Start afresh
            </Button>
          )}
          <CopyAs of={{ method: 'POST', path, body, cli: commandOf(body) }} />
        </>
      }
    >
      <form onSubmit={form.submit} className="new-job" noValidate>
        <div className="stack">
          <JobFields form={form} parent={parent} />
        </div>
        <div className="stack new-job-side">
          <JobSide form={form} clone={clone} parent={parent} />
        </div>
      </form>
    </Page>
  );
}
