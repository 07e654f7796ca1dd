/**
 * A topic of this app that was handed over: whether alarms get through to it. Looked at when the app is built, since policies are often written late.
 *
 * SNS's own policy lets the account's alarms publish. One that the app writes replaces it: `enforceSSL: true` of CDK's `Topic` alone leaves a policy that lets in nobody. Judged by what the
 * templates of this stage say; a statement that cannot be read is taken for one that lets alarms in. Not seen: topics of other apps, conditions of the statements.
 */
import { CfnResource } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { Findings } from '../../intent';
import { isObject, readIfPossible, typeOf } from '../network/members/read';
import { relativePath } from '../network/stage-path';
import type { SignalBusProps } from './signal-bus-props';
import { Looking } from './subjects/looking';

const POLICIES = ['AWS::SNS::TopicPolicy', 'AWS::SNS::TopicInlinePolicy'];

export function checkTopicPolicy(scope: IConstruct, path: string, { topic, encryptionKey }: SignalBusProps, findings: Findings): void {
  const resource = topic === undefined ? undefined : resourceOf(topic);
  if (resource === undefined || typeOf(resource) !== 'AWS::SNS::Topic') return;
  const look = new Looking(scope);
  const name = relativePath(scope, resource.node.path);
  const policies = look.of(...POLICIES).filter((p) => ['Topics', 'TopicArn'].some((property) => look.named(p, readIfPossible(p, property)).includes(resource)));
  if (policies.length > 0 && !policies.some((p) => letsAlarmsIn(readIfPossible(p, 'PolicyDocument')))) {
    findings.error('TopicRefusesAlarms', '', `topic \`${name}\` of \`${path}\` has a policy (\`${policies.map((p) => relativePath(p, p.node.path)).join('`, `')}\`) that lets CloudWatch not publish, as a policy of one's own replaces the one by which it may: alarms would ring, and tell nobody; expected a statement for it; add one that allows \`sns:Publish\` to \`cloudwatch.amazonaws.com\`, with \`aws:SourceAccount\``);
  }
  const key = encryptionKey === undefined ? undefined : resourceOf(encryptionKey);
  const named = look.named(resource, readIfPossible(resource, 'KmsMasterKeyId')).filter((c) => (c as Partial<CfnResource>).cfnResourceType === 'AWS::KMS::Key');
  if (key !== undefined && named.length > 0 && !named.includes(key)) {
    findings.error('TopicKeyMissing', '', `topic \`${name}\` of \`${path}\` is encrypted with \`${relativePath(scope, named[0].node.path)}\`, and \`encryptionKey\` is \`${relativePath(scope, key.node.path)}\`: the policy of the wrong key would let alarms in; expected one key; pass the topic's`);
  }
}

function letsAlarmsIn(document: unknown): boolean {
  const statements = isObject(document) ? listOf(document.Statement) : undefined;
  if (statements === undefined) return true;
  return statements.some((s) => {
    if (!isObject(s)) return true;
    if (s.Effect !== 'Allow') return false;
    const actions = listOf(s.Action);
    return isEverybody(s.Principal) && (actions.length === 0 || actions.some((a) => typeof a !== 'string' || /^(\*|sns:(\*|publish|pub.*\*))$/i.test(a)));
  });
}

/** CloudWatch among them. */
function isEverybody(principal: unknown): boolean {
  if (principal === '*') return true;
  if (!isObject(principal)) return principal !== undefined;
  return listOf(principal.AWS).includes('*') || listOf(principal.Service).some((s) => typeof s !== 'string' || /^cloudwatch\.amazonaws\.com(\.cn)?$/.test(s));
}

function listOf(value: unknown): readonly unknown[] {
  return value === undefined ? [] : Array.isArray(value) ? value : [value];
}

function resourceOf(construct: IConstruct): CfnResource | undefined {
  const candidate = CfnResource.isCfnResource(construct) ? construct : construct.node.defaultChild;
  return candidate !== undefined && CfnResource.isCfnResource(candidate) ? candidate : undefined;
}
