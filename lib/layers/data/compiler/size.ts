/**
 * How long a policy will be at most, white space not counted, where ARNs are still tokens:
 *
 *   new Sizes(flows, stores).of(statements)
 *
 * Names that CloudFormation makes are `STACK-LOGICALID-RANDOM`, cut to what the service takes. What is not known counts as the
 * longest that it can be, or as 64 characters; a stack without a region is taken for one of the `aws` partition.
 */
import { type CfnResource, Stack, Token } from 'aws-cdk-lib';
import { ReferenceTo, resolveValue } from '../../network/members/read';
import type { DataFlowFacts, StoreFacts, StoreResource, StoreType } from '../model';

/** Longest names, and what stands before them in an ARN after the account. */
const NAMES: Readonly<Record<StoreType, { readonly longest: number; readonly head: string; readonly isGlobal?: true }>> = {
  s3: { longest: 63, head: 's3', isGlobal: true },
  dynamodb: { longest: 255, head: 'dynamodbtable/' },
  rds: { longest: 63, head: 'rdscluster:' },
  secretsmanager: { longest: 512, head: 'secretsmanagersecret:-abcdef' },
  kms: { longest: 36, head: 'kmskey/' },
  efs: { longest: 20, head: 'elasticfilesystemfile-system/fs-' },
  sqs: { longest: 80, head: 'sqs' },
  sns: { longest: 256, head: 'sns' },
  kinesis: { longest: 128, head: 'kinesisstream/' },
  opensearch: { longest: 28, head: 'esdomain/' },
  elasticache: { longest: 40, head: 'elasticachereplicationgroup:' },
  docdb: { longest: 63, head: 'rdscluster:' },
  redshift: { longest: 63, head: 'redshiftcluster:' },
};
const PSEUDO: Readonly<Record<string, number>> = { 'AWS::Region': 14, 'AWS::AccountId': 12, 'AWS::Partition': 3, 'AWS::URLSuffix': 16 };
const UNKNOWN = 64;
const TOKEN = /\$\{Token\[[^\]]*\]\}/g;

const DOCUMENT = '{"Version":"2012-10-17","Statement":[]}';

export class Sizes {
  private readonly known = new Map<string, number>();
  /** Of a token. */
  private longest = UNKNOWN;

  constructor(flows: readonly DataFlowFacts[], stores: readonly StoreFacts[]) {
    for (const { principals } of flows) {
      for (const { arn, roleName, resource } of principals) {
        this.learn(arn, () => arnHead('iamrole/', resource, true) + (roleName !== undefined && !Token.isUnresolved(roleName) ? roleName.length : nameLength(resource, 64)));
      }
    }
    for (const { store } of stores) {
      this.learn(store.arn, () => arnHead(NAMES[store.type].head, store.resource, NAMES[store.type].isGlobal) + storeName(store));
      if (store.name !== undefined) this.learn(store.name, () => storeName(store));
      if (store.key !== undefined) this.learn(store.key.arn, () => arnHead('kmskey/', store.key?.resource ?? store.resource) + 36);
    }
  }

  /** Whether a document with these statements has at most so many characters; measured only where a glance does not tell. */
  public fits(statements: readonly unknown[], room: number): boolean {
    const glance = statements.reduce<number>((sum, s) => sum + this.glance(s) + 1, DOCUMENT.length);
    return glance <= room || this.of(statements) <= room;
  }

  /** At least its length; measured where it is not text alone. */
  private glance(statement: unknown): number {
    const text = JSON.stringify(statement);
    if (/unresolved-token|"Fn::|"Ref"/.test(text)) return this.value(statement);
    return text.length + (text.match(TOKEN)?.length ?? 0) * this.longest;
  }

  /** Of a document with these statements. */
  public of(statements: readonly unknown[]): number {
    return DOCUMENT.length + statements.reduce<number>((sum, s) => sum + this.value(s) + 1, 0);
  }

  /** JSON without white space. */
  public value(value: unknown): number {
    if (typeof value === 'string') return value.includes('${Token[') ? this.text(value) + 2 : JSON.stringify(value).length;
    if (Array.isArray(value)) return 2 + Math.max(0, value.length - 1) + value.reduce<number>((sum, v) => sum + this.value(v), 0);
    if (typeof value !== 'object' || value === null) return String(value).length;
    if (value instanceof ReferenceTo) return UNKNOWN + 2;
    if (Token.isUnresolved(value)) return UNKNOWN + 2;
    const entries = Object.entries(value).filter(([, v]) => v !== undefined);
    if (entries.length === 1) {
      const intrinsic = this.intrinsic(entries[0][0], entries[0][1]);
      if (intrinsic !== undefined) return intrinsic + 2;
    }
    return 1 + entries.reduce((sum, [k, v]) => sum + JSON.stringify(k).length + 2 + this.value(v), 0);
  }

  private intrinsic(name: string, value: unknown): number | undefined {
    if (name === 'Ref') return PSEUDO[String(value)] ?? UNKNOWN;
    if (name === 'Fn::Join' && Array.isArray(value) && Array.isArray(value[1])) {
      return value[1].reduce<number>((sum, part) => sum + this.value(part) - 2, 0) + Math.max(0, value[1].length - 1) * String(value[0]).length;
    }
    if (name === 'Fn::Sub') return JSON.stringify(value).length + UNKNOWN;
    return name.startsWith('Fn::') ? UNKNOWN : undefined;
  }

  private text(text: string): number {
    const known = this.known.get(text);
    if (known !== undefined) return known;
    let length = text.replace(TOKEN, '').length;
    for (const [token] of text.matchAll(TOKEN)) length += this.known.get(token) ?? pseudoLength(token) ?? UNKNOWN;
    this.known.set(text, length);
    return length;
  }

  private learn(text: string, length: () => number): void {
    if (!Token.isUnresolved(text) || this.known.has(text)) return;
    const characters = length();
    this.known.set(text, characters);
    this.longest = Math.max(this.longest, characters);
  }
}

function storeName({ type, name, resource }: StoreResource): number {
  if (name !== undefined && !Token.isUnresolved(name)) return name.length;
  return nameLength(resource, NAMES[type].longest);
}

/** Resolving a logical id takes long, and every store is measured several times. */
const LENGTHS = new WeakMap<CfnResource, number>();

/** Of a name that CloudFormation makes. */
function nameLength(resource: CfnResource | undefined, longest: number): number {
  if (resource === undefined) return longest;
  let length = LENGTHS.get(resource);
  if (length === undefined) {
    const stack = Stack.of(resource);
    const stackName = Token.isUnresolved(stack.stackName) ? 128 : stack.stackName.length;
    length = stackName + String(resolveValue(resource, resource.logicalId)).length + '--ABCDEFGHIJKLM'.length;
    LENGTHS.set(resource, length);
  }
  return Math.min(longest, length);
}

/** `arn:aws:SERVICE:REGION:ACCOUNT:TYPE/`, given the service and the type; IAM leaves out the region, S3 the account as well. */
function arnHead(rest: string, resource: CfnResource | undefined, isGlobal = false): number {
  const region = resource === undefined || Token.isUnresolved(Stack.of(resource).region) ? 'ap-southeast-1' : Stack.of(resource).region;
  const partition = region.startsWith('us-gov-') ? 'aws-us-gov' : region.startsWith('cn-') ? 'aws-cn' : 'aws';
  return `arn:${partition}:::`.length + 1 + rest.length + (isGlobal ? 0 : region.length) + (rest === 's3' ? 0 : 12);
}

function pseudoLength(token: string): number | undefined {
  const name = /^\$\{Token\[(AWS\.\w+)\.\d+\]\}$/.exec(token)?.[1];
  return name === undefined ? undefined : PSEUDO[name.replace('.', '::')] ?? PSEUDO[Object.keys(PSEUDO).find((p) => p.replace('::', '.') === name) ?? ''];
}
