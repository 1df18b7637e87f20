/** What explains a field stands below it, so that the fields of a row are in line. */
export const WRAPPED: ('label' | 'input' | 'description' | 'error')[] = [
  ...(['label', 'input', 'description', 'error'] as const),
];
