/** The policies of one store and of one key, from the data flows that name them: who is admitted to what, in which statement. */
import { Aws, type CfnResource, Stack, Token } from 'aws-cdk-lib';
import type { StoreKind } from '../kind';
import { keyPolicy, type KeyUse } from '../key-policies';
import type { AccessKind, DataFlowFacts, ImpliedUse, PrincipalFacts, Statement, StoreFacts } from '../model';
import { allowForeign, deniedActions, denyForeignTags, denyUndeclared, serviceRoleExemptions } from '../resource-policies';
import { accessWords, type ActionClass, classesOf, isNamedByArn, shortHash, type Use } from './admission';
import type { KindOf } from './compile';
import { globMatches } from '../guarded-statements';
import { accessOf, endOf, keyActions, untilCondition, viaService } from './identity';
import { limitStatements, type LimitedUse } from './limits';
import { mergeStatements } from './merge';
import { dimensionOf, hasLimits, permitsOf } from './permits';
import { needsOf, reaches } from './reaches';
import type { Grant } from './shards';

/** A flow with everything that it was resolved to. */
export interface Declared {
  readonly flow: DataFlowFacts;
  readonly facts: StoreFacts;
  readonly kind: StoreKind;
  /** What is really granted. */
  readonly actions: readonly string[];
  readonly grants: readonly Grant[];
}

/** The store's own policy. */
export function policyOfStore(facts: StoreFacts, kind: StoreKind, declared: readonly Declared[]): Statement[] {
  const actions = deniedActions(kind);
  const place = placeOfStore(facts, kind);
  const account = accountOf(facts);
  const uses: LimitedUse[] = [
    ...declared.flatMap((d) => usesOf(d, place, account).map((use) => ({ ...use, isTagged: () => carriesTag(use, d), ...(hasLimits(d.flow) ? { permitsOf: (action: string) => permitsOf(d.flow, kind, action) } : {}) }))),
    ...offersOf(facts, kind),
    ...impliedUses(facts, place, (u) => u.actions),
  ];
  const exempt = exemptOf([facts], account);
  const classes = classesOf(actions, uses);
  const resources = (list: readonly string[]): readonly unknown[] => kind.resources(facts.store, list, []);
  const tagged = classes.filter((c) => Object.keys(c.tags).length > 0).flatMap((c) => c.actions);
  return [
    ...allowForeigners(facts, kind, declared, account),
    ...classes.map((c) => denyUndeclared({ sid: `ZeroTrustDeny${nameOf(c, kind)}`, actions: c.actions, resources: resources(c.actions), admitted: c, exempt })),
    ...(tagged.length === 0 ? [] : [denyForeignTags({ sid: 'ZeroTrustDenyForeignTags', actions: tagged, resources: resources(tagged), admitted: { arns: [...new Set(classes.flatMap((c) => c.arns))], tags: {} }, exempt }, account)]),
    ...limitStatements({
      uses, actions, resources, dimensionOf: (action) => dimensionOf(kind, action), isExempt: (arn) => isExempt(arn, exempt),
      named: (dimension, list, names) => kind.resources(dimension === 'paths' ? { ...facts.store, arn: anyDomain() } : facts.store, list, names),
    }),
  ];
}

/** A domain cannot name itself in its own policy, which speaks of no other. */
function anyDomain(): string {
  return `arn:${Aws.PARTITION}:es:${Aws.REGION}:${Aws.ACCOUNT_ID}:domain/*`;
}

function isExempt(arn: string, exempt: readonly string[]): boolean {
  return exempt.some((pattern) => pattern === arn || (!Token.isUnresolved(arn) && !Token.isUnresolved(pattern) && globMatches(pattern, arn)));
}

/** Roles of one account with the same access stand in one statement. */
function allowForeigners(facts: StoreFacts, kind: StoreKind, declared: readonly Declared[], account: string | undefined): Statement[] {
  const groups = new Map<string, { readonly d: Declared; readonly account: string; readonly arns: string[] }>();
  for (const { principal, d } of foreigners(declared, account)) {
    const { parts, until, rows } = d.flow;
    const key = JSON.stringify([principal.account, d.actions, parts, until ?? '', rows ?? '']);
    const group = groups.get(key) ?? { d, account: principal.account as string, arns: [] };
    groups.set(key, group);
    if (!group.arns.includes(principal.arn)) group.arns.push(principal.arn);
  }
  return [...groups].flatMap(([key, group]) => mergeStatements(accessOf(group.d.flow, facts, kind).flatMap((a) => a.statements))
    .map((s, i) => allowForeign(`ZeroTrustAllow${shortHash(`${key} ${i}`)}`, group.account, group.arns, s)));
}

/** The policy of a key, for all stores that it encrypts: the same list for each of them. */
export function policyOfKey(group: readonly StoreFacts[], declared: readonly Declared[], kindOf: KindOf): Statement[] {
  const place = placeOfKey(group[0]) ?? {};
  const account = accountOf(group[0]);
  const uses = declared.flatMap((d): KeyUse[] => {
    const isKey = d.kind.type === 'kms';
    const needed = isKey ? d.actions : keyActions(d.kind, d.actions);
    if (needed.length === 0) return [];
    const condition = { ...(isKey ? {} : viaService(d.kind, d.facts.store)), ...untilCondition(d.flow.until) };
    const foreign = new Map(foreigners([d], account).map(({ principal }) => [principal.path, principal.account]));
    return usesOf(d, place, account).map((use) => ({
      ...use, actions: needed,
      label: `${isKey ? '' : `${d.kind.key.viaService} ${Token.isUnresolved(JSON.stringify(condition)) ? '' : JSON.stringify(condition)}`} ${d.flow.until ?? ''}`,
      ...(Object.keys(condition).length === 0 ? {} : { condition }),
      ...(foreign.get(use.path) === undefined ? {} : { account: foreign.get(use.path) }),
      isTagged: () => carriesTag(use, d), ...(d.flow.until === undefined || d.flow.claims !== undefined ? {} : { permitsOf: () => [{ tags: [], until: endOf(d.flow.until as string) }] }),
    }));
  });
  const offered = group.flatMap((facts) => {
    const kind = kindOf(facts.store.type);
    if (kind === undefined) return [];
    return offersOf(facts, kind).map((use): KeyUse => {
      const condition = kind.type === 'kms' ? undefined : viaService(kind, facts.store);
      return { ...use, actions: kind.type === 'kms' ? use.actions : keyActions(kind, use.actions), label: `${kind.key.viaService} offered`, permitsOf: undefined, ...(condition === undefined ? {} : { condition }) };
    }).filter((use) => use.actions.length > 0);
  });
  const implied = group.flatMap((facts): KeyUse[] => {
    const kind = kindOf(facts.store.type);
    const via = kind === undefined ? undefined : viaService(kind, facts.store);
    return kind === undefined ? [] : impliedUses(facts, place, (u) => u.keyActions).map(({ until, ...use }) => ({ ...use, label: `${kind.key.viaService} implied ${until ?? ''}`, condition: { ...via, ...untilCondition(until) } }));
  });
  const kms = group.some((facts) => facts.store.type === 'kms') ? kindOf('kms') : undefined;
  const plane = kms === undefined ? [] : deniedActions(kms);
  const exempt = exemptOf(group.map((facts) => ({ ...facts, exempt: facts.exempt.filter((e) => e.notOfKey !== true) })), account);
  return keyPolicy({ uses: [...uses, ...offered, ...implied], plane, exempt, isExempt: (arn) => isExempt(arn, exempt), ...(account === undefined ? {} : { account }) });
}

/** Stores by the key that they share; absent where a store has none of its own. A key that is itself a store is its own. */
export function keyGroups(stores: readonly StoreFacts[]): Map<StoreFacts, readonly StoreFacts[]> {
  const groups = new Map<unknown, StoreFacts[]>();
  const result = new Map<StoreFacts, readonly StoreFacts[]>();
  for (const facts of stores) {
    const { store } = facts;
    const key = store.type === 'kms' ? store.resource ?? store.arn : store.key?.resource ?? store.key?.arn;
    if (key === undefined) continue;
    const group = groups.get(key) ?? [];
    groups.set(key, group);
    group.push(facts);
    result.set(facts, group);
  }
  return result;
}

/** Undefined where the store has no key of its own. */
export function placeOfKey({ store }: StoreFacts): PolicyPlace | undefined {
  if (store.type !== 'kms' && store.key === undefined) return undefined;
  const resource = store.type === 'kms' ? store.resource : store.key?.resource;
  return resource === undefined ? {} : { stack: Stack.of(resource).node.path, inside: resource };
}

/** One use for each role that is named, one for each word where roles carry the tag. */
function usesOf(one: Declared, place: PolicyPlace, account: string | undefined): Use[] {
  const { flow, facts, kind, actions } = one;
  return flow.principals.flatMap((principal): Use[] => {
    if (isByArn(principal, one, place, account)) return [{ actions, arn: principal.arn, path: principal.path }];
    return wordsOf(one).map((word) => ({ actions: actionsOfWord(word, flow.access, actions, kind), path: principal.path, tag: { key: facts.tagKey, word } }));
  });
}

/** Where a policy stands: its stack, and the resource where it stands inside one that others may need. */
export interface PolicyPlace {
  /** Absent where this app does not make what carries it. */
  readonly stack?: string;
  readonly inside?: CfnResource;
}

/**
 * Another façade's store knows nobody of ours by name; it knows its offers, by their words. And a role that needs the store
 * before it is made cannot be named inside it.
 */
export function isByArn(principal: PrincipalFacts, { flow, facts }: Declared, place: PolicyPlace, account: string | undefined): boolean {
  if (flow.scope !== facts.scope || !isNamedByArn(principal, place.stack, account)) return false;
  return place.inside === undefined || principal.resource === undefined || !reaches(principal.resource, place.inside);
}

export function placeOfStore({ store, stack }: StoreFacts, kind: StoreKind): PolicyPlace {
  if (store.resource === undefined) return {};
  return { stack, ...(kind.policy?.carriedBy === store.cfnType || kind.cfnTypes.includes(kind.policy?.carriedBy ?? '') ? { inside: store.resource } : {}) };
}

/** The role is another stack's than the store's policy or its key's; and it is one that this app can tag. */
export function needsTag(principal: PrincipalFacts, one: Declared): boolean {
  const { facts, kind, actions } = one;
  const ofStore = kind.policy === undefined || kind.type === 'kms' ? undefined : placeOfStore(facts, kind);
  const ofKey = kind.type === 'kms' || keyActions(kind, actions).length > 0 ? placeOfKey(facts) : undefined;
  return [ofStore, ofKey].some((place) => place !== undefined && !isByArn(principal, one, place, accountOf(facts)));
}

function carriesTag({ path }: Use, one: Declared): boolean {
  return one.flow.principals.some((p) => p.path === path && needsTag(p, one));
}

/** What the role's tag says of a flow. A claim says what the owner offers, also where the claim is narrower. */
export function wordsOf({ flow, actions }: Declared): string[] {
  const { access, parts, until, rows } = flow;
  return flow.claims === undefined ? accessWords(access, actions, actions.length === flow.actions.length, { parts, until, rows }) : accessWords(access, flow.actions, true, { parts });
}

/** `read` of who reads and writes admits to reading only: another role's tag may say that word alone. */
function actionsOfWord(word: string, access: AccessKind, actions: readonly string[], kind: StoreKind): readonly string[] {
  if (access !== 'read-write' || (word !== 'read' && word !== 'write')) return actions;
  const list = word === 'read' ? kind.read : kind.write;
  return actions.filter((a) => list.includes(a));
}

/** What consumers of other repositories carry, whoever they are. */
function offersOf(facts: StoreFacts, kind: StoreKind): LimitedUse[] {
  return facts.offers.flatMap((offer) => accessWords(offer.access, offer.actions, true, { parts: offer.parts }).map((word) => ({
    actions: actionsOfWord(word, offer.access, offer.actions, kind), path: `offer ${offer.id}`, tag: { key: facts.tagKey, word },
    isOffer: true, ...(hasLimits(offer) ? { permitsOf: (action: string) => permitsOf(offer, kind, action) } : {}),
  })));
}

/** By name, where the policy's stack may name the role: its own, or one that the store needs already. */
function impliedUses({ implied = [], store }: StoreFacts, { stack, inside }: PolicyPlace, actionsOf: (use: ImpliedUse) => readonly string[]): (LimitedUse & { readonly until?: string })[] {
  return implied.flatMap((use) => {
    const { arn, path, resource, until } = use;
    const own = store.resource === undefined ? undefined : Stack.of(store.resource).node.path;
    const mayName = stack !== undefined && (stack === Stack.of(resource).node.path || (stack === own && names(store.resource as CfnResource, resource))) && (inside === undefined || !reaches(resource, inside));
    if (!mayName || actionsOf(use).length === 0) return [];
    return [{ actions: actionsOf(use), arn, path, ...(until === undefined ? {} : { until, permitsOf: () => [{ tags: [], until: endOf(until) }] }) }];
  });
}

/** So that its stack needs the role's already. What cannot be read names nobody. */
function names(resource: CfnResource, role: CfnResource): boolean {
  try {
    return needsOf(resource).includes(role);
  } catch {
    return false;
  }
}

/** Roles whose account is said and is not the store's. */
function foreigners(declared: readonly Declared[], account: string | undefined): { readonly principal: PrincipalFacts; readonly d: Declared }[] {
  return declared.flatMap((d) => d.flow.principals.filter((p) => p.account !== undefined && p.account !== account).map((principal) => ({ principal, d })));
}

/** Of the store, where it is said; else that of its stack. */
export function accountOf({ store }: StoreFacts): string | undefined {
  if (store.account !== undefined) return store.account;
  const own = store.resource === undefined ? undefined : Stack.of(store.resource).account;
  return own === undefined || Token.isUnresolved(own) ? undefined : own;
}

function exemptOf(group: readonly StoreFacts[], account: string | undefined): string[] {
  return [...new Set(group.flatMap((facts) => [...facts.exempt.map((e) => e.arn), ...serviceRoleExemptions(facts.store.type, account).map((e) => e.arn)]))];
}

/** `Read` and `Write` where the class is just that; else a hash, so that a Sid says nothing wrong. */
function nameOf({ actions }: ActionClass, kind: StoreKind): string {
  const denied = deniedActions(kind);
  const is = (list: readonly string[]): boolean => actions.length === list.filter((a) => denied.includes(a)).length && actions.every((a) => list.includes(a));
  if (actions.length === denied.length) return 'All';
  if (is(kind.read)) return 'Read';
  if (is(kind.write)) return 'Write';
  return is(kind.other) ? 'Other' : shortHash(actions.join(' '));
}
