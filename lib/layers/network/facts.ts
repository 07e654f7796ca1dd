/**
 * What the compiler must know beyond the intent: who has which groups, and how AWS services are reached.
 */
import { parseCidr } from '../../algebra/cidr';
import { Posture } from '../declaration/posture';
import type { NetworkFacts, SegmentFacts, ServiceAccessKind } from './compiler/plan';
import { existingGroup } from './existing-endpoints';
import { type Microsegmentation } from './microsegmentation';
import { vpcKey } from './vpc';

/** As rules of flows spell it, so that the same addresses are one rule; what cannot be read was reported by the set-up. */
function canonicalCidr(text: string): string {
  const parsed = parseCidr(text);
  return parsed.ok ? parsed.value.text : text;
}

export function factsOf(network: Microsegmentation): NetworkFacts {
  const { _props: props, _declaration: { scope } } = network;
  const segments = new Map<string, SegmentFacts>();
  for (const [id, segment] of network._segments) segments.set(`${scope}#${id}`, segment._facts());
  for (const [key, segment] of network._foreign) segments.set(key, segment._facts());
  const accessOf = (service: string, kind: 'gateway' | 'interface'): ServiceAccessKind => {
    const given = props.serviceAccess?.[service] ?? props.defaultServiceAccess;
    if (given !== undefined) return given.kind as ServiceAccessKind;
    return props.posture === Posture.SANDBOX && kind === 'interface' ? 'nat' : 'create';
  };
  return {
    scope,
    segments,
    access: accessOf,
    endpointGroup: (service) => {
      const given = props.serviceAccess?.[service] ?? props.defaultServiceAccess;
      const existing = given?.kind === 'existing' ? existingGroup(given) : undefined;
      return existing?.id === undefined ? `endpoint:${service}` : `existing:${vpcKey(existing.id)}`;
    },
    hubCidrs: (service) => ((props.serviceAccess?.[service] ?? props.defaultServiceAccess)?.cidrs ?? []).map(canonicalCidr),
    aggregate: props.aggregateRules ?? false,
  };
}
