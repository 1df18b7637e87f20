import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { CopyPlus, Pause, Play, Square } from 'lucide-react';
import { useState } from 'react';
import { canClone } from '#client/clone.js';
import { answer, api } from '../../api/client.js';
import { queries } from '../../api/queries.js';
import { CopyAs } from '../../pieces/copy-as.js';
import { CancelMany } from './cancel-many.js';
import { canCancel, canPause, type Job } from './job-words.js';
import { jobQuery } from './run-data.js';

/** What a person may do to a job where it stands. */
export function RunActions({ job }: { job: Job }) {
  const navigate = useNavigate();
  const [isAsking, setAsking] = useState(false);
  const params = { params: { path: { id: job.id } } };
  const onSuccess = () => queries.invalidateQueries({ queryKey: jobQuery(job.id).queryKey });
  const pausing = useMutation({
    mutationFn: () => answer(api.POST('/v1/jobs/{id}/pause', params)),
    onSuccess,
  });
  const resuming = useMutation({
    mutationFn: () => answer(api.POST('/v1/jobs/{id}/resume', params)),
    onSuccess,
  });
  return (
    <>
      {canPause(job) && (
        <Button
          leftSection={<Pause size={13} aria-hidden />}
          loading={pausing.isPending}
          onClick={() => pausing.mutate()}
        >
          Pause
        </Button>
      )}
      {job.state === 'paused' && (
        <Button
          variant="filled"
          leftSection={<Play size={13} aria-hidden />}
          loading={resuming.isPending}
          onClick={() => resuming.mutate()}
        >
          Resume
        </Button>
      )}
      {canCancel(job) && (
        <Button leftSection={<Square size={12} aria-hidden />} onClick={() => setAsking(true)}>
          Cancel
        </Button>
      )}
      {canClone(job) && (
        <Button
          leftSection={<CopyPlus size={13} aria-hidden />}
          onClick={() => void navigate({ to: '/jobs/new', search: { clone: job.id } })}
        >
          Clone and edit
        </Button>
      )}
      <CopyAs of={{ method: 'GET', path: `/v1/jobs/${job.id}`, cli: `luthier show ${job.id} --json` }} />
      {isAsking && <CancelMany jobs={[job]} onClose={() => setAsking(false)} />}
    </>
  );
}
