import { Checkbox } from '@mantine/core';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, memo, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { isBusy, isTyping } from '../shell/keys.js';

const ROW_PX = 36;

export interface Column<T> {
  /** Stands in the address when it is hidden or shown. */
  key: string;
  header: string;
  /** A track of a CSS grid: `120px`, `minmax(200px, 1fr)`. */
  width: string;
  cell: (row: T) => ReactNode;
  align?: 'right';
}

interface Props<T> {
  label: string;
  columns: readonly Column<T>[];
  rows: readonly T[];
  /** What Enter and a click on the row do. */
  open: (row: T) => void;
  selection?: { ids: ReadonlySet<string>; onChange: (ids: Set<string>) => void };
  more?: { has: boolean; load: () => unknown; isLoading: boolean };
}

/**
 * A table of any length: only the rows in sight are in the document. j and k move, Enter opens, x selects; the rows in the
 * address of a link stay links.
 */
export function DataTable<T extends { id: string }>({
  label,
  columns,
  rows,
  open,
  selection,
  more,
}: Props<T>) {
  const scroller = useRef<HTMLDivElement>(null);
  const id = useId();
  const [active, setActive] = useState(-1);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 10,
    getItemKey: (at) => rows[at]!.id,
  });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (more?.has && !more.isLoading && last >= rows.length - 20) void more.load();
  }, [last, rows.length, more]);

  const move = (to: number) => {
    const at = Math.max(0, Math.min(rows.length - 1, to));
    setActive(at);
    virtual.scrollToIndex(at, { align: 'auto' });
  };
  // rows are not rendered again when the selection of others changes: what they call reads it from here
  const latest = useRef({ selection, open });
  useEffect(() => {
    latest.current = { selection, open };
  });
  const [act] = useState(() => ({
    open: (row: T) => latest.current.open(row),
    activate: setActive,
    toggle: (row: T) => {
      const { ids, onChange } = latest.current.selection!;
      const next = new Set(ids);
      if (!next.delete(row.id)) next.add(row.id);
      onChange(next);
    },
  }));
  const keys: Record<string, () => void> = {
    ...{ j: () => move(active + 1), ArrowDown: () => move(active + 1) },
    ...{ k: () => move(active - 1), ArrowUp: () => move(active - 1) },
    ...{ Home: () => move(0), End: () => move(rows.length - 1) },
    ...{ PageDown: () => move(active + 15), PageUp: () => move(active - 15) },
    Enter: () => rows[active] && open(rows[active]),
    x: () => rows[active] && selection && act.toggle(rows[active]),
  };
  const onKey = (event: KeyboardEvent | globalThis.KeyboardEvent) => {
    const does = keys[event.key];
    if (!does || isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Enter' && (event.target as Element).closest('a, button')) return;
    event.preventDefault();
    does();
  };
  // with nothing focused the keys of the page's only table are its own
  useEffect(() => {
    const onWindow = (event: globalThis.KeyboardEvent) =>
      event.target === document.body && !isBusy(event) && onKey(event);
    window.addEventListener('keydown', onWindow);
    return () => window.removeEventListener('keydown', onWindow);
  });

  const tracks = [...(selection ? ['36px'] : []), ...columns.map(({ width }) => width)].join(' ');
  const minWidth = leastWidth(tracks);
  const all = rows.length > 0 && selection?.ids.size === rows.length;
  return (
    <div
      ref={scroller}
      className="table"
      role="grid"
      aria-label={label}
      aria-rowcount={more?.has ? -1 : rows.length + 1}
      aria-multiselectable={selection ? true : undefined}
      aria-activedescendant={active >= 0 ? `${id}-${active}` : undefined}
      tabIndex={0}
      onKeyDown={onKey}
    >
      <div
        className="table-head"
        role="row"
        aria-rowindex={1}
        style={{ gridTemplateColumns: tracks, minWidth }}
      >
        {selection && (
          <div role="columnheader" className="pick">
            <Checkbox
              aria-label="Select all that are loaded"
              checked={all}
              indeterminate={!all && selection.ids.size > 0}
              onChange={() => selection.onChange(new Set(all ? [] : rows.map((row) => row.id)))}
            />
          </div>
        )}
        {columns.map(({ key, header, align }) => (
          <div key={key} role="columnheader" className={align}>
            {header}
          </div>
        ))}
      </div>
      <div role="rowgroup" className="table-body" style={{ height: virtual.getTotalSize(), minWidth }}>
        {items.map(({ index, start, key }) => (
          <Row
            key={key}
            {...{ id: `${id}-${index}`, row: rows[index]!, index, start, columns, tracks }}
            isActive={index === active}
            isSelected={selection?.ids.has(rows[index]!.id) ?? null}
            act={act}
          />
        ))}
      </div>
      {more?.isLoading && <div className="table-more">Loading more …</div>}
    </div>
  );
}

const GAP_PX = 16;
const EDGE_PX = 48;
/** Below this the table scrolls sideways: the least of every track, with what lies between and around them. */
function leastWidth(tracks: string): number {
  const least = [...tracks.matchAll(/(?:^|\s)(?:minmax\()?(\d+)px/g)].map(([, px]) => Number(px));
  return least.reduce((sum, px) => sum + px + GAP_PX, EDGE_PX);
}

interface RowProps<T> {
  id: string;
  row: T;
  index: number;
  start: number;
  columns: readonly Column<T>[];
  tracks: string;
  isActive: boolean;
  /** Null: rows cannot be selected. */
  isSelected: boolean | null;
  act: { open: (row: T) => void; toggle: (row: T) => void; activate: (at: number) => void };
}

const Row = memo(function Row<T extends { id: string }>(props: RowProps<T>) {
  const { id, row, index, start, columns, tracks, isActive, isSelected, act } = props;
  return (
    <div
      id={id}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={isSelected ?? undefined}
      className="table-row"
      data-active={isActive || undefined}
      data-selected={isSelected || undefined}
      style={{ gridTemplateColumns: tracks, transform: `translateY(${start}px)` }}
      onClick={(event) => {
        act.activate(index);
        if (!(event.target as Element).closest('a, button, input, label')) act.open(row);
      }}
    >
      {isSelected !== null && (
        <div role="gridcell" className="pick">
          <input
            type="checkbox"
            className="check"
            aria-label={`Select ${row.id}`}
            checked={isSelected}
            onChange={() => act.toggle(row)}
          />
        </div>
      )}
      {columns.map(({ key, cell, align }) => (
        <div key={key} role="gridcell" className={align}>
          {cell(row)}
        </div>
      ))}
    </div>
  );
}) as <T extends { id: string }>(props: RowProps<T>) => ReactNode;
