import { useRouter } from '@tanstack/react-router';
import { useMemo } from 'react';
import { PLACES, type Place } from './nav.js';

/** The places that have a page. */
export function usePlaces(): Place[] {
  const router = useRouter();
  return useMemo(() => {
    const paths = new Set(Object.keys(router.routesByPath));
    return PLACES.filter(({ to }) => paths.has(to));
  }, [router]);
}
