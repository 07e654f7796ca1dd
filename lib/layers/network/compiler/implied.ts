/**
 * What a compute type needs to boot, as flows that nobody wrote: listed apart, left out by name, never silent.
 *
 *   impliedFlows('Stack/ZeroTrust', segment, facts, findings)
 *   // api.image-pull.ecr-api, api.image-pull.ecr-dkr, api.image-pull.s3, api.logs.logs
 *
 * The table is dated (`IMPLIED_TABLE_DATE`). Not known here: what a container does after it runs; declare that as flows.
 */
import { compareText, didYouMean, type Findings, type FlowData, type SegmentData } from '../../../intent';
import { impliedNames, type ImpliedNeed, impliedNeeds } from '../catalogue';
import type { SegmentFacts } from './plan';

export function impliedFlows(segment: SegmentData, facts: SegmentFacts, findings: Findings): FlowData[] {
  const { leaveOut, add } = segment.implied;
  const names = new Set(facts.bootProfiles.flatMap((b) => impliedNames(b.profile)));
  for (const [field, given] of [['leaveOut', leaveOut], ['add', add]] as const) {
    for (const name of given) {
      if (!names.has(name)) findings.error('ImpliedUnknown', '', `segment \`${segment.id}\` names \`${name}\` under \`implied.${field}\`, which none of its members needs${didYouMean(name, names, 'implied flows of its members')}`);
    }
  }
  const flows = new Map<string, FlowData>();
  const taken = new Map<string, number>();
  const seen = new Set<string>();
  // By profile, so that it does not matter which member joined first.
  for (const boot of [...facts.bootProfiles].sort((a, b) => compareText(a.profile, b.profile))) {
    const known = new Set(impliedNames(boot.profile));
    const own = (given: readonly string[]): string[] => given.filter((name) => known.has(name));
    for (const need of impliedNeeds(boot.profile, { conditions: boot.uses, optIn: own(add), leaveOut: own(leaveOut) })) {
      // Two profiles in one segment may share a need; it is one flow.
      const key = JSON.stringify([need.name, need.service, need.actions, need.resources]);
      if (seen.has(key)) continue;
      seen.add(key);
      const base = `${segment.id}.${need.name}.${need.service.replace(/[^A-Za-z0-9]+/g, '-')}`;
      const count = (taken.get(base) ?? 0) + 1;
      taken.set(base, count);
      const id = count === 1 ? base : `${base}.${count}`;
      flows.set(id, toFlow(segment, need, id));
    }
  }
  return [...flows.values()];
}

function toFlow(segment: SegmentData, need: ImpliedNeed, id: string): FlowData {
  return {
    scope: segment.scope,
    id,
    source: { kind: 'segment', scope: segment.scope, segment: segment.id },
    destination: { kind: 'service', service: need.service, actions: [...need.actions].sort(), resources: [...need.resources] },
    connections: [{ protocol: 'tcp', fromPort: 443, toPort: 443 }],
    authentication: { method: 'sigv4' },
    encryption: { method: 'tls' },
    because: need.because,
    cadence: 'continuous',
    implied: { segment: segment.id, profile: need.profile, name: need.name, ...(need.anonymousPrincipal ? { anonymous: true as const } : {}) },
  };
}
