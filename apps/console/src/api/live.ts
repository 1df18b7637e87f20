import { useEffect, useRef, useState } from 'react';
import { eventsOf, type ServerEvent } from '#client/events.js';
import { sent } from './client.js';
import { wentDown } from './connection.js';
import { heard } from './queries.js';

export type LiveState = 'off' | 'connecting' | 'live' | 'ended' | 'broken';
const BACK_MS = [500, 1_000, 2_000, 5_000, 10_000];

/**
 * Follows server-sent events and comes back behind the last one after a break. `onEvent` may change between renders; a null
 * path follows nothing. The stream's own end (`ended`) is not a break.
 */
export function useLive(path: string | null, onEvent: (event: ServerEvent) => void): LiveState {
  const [state, setState] = useState<LiveState>('off');
  const latest = useRef(onEvent);
  useEffect(() => {
    latest.current = onEvent;
  });
  useEffect(() => {
    if (path === null) return;
    const gone = new AbortController();
    void follow(path, { signal: gone.signal, onState: setState, onEvent: (event) => latest.current(event) });
    return () => {
      gone.abort();
      setState('off');
    };
  }, [path]);
  return state;
}

interface Following {
  signal: AbortSignal;
  onState: (state: LiveState) => void;
  onEvent: (event: ServerEvent) => void;
}

async function follow(path: string, { signal, onState, onEvent }: Following): Promise<void> {
  let lastId: string | null = null;
  for (let tries = 0; !signal.aborted; tries += 1) {
    onState('connecting');
    try {
      const response = await open(path, lastId, signal);
      if (response.status === 401)
        heard.signedOut(); // whoever signs in again finds the stream again
      else if (response.status >= 400 && response.status < 500 && response.status !== 429)
        return onState('broken');
      if (!response.ok || !response.body) throw new Error(`HTTP ${response.status}`);
      onState('live');
      for await (const event of eventsOf(response.body)) {
        tries = 0;
        lastId = event.id ?? lastId;
        onEvent(event);
      }
      if (!signal.aborted) return onState('ended');
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof TypeError) wentDown();
    }
    await wait(BACK_MS[Math.min(tries, BACK_MS.length - 1)]!, signal);
  }
}

function open(path: string, lastId: string | null, signal: AbortSignal): Promise<Response> {
  const headers = {
    ...(lastId === null ? {} : { 'last-event-id': lastId }),
    ...(sent.project ? { 'openai-project': sent.project } : {}),
  };
  return fetch(path, { headers, signal, cache: 'no-store' });
}

function wait(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((go) => {
    const timer = setTimeout(go, ms);
    signal.addEventListener('abort', () => (clearTimeout(timer), go()));
  });
}
