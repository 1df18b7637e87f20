import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { parse } from 'yaml';
import { ArtifactsService } from '#artifacts/artifacts.service.js';
import type { Ctx } from '#kernel/context.js';
import { AppError, notFound } from '#kernel/errors.js';
import { LicensesService } from '#licenses/licenses.service.js';
import { ProjectsService } from '#projects/projects.service.js';
import { commitOf, type HubFile, hubFiles, siblingsOf, treeOf } from './hub-repo.js';
import { ARTIFACT_ROLES, type VersionArtifacts } from '#registry/registry.contract.js';
import { type ModelRow, RegistryService, type VersionRow } from '#registry/registry.service.js';

export interface RepoAt {
  namespace: string;
  name: string;
  revision?: string;
}

export interface Repo {
  id: string;
  model: ModelRow;
  version: VersionRow;
  commit: string;
  files: HubFile[];
}

const COMMIT = /^[0-9a-f]{40}$/;

/** Registered versions as repositories of a Hugging Face Hub that one reads from. What a version is never changes. */
@Injectable()
export class HubService {
  constructor(
    private readonly registry: RegistryService,
    private readonly projects: ProjectsService,
    private readonly artifacts: ArtifactsService,
    private readonly licenses: LicensesService,
  ) {}

  /** Throws not_found in the Hub's words, also for what another project holds, and denied where a license forbids it. */
  async repo(ctx: Ctx, at: RepoAt): Promise<Repo> {
    const { org, model } = await this.modelOf(ctx, at);
    const { version, files } = await this.versionOf(ctx, model, at.revision ?? 'main');
    await this.assertMayLeave(ctx, version);
    return { id: `${org}/${model.name}`, model, version, commit: commitOf(files), files };
  }

  async info(ctx: Ctx, at: RepoAt) {
    const repo = await this.repo(ctx, at);
    const card = frontMatter(await this.registry.card(ctx, repo.version));
    const [author] = repo.id.split('/');
    return {
      _id: repo.commit.slice(0, 24),
      id: repo.id,
      modelId: repo.id,
      author,
      sha: repo.commit,
      private: true,
      gated: false as const,
      disabled: false,
      downloads: 0,
      likes: 0,
      tags: Array.isArray(card['tags']) ? card['tags'] : [],
      library_name: card['library_name'],
      pipeline_tag: card['pipeline_tag'],
      cardData: card,
      createdAt: repo.model.createdAt.toISOString(),
      lastModified: repo.version.createdAt.toISOString(),
      siblings: siblingsOf(repo.files),
    };
  }

  async tree(ctx: Ctx, at: RepoAt & { folder: string; recursive: boolean }) {
    const { files } = await this.repo(ctx, at);
    const found = treeOf(files, at.folder, at.recursive);
    if (found.length === 0) throw entryNotFound(at.folder);
    return found;
  }

  async file(ctx: Ctx, at: RepoAt & { file: string }): Promise<{ repo: Repo; file: HubFile }> {
    const repo = await this.repo(ctx, at);
    const file = repo.files.find(({ path }) => path === at.file);
    if (!file) throw entryNotFound(at.file, { 'x-repo-commit': repo.commit });
    return { repo, file };
  }

  open(ctx: Ctx, { artifact }: HubFile, range?: { start: number; end: number }): Promise<Readable> {
    return this.artifacts.open(ctx, artifact.id, artifact.path, range);
  }

  private async modelOf(ctx: Ctx, { namespace, name }: RepoAt): Promise<{ org: string; model: ModelRow }> {
    const project = await this.projects.get(ctx);
    const ours = [project.org, project.name, project.id].includes(namespace);
    const found = ours ? await this.registry.findAlias(ctx, name, '') : null;
    if (!found)
      throw missing('registered_model_not_found', 'RepoNotFound', `No model '${namespace}/${name}'.`);
    return { org: project.org, model: found.model };
  }

  private async versionOf(ctx: Ctx, model: ModelRow, revision: string) {
    const all = (await this.registry.versions(ctx)).filter(({ modelId }) => modelId === model.id);
    const named = await this.registry.findAlias(ctx, model.name, revision);
    const version =
      all.find(({ id }) => id === named?.alias?.versionId) ??
      all.find(({ number }) => String(number) === revision) ??
      (revision === 'main' ? all[0] : undefined);
    if (version) return { version, files: await this.filesOf(ctx, version) };
    for (const one of COMMIT.test(revision) ? all : []) {
      const files = await this.filesOf(ctx, one);
      if (commitOf(files) === revision) return { version: one, files };
    }
    const message = `Model '${model.name}' has no revision '${revision}'.`;
    throw missing('model_version_not_found', 'RevisionNotFound', message);
  }

  private async filesOf(ctx: Ctx, version: VersionRow): Promise<HubFile[]> {
    const roles = version.artifacts as VersionArtifacts;
    const parts = [];
    for (const role of ARTIFACT_ROLES) {
      const artifact = roles[role];
      if (artifact)
        parts.push({ role, artifact, manifest: (await this.artifacts.get(ctx, artifact)).manifest });
    }
    const card = await this.artifacts.get(ctx, version.cardId);
    return hubFiles({ artifact: card.id, manifest: card.manifest }, parts);
  }

  private async assertMayLeave(ctx: Ctx, version: VersionRow): Promise<void> {
    try {
      for (const id of Object.values(version.artifacts as VersionArtifacts))
        await this.licenses.assertMayLeave(ctx, id);
    } catch (error) {
      throw error instanceof AppError ? inHubWords(error, 'GatedRepo') : error;
    }
  }
}

function frontMatter(card: string): Record<string, unknown> {
  const text = /^---\r?\n([\s\S]*?)\r?\n---/.exec(card)?.[1] ?? '{}';
  return (parse(text) ?? {}) as Record<string, unknown>;
}

/** The Hub's clients read what went wrong from two headers, which hold ASCII alone. */
function inHubWords(error: AppError, code: string, more: Record<string, string> = {}): AppError {
  const headers = {
    ...error.details.headers,
    ...more,
    'x-error-code': code,
    'x-error-message': error.message.replace(/[^\x20-\x7e]/g, '?').slice(0, 500),
  };
  return new AppError(error.kind, error.code, error.message, { ...error.details, headers });
}

const missing = (code: string, hubCode: string, message: string, more?: Record<string, string>) =>
  inHubWords(notFound(code, message.slice(0, 300)), hubCode, more);
const entryNotFound = (path: string, more?: Record<string, string>) =>
  missing('artifact_file_not_found', 'EntryNotFound', `No file '${path}' in this revision.`, more);
