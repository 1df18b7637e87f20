/** Where a key comes from: who made it and with which key; null where the system made it, or nobody knows. */
export interface KeyOrigin {
  id: string;
  member: string;
  /** Its member put it in the place of the key that was handed out: nobody else has seen it. */
  isOwn: boolean;
  madeBy: string | null;
  /** Null also where its maker had logged in: what a person does in a session went through no other hands. */
  madeWith: string | null;
}

/** How a member came, and with which of its keys it acts. */
export interface Origin {
  /** The key in use; null for one who holds none. */
  key: string | null;
  /** The key with which the member was added. */
  addedWith: string | null;
  /** Who added it. */
  addedBy: string | null;
  /** Both keys and all that they were made with, by id. */
  keys: ReadonlyMap<string, KeyOrigin>;
}

/**
 * Members through whose hands a key went, or who added its member: each of them could act in its name. A key that its member
 * put in place of the one handed out went through no other hands, and whoever made something with such a key acted alone.
 */
export function handsOf({ key, addedWith, addedBy, keys }: Origin): string[] {
  const used = key === null ? undefined : keys.get(key);
  if (used?.isOwn) return [];
  const hands = new Set<string>();
  for (const maker of [used?.madeBy, addedBy]) if (maker) hands.add(maker);
  for (const start of [used?.madeWith, addedWith]) walk(start, keys, hands);
  return [...hands];
}

function walk(start: string | null | undefined, keys: Origin['keys'], hands: Set<string>): void {
  const seen = new Set<string>();
  for (let id = start; id;) {
    const maker: KeyOrigin | undefined = seen.has(id) ? undefined : keys.get(id);
    if (!maker) return;
    seen.add(id);
    hands.add(maker.member);
    if (maker.isOwn) return;
    if (maker.madeBy) hands.add(maker.madeBy);
    id = maker.madeWith;
  }
}
