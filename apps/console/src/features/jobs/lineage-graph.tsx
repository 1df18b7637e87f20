import { type KeyboardEvent, useEffect, useMemo, useRef } from 'react';
import type { Schemas } from '../../api/client.js';
import './lineage.css';
import { BOX, layOut, stepTo } from './lineage-layout.js';

type Lineage = Pick<Schemas['Lineage'], 'nodes' | 'edges'>;
type Node = Lineage['nodes'][number];

/** Boxes joined by lines, the oldest at the left. One stop of the tab key; arrows go along the lines. */
export function LineageGraph(props: {
  of: Lineage;
  subject: string;
  chosen: string;
  choose: (id: string) => void;
}) {
  const { of, subject, chosen, choose } = props;
  const layout = useMemo(() => layOut(of.nodes, of.edges), [of]);
  const names = new Map(of.nodes.map((node) => [node.id, node]));
  const boxes = useRef(new Map<string, HTMLButtonElement>());
  const isOpening = useRef(true);
  useEffect(() => {
    // it opens at what all was made of; only what somebody chose is brought into sight
    if (!isOpening.current || chosen !== subject)
      boxes.current.get(chosen)?.scrollIntoView({ block: 'nearest', inline: 'center' });
    isOpening.current = false;
  }, [chosen, subject]);
  const near = new Set(
    of.edges.flatMap(({ from, to }) => (from === chosen ? [to] : to === chosen ? [from] : [])),
  );
  const onKey = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const to = stepTo(event.key, layout, of.edges, chosen);
    if (to === null) return;
    event.preventDefault();
    event.stopPropagation();
    choose(to);
    boxes.current.get(to)?.focus();
  };
  const size = { width: layout.width, height: layout.height };
  return (
    <div className="scrolls graph">
      <div
        className="graph-ground"
        role="group"
        aria-label="Lineage, as a graph"
        style={size}
        onKeyDown={onKey}
      >
        <svg {...size} aria-hidden>
          {layout.lines.map(({ key, path }) => (
            <path key={key} d={path} data-near={key.split(' ').includes(chosen) || undefined} />
          ))}
        </svg>
        {layout.boxes.map(({ id, x, y }) => (
          <button
            key={id}
            type="button"
            ref={(box) => void (box ? boxes.current.set(id, box) : boxes.current.delete(id))}
            className="graph-box"
            style={{ left: x, top: y, ...BOX }}
            tabIndex={id === chosen ? 0 : -1}
            aria-pressed={id === chosen}
            aria-current={id === subject || undefined}
            data-near={near.has(id) || undefined}
            data-held={names.get(id)!.quarantined !== null || undefined}
            onClick={() => choose(id)}
          >
            <Words of={names.get(id)!} />
          </button>
        ))}
      </div>
    </div>
  );
}

function Words({ of: { kind, name, state, quarantined } }: { of: Node }) {
  const marks = [kind.replaceAll('_', ' '), state, quarantined && 'held by a recall'];
  return (
    <>
      <b>{name}</b>
      <span>{marks.filter(Boolean).join(', ')}</span>
    </>
  );
}
