/** What the memory and time of a training depend on, of a model: from its config.json and its headers. */
export interface ModelFacts {
  parameters: number;
  hidden: number | null;
  layers: number | null;
  /** Width of the MLP; derived from the parameter count where the files do not say. */
  intermediate: number | null;
  heads: number | null;
  kvHeads: number | null;
  vocabulary: number | null;
  /** Whether the head is the embedding; taken as two matrices where nobody says, which is the larger. */
  tied: boolean | null;
}

/** The same with nothing left open. */
export interface Shape {
  parameters: number;
  hidden: number;
  layers: number;
  intermediate: number;
  heads: number;
  kvHeads: number;
  vocabulary: number;
  /** Parameters of the embedding, and of the head where it is its own matrix. */
  embedding: number;
}

export type Named<T> = { shape: T; missing: null } | { shape: null; missing: string };

/** The shape, or the names of the facts without which a number would be made up. */
export function shapeOf(facts: ModelFacts | null): Named<Shape> {
  if (facts === null) return { shape: null, missing: 'the number of parameters of the base model' };
  const { parameters, hidden, layers, vocabulary } = facts;
  if (hidden === null || layers === null || vocabulary === null) {
    const names = { hidden_size: hidden, num_hidden_layers: layers, vocab_size: vocabulary };
    const open = Object.entries(names).flatMap(([name, value]) => (value === null ? [name] : []));
    return { shape: null, missing: `${open.join(', ')} of the base model's config.json` };
  }
  const heads = facts.heads ?? Math.max(1, Math.round(hidden / 128));
  const kvHeads = facts.kvHeads ?? heads;
  const embedding = Math.min(parameters, (facts.tied === true ? 1 : 2) * vocabulary * hidden);
  const attention = 2 * hidden * hidden * (1 + kvHeads / heads);
  const perLayer = (parameters - embedding) / layers;
  const intermediate = facts.intermediate ?? Math.max(hidden, (perLayer - attention) / (3 * hidden));
  return {
    shape: { parameters, hidden, layers, intermediate, heads, kvHeads, vocabulary, embedding },
    missing: null,
  };
}

/**
 * Parameters of a LoRA adapter: r (in + out) for each module it sits on (Hu et al. 2021, section 4.1), of a layer as a Llama's:
 * q, k, v, o and three of the MLP; k and v as narrow as their heads are few.
 */
export function adapterParameters(
  shape: Shape,
  adapter: { r: number; targets: 'all-linear' | readonly string[] },
): number {
  const { hidden: h, intermediate: f, layers } = shape;
  const kv = (h * shape.kvHeads) / shape.heads;
  const width = (name: string): number => {
    if (/c_attn|qkv|query_key_value|W_pack/.test(name)) return h + h + 2 * kv;
    if (/(^|\.)(k|v)_proj|^(key|value)$/.test(name)) return h + kv;
    return /(q|o)_proj|attn|query|output/.test(name) ? 2 * h : h + f;
  };
  const widths =
    adapter.targets === 'all-linear'
      ? 2 * 2 * h + 2 * (h + kv) + 3 * (h + f)
      : adapter.targets.reduce((sum, name) => sum + width(name), 0);
  return Math.round(adapter.r * layers * widths);
}
