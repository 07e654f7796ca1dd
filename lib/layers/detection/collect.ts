/**
 * Everything that a watch observes: what was handed in, and in a façade the whole intent, also what was declared after the watch.
 *
 *   const { observed, isRefused } = collect(watch, findings);
 *
 * What others build is built first, so that routes, logs and rules are there to be seen. One thing that is found twice is one subject. Parts about which no
 * signal is on are left out; what somebody named stays, and the compiler tells that nothing watches it.
 */
import { type CfnResource, Stack, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { compareText, didYouMean, type Finding, type Findings } from '../../intent';
import { readIfPossible } from '../network/members/read';
import { relativePath } from '../network/stage-path';
import { CATALOGUE } from './catalogue';
import { placeholders } from './compiler/resolve';
import type { SignalRow, SubjectFacts } from './model';
import { rowsOn } from './rows-on';
import { Looking } from './subjects/looking';
import { isConstruct, type Observed, placeOf, subjectsOf } from './subjects/observe';
import { isDoor, isFirewall, isIdentity } from './subjects/ours';
import type { FrontDoor } from '../front-door/front-door';
import type { Watch, WatchedFacade } from './watch';
import type { ObserveOptions } from './watch-props';

interface Wanted {
  readonly construct: IConstruct;
  readonly options: ObserveOptions;
  readonly where: string;
  /** Of the intent: what cannot be watched is a warning. */
  readonly isOfIntent: boolean;
}

export function collect(watch: Watch, findings: Findings): { readonly observed: readonly Observed[]; readonly isRefused: boolean } {
  const { _facade: facade } = watch;
  const intended = facade === undefined ? [] : ofIntent(facade);
  if (intended === undefined) return { observed: [], isRefused: true };
  const asked = watch._observed.map(({ said, site }): Wanted => ({ ...said, where: site.toString(), isOfIntent: false }));
  for (const { construct } of asked) build(construct);
  const on = rowsOn(watch);
  const readsAccepted = on.some(({ source }) => source.kind === 'filter' && source.log === 'flowLog' && !source.pattern.includes('"REJECT"'));
  if (readsAccepted) for (const { flowLog } of watch._flowLogs) flowLog.trafficType = 'ALL';
  const look = new Looking(watch);
  const named = new Set(asked.map((a) => a.construct));
  const where = watch._site.toString();
  const before = firewallsBefore([...new Set([...intended, ...asked.map((a) => a.construct)])].filter(isConstruct).filter(isDoor), look);
  const others = [...intended, ...(facade === undefined ? [] : before.keys())].filter((c) => !named.has(c));
  const wanted = [...asked, ...[...new Set(others)].map((construct): Wanted => ({ construct, options: {}, where, isOfIntent: true }))];
  const all = wanted.flatMap(({ construct, options, where: at, isOfIntent }) => {
    const tell = (level: Finding['level'], code: string, message: string): void => { findings.append([{ code, level: isOfIntent ? 'warning' : level, pointer: '', where: at, message }]); };
    const found = subjectsOf({ construct, options, look, readsAccepted, tell }, at);
    checkDimensions(watch, found, options, tell);
    return found.map((o) => withRoutes(o, before)).filter((o) => isHere(watch, o, isOfIntent, tell));
  });
  const kinds = new Set(on.map((r) => r.subject));
  return { observed: withTrail(merged(all).filter((o) => !o.isImplied || kinds.has(o.facts.kind))), isRefused: false };
}

/** A name that no signal about it reads is a slip: its value would be passed over. */
function checkDimensions(watch: Watch, found: readonly Observed[], { dimensions = {} }: ObserveOptions, tell: (level: Finding['level'], code: string, message: string) => void): void {
  if (found.length === 0) return;
  const kinds = new Set(found.map((o) => o.facts.kind));
  const rows = [...CATALOGUE, ...watch._rows.map((r) => r.said)].filter((r) => kinds.has(r.subject));
  const known = new Set([...found.flatMap((o) => Object.keys(o.facts.values).filter((name) => !Object.hasOwn(dimensions, name))), ...rows.flatMap(({ source }) => readBy(source))]);
  for (const name of Object.keys(dimensions).sort(compareText)) {
    if (!known.has(name)) tell('error', 'DimensionUnknown', `dimension \`${name}\` of what is observed of \`${found[0].roots[0]?.node.path ?? found[0].facts.id}\` is read by no signal about it${didYouMean(name, known, 'dimensions of it')}; correct the name, or leave it out`);
  }
}

/** Names of values that a source asks for. */
function readBy(source: SignalRow['source']): readonly string[] {
  if (source.kind === 'event') return [];
  const [text, dimensions] = source.kind === 'filter' ? [source.pattern, Object.keys(source.dimensions)] : [source.math?.expression ?? '', source.dimensions.filter((d) => !d.includes('=')).map((d) => d.replace(/\?$/, ''))];
  return [...dimensions, ...placeholders(text)];
}

/** What reads a door, a firewall or an identity needs it as it will be. */
function build(construct: IConstruct): void {
  if (isConstruct(construct) && (isDoor(construct) || isFirewall(construct) || isIdentity(construct))) construct._build();
}

/** Undefined where the intent has mistakes, which end the synth by themselves. */
function ofIntent({ scope, declaration, network, data }: WatchedFacade): readonly IConstruct[] | undefined {
  if (network._build().findings.some((f) => f.level === 'error')) return undefined;
  data._build();
  const all = scope.node.findAll();
  const doors = all.filter(isDoor).filter((d) => d._declaration === declaration);
  const firewalls = all.filter(isFirewall);
  for (const one of [...doors, ...firewalls]) build(one);
  const identities = doors.flatMap((d) => d._identity?.construct ?? []);
  const stores = [...data._stores.values()].filter((s) => s._scope === declaration.scope);
  for (const identity of identities) build(identity);
  return [...new Set<IConstruct>([network._props.vpc, ...network._segments.values(), ...doors, ...identities, ...stores, ...firewalls])];
}

/** Web ACLs in front of doors, whoever made them, with the doors. */
function firewallsBefore(doors: readonly FrontDoor[], look: Looking): ReadonlyMap<IConstruct, readonly FrontDoor[]> {
  const found = new Map<IConstruct, readonly FrontDoor[]>();
  for (const association of look.of('AWS::WAFv2::WebACLAssociation')) {
    const [named, acls] = [look.named(association, readIfPossible(association, 'ResourceArn')), look.named(association, readIfPossible(association, 'WebACLArn'))];
    const behind = doors.filter((d) => named.includes(d._api) || named.includes(d._stage));
    if (behind.length === 0) continue;
    for (const acl of acls) if ((acl as Partial<CfnResource>).cfnResourceType === 'AWS::WAFv2::WebACL') found.set(acl, [...found.get(acl) ?? [], ...behind]);
  }
  return found;
}

/** What a firewall stands before is what its alarms are about. */
function withRoutes(observed: Observed, before: ReadonlyMap<IConstruct, readonly FrontDoor[]>): Observed {
  const doors = before.get(observed.construct);
  if (doors === undefined) return observed;
  return { ...observed, facts: { ...observed.facts, routes: [...new Set(doors.flatMap((d) => [...d._routes.keys()]))].sort(compareText) } };
}

function isHere(watch: Watch, observed: Observed, isOfIntent: boolean, tell: (level: Finding['level'], code: string, message: string) => void): boolean {
  const there = placeOf(observed, Stack.of(watch));
  if (there !== undefined) tell(isOfIntent ? 'warning' : 'error', 'ObservedElsewhere', `metrics of \`${observed.facts.id}\` are in ${there}, and watch \`${relativePath(watch, watch.node.path)}\` is not; expected a watch in the account and region of what it observes, as alarms see no other; make one there`);
  // Of a stack for any region nobody knows whether it is the right one.
  if (there === undefined && observed.region !== undefined && observed.facts.kind !== 'certificate' && Token.isUnresolved(Stack.of(watch).region)) tell('warning', 'ObservedElsewhere', `metrics of \`${observed.facts.id}\` are in region \`${observed.region}\` alone, and the region of watch \`${relativePath(watch, watch.node.path)}\` is known at deployment alone: elsewhere its alarms would never ring; expected a stack of that region; set \`env\``);
  return there === undefined;
}

/** By id: a store that is observed as a table, too, is one. */
function merged(all: readonly Observed[]): readonly Observed[] {
  const byId = new Map<string, Observed>();
  for (const one of all) {
    const key = `${one.facts.kind} ${one.facts.id}`;
    const known = byId.get(key);
    byId.set(key, known === undefined ? one : { ...known, isImplied: known.isImplied && one.isImplied, roots: [...known.roots, ...one.roots], facts: both(known.facts, one.facts) });
  }
  return [...byId.values()].sort((a, b) => compareText(a.facts.id, b.facts.id));
}

function both(a: SubjectFacts, b: SubjectFacts): SubjectFacts {
  const join = (x: readonly string[], y: readonly string[]): string[] => [...new Set([...x, ...y])].sort(compareText);
  const never = a.never?.filter((metric) => b.never?.includes(metric) === true);
  return { ...a, ...(never === undefined ? {} : { never }), values: { ...b.values, ...a.values }, logs: { ...b.logs, ...a.logs }, logIds: { ...b.logIds, ...a.logIds }, flows: join(a.flows, b.flows), routes: join(a.routes, b.routes), ...(a.within ?? b.within) === undefined ? {} : { within: a.within ?? b.within } };
}

/** Who does what in the account, and with a key or a table, stands in one log. */
function withTrail(all: readonly Observed[]): readonly Observed[] {
  const trail = all.find((o) => o.facts.kind === 'account')?.facts;
  const [log, id] = [trail?.logs.cloudTrail, trail?.logIds?.cloudTrail];
  if (log === undefined) return all;
  // Every pattern over data events names the service that they are of.
  const blind = (kind: string): object => { const why = trail?.lacks?.[kind.replace('Reader', '')]; return why === undefined || kind === 'account' ? {} : { '$.eventSource': why }; };
  return all.map((o) => ({ ...o, facts: { ...o.facts, lacks: { ...o.facts.lacks, ...blind(o.facts.kind) }, logs: { cloudTrail: log, ...o.facts.logs }, logIds: { ...(id === undefined ? {} : { cloudTrail: id }), ...o.facts.logIds } } }));
}
