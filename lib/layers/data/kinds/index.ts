/**
 * The thirteen kinds of stores: ``kindOf(bucket)`` is its kind and the store as facts, ``kindOfType('s3')`` the kind alone.
 *
 * A construct that is no store of these kinds is undefined: whoever asks says so, nothing is guessed.
 */
import type { StoreKind } from '../kind';
import type { StoreResource, StoreType } from '../model';
import { DOCDB } from './docdb';
import { DYNAMODB } from './dynamodb';
import { EFS } from './efs';
import { ELASTICACHE } from './elasticache';
import { KINESIS } from './kinesis';
import { KMS } from './kms';
import { OPENSEARCH } from './opensearch';
import { RDS } from './rds';
import { REDSHIFT } from './redshift';
import { S3 } from './s3';
import { SECRETSMANAGER } from './secretsmanager';
import { SNS } from './sns';
import { SQS } from './sqs';

export { withPolicyIndex } from './policy-index';

/** In the order of the docs. A CloudFormation type that two kinds share (`AWS::RDS::DBCluster` of Neptune or Aurora) is the first's. */
export const KINDS: readonly StoreKind[] = [S3, DYNAMODB, RDS, SECRETSMANAGER, KMS, EFS, SQS, SNS, KINESIS, OPENSEARCH, ELASTICACHE, DOCDB, REDSHIFT];

export interface FoundStore {
  readonly kind: StoreKind;
  readonly store: StoreResource;
}

/** L1, L2 or imported; undefined where no kind knows it. */
export function kindOf(construct: unknown): FoundStore | undefined {
  for (const kind of KINDS) {
    const store = kind.resolve(construct);
    if (store !== undefined) return { kind, store };
  }
  return undefined;
}

export function kindOfType(type: StoreType): StoreKind {
  return KINDS.find((kind) => kind.type === type) as StoreKind;
}

/** Of a resource's CloudFormation type. */
export function kindOfCfnType(cfnType: string): StoreKind | undefined {
  return KINDS.find((kind) => kind.cfnTypes.includes(cfnType));
}
