/**
 * AWS services that write to a store use its key too:
 *
 *   letServicesUseKeys(stores, { scope, report })   // Allow { Service: sns.amazonaws.com } kms:Decrypt, kms:GenerateDataKey*
 *
 * A store's own policy says which services it lets in (SNS to a queue, S3 to a topic, alarms, rules, CloudFront, log delivery). A key
 * that the library makes lets the same services use it, from the same source; of a key of the user's own it is told (`KeyRefusesService`).
 *
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html#compatibility-with-aws-services
 * https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html (SSE-KMS)
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-infrastructure-V2-S3.html (log delivery)
 *
 * Not seen: services that are let in by no statement of the store's policy, and those that use a role, which is a data flow's source.
 */
import { Aws, CfnResource, Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { isObject, ReferenceTo, Unreadable } from '../network/members/read';
import { needsOf } from './compiler/reaches';
import { keyActions } from './compiler/identity';
import { shortHash } from './compiler/admission';
import { isDataKey } from './data-key';
import { globMatches } from './guarded-statements';
import type { StoreKind } from './kind';
import { kindOfType, withPolicyIndex } from './kinds';
import { putStatements, statementsAt } from './kinds/statements';
import { revived } from './kinds/tokens';
import type { Statement, StoreResource } from './model';
import { pasteable } from './paste';

export interface ServiceStore {
  readonly id: string;
  readonly store: StoreResource;
}

export interface Letting {
  readonly scope: IConstruct;
  readonly report: (code: string, message: string) => void;
}

/** Ours in a key's policy, beside those of the layer, so that each can be written anew. */
const OURS = /^ServiceUse/;

/** When all policies are there. Again at synth: somebody may have let in one more. */
export function letServicesUseKeys(stores: readonly ServiceStore[], letting: Letting): void {
  withPolicyIndex(letting.scope, () => {
    const made = new Map<CfnResource, ServiceUse[]>();
    const needs = new Needs();
    for (const { id, store } of stores) {
      if (store.key === undefined) continue;
      const uses = usesOf(store, kindOfType(store.type));
      const { resource } = store.key;
      if (resource !== undefined && isDataKey(resource)) made.set(resource, [...made.get(resource) ?? [], ...uses]);
      else for (const use of uses) tellRefused(id, store, use, letting);
    }
    for (const [key, uses] of made) {
      const statements = new Map(uses.map((use) => statementOf(use, key, needs)).map((s): [string, Statement] => [s.Sid as string, s]));
      if (statements.size === 0 && !statementsAt(key, 'KeyPolicy').some((s) => typeof s.Sid === 'string' && OURS.test(s.Sid))) continue;
      putStatements(key, 'KeyPolicy', [...statements.values()], OURS);
      needs.forget(key);
    }
  });
}

interface ServiceUse {
  readonly service: unknown;
  readonly actions: readonly string[];
  readonly condition: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** What a service does with data, by the store's own policy. What cannot be read was told where it was written to. */
function usesOf(store: StoreResource, kind: StoreKind): ServiceUse[] {
  const all = [...kind.read, ...kind.write];
  return statementsOf(kind, store).flatMap((statement): ServiceUse[] => {
    const { Effect: effect, Principal: principal, Action: patterns = [] } = statement;
    if (effect !== 'Allow' || !isObject(principal) || principal.Service === undefined) return [];
    const actions = keyActions(kind, all.filter((a) => patterns.some((pattern) => typeof pattern === 'string' && globMatches(pattern, a))));
    if (actions.length === 0) return [];
    return [principal.Service].flat().map((service) => ({ service, actions: actions.map((a) => (a === 'kms:GenerateDataKey' ? `${a}*` : a)), condition: sourcesIn(statement, service) }));
  });
}

function statementsOf(kind: StoreKind, store: StoreResource): readonly Statement[] {
  try {
    return kind.policy?.read(store) ?? [];
  } catch (e) {
    if (e instanceof Unreadable) return [];
    throw e;
  }
}

/**
 * From where it comes. EventBridge sends no source to KMS: "adding aws:SourceAccount, aws:SourceArn and aws:SourceOrgID to a KMS policy
 * is not supported for EventBridge-to-encrypted topics" (SNS developer guide, above); the store's own policy asks for it all the same.
 */
function sourcesIn({ Condition: condition = {} }: Statement, service: unknown): ServiceUse['condition'] {
  if (service === 'events.amazonaws.com') return {};
  const kept = Object.entries(condition).map(([operator, keys]) => [operator, isObject(keys) ? Object.fromEntries(Object.entries(keys).filter(([key]) => /^aws:Source(Arn|Account|OrgID|OrgPaths)$/i.test(key))) : {}] as const);
  return Object.fromEntries(kept.filter(([, keys]) => Object.keys(keys).length > 0));
}

function statementOf({ service, actions, condition }: ServiceUse, key: CfnResource, needs: Needs): Statement {
  const narrowed = narrow(condition, key, needs);
  const head = { Effect: 'Allow' as const, Principal: { Service: revived(service) }, Action: [...actions].sort(), Resource: ['*'] };
  // Paths of what is referred to, not names of tokens: the same at every synth.
  const label = JSON.stringify([service, actions, condition]);
  return { Sid: `ServiceUse${shortHash(label)}`, ...head, ...(Object.keys(narrowed).length === 0 ? {} : { Condition: narrowed }) };
}

/**
 * A source that needs the key before it is made (a topic that it encrypts, a distribution before the bucket), or that is of another stack,
 * cannot be named in the key's policy: that would be a circle. Then it is whatever has the source's account in its ARN; buckets have none
 * there, and S3 says the account by `aws:SourceAccount`.
 */
function narrow(condition: ServiceUse['condition'], key: CfnResource, needs: Needs): Record<string, Record<string, unknown>> {
  const result: Record<string, Record<string, unknown>> = {};
  const say = (operator: string, name: string, value: unknown): void => { result[operator] = { ...result[operator], [name]: value }; };
  for (const [operator, keys] of Object.entries(condition)) {
    for (const [name, value] of Object.entries(keys)) {
      const inCircle = referencesIn(value).find((target) => Stack.of(target) !== Stack.of(key) || needs.reach(target, key));
      if (inCircle === undefined) say(operator, name, revived(value));
      else if (inCircle.cfnResourceType === 'AWS::S3::Bucket') say('StringEquals', 'aws:SourceAccount', Stack.of(inCircle).account);
      else say('ArnLike', 'aws:SourceArn', `arn:${Aws.PARTITION}:*:*:${Stack.of(inCircle).account}:*`);
    }
  }
  return result;
}

function referencesIn(value: unknown): CfnResource[] {
  if (value instanceof ReferenceTo) return CfnResource.isCfnResource(value.target) ? [value.target] : [];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(referencesIn) : [];
}

/** A key's policy that is somebody else's: whether the service is in it is all that is asked, whatever the conditions. */
function tellRefused(id: string, store: StoreResource, use: ServiceUse, { scope, report }: Letting): void {
  const { arn = '', resource } = store.key ?? {};
  const statements = resource === undefined ? [] : statementsOf(kindOfType('kms'), { type: 'kms', cfnType: resource.cfnResourceType, path: resource.node.path, arn, resource });
  if (statements.some((s) => lets(s, use))) return;
  const { Sid: _, ...statement } = { ...statementOf({ ...use, condition: {} }, store.resource as CfnResource, new Needs()), ...(Object.keys(use.condition).length === 0 ? {} : { Condition: use.condition }) };
  const got = resource === undefined ? 'an imported key, whose policy nobody can read here' : 'no statement of its policy for that service';
  report('KeyRefusesService', `the policy of store \`${id}\` lets \`${typeof use.service === 'string' ? use.service : JSON.stringify(use.service)}\` in, and its key \`${resource?.node.path ?? arn}\` does not: got ${got}, expected one, because what the service sends cannot be encrypted without it, and is lost; add to the key's policy: ${pasteable(scope, [statement])}`);
}

function lets({ Effect: effect, Principal: principal, Action: patterns = [] }: Statement, { service, actions }: ServiceUse): boolean {
  if (effect !== 'Allow') return false;
  const named = principal === '*' ? ['*'] : isObject(principal) ? [principal.Service, principal.AWS].flat() : [];
  if (!named.some((who) => who === '*' || JSON.stringify(who) === JSON.stringify(service))) return false;
  return actions.every((a) => patterns.some((pattern) => typeof pattern === 'string' && globMatches(pattern, a.replace(/\*$/, ''))));
}

/** Who needs whom, as all has been written by now; what cannot be resolved needs everything. */
class Needs {
  private readonly direct = new Map<CfnResource, readonly CfnResource[] | undefined>();

  public forget(resource: CfnResource): void {
    this.direct.delete(resource);
  }

  public reach(from: CfnResource, to: CfnResource): boolean {
    const seen = new Set([from]);
    const queue = [from];
    for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
      const next = this.of(at);
      if (at === to || next === undefined) return true;
      for (const one of next) {
        if (seen.has(one)) continue;
        seen.add(one);
        queue.push(one);
      }
    }
    return false;
  }

  private of(resource: CfnResource): readonly CfnResource[] | undefined {
    if (!this.direct.has(resource)) this.direct.set(resource, read(resource));
    return this.direct.get(resource);
  }
}

function read(resource: CfnResource): readonly CfnResource[] | undefined {
  try {
    return needsOf(resource);
  } catch {
    return undefined;
  }
}
