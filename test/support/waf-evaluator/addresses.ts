/** Addresses: in a set, and forwarded by a proxy. */
import { BlockList, isIP } from 'node:net';
import { headerOf, type Parts } from './request';
import { type Json, oneOf, onlyKeys } from './unmodelled';

/** «If the specified header isn't present in the request, AWS WAF doesn't apply the rule to the web request at all.» (CloudFormation, ForwardedIPConfiguration) */
export const NOT_APPLIED = Symbol('the rule is not applied');

/** By set: a list of networks is slow to make, and to ask. */
const answers = new WeakMap<readonly string[], Map<string, boolean>>();

export function isIn(address: string, cidrs: readonly string[]): boolean {
  const known = answers.get(cidrs) ?? new Map<string, boolean>();
  answers.set(cidrs, known);
  const found = known.get(address) ?? asked(address, cidrs);
  known.set(address, found);
  return found;
}

function asked(address: string, cidrs: readonly string[]): boolean {
  const list = new BlockList();
  for (const cidr of cidrs) {
    const [network, prefix] = cidr.split('/');
    list.addSubnet(network, Number(prefix), isIP(network) === 6 ? 'ipv6' : 'ipv4');
  }
  return list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}

/** Addresses that count, or what is answered where the header has none that is one. */
export function forwarded(config: unknown, parts: Parts, hasPosition: boolean): { readonly addresses: readonly string[]; readonly answer?: boolean } {
  const { HeaderName, FallbackBehavior, Position = 'FIRST' } = onlyKeys(config, ['HeaderName', 'FallbackBehavior', ...(hasPosition ? ['Position'] : [])], 'forwarded address') as Json;
  const word = oneOf(FallbackBehavior, ['MATCH', 'NO_MATCH'], 'FallbackBehavior');
  const value = headerOf(parts.headers, HeaderName);
  if (value === undefined) throw NOT_APPLIED;
  const all = value.split(',').map((one) => one.trim());
  const position = oneOf(Position, ['FIRST', 'LAST', 'ANY'], 'Position');
  // ANY: the last ten.
  const chosen = position === 'FIRST' ? all.slice(0, 1) : position === 'LAST' ? all.slice(-1) : all.slice(-10);
  const addresses = chosen.filter((one) => isIP(one) !== 0);
  return addresses.length === 0 ? { addresses, answer: word === 'MATCH' } : { addresses };
}
