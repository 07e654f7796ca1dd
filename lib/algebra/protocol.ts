/**
 * Makes it possible to write: `protocolNumber('tcp')` and `protocolName(58)`.
 *
 * The protocols whose traffic is told apart further than by protocol number, with the names that users and AWS write.
 * Does not model: other IANA names (`esp`, `gre`): EC2 takes those protocols as numbers.
 */

export const TCP = 6;
export const UDP = 17;
export const SCTP = 132;
export const ICMP = 1;
export const ICMPV6 = 58;
export const PROTOCOLS = 256;

const NAMES: ReadonlyMap<number, string> = new Map([
  [ICMP, 'icmp'],
  [TCP, 'tcp'],
  [UDP, 'udp'],
  [ICMPV6, 'icmpv6'],
  [SCTP, 'sctp'],
]);

export const PROTOCOL_NAMES: readonly string[] = [...NAMES.values()];

/** What stands beside the protocol number: a port, a type and a code, or nothing. */
export function protocolShape(protocol: number): 'ports' | 'icmp' | 'whole' {
  if (protocol === TCP || protocol === UDP || protocol === SCTP) return 'ports';
  return protocol === ICMP || protocol === ICMPV6 ? 'icmp' : 'whole';
}

export function protocolName(protocol: number): string | undefined {
  return NAMES.get(protocol);
}

export function protocolNumber(name: string): number | undefined {
  for (const [protocol, known] of NAMES) if (known === name) return protocol;
  return undefined;
}
