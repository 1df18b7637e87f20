import type { Ctx } from '#kernel/context.js';
import { etagOf } from '#platform/if-match.js';
import type { UpdateProject } from '#projects/projects.contract.js';
import type { ProjectsService } from '#projects/projects.service.js';

/** Changes a project over HTTP as it is now, as somebody does who is alone with it. `url`: without /v1. */
export async function changeProject(url: string, key: string, body: object): Promise<Response> {
  const address = `${url}/v1/projects/current`;
  const authorization = `Bearer ${key}`;
  const read = await fetch(address, { headers: { authorization } });
  const { revision } = (await read.json()) as { revision: number };
  const headers = { authorization, 'content-type': 'application/json', 'if-match': etagOf(revision) };
  return fetch(address, { method: 'PATCH', headers, body: JSON.stringify(body) });
}

/** The same by the service. */
export async function updateProject(projects: ProjectsService, ctx: Ctx, body: UpdateProject) {
  const { revision } = await projects.view(ctx, 'current');
  return projects.update(ctx, 'current', { ifMatch: etagOf(revision), body });
}
