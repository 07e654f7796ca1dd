/**
 * Pure sets, exact: addresses, ports, connections, packets, and languages of IAM patterns.
 *
 * Every set is immutable, made by factories, prints deterministically, and has union, intersection, difference,
 * complement, isSubsetOf, equals, isEmpty, contains and witness. Imports nothing and knows nothing of CDK, templates or
 * verdicts.
 */
export { AddressSet } from './address-set';
export { formatAddress, parseAddress } from './address-text';
export type { Address } from './address-text';
export { parseCidr } from './cidr';
export type { Cidr } from './cidr';
export { parseConnections } from './connection-parse';
export { ConnectionSet } from './connection-set';
export type { Connection } from './connection-set';
export { AlgebraBudgetError, AlgebraError } from './errors';
export type { AlgebraErrorCode, Parsed, Refusal } from './errors';
export type { PatternPart } from './glob';
export { DEFAULT_STATE_BUDGET } from './pattern-automaton';
export { PatternSet } from './pattern-set';
export type { PatternKind } from './pattern-set';
export { PortSet } from './port-set';
export { ICMP, ICMPV6, protocolName, protocolNumber, SCTP, TCP, UDP } from './protocol';
export { ruleToConnections } from './security-group-rule';
export type { RuleFields } from './security-group-rule';
export { TrafficSet } from './traffic-set';
export type { Packet, TrafficBox } from './traffic-set';
