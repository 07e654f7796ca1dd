/**
 * What is wrong with what was said of a signal bus, and whether what it wrote still stands when the app is synthesized.
 *
 * Not seen: the policy of a bus or topic that is imported, the contents of a secret.
 */
import { CfnResource, Stack, Token } from 'aws-cdk-lib';
import type { aws_iam as iam, aws_kms as kms, aws_secretsmanager as secretsmanager } from 'aws-cdk-lib/interfaces';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct, type IConstruct } from 'constructs';
import { type Finding, Findings } from '../../intent';
import { isInTree } from '../declaration/declaration';
import type { Change, Written } from '../identity/written';
import { readIfPossible } from '../network/members/read';
import { relativePath } from '../network/stage-path';
import type { ChatWebhookProps, SignalBusProps } from './signal-bus-props';

const ID = /^[A-Za-z][A-Za-z0-9]*(-[A-Za-z0-9]+)*$/;

export function checkSignalBus(path: string, props: SignalBusProps, findings: Findings): void {
  const { alarmPrefixes = [], retention, reservedConcurrency } = props;
  for (const prefix of alarmPrefixes) {
    const isRight = !Token.isUnresolved(prefix) && prefix.trim().length >= 3 && prefix.length <= 200;
    if (!isRight) findings.error('AlarmPrefixInvalid', '', `beginning \`${String(prefix)}\` of names of alarms of \`${path}\` is not usable; expected 3 to 200 characters that are known now, or every alarm of the account would be read as one of the watch; write the beginning that they share`);
  }
  if (props.bus !== undefined && retention !== undefined) findings.error('RetentionOfForeignBus', '', `\`${path}\` has \`retention\` and a bus that exists, whose archive is its owner's; expected one of both; remove \`retention\``);
  else if (retention !== undefined && !isWhole(retention.toDays({ integral: false }), 1)) findings.error('RetentionInvalid', '', `\`retention\` of \`${path}\` is ${retention.toDays({ integral: false })} days; expected whole days, at least one; round it`);
  if (reservedConcurrency !== undefined && !Token.isUnresolved(reservedConcurrency) && !(isWhole(reservedConcurrency, 0) && reservedConcurrency <= 100)) {
    findings.error('ConcurrencyInvalid', '', `\`reservedConcurrency\` of \`${path}\` is ${reservedConcurrency}; expected a whole number from 0 (nothing is reserved) to 100; 5 is enough for a few hundred alarms`);
  }
}

/** Rules, alarms and targets are all of one account and region. */
export function checkPlace(scope: IConstruct, path: string, { bus, topic }: SignalBusProps, findings: Findings): void {
  const here = Stack.of(scope);
  for (const [what, given] of [['bus', bus], ['topic', topic]] as const) {
    if (given === undefined || !isPart(given, what === 'bus' ? 'eventBusRef' : 'topicRef')) continue;
    for (const [name, there, expected] of [['account', given.env.account, here.account], ['region', given.env.region, here.region]] as const) {
      if (Token.isUnresolved(there) || Token.isUnresolved(expected) || there === expected) continue;
      findings.error('SignalBusElsewhere', '', `${what} \`${relativePath(scope, given.node.path)}\` of \`${path}\` is of ${name} \`${there}\`, and the stack of \`${expected}\`; expected the same, as alarms and rules reach no other; make a signal bus there`);
    }
  }
}

/** People read it, and so would whoever gets at the topic's storage. */
export function checkTopic(scope: IConstruct, path: string, { topic, encryptionKey }: SignalBusProps, findings: Findings): void {
  if (topic === undefined || !isPart(topic, 'topicRef')) return;
  const resource = resourceOf(topic, 'AWS::SNS::Topic');
  const name = relativePath(scope, topic.node.path);
  const key = resource === undefined ? undefined : readIfPossible(resource, 'KmsMasterKeyId');
  if (resource === undefined) {
    if (encryptionKey === undefined) findings.warning('TopicEncryptionUnknown', '', `topic \`${name}\` of \`${path}\` is not of this app, so nobody sees here whether it is encrypted, and rules publish to it without its key; expected its key, or a topic that is made; pass \`encryptionKey\` (\`topicKey\` of a watch)`);
    return;
  }
  if (key === undefined || key === '') findings.error('TopicNotEncrypted', '', `topic \`${name}\` of \`${path}\` is not encrypted; expected a key of your own, as CloudWatch cannot use AWS's; set \`masterKey\`, and pass the same as \`encryptionKey\` (\`topicKey\` of a watch)`);
  else if (key === 'alias/aws/sns') findings.error('TopicNotEncrypted', '', `topic \`${name}\` of \`${path}\` is encrypted with \`alias/aws/sns\`, whose policy lets CloudWatch not publish; expected a key of your own; set \`masterKey\`, and pass the same as \`encryptionKey\` (\`topicKey\` of a watch)`);
  else if (encryptionKey === undefined) findings.error('TopicKeyMissing', '', `topic \`${name}\` of \`${path}\` is encrypted with a key that rules need to publish; expected that key; pass it as \`encryptionKey\` (\`topicKey\` of a watch)`);
}

/** Lets alarms use a key of this app; of another one it is said what its owner must write. */
export function checkKey(scope: IConstruct, path: string, key: kms.IKeyRef, statement: object, findings: Findings): void {
  const owned = key as { addToResourcePolicy?(statement: PolicyStatement): { readonly statementAdded: boolean } };
  const added = typeof owned.addToResourcePolicy === 'function' && owned.addToResourcePolicy(PolicyStatement.fromJson(statement)).statementAdded;
  if (!added) {
    const text = JSON.stringify(Stack.of(scope).resolve(statement));
    findings.warning('KeyPolicyNotOurs', '', `the policy of key \`${relativePath(scope, key.node.path)}\` of \`${path}\` cannot be written here, and without a statement for CloudWatch no alarm gets to the topic; expected that its owner lets it; add to it ${text.replace(/`/g, '')}`);
  }
}

/** What has what such a construct has: of another copy of aws-cdk-lib, too. */
export function isPart(part: unknown, reference: string): boolean {
  return Construct.isConstruct(part) && (part as unknown as Record<string, unknown>)[reference] !== undefined;
}

/** Of a chat and of a subscription alike. */
export function checkFilter(path: string, id: string, isNew: boolean, findings: Findings): void {
  if (typeof id !== 'string' || !ID.test(id) || id.length > 60) findings.error('SubscriberIdInvalid', '', `id \`${String(id)}\` of a chat or subscription of \`${path}\` is not usable; expected at most 60 letters, digits and single hyphens, a letter first; rename it`);
  if (!isNew) findings.error('SubscriberIdTaken', '', `\`${id}\` is there twice in \`${path}\`; expected one chat or subscription of each id; rename one`);
}

/** Whether it can be built. */
export function checkTarget(path: string, id: string, isNew: boolean, target: unknown, findings: Findings): boolean {
  checkFilter(path, id, isNew, findings);
  if (typeof target !== 'object' || typeof (target as { bind?: unknown } | null)?.bind !== 'function') findings.error('SignalTargetInvalid', '', `the target of subscription \`${id}\` of \`${path}\` is no target of a rule; expected one of \`aws-cdk-lib/aws-events-targets\`, e.g. \`new LambdaFunction(responder)\`; wrap it`);
  return findings.errors().length === 0;
}

export function checkWriter(path: string, writer: unknown, findings: Findings): boolean {
  if (!isPart(writer, 'roleRef')) findings.error('SignalPartInvalid', '', `a writer of \`${path}\` is ${typeof writer === 'string' ? `the text \`${writer}\`` : 'something else'}; expected a role; import it, e.g. \`Role.fromRoleArn(this, 'Role', arn)\``);
  else if (/[*?]/.test((writer as iam.IRoleRef).roleRef.roleArn.replace(/\$\{Token\[[^\]]*\]\}/g, ''))) findings.error('SignalPartInvalid', '', `a writer of \`${path}\` is \`${(writer as iam.IRoleRef).roleRef.roleArn}\`, which stands for many roles; expected one, as each of them could forge signals; name it`);
  return findings.errors().length === 0;
}

/** Whether it can be built. The value of a secret is never shown. */
export function checkChat(path: string, id: string, isNew: boolean, props: ChatWebhookProps, findings: Findings): boolean {
  const what = `chat \`${id}\``;
  checkFilter(path, id, isNew, findings);
  if (props.secretField !== undefined && (!/^[\x21-\x7e]{1,128}$/.test(props.secretField) || /^https?:/i.test(props.secretField))) {
    findings.error('WebhookFieldInvalid', '', `\`secretField\` of ${what} of \`${path}\` is no key of a JSON object; expected at most 128 signs without spaces, and not the address itself; write the key, e.g. \`url\``);
  }
  return findings.errors().length === 0;
}

interface KnownSecret {
  readonly secretArn?: string;
  readonly secretFullArn?: string;
  readonly encryptionKey?: { readonly keyArn: string };
}

/** What a function needs to read the secret, and nothing else. */
export function secretAccess(scope: IConstruct, { secret, secretKey }: ChatWebhookProps): { readonly arn: string; readonly statements: readonly object[] } {
  const known = secret as secretsmanager.ISecretRef & KnownSecret;
  const arn = known.secretRef.secretId;
  // An imported secret may be known by its name alone; AWS puts six characters behind it. (Secrets Manager user guide, "What's in a secret".)
  const isPartial = 'secretFullArn' in known ? known.secretFullArn === undefined : !Token.isUnresolved(arn) && !/-[A-Za-z0-9]{6}$/.test(arn);
  const key = secretKey?.keyRef.keyArn ?? known.encryptionKey?.keyArn;
  const { region } = Stack.of(scope);
  return { arn, statements: [
    { Sid: 'Secret', Effect: 'Allow', Action: 'secretsmanager:GetSecretValue', Resource: isPartial ? `${arn}-??????` : arn },
    ...(key === undefined ? [] : [{ Sid: 'SecretKey', Effect: 'Allow', Action: 'kms:Decrypt', Resource: key, Condition: { StringEquals: { 'kms:ViaService': `secretsmanager.${region}.amazonaws.com` } } }]),
  ] };
}

/** What opens nothing, and users may set. */
const FREE = /^(Tags|Description|DisplayName|MemorySize|TracingConfig|RetentionInDays|KmsKeyId|RuntimeManagementConfig|AlarmActions|OKActions|InsufficientDataActions)(\.|$)/;

/** `days`: how long logs are kept at least. */
export function verifyWritten(written: Written, days: number): readonly Finding[] {
  const findings = new Findings();
  for (const resource of written.resources) {
    const path = relativePath(resource, resource.node.path);
    if (!isInTree(resource)) {
      findings.error('SignalBusChanged', '', `\`${path}\` (\`${resource.cfnResourceType}\`) was written and is no longer in the tree, so the template has it no more; expected it; do not remove it`);
      continue;
    }
    const changes = written.changesOf(resource);
    for (const property of [...changes.map((c) => c.path).filter((p) => !FREE.test(p)), ...silencedBy(resource, changes, days)]) {
      findings.error('SignalBusChanged', '', `\`${path}\` has another \`${property}\` than was written, so that signals may get lost or be forged; expected what was written; say it with a property of the signal bus where there is one, and remove the override or the aspect`);
    }
  }
  return findings.all();
}

/** What may be set otherwise, but not to nothing. */
function silencedBy(resource: CfnResource, changes: readonly Change[], days: number): readonly string[] {
  const value = (property: string): unknown => readIfPossible(resource, property);
  // More may be told, and logs may be kept longer.
  const lost = changes.filter(({ path, now, then }) => (path === 'AlarmActions' && !holdsAll(now, then))).map((c) => c.path);
  const kept = resource.cfnResourceType === 'AWS::Logs::LogGroup' ? value('RetentionInDays') : undefined;
  return [
    ...lost,
    ...(typeof kept === 'number' && kept < days ? ['RetentionInDays'] : []),
    ...(resource.cfnResourceType === 'AWS::Lambda::Function' && value('ReservedConcurrentExecutions') === 0 ? ['ReservedConcurrentExecutions'] : []),
  ];
}

function holdsAll(now: unknown, then: unknown): boolean {
  const said = Array.isArray(now) ? now.map((n) => JSON.stringify(n)) : [];
  return Array.isArray(then) && then.every((t) => said.includes(JSON.stringify(t)));
}

function isWhole(value: number, least: number): boolean {
  return Number.isSafeInteger(value) && value >= least;
}

/** The resource of a construct, where it is of this app. */
function resourceOf(construct: IConstruct, type: string): CfnResource | undefined {
  const candidate = CfnResource.isCfnResource(construct) ? construct : construct.node.defaultChild;
  return candidate !== undefined && CfnResource.isCfnResource(candidate) && candidate.cfnResourceType === type ? candidate : undefined;
}
