import { useState } from 'react';

const KEPT = 'luthier.first-steps.hidden';
const projectsIn = (): string[] => (localStorage.getItem(KEPT) ?? '').split(',').filter(Boolean);

/** Whether the first steps of a project were put away in this browser, and how to do that. */
export function useHiddenSteps(project: string): { isHidden: boolean; hide: () => void } {
  const [projects, setProjects] = useState(projectsIn);
  const hide = () => {
    const next = [...new Set([...projectsIn(), project])];
    localStorage.setItem(KEPT, next.join());
    setProjects(next);
  };
  return { isHidden: projects.includes(project), hide };
}
