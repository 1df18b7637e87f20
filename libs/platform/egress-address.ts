import ipaddr from 'ipaddr.js';

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** Never dialled, whatever is allowed: nothing that could be a receiver has such an address. */
const NEVER = new Set(['unspecified', 'broadcast', 'multicast', 'linkLocal', 'discard']);
/** Metadata services whose addresses lie in public space; the others are link-local, unique local or shared. */
const METADATA = new Set(['168.63.129.16', '100.100.100.200', '192.0.0.192', 'fd00:ec2::254']);
/** What IANA has given out as global unicast; everything else in IPv6 is special or nothing yet. */
const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR('2000::/3');

export interface AddressRefusal {
  /** The kind of network, e.g. `loopback`: the address itself is not told. */
  range: string;
  /** True: also a rule of LUTHIER_EGRESS_ALLOW does not open it. */
  never: boolean;
}

/** Null for an address of the public internet; else why it is none. `text` is an address, not a name. */
export function refusalOf(text: string): AddressRefusal | null {
  if (!ipaddr.isValid(text)) return { range: 'invalid', never: true };
  const address = ipaddr.process(hexOnly(text)); // an IPv4-mapped address is judged as the IPv4 one
  if (METADATA.has(address.toString())) return { range: 'metadata', never: true };
  const range = rangeOf(address);
  return range === 'unicast' ? null : { range, never: NEVER.has(range) };
}

/** `::1.2.3.4` as `::102:304`: the library would take it for an IPv4-mapped address. */
function hexOnly(text: string): string {
  const [address = ''] = text.split('%');
  return address.includes(':') ? new URL(`http://[${address}]`).hostname.slice(1, -1) : address;
}

function rangeOf(address: Address): string {
  const range = address.range();
  if (range !== 'unicast' || address.kind() === 'ipv4') return range;
  return address.match(GLOBAL_UNICAST) ? 'unicast' : 'reserved';
}

/** What may be dialled although it is not public: one host and port by name, or a network. */
export type AllowRule =
  { kind: 'host'; host: string; port: number } | { kind: 'network'; cidr: [Address, number] };

/** One entry of LUTHIER_EGRESS_ALLOW. Throws an Error that says what is wrong with it. */
export function parseAllowRule(text: string): AllowRule {
  if (text.includes('/')) {
    if (!ipaddr.isValidCIDR(text)) throw new Error(`'${text}' is no network such as 10.20.0.0/16`);
    return { kind: 'network', cidr: ipaddr.parseCIDR(text) };
  }
  const [, name = '', digits = ''] = /^(\[[0-9a-f:.]+\]|[^\s:/@]+):(\d{1,5})$/i.exec(text) ?? [];
  const port = Number(digits);
  if (!name || port < 1 || port > 65535 || !URL.canParse(`https://${name}/`))
    throw new Error(`'${text}' is no host with a port, such as hooks.internal:8080, and no network`);
  return { kind: 'host', host: new URL(`https://${name}/`).hostname, port };
}

/** The whole of LUTHIER_EGRESS_ALLOW: entries between commas. Throws an Error that says which one is wrong. */
export const parseAllowRules = (text: string): AllowRule[] =>
  text
    .split(',')
    .map((entry) => entry.trim())
    .filter(Boolean)
    .map(parseAllowRule);

export const inNetwork = (text: string, [network, bits]: [Address, number]): boolean => {
  const address = ipaddr.process(hexOnly(text));
  return address.kind() === network.kind() && address.match(network, bits);
};
