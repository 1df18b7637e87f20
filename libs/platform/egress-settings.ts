import { type AllowRule, parseAllowRules } from '#platform/egress-address.js';
import { Egress, EGRESS_PORTS, EgressError } from '#platform/egress.js';

/** Why one of these URLs (between commas) would not be called, and what opens it; null as far as can be told without DNS. */
export function whyNotReached(urls: string, allowed: string): string | null {
  const egress = new Egress({ ports: EGRESS_PORTS, allow: rulesOf(allowed) });
  for (const url of urls.split(',').map((one) => one.trim())) {
    if (!URL.canParse(url)) continue; // the setting's own rule says that
    try {
      egress.check(url);
    } catch (error) {
      if (!(error instanceof EgressError)) throw error;
      const { hostname, port, protocol } = new URL(url);
      const open = `${hostname}:${port || (protocol === 'https:' ? 443 : 80)}`;
      return `is not called: ${error.message} An address inside needs LUTHIER_EGRESS_ALLOW=${open}`;
    }
  }
  return null;
}

function rulesOf(text: string): AllowRule[] {
  try {
    return parseAllowRules(text);
  } catch {
    return []; // the setting's own rule says what is wrong with it
  }
}
