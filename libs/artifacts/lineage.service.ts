import { Injectable } from '@nestjs/common';
import { BaseModelsService } from '#base-models/base-models.service.js';
import { DatasetsService } from '#datasets/datasets.service.js';
import type { Ctx } from '#kernel/context.js';
import { invalid, notFound } from '#kernel/errors.js';
import type { LineageEdge, LineageGraph, LineageNode } from '#license-rules/decision.contract.js';
import { QuarantineService } from '#licenses/quarantine.service.js';
import { EDGE_TYPES, type EdgeType, type NodeKind } from '#license-catalogue/vocabulary.js';
import { Db } from '#platform/db.js';
import {
  type ArtifactEdgeRow,
  type ArtifactParent,
  type ArtifactRow,
  ArtifactsRepository,
} from './artifacts.repository.js';
import type { Material } from './provenance.js';

/** What an artifact of each kind is in the license graph; a base_model artifact stands for the base model itself. */
const NODE_KIND: Readonly<Record<string, NodeKind>> = {
  adapter: 'adapter',
  checkpoint: 'adapter',
  merged: 'merged',
  gguf: 'quantized',
  gguf_adapter: 'adapter',
  quantized: 'quantized',
  answers: 'generated_data',
};
const MAX_NODES = 5000;

type Edge = Pick<ArtifactEdgeRow, 'artifactId' | 'parentId' | 'type'>;

/** Where artifacts come from, down to base models and data: for the license gate, cards and provenance. */
@Injectable()
export class LineageService {
  constructor(
    private readonly db: Db,
    private readonly rows: ArtifactsRepository,
    private readonly baseModels: BaseModelsService,
    private readonly datasets: DatasetsService,
    private readonly quarantine: QuarantineService,
  ) {}

  /** The license graph under one artifact; the first node is the artifact. Each node once, however the edges run. */
  async of(ctx: Ctx, artifactId: string): Promise<LineageGraph> {
    const { artifacts, edges } = await this.walk(ctx, [artifactId]);
    if (artifacts[0]?.id !== artifactId)
      throw notFound('artifact_not_found', `No artifact '${artifactId.slice(0, 80)}'.`);
    return this.graph(ctx, artifacts, edges);
  }

  /** The license graph of what is about to be made of `parents`; the first node is `made`. */
  async under(ctx: Ctx, made: LineageNode, parents: readonly ArtifactParent[]): Promise<LineageGraph> {
    const starts = parents.map(({ id, type }) => ({ artifactId: made.id, parentId: id, type }));
    const { artifacts, edges } = await this.walk(
      ctx,
      parents.map(({ id }) => id),
    );
    const { nodes, edges: below } = await this.graph(ctx, artifacts, [...starts, ...edges]);
    return { nodes: [made, ...nodes], edges: below };
  }

  /** Throws denied `quarantined` when a recall holds one of these (art_, bm_, dsv_) or anything they come from. */
  async assertFree(ctx: Ctx, ids: readonly string[]): Promise<void> {
    const { edges } = await this.walk(ctx, ids);
    const all = [...ids, ...edges.map((edge) => edge.parentId)];
    await this.quarantine.assertFree(ctx, [...new Set(all)]);
  }

  /** The base model under an artifact, the nearest one. Throws not_found where there is none. */
  async baseModelOf(ctx: Ctx, artifactId: string): Promise<string> {
    const { artifacts, edges } = await this.walk(ctx, [artifactId]);
    for (const row of artifacts) {
      const base = row.kind === 'base_model' ? await this.baseModels.findByArtifact(ctx, row.id) : null;
      const parent =
        base?.id ??
        edges.find((edge) => edge.artifactId === row.id && edge.parentId.startsWith('bm_'))?.parentId;
      if (parent) return parent;
    }
    throw notFound('base_model_not_found', `Artifact '${artifactId}' stands on no known base model.`);
  }

  /** These and, up to `most`, the newest of what was quantized from them; with the parents of each. */
  family(ctx: Ctx, ids: readonly string[], most: number) {
    return this.db.tx(ctx, async (tx) => {
      const own = await this.rows.findMany(tx, ids);
      const made = await this.rows.quantizedFrom(tx, ids, most);
      const rows = [...own, ...made.filter(({ id }) => !ids.includes(id))];
      const edges = await this.rows.edgesFrom(
        tx,
        rows.map(({ id }) => id),
      );
      return rows.map((row) => ({
        row,
        parents: edges.filter(({ artifactId }) => artifactId === row.id).map(({ parentId }) => parentId),
      }));
    });
  }

  /** Each parent with the digest of its content. Throws AppError `unknown_parent` for an id or relation that is none. */
  async materials(ctx: Ctx, parents: readonly ArtifactParent[]): Promise<Material[]> {
    return Promise.all(
      parents.map(async ({ id, type }) => {
        if (!(EDGE_TYPES as readonly string[]).includes(type))
          throw invalid('unknown_parent', `'${type}' is no relation.`);
        return { uri: `urn:luthier:${id}`, digest: { sha256: await this.digestOf(ctx, id) }, relation: type };
      }),
    );
  }

  private async digestOf(ctx: Ctx, id: string): Promise<string> {
    if (id.startsWith('dsv_')) return (await this.datasets.getVersion(ctx, id)).digest;
    const artifactId = id.startsWith('bm_') ? (await this.baseModels.resolve(ctx, id)).artifactId : id;
    const row = artifactId ? await this.db.tx(ctx, (tx) => this.rows.find(tx, artifactId)) : null;
    if (!row) throw invalid('unknown_parent', `The parent '${id}' has no content.`);
    return row.digest;
  }

  private async graph(ctx: Ctx, artifacts: readonly ArtifactRow[], edges: Edge[]): Promise<LineageGraph> {
    const standIn = new Map<string, string>();
    const nodes: LineageNode[] = [];
    for (const row of artifacts) {
      const base = row.kind === 'base_model' ? await this.baseModels.findByArtifact(ctx, row.id) : null;
      if (base) standIn.set(row.id, base.id);
      else nodes.push({ id: row.id, kind: NODE_KIND[row.kind] ?? 'finetuned' });
    }
    const parents = edges.map((edge) => edge.parentId);
    const bases = new Set([...standIn.values(), ...parents.filter((id) => id.startsWith('bm_'))]);
    for (const id of bases) nodes.push(await this.baseModels.lineageNode(ctx, id));
    const data = await this.datasets.lineage(ctx, [...new Set(parents.filter(isData))]);
    nodes.push(...new Map(data.nodes.map((node) => [node.id, node])).values());
    const known = new Set([...nodes.map((node) => node.id), ...standIn.keys()]);
    const stranger = parents.find((id) => !known.has(id));
    if (stranger) throw invalid('unknown_parent', `The lineage names '${stranger}', which is nothing known.`);
    const named = (id: string) => standIn.get(id) ?? id;
    return {
      nodes,
      edges: edges.map(({ artifactId: from, parentId, type }): LineageEdge => {
        return { from: named(from), to: named(parentId), type: type as EdgeType };
      }),
    };
  }

  /**
   * Breadth first through artifacts and data, so that nearer ancestors come first; a cycle, which nothing should make, ends it
   * no later.
   */
  private async walk(
    ctx: Ctx,
    starts: readonly string[],
  ): Promise<{ artifacts: ArtifactRow[]; edges: Edge[] }> {
    const artifacts: ArtifactRow[] = [];
    const edges: Edge[] = [];
    const seen = new Set(starts);
    for (let level = [...seen]; level.length > 0;) {
      const ids = level.filter((id) => id.startsWith('art_'));
      const [found, out] = await this.db.tx(ctx, (tx) =>
        Promise.all([this.rows.findMany(tx, ids), this.rows.edgesFrom(tx, ids)]),
      );
      artifacts.push(...found);
      const data = await this.datasets.lineage(ctx, level.filter(isData));
      const origins = data.edges.map(({ from, to, type }) => ({ artifactId: from, parentId: to, type }));
      edges.push(...out, ...origins);
      level = [...new Set([...out, ...origins].map((edge) => edge.parentId))].filter((id) => !seen.has(id));
      level.forEach((id) => seen.add(id));
      if (seen.size > MAX_NODES)
        throw invalid('lineage_too_large', `The lineage has more than ${MAX_NODES} artifacts.`);
    }
    return { artifacts, edges };
  }
}

const isData = (id: string): boolean => id.startsWith('dsv_');
