/**
 * Makes it possible to write: `ruleToConnections({ ipProtocol: 'tcp', fromPort: 443, toPort: 443 })`.
 *
 * Reads the three fields of an AWS security-group rule as EC2 does (API reference of IpPermission): `-1` and any
 * protocol other than tcp, udp, icmp and icmpv6 cover every port "regardless of any port range you specify", sctp
 * included; icmp and icmpv6 put the type in FromPort and the code in ToPort, -1 for all; only icmpv6 may omit both.
 * What EC2 would refuse to create is refused here: no meaning is invented for it, so a caller that must answer anyway
 * takes the whole protocol in MAY and nothing in MUST. Does not model: the peer of the rule, tokens, or network ACL
 * field names (their protocol, type and code mean the same and can be passed in).
 */
import { ConnectionSet } from './connection-set';
import { accepted, AlgebraErrorCode, Parsed, refused } from './errors';
import { PORT_END } from './port-set';
import { ICMP, ICMPV6, protocolName, protocolNumber, PROTOCOLS, TCP, UDP } from './protocol';

/** Numbers may stand as text: CloudFormation accepts both. */
export interface RuleFields {
  readonly ipProtocol: string | number;
  readonly fromPort?: string | number;
  readonly toPort?: string | number;
}

/** Names that EC2 accepts; sctp and the rest are numbers to it. */
const EC2_NAMES = ['tcp', 'udp', 'icmp', 'icmpv6'];

export function ruleToConnections(rule: RuleFields): Parsed<ConnectionSet> {
  const protocol = readProtocol(rule.ipProtocol);
  if (protocol === undefined) return refuse(rule, 'ProtocolUnknown', 'rule has an unknown protocol', 'tcp, udp, icmp, icmpv6, -1, or a number from 0 to 255');
  if (protocol === -1) return accepted(ConnectionSet.all());
  if (![TCP, UDP, ICMP, ICMPV6].includes(protocol)) return accepted(ConnectionSet.protocol(protocol));

  const isAbsent = (port: unknown): boolean => port === undefined || port === null;
  if (isAbsent(rule.fromPort) && isAbsent(rule.toPort) && protocol === ICMPV6) return accepted(ConnectionSet.icmpv6());
  if (isAbsent(rule.fromPort) || isAbsent(rule.toPort)) {
    return refuse(rule, 'PortsMissing', 'rule has no port range', `FromPort and ToPort, both, for ${protocolName(protocol)}`);
  }

  const [from, to] = [readInteger(rule.fromPort!), readInteger(rule.toPort!)];
  if (protocol === TCP || protocol === UDP) {
    const valid = from !== undefined && to !== undefined && from >= 0 && from <= to && to < PORT_END;
    if (!valid) return refuse(rule, 'PortOutOfRange', 'rule has ports out of range', 'FromPort and ToPort from 0 to 65535, the lower first');
    return accepted(protocol === TCP ? ConnectionSet.tcp(from, to) : ConnectionSet.udp(from, to));
  }
  const valid = from !== undefined && to !== undefined && from >= -1 && from <= 255 && to >= -1 && to <= 255 && (from !== -1 || to === -1);
  if (!valid) return refuse(rule, 'IcmpOutOfRange', 'rule has an icmp type or code out of range', 'a type in FromPort and a code in ToPort, 0 to 255 or -1');
  return accepted(protocol === ICMP ? ConnectionSet.icmp(from, to) : ConnectionSet.icmpv6(from, to));
}

/** Case does not matter: EC2 either reads `TCP` as tcp or creates no rule at all. */
function readProtocol(text: string | number): number | undefined {
  const name = String(text).toLowerCase();
  if (EC2_NAMES.includes(name)) return protocolNumber(name);
  const protocol = readInteger(text);
  return protocol !== undefined && protocol >= -1 && protocol < PROTOCOLS ? protocol : undefined;
}

function readInteger(text: string | number): number | undefined {
  return /^(0|-?[1-9]\d{0,9})$/.test(String(text)) ? Number(text) : undefined;
}

function refuse(rule: RuleFields, code: AlgebraErrorCode, what: string, expected: string): Parsed<ConnectionSet> {
  const got = [`IpProtocol ${rule.ipProtocol}`, `FromPort ${rule.fromPort ?? 'absent'}`, `ToPort ${rule.toPort ?? 'absent'}`].join(', ');
  return refused({ code, what, got, expected, fix: 'EC2 would refuse this rule: correct the template' });
}
