import { Controller } from '@nestjs/common';
import type { InputOf } from '#platform/route.contract.js';
import { Input, Route } from '#platform/route.js';
import { KeyRotation } from '#projects/key-rotation.service.js';
import * as people from '#projects/members.contract.js';
import { MembersService } from '#projects/members.service.js';
import * as contract from '#projects/projects.contract.js';
import { ProjectsService } from '#projects/projects.service.js';

@Controller()
export class ProjectsController {
  constructor(
    private readonly projects: ProjectsService,
    private readonly members: MembersService,
    private readonly rotation: KeyRotation,
  ) {}

  @Route(contract.createProject)
  create(@Input() { ctx, body }: InputOf<typeof contract.createProject>) {
    return this.projects.create(ctx, body);
  }

  @Route(contract.listProjects)
  list(@Input() { ctx, query }: InputOf<typeof contract.listProjects>) {
    return this.projects.list(ctx, query);
  }

  @Route(contract.getProject)
  get(@Input() { ctx, params }: InputOf<typeof contract.getProject>) {
    return this.projects.view(ctx, params.id);
  }

  @Route(contract.updateProject)
  update(@Input() { ctx, params, ifMatch, body }: InputOf<typeof contract.updateProject>) {
    return this.projects.update(ctx, params.id, { ifMatch, body });
  }

  @Route(contract.confirmUse)
  confirmUse(@Input() { ctx, params }: InputOf<typeof contract.confirmUse>) {
    return this.projects.confirmUse(ctx, params.id);
  }

  @Route(contract.createKey)
  createKey(@Input() { ctx, body }: InputOf<typeof contract.createKey>) {
    return this.projects.createKey(ctx, body);
  }

  @Route(contract.rotateKey)
  rotateKey(@Input() { ctx }: InputOf<typeof contract.rotateKey>) {
    return this.rotation.rotateOwn(ctx);
  }

  @Route(contract.rotateKeyById)
  rotateKeyById(@Input() { ctx, params, body }: InputOf<typeof contract.rotateKeyById>) {
    return this.rotation.rotate(ctx, params.id, body);
  }

  @Route(contract.listKeys)
  listKeys(@Input() { ctx, query }: InputOf<typeof contract.listKeys>) {
    return this.projects.listKeys(ctx, query);
  }

  @Route(contract.revokeKey)
  revokeKey(@Input() { ctx, params }: InputOf<typeof contract.revokeKey>) {
    return this.projects.revokeKey(ctx, params.id);
  }

  @Route(people.listMembers)
  listMembers(@Input() { ctx, query }: InputOf<typeof people.listMembers>) {
    return this.members.list(ctx, query);
  }

  @Route(people.createMember)
  createMember(@Input() { ctx, body }: InputOf<typeof people.createMember>) {
    return this.members.create(ctx, body);
  }

  @Route(people.updateMember)
  updateMember(@Input() { ctx, params, body }: InputOf<typeof people.updateMember>) {
    return this.members.update(ctx, params.id, body);
  }

  @Route(people.removeMember)
  removeMember(@Input() { ctx, params }: InputOf<typeof people.removeMember>) {
    return this.members.remove(ctx, params.id);
  }
}
