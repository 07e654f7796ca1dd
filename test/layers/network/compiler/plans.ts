/**
 * Makes it possible to write: compile({ flows: [{ source: 'web', destination: 'api', over: 'tcp/443' }] }).rules
 *
 * Plain data in, plan out; no App anywhere. Only what a test is about is written: the rest of a flow is filled in.
 */
import { type ConnectionData, type FlowData, type Intent, normaliseIntent } from '../../../../lib/intent';
import { compileNetwork } from '../../../../lib/layers/network/compiler/compile';
import type { NetworkFacts, NetworkPlan, RulePlan, SegmentFacts } from '../../../../lib/layers/network/compiler/plan';
import { peerKey } from '../../../../lib/layers/network/compiler/rules';

export const SCOPE = 'Stack/ZeroTrust';
export const OWN: SegmentFacts = { hasOwnGroup: true, importedGroups: [], bootProfiles: [] };

export interface Given {
  readonly segments?: readonly (string | object)[];
  readonly enclaves?: readonly object[];
  readonly flows?: readonly object[];
  /** Facts of segments that are not as usual. */
  readonly facts?: Readonly<Record<string, Partial<SegmentFacts>>>;
  readonly access?: NetworkFacts['access'];
  readonly hubCidrs?: NetworkFacts['hubCidrs'];
  readonly aggregate?: boolean;
  /** In place of what the flows say, past the checks of the intent. */
  readonly connections?: readonly ConnectionData[];
}

export function intentOf({ segments = ['web', 'api', 'docs'], enclaves = [], flows = [] }: Given): Intent {
  const { intent, findings } = normaliseIntent({
    segments: segments.map((s) => (typeof s === 'string' ? { id: s } : s)),
    enclaves,
    flows: flows.map((f) => ({ authentication: 'mtls', because: 'a reason', ...f })),
  }, { scope: SCOPE });
  expect(findings.filter((f) => f.level === 'error')).toEqual([]);
  return intent;
}

export function compile(given: Given): NetworkPlan {
  const intent = intentOf(given);
  const flows = intent.flows.map((f) => ({ ...f, connections: given.connections ?? f.connections }));
  return compileNetwork({ ...intent, flows }, {
    scope: SCOPE,
    segments: new Map(intent.segments.map((s) => [`${SCOPE}#${s.id}`, { ...OWN, ...given.facts?.[s.id] }])),
    access: given.access ?? (() => 'create'),
    hubCidrs: given.hubCidrs ?? (() => []),
    aggregate: given.aggregate ?? false,
  });
}

export function flowOf(given: Given): FlowData {
  return intentOf(given).flows[0];
}

/** `egress web -> api tcp/443`, sorted: what a rule says, without ids. Own segments go by their names. */
export function sentences(plan: Pick<NetworkPlan, 'rules'>): string[] {
  return plan.rules.map(sentence).sort();
}

export function sentence(rule: RulePlan): string {
  const short = (key: string): string => key.replace(`segment:${SCOPE}#`, '').replace(`${SCOPE}#`, '');
  const { protocol, fromPort, toPort } = rule.connection;
  const ports = fromPort === undefined ? '' : `/${fromPort}${toPort === fromPort ? '' : `-${toPort}`}`;
  const [from, to] = rule.direction === 'egress' ? [rule.group, peerKey(rule.peer)] : [peerKey(rule.peer), rule.group];
  return `${rule.direction} ${short(from)} -> ${short(to)} ${protocol}${ports}`;
}
