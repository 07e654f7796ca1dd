/**
 * intent -> closings and plan -> policies, once per façade, when everything has been said.
 *
 * Stores are closed first, whatever the flows are: a mistake in a flow leaves no store open. Policies are written only beside no
 * mistake at all.
 */
import { type Finding, Findings, type Intent, type StoreData } from '../../intent';
import type { CallSite } from '../declaration/call-site';
import { intentOf } from '../layer';
import { checkAccounts } from './check-accounts';
import { checkAuthentication } from './check-authentication';
import { checkNetwork } from './check-network';
import { checkStacks } from './check-stacks';
import { closeStore, closingFindings, type ClosingReport } from './close';
import { compileData } from './compiler';
import { makeDataKey, wantsDataKey } from './data-key';
import type { DataProtection } from './data-protection';
import type { DataStore } from './data-store';
import { checkDeployers } from './deployer';
import { emitRoles } from './emit-roles';
import { emitStores } from './emit-stores';
import { askedOf, tellExceptions } from './exceptions';
import { checkExemptions } from './exemptions';
import { flowFacts, storeFacts, storeNow } from './facts';
import { checkGuardedTags } from './guarded-tag';
import { withImplied } from './implied';
import type { ClosingContext } from './kind';
import { kindOfType } from './kinds';
import { logTargets } from './log-targets';
import { outlive } from './outlive';
import { letServicesUseKeys } from './services';
import { checkSharedKeys } from './shared-keys';
import type { DataFlowFacts, StoreFacts } from './model';
import { waitForPolicies } from './wait-for-policies';
import { type Written, writtenRole, writtenStore } from './written';

export interface BuiltData {
  readonly intent: Intent;
  readonly findings: readonly Finding[];
  /** What was found and done at each own store, by its id. */
  readonly closings: ReadonlyMap<string, readonly ClosingReport[]>;
  /** What was written into policies, to be looked at once more at synth. */
  readonly written: readonly Written[];
  /** What was compiled; empty where the network found mistakes before. */
  readonly facts: { readonly stores: readonly StoreFacts[]; readonly flows: readonly DataFlowFacts[] };
}

export function buildData(protection: DataProtection): BuiltData {
  const { intent, findings: declared, isRefused } = intentOf(protection);
  if (isRefused) return { intent, findings: [], closings: new Map(), written: [], facts: { stores: [], flows: [] } };
  const { _declaration: declaration } = protection;
  const findings = new Findings();
  findings.append(declared);
  const own = (intent.stores ?? []).filter((s) => s.scope === declaration.scope);
  const { closings, findings: open } = closeStores(protection);
  findings.append(open);
  // The key of another façade's jewel may be made when its owner closes it, and that comes first.
  for (const store of protection._stores.values()) store._host.close?.();
  const flows = flowFacts(protection, intent);
  const stores = withImplied(protection, storesOf(protection, own), flows);
  findings.append(declaration.takeReports());
  findings.append(checkNetwork(protection, intent));
  findings.append(checkExemptions(protection));
  findings.append(checkDeployers(protection, stores));
  findings.append(checkAccounts(protection, flows, stores));
  findings.append(checkAuthentication(protection, flows, stores));
  const { managedPoliciesPerRole: managedPerRole } = protection._props;
  if (managedPerRole !== undefined && !(Number.isInteger(managedPerRole) && managedPerRole > 0)) findings.error('WrongType', '', `\`managedPoliciesPerRole\` is \`${managedPerRole}\`; expected a whole number, 1 or more`);
  const plan = compileData(flows, stores, kindOfType);
  findings.append(plan.findings.map((f) => ({ ...f, where: f.where === '' ? whereOf(protection, f) : f.where })));
  findings.append(checkStacks(protection, flows, stores));
  const tags = [...new Set([...plan.roles.flatMap((r) => Object.keys(r.tags)), ...stores.filter((s) => s.offers.length > 0).map((s) => s.tagKey)])].sort();
  for (const { code, message } of checkGuardedTags(protection, tags)) findings.error(code, '', message);
  const written: Written[] = [];
  if (findings.errors().length === 0) {
    const report = (level: 'error' | 'warning', code: string, message: string): void => (level === 'error' ? findings.error(code, '', message) : findings.warning(code, '', message));
    const policies = emitRoles(plan.roles, { scope: protection, policiesScope: protection._props.policiesScope, managedPerRole, flows, stores, report });
    for (const [name, resource] of policies) written.push(writtenRole(name, resource));
    const byKey = new Map(stores.map((s) => [`${s.scope}#${s.id}`, s]));
    const mine = plan.stores.filter((p) => p.store.startsWith(`${declaration.scope}#`));
    for (const [name, resource] of emitStores(mine, { scope: protection, stores, flows, kindOf: kindOfType, report })) written.push(writtenStore(name, resource, byKey));
    letServicesUseKeys(stores.filter((f) => f.scope === declaration.scope), { scope: protection, report: (code, message) => report('warning', code, message) });
    findings.append(checkSharedKeys(protection, flows, stores));
    waitForPolicies(protection, intent, policies);
  }
  return { intent, findings: findings.all(), closings, written, facts: { stores, flows } };
}

interface Closed {
  readonly closings: ReadonlyMap<string, readonly ClosingReport[]>;
  readonly findings: readonly Finding[];
}
const closed = new WeakMap<DataProtection, Closed>();

/** The own stores of a façade, once, whoever asks first: it or a façade that claims from it. */
export function closeStores(protection: DataProtection): Closed {
  const known = closed.get(protection);
  if (known !== undefined) return known;
  const findings = new Findings();
  const closings = new Map<string, readonly ClosingReport[]>();
  const own = [...protection._stores.values()].filter((s) => s._scope === protection._declaration.scope);
  const declared = new Map(protection._declaration.storesData().map((data) => [data.id, data]));
  for (const store of own.sort((a, b) => (a.storeId < b.storeId ? -1 : 1))) {
    const data = declared.get(store.storeId);
    if (data !== undefined) closings.set(data.id, closeOne(protection, store, data, findings));
  }
  const result = { closings, findings: findings.all() };
  closed.set(protection, result);
  return result;
}

/** What the closings of a store depend on. */
export function contextOf(protection: DataProtection, store: DataStore, data: Pick<StoreData, 'crownJewel'>): ClosingContext {
  const { props } = store._host;
  const { posture } = protection._declaration;
  const now = storeNow(store)?.resource;
  const logsOf = now === undefined ? undefined : logTargets(protection).get(now);
  return {
    posture,
    isJewel: data.crownJewel !== undefined,
    allowReplacement: props.allowReplacement ?? false,
    isDeclared: true,
    ...(logsOf === undefined ? {} : { logsOf }),
    ...(props.key === undefined ? {} : { keyArn: props.key.keyRef.keyArn }),
    ...(props.accessLogs === undefined ? {} : { logBucketName: props.accessLogs.bucketRef.bucketName }),
    scope: store,
  };
}

function closeOne(protection: DataProtection, store: DataStore, data: StoreData, findings: Findings): readonly ClosingReport[] {
  const now = storeNow(store);
  const { kind, site } = store._host;
  if (now === undefined || kind === undefined) return []; // was told when it was declared
  let context = contextOf(protection, store, data);
  if (wantsDataKey(now, kind, context)) context = { ...context, keyArn: makeDataKey(now, data.id, protection, context.posture).attrArn };
  const reports = closeStore(now, askedOf(kind, data), context);
  tellExceptions(now, kind, data, context, findings, site);
  outlive(now.resource, storeNow(store)?.key?.resource);
  for (const { code, message } of kind.warnings?.(now) ?? []) findings.append([{ code, level: 'warning', pointer: '', where: site.toString(), message }]);
  findings.append(closingFindings(reports).map((f) => at(f, site)));
  return reports;
}

function storesOf(protection: DataProtection, own: readonly StoreData[]): StoreFacts[] {
  const byKey = new Map(own.map((s) => [`${s.scope}#${s.id}`, s]));
  const all = [...protection._stores].map(([key, store]): StoreFacts | undefined => {
    const data = byKey.get(key) ?? store._data();
    return data === undefined ? undefined : storeFacts(protection, store, { ...data, scope: store._scope });
  });
  return all.filter((s) => s !== undefined);
}

/** The place of the call that declared the flow or the role which a finding names. */
function whereOf({ _sites }: DataProtection, { message }: Finding): string {
  const id = /data flow `([^`]+)`/.exec(message)?.[1];
  return (id === undefined ? undefined : _sites.get(id))?.toString() ?? '';
}

function at(finding: Finding, site: CallSite): Finding {
  return finding.where === '' ? { ...finding, where: site.toString() } : finding;
}
