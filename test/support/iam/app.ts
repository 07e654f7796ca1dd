/**
 * An app with roles, stores and data flows, compiled and emitted by the data layer's own parts, without its façade:
 *
 *   const { plan, reports, account } = protect((stack) => ({ stores: { documents: { resource: bucket } }, flows: [...] }));
 */
import { App, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct, type IConstruct } from 'constructs';
import { compileData } from '../../../lib/layers/data/compiler';
import { emitRoles } from '../../../lib/layers/data/emit-roles';
import { emitStores } from '../../../lib/layers/data/emit-stores';
import { guardedTagKey } from '../../../lib/layers/data/guarded-tag';
import { kindOf, kindOfType } from '../../../lib/layers/data/kinds';
import type { AccessKind, DataFlowFacts, DataOfferFacts, DataPlan, PrincipalFacts, RowsData, StoreFacts } from '../../../lib/layers/data/model';
import { principalsOf } from '../../../lib/layers/data/principals';
import { deployerExemptions } from '../../../lib/layers/data/resource-policies';
import { Deployed } from './deployed';

export const ACCOUNT = '111122223333';
export const BREAK_GLASS = `arn:aws:iam::${ACCOUNT}:role/break-glass`;
export const DEPLOYER = `arn:aws:iam::${ACCOUNT}:role/cdk-hnb659fds-cfn-exec-role-${ACCOUNT}-us-east-1`;

export interface StoreInput {
  readonly resource: IConstruct;
  readonly offers?: readonly DataOfferFacts[];
  readonly key?: { readonly arn: string };
}

export interface FlowInput {
  readonly id: string;
  readonly source: IConstruct;
  readonly store: string;
  readonly access: AccessKind;
  readonly actions?: readonly string[];
  readonly parts?: readonly string[];
  readonly until?: string;
  readonly rows?: RowsData;
  readonly claims?: DataFlowFacts['claims'];
}

export interface Declared {
  readonly stores: Readonly<Record<string, StoreInput>>;
  readonly flows: readonly FlowInput[];
}

export interface Report {
  readonly level: string;
  readonly code: string;
  readonly message: string;
}

export interface Protected {
  readonly app: App;
  readonly stack: Stack;
  readonly plan: DataPlan;
  readonly facts: { readonly stores: readonly StoreFacts[]; readonly flows: readonly DataFlowFacts[] };
  readonly reports: readonly Report[];
  template(stack?: Stack): any;
  account(): Deployed;
}

export function protect(declare: (stack: Stack) => Declared, env?: { readonly account: string; readonly region: string }): Protected {
  const app = new App({ context: { '@aws-cdk/core:newStyleStackSynthesis': true } });
  const stack = new Stack(app, 'App', env === undefined ? {} : { env });
  const { stores: inputs, flows: flowInputs } = declare(stack);
  const scope = new Construct(stack, 'Data');
  const reports: Report[] = [];
  const report = (level: string, code: string, message: string): void => { reports.push({ level, code, message }); };
  const exempt = [...deployerExemptions(), { arn: BREAK_GLASS, because: 'emergencies' }];
  const stores = Object.entries(inputs).map(([id, { resource, offers = [], key }]): StoreFacts => {
    const found = kindOf(resource)!;
    const store = key === undefined ? found.store : { ...found.store, key };
    return { scope: 'App/Data', id, store, posture: 'standard', stack: (store.resource === undefined ? stack : Stack.of(store.resource)).node.path, exempt, tagKey: guardedTagKey('App/Data', id), offers };
  });
  const flows = flowInputs.map(({ id, source, store, access, actions = [], parts = [], ...rest }): DataFlowFacts => {
    const facts = stores.find((s) => s.id === store);
    const kind = facts === undefined ? undefined : kindOfType(facts.store.type);
    const named = { 'read': kind?.read, 'write': kind?.write, 'read-write': [...kind?.read ?? [], ...kind?.write ?? []], 'actions': undefined }[access];
    const principals: PrincipalFacts[] = principalsOf(source, (code, message) => report('error', code, message));
    return {
      scope: 'App/Data', id, store: `App/Data#${store}`, principals, access, actions: [...new Set(named ?? actions)].sort(), parts,
      authentication: { method: 'sigv4' }, encryption: { method: 'tls' }, because: 'test', cadence: 'continuous', ...rest,
    };
  });
  const plan = compileData(flows, stores, kindOfType);
  plan.findings.forEach((f) => report(f.level, f.code, f.message));
  if (!reports.some((r) => r.level === 'error')) {
    emitRoles(plan.roles, { scope, flows, stores, report });
    emitStores(plan.stores, { scope, flows, stores, kindOf: kindOfType, report });
  }
  let assembly: ReturnType<App['synth']> | undefined;
  const synth = (): ReturnType<App['synth']> => (assembly ??= app.synth());
  return {
    app, stack, plan, facts: { stores, flows }, reports,
    template: (of = stack) => synth().getStackByName(of.stackName).template,
    account: () => new Deployed(synth().stacks, ACCOUNT),
  };
}

export function role(scope: Construct, id: string, props: Partial<iam.RoleProps> = {}): iam.Role {
  return new iam.Role(scope, id, { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'), ...props });
}
