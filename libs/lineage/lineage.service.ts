import { Injectable } from '@nestjs/common';
import { unix } from '#kernel/clock.js';
import type { Ctx } from '#kernel/context.js';
import { invalid, notFound } from '#kernel/errors.js';
import { ArtifactsService } from '#artifacts/artifacts.service.js';
import { lineageOfOrigins, originsOf } from '#datasets/origins.js';
import type { LineageGraph, LineageNode } from '#license-rules/decision.contract.js';
import { LicensesService } from '#licenses/licenses.service.js';
import { QuarantineService } from '#licenses/quarantine.service.js';
import { Db, type Tx } from '#platform/db.js';
import { RegistryService } from '#registry/registry.service.js';
import type { Direction } from './lineage.contract.js';
import { type EdgeRow, LineageRepository, type NodeRow } from './lineage.repository.js';

/** More than this is no answer to a question; a recall, which must not stop half-way, goes further. */
const MAX_NODES = 2000;
const MAX_RECALLED = 100_000;

interface Walked {
  nodes: NodeRow[];
  edges: EdgeRow[];
}

/** One graph over all slices, from base models and data to deployments. */
@Injectable()
export class LineageService {
  constructor(
    private readonly db: Db,
    private readonly rows: LineageRepository,
    private readonly licenses: LicensesService,
    private readonly quarantine: QuarantineService,
    private readonly artifacts: ArtifactsService,
    private readonly registry: RegistryService,
  ) {}

  /** Throws not_found for an id of nothing, invalid `lineage_too_large`. */
  async of(ctx: Ctx, ref: string, direction: Direction) {
    const id = ref.startsWith('ft:') ? (await this.registry.getVersion(ctx, ref)).id : ref;
    const { nodes, edges } = await this.db.tx(ctx, async (tx) => {
      const up = direction === 'down' ? NOTHING : await this.walk(tx, ctx, [id], 'up');
      const down = direction === 'up' ? NOTHING : await this.walk(tx, ctx, [id], 'down');
      return together(up, down);
    });
    if (!nodes.some((node) => node.id === id))
      throw notFound('lineage_subject_not_found', `Nothing here has the id '${ref.slice(0, 80)}'.`);
    const outside = this.outside(nodes, await this.licenses.concluder(ctx));
    const held = await this.quarantine.heldOf(
      ctx,
      nodes.map((node) => node.id),
    );
    return {
      object: 'lineage' as const,
      subject: id,
      direction,
      nodes: [...nodes.map((node) => this.view(node, held.get(node.id))), ...outside.nodes],
      edges: [
        ...edges
          .filter(({ type }) => type !== 'made-from')
          .map(({ child: from, parent: to, type }) => ({ from, to, type })),
        ...outside.edges,
      ],
      license_graph: direction === 'down' ? null : await this.licenseGraph(ctx, id),
    };
  }

  async ofArtifact(ctx: Ctx, id: string, direction: Direction) {
    await this.artifacts.get(ctx, id);
    return this.of(ctx, id, direction);
  }

  /** The roots and everything that comes from them, as they stand in the caller's transaction. */
  async descendants(tx: Tx, ctx: Ctx, roots: readonly string[]): Promise<NodeRow[]> {
    return (await this.walk(tx, ctx, roots, 'down', MAX_RECALLED)).nodes;
  }

  private async walk(
    tx: Tx,
    ctx: Ctx,
    starts: readonly string[],
    way: 'up' | 'down',
    most = MAX_NODES,
  ): Promise<Walked> {
    const edges: EdgeRow[] = [];
    const seen = new Set(starts);
    for (let level = [...starts]; level.length > 0;) {
      const found = await this.rows[way](tx, ctx.projectId, level);
      edges.push(...found);
      level = [...new Set(found.map((edge) => (way === 'up' ? edge.parent : edge.child)))].filter(
        (id) => !seen.has(id),
      );
      level.forEach((id) => seen.add(id));
      if (seen.size > most)
        throw invalid(
          'lineage_too_large',
          `The lineage has more than ${most} things; ask in one direction, or for a thing nearer to what you look for.`,
          { param: 'direction' },
        );
    }
    return { nodes: await this.rows.nodes(tx, ctx.projectId, [...seen]), edges };
  }

  /** What dataset versions name that is no row of ours, and their edges with their roles. */
  private outside(nodes: readonly NodeRow[], conclude: (node: LineageNode) => string | null) {
    const parts = nodes
      .filter((node) => node.kind === 'dataset_version')
      .map((node) => lineageOfOrigins(node.id, originsOf(node.origins)));
    const known = new Set(nodes.map((node) => node.id));
    const strangers = new Map(parts.flatMap((part) => part.nodes).map((node) => [node.id, node]));
    const views = [...strangers.values()].map((node) => ({
      id: node.id,
      kind: node.kind,
      name: node.id.replace(/^outside:/, ''),
      license: { declared: node.declared_license ?? null, concluded: conclude(node) },
      sha256: null,
      state: null,
      quarantined: null,
      created_at: null,
    }));
    const edges = parts.flatMap((part) => part.edges).filter(({ to }) => known.has(to) || strangers.has(to));
    return { nodes: views, edges };
  }

  /** The graph that a license gate would be asked about; null for a thing that no gate is asked about. */
  private async licenseGraph(ctx: Ctx, id: string): Promise<LineageGraph | null> {
    return id.startsWith('art_') ? this.artifacts.findLineage(ctx, id) : null;
  }

  private view(node: NodeRow, recall: string | undefined) {
    const { id, kind, name, declared, concluded, sha256, state, createdAt } = node;
    return {
      id,
      kind,
      name,
      license: declared || concluded ? { declared, concluded } : null,
      sha256,
      state,
      quarantined: recall ?? null,
      created_at: unix(createdAt),
    };
  }
}

const NOTHING: Walked = { nodes: [], edges: [] };

function together(up: Walked, down: Walked): Walked {
  const nodes = new Map([...up.nodes, ...down.nodes].map((node) => [node.id, node]));
  const edges = new Map([...up.edges, ...down.edges].map((edge) => [Object.values(edge).join('\n'), edge]));
  return { nodes: [...nodes.values()], edges: [...edges.values()] };
}
