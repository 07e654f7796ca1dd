/**
 * The judge that keeps the prover honest: it reads templates by itself, under one valuation, and says of one packet whether it
 * passes. Brute force; shares no code with lib/ (a test asserts that).
 */
export { type Address, address, addressText, isPublic, overlap, type Range, range, Refused, type Version, within } from './addresses';
export { deploy } from './deploy';
export { type End, isSeat, judge, matches, type Packet, type Seat } from './judge';
export type { Interface, Network, Placement, Rule, Subnet } from './model';
export { isPair, type Probe, reach, type Search } from './reach';
export { PLAIN, type Template, type Valuation } from './valuation';
