import { ask } from '../../api/client.js';
import { Asked } from '../../pieces/states.js';
import { NeedsAdmin, useIsAdmin } from './may.js';
import { ConfirmUse } from './confirm-use.js';
import { bodyOf, formOf, isOfUse, jsonFault, LABELS } from './declared-use.js';
import { DatasetLicenseFields, FigureFields, MoreFields, UseFields } from './project-fields.js';
import { PROJECT_QUERY, type Project, useProjectForm } from './project-save.js';
import { SaveBar } from './save-bar.js';
import { Trial } from './trial.js';

/** What the project says of itself: the license rules decide by it. */
export function ProjectSection() {
  const project = ask.useQuery('get', '/v1/projects/{id}', PROJECT_QUERY[2]);
  return (
    <>
      <NeedsAdmin to="change the project" />
      <Asked of={project}>{(of) => <ProjectForm project={of} />}</Asked>
    </>
  );
}

function ProjectForm({ project }: { project: Project }) {
  const isAdmin = useIsAdmin();
  const form = useProjectForm({ section: 'project', project, read: formOf, body: bodyOf });
  const moreFault = jsonFault(form.values.more);
  const at = {
    values: form.values,
    set: form.set,
    disabled: !isAdmin,
    fault: (field: keyof typeof LABELS) =>
      (field === 'more' && moreFault) || form.fault(isOfUse(field) ? `declared_use.${field}` : field) || null,
  };
  const isPlaced = (Object.keys(LABELS) as (keyof typeof LABELS)[]).some((field) => at.fault(field) !== null);
  return (
    <>
      <UseFields {...at} />
      <FigureFields {...at} actions={isAdmin && <ConfirmUse project={project} />} />
      <DatasetLicenseFields {...at} />
      <MoreFields {...at} />
      <Trial project={project} form={form.values} isChanged={form.fields.length > 0} blocked={moreFault} />
      <SaveBar
        changed={form.fields.map((field) => LABELS[field])}
        theirs={form.theirs.map((field) => LABELS[field as keyof typeof LABELS])}
        problem={form.problem}
        isPlaced={isPlaced}
        isSaving={form.saving.isPending}
        blocked={moreFault}
        save={() => form.saving.mutate()}
        drop={form.drop}
      />
    </>
  );
}
