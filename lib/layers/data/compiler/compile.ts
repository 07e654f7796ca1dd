/**
 * Declared data flows -> what each role is granted, and what each store's and key's own policy says:
 *
 *   compileData(flows, stores, kindOfType)   // { roles: [...], stores: [...], findings: [...] }
 *
 * Pure: the same declaration gives the same plan, in an order that depends on ids and paths only. A flow with a mistake is left out
 * of the plan and told in `findings`; whoever emits stops there.
 */
import { compareText, Findings, IntentError } from '../../../intent';
import type { StoreKind } from '../kind';
import type { DataFlowFacts, DataPlan, PrincipalFacts, RolePlan, StoreFacts, StorePlan, StoreType } from '../model';
import { TAGS_PER_ROLE, GUARDED_PREFIX, LONGEST_TAG_VALUE } from '../guarded-tag';
import { tagValue } from './admission';
import { checkActions } from './check-actions';
import { checkRows } from './check-rows';
import { effectiveActions, grantsOf } from './identity';
import { type Grant, shard } from './shards';
import { Sizes } from './size';
import { accountOf, type Declared, keyGroups, needsTag, policyOfKey, policyOfStore, wordsOf } from './store-policies';

export type KindOf = (type: StoreType) => StoreKind | undefined;

export function compileData(flows: readonly DataFlowFacts[], stores: readonly StoreFacts[], kindOf: KindOf): DataPlan {
  const findings = new Findings();
  const known = new Map(stores.map((s) => [storeKey(s), s]));
  const declared = [...flows].sort((a, b) => compareText(a.scope, b.scope) || compareText(a.id, b.id)).flatMap((flow): Declared[] => {
    const facts = known.get(flow.store);
    const kind = facts === undefined ? undefined : kindOf(facts.store.type);
    if (facts === undefined || kind === undefined) return []; // a store that is none was told where it was declared, and permits nothing
    const grants = checked(flow, facts, kind, findings);
    return grants === undefined ? [] : [{ flow, facts, kind, actions: effectiveActions(flow, kind), grants }];
  });
  tellUngranted(declared, findings);
  const groups = keyGroups([...known.values()].sort((a, b) => compareText(storeKey(a), storeKey(b))));
  return {
    roles: rolePlans(declared, new Sizes(flows, stores), findings),
    stores: [...known.values()].sort((a, b) => compareText(storeKey(a), storeKey(b))).map((facts) => storePlan(facts, declared, groups, kindOf)).filter((p): p is StorePlan => p !== undefined),
    findings: findings.all(),
  };
}

/** Once for each store: whoever reads the intent would believe that IAM refuses everybody else. */
function tellUngranted(declared: readonly Declared[], findings: Findings): void {
  const ungranted = declared.filter(({ grants, flow }) => grants.length === 0 && flow.rows === undefined);
  for (const facts of new Set(ungranted.map((d) => d.facts))) {
    const own = ungranted.filter((d) => d.facts === facts);
    const [{ kind }] = own;
    const why = [...kind.read, ...kind.write].length === 0 ? `IAM has no action for the data of the kind \`${kind.name}\`` : `who logs in with a password, a token or a certificate of the engine needs no action of IAM`;
    findings.warning('DataFlowGrantsNothing', '', `data flow${own.length === 1 ? '' : 's'} ${own.map((d) => `\`${d.flow.id}\``).join(', ')} to store \`${facts.id}\` grant${own.length === 1 ? 's' : ''} nothing: got no policy, because ${why}; expected the network and the engine's own users to keep everybody else out; see that a network flow is all that leads there, and that the engine has a user for each data flow`);
  }
}

/** What the flow grants; undefined where it is a mistake. */
function checked(flow: DataFlowFacts, facts: StoreFacts, kind: StoreKind, findings: Findings): readonly Grant[] | undefined {
  const before = findings.errors().length;
  const error = (code: string, message: string): void => findings.error(code, '', message);
  checkActions(flow, kind, error);
  if (flow.parts.length > 0 && kind.parts === undefined) {
    error('StoreWithoutParts', `data flow \`${flow.id}\` names ${flow.parts.map((p) => `\`${p}\``).join(', ')} of the kind \`${kind.name}\`, which has no parts; expected none; remove \`on(...)\`, or declare one store for each`);
  }
  if (flow.rows !== undefined) {
    checkRows(flow.id, kind.type, kind.name, flow.access === 'actions' ? flow.actions : [], flow.rows, GUARDED_PREFIX, error);
    if (kind.type === 's3' && flow.parts.length > 0) error('RowsWithParts', `data flow \`${flow.id}\` names parts of a bucket and rows, which are parts too; expected one of the two; put the part into the \`prefix\` of the rows, e.g. \`daily/users/\``);
  }
  checkOwner(flow, facts, kind, findings);
  for (const principal of flow.principals) {
    if (principal.account !== undefined && !/^\d{12}$/.test(principal.account)) error('CrossAccountWithoutAccount', `the role \`${principal.path}\` of data flow \`${flow.id}\` is of account \`${principal.account}\`; expected twelve digits`);
  }
  try {
    if (findings.errors().length === before) return grantsOf(flow, facts, kind);
  } catch (e) {
    if (!(e instanceof IntentError)) throw e;
    findings.append(e.findings); // a store that cannot be named by an ARN
  }
  return undefined;
}

/** The policy of another façade's store is written there, from what is declared there. */
function checkOwner(flow: DataFlowFacts, facts: StoreFacts, kind: StoreKind, findings: Findings): void {
  if (flow.scope === facts.scope) return;
  if (flow.claims === undefined && (kind.policy !== undefined || facts.store.key !== undefined)) {
    findings.error('DataFlowWithoutOffer', '', `data flow \`${flow.id}\` ends at store \`${facts.id}\` of \`${facts.scope}\`, whose policy refuses everybody that is not declared there; expected a claim on one of its offers (\`addDataClaim\`)`);
  }
  const account = accountOf(facts);
  for (const { path, account: own } of flow.principals) {
    if (account === undefined || own === undefined || own === account) continue;
    findings.warning('CrossAccountClaim', '', `data flow \`${flow.id}\` claims a store of account \`${account}\` for role \`${path}\` of account \`${own}\`; expected the same account, because a tag of another account's role admits nobody; the owner of the store has to declare a data flow from this role's arn as well`);
  }
}

function rolePlans(declared: readonly Declared[], sizes: Sizes, findings: Findings): RolePlan[] {
  const roles = new Map<string, { readonly principal: PrincipalFacts; readonly grants: Grant[]; readonly words: Map<string, Set<string>> }>();
  for (const one of declared) {
    const { flow, facts, grants } = one;
    for (const principal of flow.principals) {
      const role = roles.get(principal.path) ?? { principal, grants: [], words: new Map<string, Set<string>>() };
      roles.set(principal.path, role);
      role.grants.push(...grants);
      if (!needsTag(principal, one)) continue;
      const words = role.words.get(facts.tagKey) ?? new Set<string>();
      role.words.set(facts.tagKey, words);
      for (const word of wordsOf(one)) words.add(word);
    }
  }
  return [...roles].sort(([a], [b]) => compareText(a, b)).map(([, { principal, grants, words }]) => {
    const tags = Object.fromEntries([...words].sort(([a], [b]) => compareText(a, b)).map(([key, set]) => [key, tagValue(set)]));
    checkTags(principal, tags, findings);
    return { principal, leaves: shard(grants, sizes), tags };
  });
}

function checkTags({ path, resource }: PrincipalFacts, tags: Readonly<Record<string, string>>, findings: Findings): void {
  const count = Object.keys(tags).length;
  if (count > TAGS_PER_ROLE) findings.error('GuardedTagsTooMany', '', `role \`${path}\` would carry ${count} tags for stores of other stacks; expected at most ${TAGS_PER_ROLE}, which is what a role takes; put the role into the stack of its stores, or split it`);
  for (const [key, value] of Object.entries(tags)) {
    if (value.length > LONGEST_TAG_VALUE) findings.error('GuardedTagsTooMany', '', `tag \`${key}\` of role \`${path}\` would list ${value.split('/').length - 2} accesses in ${value.length} characters; expected at most ${LONGEST_TAG_VALUE}; merge data flows to the store`);
    else if (resource === undefined) findings.warning('RoleTagNotOurs', '', `role \`${path}\` is not of this app: got no way to give it the tag by which the store knows it, expected a role that this app makes; its owner has to tag it with \`${key}\` = \`${value}\``);
  }
}

function storePlan(facts: StoreFacts, declared: readonly Declared[], groups: ReadonlyMap<StoreFacts, readonly StoreFacts[]>, kindOf: KindOf): StorePlan | undefined {
  const kind = kindOf(facts.store.type);
  if (kind === undefined) return undefined;
  const own = declared.filter((d) => d.facts === facts);
  const group = groups.get(facts);
  return {
    store: storeKey(facts),
    statements: kind.policy === undefined || kind.type === 'kms' ? [] : policyOfStore(facts, kind, own),
    keyStatements: group === undefined ? [] : policyOfKey(group, declared.filter((d) => group.includes(d.facts)), kindOf),
    flows: own.map((d) => d.flow.id),
  };
}

function storeKey(facts: StoreFacts): string {
  return `${facts.scope}#${facts.id}`;
}
