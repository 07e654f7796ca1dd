/**
 * Keys of stores that encrypt something else as well:
 *
 *   checkSharedKeys(protection, flows, stores)   // KeyUsedElsewhere: a function's environment, a volume, a queue that is no store
 *
 * The key's policy refuses its use to every role that no data flow declares, so what else it encrypts stops working, without a word
 * from AWS but AccessDenied. Services that use a key as themselves pass (CloudWatch Logs, log delivery), and those that were given a grant
 * when the resource was made, which the deployer makes (RDS, caches, file systems). Not seen: what other apps encrypt with the key.
 */
import { type CfnResource, Stage } from 'aws-cdk-lib';
import { type Finding, Findings } from '../../intent';
import { places, readIfPossible, resolveValue, resourcesIn, targetOf, Unreadable } from '../network/members/read';
import { relativePath } from '../network/segment';
import { keyActions } from './compiler/identity';
import type { DataProtection } from './data-protection';
import { kindOfCfnType, kindOfType } from './kinds';
import { keyNamed } from './kinds/keys';
import type { DataFlowFacts, StoreFacts } from './model';

interface User {
  /** Where it names its key; `[]` for each of a list. */
  readonly at: string;
  /** Where it names the role that uses the key. */
  readonly role?: string;
  /** Who uses the key, where that is no role of the resource. */
  readonly who?: string;
}

/** As each service's page on encryption says who decrypts. */
const USERS: Readonly<Record<string, User>> = {
  // https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars-encryption.html
  'AWS::Lambda::Function': { at: 'KmsKeyArn', role: 'Role' },
  // https://docs.aws.amazon.com/ebs/latest/userguide/ebs-encryption-requirements.html: by grants to the instance, which are asked of this policy too
  'AWS::EC2::Volume': { at: 'KmsKeyId', who: 'the instance that it is attached to (`role/aws:ec2-infrastructure`), and who starts that' },
  'AWS::EC2::Instance': { at: 'BlockDeviceMappings[].Ebs.KmsKeyId', who: 'the instance (`role/aws:ec2-infrastructure`), and who starts it' },
  'AWS::EC2::LaunchTemplate': { at: 'LaunchTemplateData.BlockDeviceMappings[].Ebs.KmsKeyId', who: 'the instances (`role/aws:ec2-infrastructure`), and who starts them, e.g. `AWSServiceRoleForAutoScaling`' },
  'AWS::AutoScaling::LaunchConfiguration': { at: 'BlockDeviceMappings[].Ebs.KmsKeyId', who: 'the instances (`role/aws:ec2-infrastructure`), and `AWSServiceRoleForAutoScaling`' },
  'AWS::CodeBuild::Project': { at: 'EncryptionKey', role: 'ServiceRole' },
  'AWS::CodePipeline::Pipeline': { at: 'ArtifactStore.EncryptionKey.Id', role: 'RoleArn' },
  'AWS::StepFunctions::StateMachine': { at: 'EncryptionConfiguration.KmsKeyId', role: 'RoleArn' },
  'AWS::Backup::BackupVault': { at: 'EncryptionKeyArn', who: 'the role of the backup plan' },
  'AWS::SageMaker::NotebookInstance': { at: 'KmsKeyId', role: 'RoleArn' },
};

export function checkSharedKeys(protection: DataProtection, flows: readonly DataFlowFacts[], stores: readonly StoreFacts[]): readonly Finding[] {
  const findings = new Findings();
  const keys = new Map<CfnResource, StoreFacts[]>();
  for (const facts of stores) {
    const key = facts.store.type === 'kms' ? facts.store.resource : facts.store.key?.resource;
    if (key !== undefined && facts.scope === protection._declaration.scope) keys.set(key, [...keys.get(key) ?? [], facts]);
  }
  if (keys.size === 0) return [];
  const declared = new Set(stores.flatMap((s) => (s.store.resource === undefined ? [] : [s.store.resource])));
  for (const resource of resourcesIn(Stage.of(protection) ?? protection.node.root)) {
    if (declared.has(resource)) continue;
    for (const { key, user } of keysOf(resource)) {
      const of = keys.get(key);
      if (of === undefined || (user.role !== undefined && isAdmitted(resource, user.role, flows, of))) continue;
      tell(resource, user, key, of, protection, findings);
      break;
    }
  }
  return findings.all();
}

function keysOf(resource: CfnResource): { readonly key: CfnResource; readonly user: User }[] {
  const user = USERS[resource.cfnResourceType];
  if (user !== undefined) {
    const values = readable(() => places(resource, user.at)).map((path) => readIfPossible(resource, path));
    return values.flatMap((value) => {
      const key = keyNamed(resource, value)?.resource;
      return key === undefined ? [] : [{ key, user }];
    });
  }
  const kind = kindOfCfnType(resource.cfnResourceType);
  const key = kind === undefined || kind.type === 'kms' || kind.key.read.length + kind.key.write.length === 0 ? undefined : kind.resolve(resource)?.key?.resource;
  return kind === undefined || key === undefined ? [] : [{ key, user: { at: '', who: `whoever uses this ${kind.name}, which is no store` } }];
}

function readable(read: () => string[]): string[] {
  try {
    return read();
  } catch (e) {
    if (e instanceof Unreadable) return [];
    throw e;
  }
}

/** A role that may decrypt by its data flows, or that is exempt, does so here too. */
function isAdmitted(resource: CfnResource, path: string, flows: readonly DataFlowFacts[], stores: readonly StoreFacts[]): boolean {
  const value = readIfPossible(resource, path);
  const role = targetOf(resource, value);
  const names = new Map(stores.map((s) => [`${s.scope}#${s.id}`, s]));
  const isDeclared = flows.some((flow) => {
    const type = names.get(flow.store)?.store.type;
    if (type === undefined || role === undefined || !flow.principals.some((p) => p.resource === role)) return false;
    return (type === 'kms' ? flow.actions : keyActions(kindOfType(type), flow.actions)).includes('kms:Decrypt');
  });
  return isDeclared || stores.some((s) => s.exempt.some((e) => e.notOfKey !== true && JSON.stringify(resolveValue(resource, e.arn)) === JSON.stringify(value)));
}

function tell(resource: CfnResource, { role: path, who }: User, key: CfnResource, stores: readonly StoreFacts[], protection: DataProtection, findings: Findings): void {
  const role = path === undefined ? undefined : targetOf(resource, readIfPossible(resource, path));
  const user = who ?? (role === undefined ? 'its role' : `role \`${relativePath(protection, role.node.path)}\``);
  const [first] = stores;
  findings.warning('KeyUsedElsewhere', '', `\`${relativePath(protection, resource.node.path)}\` is encrypted with key \`${relativePath(protection, key.node.path)}\` of store \`${first.id}\`: got ${user}, expected only who is declared at the key's stores, because the key's policy refuses everybody else, and this then fails with AccessDenied; give it a key of its own, or exempt the role from store \`${first.id}\` (\`exemptions\`)`);
}
