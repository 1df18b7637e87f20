const COLOURS = {
  light: [
    ...(['#4751c9', '#c2410c', '#0f766e', '#a21caf', '#4d7c0f'] as const),
    ...(['#b91c1c', '#0369a1', '#92400e', '#6d28d9', '#374151'] as const),
  ],
  dark: [
    ...(['#979dee', '#f59e6c', '#4fd1b5', '#e58df0', '#a3d65c'] as const),
    ...(['#ff8d85', '#6cc3f7', '#e0b46a', '#b79cff', '#c0c3cc'] as const),
  ],
} as const;

/** The colour of the curve, the point or the outline of a chart with that place among its own. */
export const colourOf = (at: number, scheme: 'light' | 'dark'): string =>
  COLOURS[scheme][at % COLOURS[scheme].length]!;
