/**
 * What the compiler must know beyond the intent: who has which groups, and how AWS services are reached.
 */
import { Posture } from '../declaration/posture';
import type { NetworkFacts, SegmentFacts, ServiceAccessKind } from './compiler/plan';
import { type Microsegmentation } from './microsegmentation';

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
    hubCidrs: (service) => (props.serviceAccess?.[service] ?? props.defaultServiceAccess)?.cidrs ?? [],
    aggregate: props.aggregateRules ?? false,
  };
}
