import { ActionIcon, Button, Group, Text } from '@mantine/core';
import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowDownToLine, ChevronDown, ChevronUp, Download, Pause } from 'lucide-react';
import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import { matches, plain, spansOf } from './ansi.js';
import { SearchField } from './filters.js';

const LINE_PX = 20;

interface Props {
  label: string;
  lines: readonly string[];
  /** Which of them are shown, by their places; all where it is left out. What is saved is always all. */
  shown?: readonly number[] | undefined;
  filters?: ReactNode;
  /** Where none is shown. */
  none?: string;
  /** More may come. */
  isLive?: boolean;
  /** Kept in the address by the page. */
  search: string;
  onSearch: (words: string) => void;
  fileName: string;
}

/** A log of any length: follows its end until it is scrolled back, is searched, and is saved as it came. */
export function LogView(props: Props) {
  const { label, lines: all, shown, filters, none, isLive = false, search, onSearch, fileName } = props;
  const lines = useMemo(() => (shown ? shown.map((at) => all[at]!) : all), [all, shown]);
  const scroller = useRef<HTMLDivElement>(null);
  const [isFollowing, setFollowing] = useState(true);
  const [hit, setHit] = useState(0);
  const hits = useMemo(() => matches(lines, search), [lines, search]);
  const at = hits[Math.min(hit, hits.length - 1)];
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => LINE_PX,
    overscan: 20,
  });
  useEffect(() => {
    if (isFollowing && search === '' && lines.length > 0)
      virtual.scrollToIndex(lines.length - 1, { align: 'end' });
  }, [lines.length, isFollowing, search, virtual]);
  useEffect(() => {
    if (at !== undefined) virtual.scrollToIndex(at, { align: 'center' });
  }, [at, virtual]);
  const onScroll = () => {
    const { scrollTop, clientHeight, scrollHeight } = scroller.current!;
    setFollowing(scrollTop + clientHeight >= scrollHeight - LINE_PX * 2);
  };
  const go = (step: number) =>
    setHit((now) => (Math.min(now, hits.length - 1) + step + hits.length) % hits.length);
  return (
    <div className="log">
      <Group gap="xs" mb="xs">
        <SearchField
          label="Search the log"
          value={search}
          onChange={(words) => (onSearch(words), setHit(0))}
        />
        {search !== '' && (
          <>
            <Text size="xs" c="dimmed" role="status">
              {hits.length === 0 ? 'nothing' : `${Math.min(hit, hits.length - 1) + 1} of ${hits.length}`}
            </Text>
            <ActionIcon aria-label="Previous match" disabled={hits.length === 0} onClick={() => go(-1)}>
              <ChevronUp size={14} />
            </ActionIcon>
            <ActionIcon aria-label="Next match" disabled={hits.length === 0} onClick={() => go(1)}>
              <ChevronDown size={14} />
            </ActionIcon>
          </>
        )}
        {filters}
        <Text size="xs" c="dimmed" flex={1} ta="right" miw={80}>
          {shown && `${lines.length.toLocaleString('en-US')} of `}
          {all.length.toLocaleString('en-US')} lines
        </Text>
        {isLive && (
          <Button
            leftSection={isFollowing ? <Pause size={12} /> : <ArrowDownToLine size={12} />}
            aria-pressed={isFollowing}
            onClick={() => setFollowing(!isFollowing)}
          >
            {isFollowing ? 'Pause' : 'Follow'}
          </Button>
        )}
        <Button leftSection={<Download size={12} />} onClick={() => save(fileName, all)}>
          Download
        </Button>
      </Group>
      <div
        ref={scroller}
        className="log-lines"
        role="log"
        aria-label={label}
        aria-live="off"
        tabIndex={0}
        onScroll={onScroll}
      >
        {lines.length === 0 && none && (
          <Text size="xs" c="dimmed" p="md">
            {none}
          </Text>
        )}
        <div style={{ height: virtual.getTotalSize(), position: 'relative' }}>
          {virtual.getVirtualItems().map(({ index, start, key }) => (
            <Line
              key={key}
              text={lines[index]!}
              number={(shown?.[index] ?? index) + 1}
              top={start}
              isHit={index === at}
            />
          ))}
        </div>
      </div>
    </div>
  );
}

function Line({ text, number, top, isHit }: { text: string; number: number; top: number; isHit: boolean }) {
  return (
    <div className="log-line" data-hit={isHit || undefined} style={{ transform: `translateY(${top}px)` }}>
      <span className="log-number" aria-hidden>
        {number}
      </span>
      {spansOf(text).map((span, at) => (
        <span key={at} className={span.style}>
          {span.text}
        </span>
      ))}
    </div>
  );
}

function save(name: string, lines: readonly string[]): void {
  const url = URL.createObjectURL(new Blob([lines.map(plain).join('\n')], { type: 'text/plain' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
