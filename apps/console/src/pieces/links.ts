/** Where a link of somebody else's text may lead: http, https, mailto; null for everything else. Relative ones lead nowhere. */
export function linkOf(href: string | undefined): string | null {
  if (href === undefined || !URL.canParse(href)) return null;
  const { protocol, href: whole } = new URL(href);
  return ['http:', 'https:', 'mailto:'].includes(protocol) ? whole : null;
}
