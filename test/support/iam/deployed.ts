/**
 * Templates as an account would hold them: every role with its own policies and tags, every resource with its policy.
 *
 *   const account = deployed(assembly, '111122223333');
 *   account.role('Reader').identity; account.policyOf('Documents')
 *
 * Logical ids stand for physical names; references become the ARNs that the services make. By hand, for the types of these tests.
 */
import type { cx_api } from 'aws-cdk-lib';
import type { PlainStatement, Principal } from './evaluate';

type Json = Record<string, any>;

export interface DeployedRole {
  readonly principal: Principal;
  readonly identity: readonly PlainStatement[];
}

const ARNS: Readonly<Record<string, (name: string, account: string) => string>> = {
  'AWS::IAM::Role': (name, account) => `arn:aws:iam::${account}:role/${name}`,
  'AWS::S3::Bucket': (name) => `arn:aws:s3:::${name.toLowerCase()}`,
  'AWS::DynamoDB::Table': (name, account) => `arn:aws:dynamodb:us-east-1:${account}:table/${name}`,
  'AWS::KMS::Key': (name, account) => `arn:aws:kms:us-east-1:${account}:key/${name}`,
  'AWS::SecretsManager::Secret': (name, account) => `arn:aws:secretsmanager:us-east-1:${account}:secret:${name}-abcdef`,
  'AWS::SQS::Queue': (name, account) => `arn:aws:sqs:us-east-1:${account}:${name}`,
};

export class Deployed {
  private readonly resources = new Map<string, { readonly type: string; readonly properties: Json }>();
  private readonly exports = new Map<string, unknown>();
  /** `Stack.Output`, as `Fn::GetStackOutput` names them. */
  private readonly outputs = new Map<string, unknown>();

  constructor(stacks: readonly cx_api.CloudFormationStackArtifact[], public readonly account = '111122223333') {
    for (const stack of stacks) {
      const { Resources = {}, Outputs = {} } = stack.template as Json;
      for (const [id, output] of Object.entries<Json>(Outputs)) this.outputs.set(`${stack.stackName}.${id}`, output.Value);
      for (const output of Object.values<Json>(Outputs)) if (output.Export !== undefined) this.exports.set(output.Export.Name, [stack.stackName, output.Value]);
      for (const [id, r] of Object.entries<Json>(Resources)) this.resources.set(`${stack.stackName}.${id}`, { type: r.Type, properties: r.Properties ?? {} });
    }
  }

  /** Full names (`Stack.LogicalId`) of resources of a type. */
  public ofType(type: string): string[] {
    return [...this.resources].filter(([, r]) => r.type === type).map(([name]) => name).sort();
  }

  /** The resource whose logical id begins so. */
  public named(text: string): string {
    const found = [...this.resources.keys()].filter((n) => n.split('.')[1].startsWith(text) && ARNS[this.resources.get(n)!.type] !== undefined);
    if (found.length !== 1) throw new Error(`${found.length} resources begin with ${text}: ${found.join(', ')}`);
    return found[0];
  }

  public arn(name: string): string {
    return ARNS[this.resources.get(name)!.type](name.split('.')[1], this.account);
  }

  public role(name: string): DeployedRole {
    const tags = Object.fromEntries(((this.resources.get(name)!.properties.Tags ?? []) as Json[]).map((t) => [t.Key, t.Value]));
    const identity: PlainStatement[] = [];
    for (const [other, { type, properties }] of this.resources) {
      const names = type === 'AWS::IAM::RolePolicy' ? [properties.RoleName] : /^AWS::IAM::(Managed)?Policy$/.test(type) ? properties.Roles ?? [] : [];
      if (names.some((n: unknown) => this.value(n, stackOf(other)) === name.split('.')[1])) identity.push(...this.value(properties.PolicyDocument, stackOf(other)).Statement);
    }
    return { principal: { arn: this.arn(name), account: this.account, tags }, identity };
  }

  /** Statements of the policy of a bucket, table, key, secret or queue. */
  public policyOf(name: string): PlainStatement[] {
    const { type, properties } = this.resources.get(name)!;
    const inside = type === 'AWS::KMS::Key' ? properties.KeyPolicy : type === 'AWS::DynamoDB::Table' ? properties.ResourcePolicy?.PolicyDocument : undefined;
    if (inside !== undefined) return this.value(inside, stackOf(name)).Statement;
    for (const [other, r] of this.resources) {
      const named = r.type === 'AWS::S3::BucketPolicy' ? [r.properties.Bucket] : r.type === 'AWS::SecretsManager::ResourcePolicy' ? [r.properties.SecretId] : r.type === 'AWS::SQS::QueuePolicy' ? r.properties.Queues : [];
      const isIts = named.some((n: unknown) => [name.split('.')[1], name.split('.')[1].toLowerCase(), this.arn(name)].includes(String(this.value(n, stackOf(other)))));
      if (isIts) return this.value(r.properties.PolicyDocument ?? r.properties.ResourcePolicy, stackOf(other)).Statement;
    }
    return [];
  }

  private value(value: any, stack: string): any {
    if (Array.isArray(value)) return value.map((v) => this.value(v, stack));
    if (typeof value !== 'object' || value === null) return value;
    if ('Ref' in value) return this.ref(value.Ref, stack);
    if ('Fn::GetAtt' in value) return this.arn(`${stack}.${value['Fn::GetAtt'][0]}`);
    if ('Fn::Join' in value) return this.value(value['Fn::Join'][1], stack).join(value['Fn::Join'][0]);
    if ('Fn::ImportValue' in value) {
      const [from, what] = this.exports.get(value['Fn::ImportValue']) as [string, unknown];
      return this.value(what, from);
    }
    if ('Fn::GetStackOutput' in value) {
      const { StackName: from, OutputName: output } = value['Fn::GetStackOutput'] as Record<string, string>;
      if (!this.outputs.has(`${from}.${output}`)) throw new Error(`stack ${from} has no output ${output}`);
      return this.value(this.outputs.get(`${from}.${output}`), from);
    }
    if ('Fn::Select' in value) return this.value(value['Fn::Select'][1], stack)[value['Fn::Select'][0]];
    if ('Fn::Split' in value) return this.value(value['Fn::Split'][1], stack).split(value['Fn::Split'][0]);
    return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, this.value(v, stack)]));
  }

  private ref(id: string, stack: string): string {
    const pseudo: Record<string, string> = { 'AWS::Partition': 'aws', 'AWS::AccountId': this.account, 'AWS::Region': 'us-east-1', 'AWS::URLSuffix': 'amazonaws.com' };
    if (pseudo[id] !== undefined) return pseudo[id];
    const { type, properties } = this.resources.get(`${stack}.${id}`)!;
    if (type === 'AWS::SecretsManager::SecretTargetAttachment') return this.value(properties.SecretId, stack);
    if (type === 'AWS::S3::Bucket') return id.toLowerCase();
    return type === 'AWS::SecretsManager::Secret' || type === 'AWS::SQS::Queue' ? this.arn(`${stack}.${id}`) : id;
  }
}

function stackOf(name: string): string {
  return name.split('.')[0];
}
