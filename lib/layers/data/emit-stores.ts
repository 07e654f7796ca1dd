/**
 * What stores and keys say themselves becomes part of their policies:
 *
 *   emitStores(plan.stores, { scope, stores, flows, kindOf, report })
 *
 * The kind knows where a policy stands and writes into it; others' statements stay. A key that several stores share is written
 * once. A policy that is too long, that locks its owner out, or that this app may not write is told, with what to do.
 */
import { type CfnResource, Stack, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { compareText, formatFinding, IntentError } from '../../intent';
import { Unreadable } from '../network/members/read';
import { writeMetadata } from '../network/verbatim';
import type { KindOf } from './compiler/compile';
import { Sizes } from './compiler/size';
import { homeIn } from './homes';
import { locksOut } from './key-lock-out';
import type { ResourcePolicyHome } from './kind';
import { withPolicyIndex } from './kinds';
import { readingOnce } from './kinds/once';
import type { DataFlowFacts, Statement, StoreFacts, StorePlan, StoreResource } from './model';
import { outlive } from './outlive';
import { pasteable } from './paste';

/** Of a key's policy: https://docs.aws.amazon.com/kms/latest/developerguide/resource-limits.html */
const KEY_POLICY_LIMIT = 32_768;

export interface StoreEmitter {
  /** Scope of policies that have to be made, where the store is of the same stack. */
  readonly scope: Construct;
  readonly stores: readonly StoreFacts[];
  readonly flows: readonly DataFlowFacts[];
  readonly kindOf: KindOf;
  readonly report: (level: 'error' | 'warning', code: string, message: string) => void;
}

/** The resources that carry the policies, by `SCOPE#ID`, keys by `SCOPE#ID key`. */
export function emitStores(plans: readonly StorePlan[], emitter: StoreEmitter): Map<string, CfnResource> {
  return withPolicyIndex(emitter.scope, () => emitAll(plans, emitter));
}

function emitAll(plans: readonly StorePlan[], emitter: StoreEmitter): Map<string, CfnResource> {
  const made = new Map<string, CfnResource>();
  const sizes = new Sizes(emitter.flows, emitter.stores);
  const keys = new Set<unknown>();
  const byKey = new Map(emitter.stores.map((s) => [`${s.scope}#${s.id}`, s]));
  const flows = flowsOfKeys(plans, byKey);
  for (const plan of plans) {
    const facts = byKey.get(plan.store);
    const kind = facts === undefined ? undefined : emitter.kindOf(facts.store.type);
    if (facts === undefined || kind === undefined || isOffered(plan, facts, emitter)) continue;
    const { policy } = kind;
    if (policy !== undefined && plan.statements.length > 0) readingOnce(() => put(plan.store, facts.store, policy, plan.statements, plan, emitter, sizes, made));
    const key = keyStore(facts.store);
    if (key === undefined || plan.keyStatements.length === 0 || keys.has(key.resource ?? key.arn)) continue;
    keys.add(key.resource ?? key.arn);
    readingOnce(() => putKey(`${plan.store} key`, key, { ...plan, flows: [...flows.get(key.resource ?? key.arn) ?? []].sort(compareText) }, emitter, sizes, made));
  }
  return made;
}

/** Of all stores that a key encrypts: its policy is written once. By its resource, or its ARN where it has none here. */
function flowsOfKeys(plans: readonly StorePlan[], byKey: ReadonlyMap<string, StoreFacts>): Map<unknown, Set<string>> {
  const flows = new Map<unknown, Set<string>>();
  for (const plan of plans) {
    const facts = byKey.get(plan.store);
    const key = facts === undefined ? undefined : keyStore(facts.store);
    if (key === undefined) continue;
    const known = flows.get(key.resource ?? key.arn) ?? new Set<string>();
    flows.set(key.resource ?? key.arn, known);
    for (const flow of plan.flows) known.add(flow);
  }
  return flows;
}

/** A store of another repository: its owner's policy admits what it offers. */
function isOffered(plan: StorePlan, facts: StoreFacts, { flows }: StoreEmitter): boolean {
  if (facts.store.resource !== undefined) return false;
  const own = flows.filter((f) => f.store === plan.store);
  return own.length > 0 && own.every((f) => f.claims !== undefined);
}

/** The key as a store of its own kind. */
function keyStore(store: StoreResource): StoreResource | undefined {
  if (store.type === 'kms') return store;
  if (store.key === undefined) return undefined;
  const { arn, resource } = store.key;
  return { type: 'kms', cfnType: resource?.cfnResourceType ?? 'AWS::KMS::Key', path: resource?.node.path ?? `key of ${store.path}`, arn, ...(resource === undefined ? {} : { resource }) };
}

function putKey(name: string, key: StoreResource, plan: StorePlan, emitter: StoreEmitter, sizes: Sizes, made: Map<string, CfnResource>): void {
  const home = emitter.kindOf('kms')?.policy;
  if (home === undefined || key.resource === undefined) {
    emitter.report('warning', 'KeyPolicyNotOurs', `key \`${key.path}\` is not of this app, so its policy cannot say who may use it: got an imported key, expected one that this app makes; its owner has to add to its policy: ${pasteable(emitter.scope, plan.keyStatements)}`);
    return;
  }
  const before = theirs(home, key, emitter);
  if (before === undefined) return;
  const account = Stack.of(key.resource).account;
  // Without a policy of its own a key has AWS's default one, which the kind writes beside ours.
  const why = before.length === 0 ? undefined : locksOut([...before, ...plan.keyStatements], Token.isUnresolved(account) ? undefined : account);
  if (why !== undefined) {
    emitter.report('error', 'KeyLocksOut', `the policy of key \`${key.path}\` would lock its owner out: got a policy in which ${why}, expected one principal of the account that may always change it; add a statement that permits the account's root to administer the key`);
    return;
  }
  put(name, key, { ...home, limit: Math.min(home.limit, KEY_POLICY_LIMIT) }, plan.keyStatements, plan, emitter, sizes, made);
}

function put(name: string, store: StoreResource, home: ResourcePolicyHome, statements: readonly Statement[], plan: StorePlan, emitter: StoreEmitter, sizes: Sizes, made: Map<string, CfnResource>): void {
  const before = theirs(home, store, emitter);
  if (before === undefined || isTaken(name, store, emitter)) return;
  const fitting = fittingLimits(before, statements, home.limit, sizes);
  if (fitting === undefined) {
    const length = sizes.of([...before, ...statements]);
    emitter.report('error', 'ResourcePolicyTooLong', `the policy of \`${store.path}\` would have ${length} characters, ${sizes.of(before)} of them from others; expected at most ${home.limit}, which is what AWS takes; the data flows that cost most are ${costliest(plan, statements, emitter.flows, sizes)}: let fewer roles read it, e.g. one role for several functions, or split the store`);
    return;
  }
  if (fitting.length < statements.length) tellLimits(store, home, plan, statements.length - fitting.length, sizes.of([...before, ...statements]), emitter);
  try {
    const carrier = home.write(store, fitting, store.resource === undefined ? emitter.scope : homeIn(Stack.of(store.resource), emitter.scope, 'Stores'));
    writeMetadata(carrier, 'zero-trust', { flows: [...plan.flows] });
    outlive(store.resource, carrier);
    made.set(name, carrier);
  } catch (e) {
    if (!(e instanceof IntentError)) throw e;
    for (const f of e.findings) {
      if (f.code === 'StorePolicyNotOurs') emitter.report('warning', f.code, `${f.message}; or let its owner add: ${pasteable(emitter.scope, fitting)}`);
      else emitter.report(f.level, f.code, formatFinding(f).replace(`${f.code}: `, ''));
    }
  }
}

/**
 * What holds roles to the limits of their data flows gives way, the longest first, before a policy becomes too long: without it the
 * roles' own policies hold them. Undefined where it is too long all the same.
 */
function fittingLimits(before: readonly Statement[], statements: readonly Statement[], limit: number, sizes: Sizes): readonly Statement[] | undefined {
  if (sizes.fits([...before, ...statements], limit)) return statements;
  const longest = statements.filter((s) => s.Sid?.startsWith('ZeroTrustLimit') === true).map((s) => ({ s, size: sizes.value(s) })).sort((a, b) => b.size - a.size || compareText(a.s.Sid ?? '', b.s.Sid ?? ''));
  const left = new Set(statements);
  for (const { s } of longest) {
    left.delete(s);
    if (sizes.fits([...before, ...left], limit)) return [...left];
  }
  return undefined;
}

function tellLimits(store: StoreResource, home: ResourcePolicyHome, plan: StorePlan, count: number, length: number, { flows, stores, report }: StoreEmitter): void {
  const limited = flows.filter((f) => plan.flows.includes(f.id) && (f.parts.length > 0 || f.until !== undefined || f.rows !== undefined)).map((f) => f.id).sort(compareText);
  const isJewel = stores.some((s) => `${s.scope}#${s.id}` === plan.store && s.classification !== undefined);
  report(isJewel ? 'error' : 'warning', 'LimitsNotInPolicy', `the policy of \`${store.path}\` would have ${length} characters with all limits of its data flows: got ${count} ${count === 1 ? 'statement' : 'statements'} too many, expected at most ${home.limit} characters; the roles' own policies limit ${limited.slice(0, 5).map((f) => `\`${f}\``).join(', ')}${limited.length > 5 ? ` and ${limited.length - 5} more` : ''}, but another Allow of such a role would not be refused; give data flows the same limits or the same role, or split the store`);
}

/** Whom the policy of a resource was written for: what a second one writes would take its place. */
const WRITTEN_FOR = new WeakMap<CfnResource, string>();

function isTaken(name: string, { resource, path }: StoreResource, { report }: StoreEmitter): boolean {
  if (resource === undefined) return false;
  const isKey = name.endsWith(' key');
  const [scope, id] = name.replace(/ key$/, '').split('#');
  const now = isKey ? scope : name;
  const before = WRITTEN_FOR.get(resource) ?? now;
  WRITTEN_FOR.set(resource, before);
  if (before === now) return false;
  if (isKey) report('error', 'KeyOfTwoFacades', `key \`${path}\` encrypts stores of \`${before.split('#')[0]}\` and of \`${scope}\`: got two façades that would each write its policy, expected one that knows all who use it; declare the stores in one façade, or give each façade a key of its own`);
  else report('error', 'StoreDeclaredTwice', `\`${path}\` is store \`${before.split('#')[1]}\` of \`${before.split('#')[0]}\`, and store \`${id}\` of \`${scope}\` as well: got two that would each write its policy, expected one; declare it once, and let others claim an offer of it`);
  return true;
}

/** Statements of others, for the size; undefined where they cannot be read, which was told. */
function theirs(home: ResourcePolicyHome, store: StoreResource, { report }: StoreEmitter): readonly Statement[] | undefined {
  try {
    return home.read(store).filter((s) => !(typeof s.Sid === 'string' && s.Sid.startsWith('ZeroTrust')));
  } catch (e) {
    if (!(e instanceof Unreadable)) throw e;
    report('error', 'StorePolicyUnreadable', `the policy of \`${store.path}\` cannot be added to: \`${e.path}\` is ${e.got}; expected a document with a list of statements; write it as an object or as \`iam.PolicyDocument\``);
    return undefined;
  }
}

/** By the ARNs that they bring into the statements. */
function costliest(plan: StorePlan, statements: readonly Statement[], flows: readonly DataFlowFacts[], sizes: Sizes): string {
  const text = JSON.stringify(statements);
  const cost = (flow: DataFlowFacts): number => flow.principals.reduce((sum, p) => sum + (text.split(JSON.stringify(p.arn)).length - 1) * sizes.value(p.arn), 0);
  return flows.filter((f) => f.store === plan.store).map((f) => ({ id: f.id, cost: cost(f) })).sort((a, b) => b.cost - a.cost || (a.id < b.id ? -1 : 1)).slice(0, 5)
    .map(({ id, cost: chars }) => `\`${id}\` (${chars})`).join(', ');
}
