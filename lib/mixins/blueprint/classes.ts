/**
 * What CDK leaves open by itself, class by class, and the value that closes it:
 *
 *   { id: SecurityGroup.PROPERTY_INJECTION_ID, closed: () => [value('allowAllOutbound', false)] }
 *
 * A row says which values of the user are closed enough to stay. Every property exists in aws-cdk-lib 2.263.0. Not here: what
 * only the user can choose (keys, log buckets, the engine's parameters): `CloseStore` and the guard tell these.
 */
import { FeatureFlags, Token } from 'aws-cdk-lib';
import { LambdaRestApi, RestApi, SpecRestApi } from 'aws-cdk-lib/aws-apigateway';
import { Mfa, UserPool, UserPoolClient } from 'aws-cdk-lib/aws-cognito';
import * as docdb from 'aws-cdk-lib/aws-docdb';
import { Table, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { InterfaceVpcEndpoint, SecurityGroup, Vpc } from 'aws-cdk-lib/aws-ec2';
import { FileSystem } from 'aws-cdk-lib/aws-efs';
import { Key, KeySpec, KeyUsage } from 'aws-cdk-lib/aws-kms';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Domain, TLSSecurityPolicy } from 'aws-cdk-lib/aws-opensearchservice';
import { DatabaseCluster, DatabaseClusterFromSnapshot, DatabaseInstance, DatabaseInstanceFromSnapshot, DatabaseInstanceReadReplica } from 'aws-cdk-lib/aws-rds';
import { BlockPublicAccess, Bucket, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import type { IConstruct } from 'constructs';

export type Props = Readonly<Record<string, unknown>>;

/** One property of one class. */
export interface ClosedValue {
  readonly name: string;
  /** The closed value; may keep parts of what was written. */
  readonly closed: (got: unknown) => unknown;
  /** Of what the user wrote: closed already. A token is not known to be. */
  readonly isClosed: (got: unknown) => boolean;
  /** The user said it in so many words, so that it is told when it is changed. Default: the property is there. */
  readonly isSaid?: (got: unknown) => boolean;
  /** Older names of the same thing, which CDK refuses beside it. */
  readonly insteadOf?: readonly string[];
  /** Filled in where nothing is said; never changed, because no value of it is open. */
  readonly onlyDefault?: boolean;
}

export interface InjectedClass {
  readonly id: string;
  readonly closed: (props: Props, asked: Asked, scope: IConstruct) => readonly ClosedValue[];
}

export interface Asked {
  readonly isLasting: boolean;
  readonly isHigh: boolean;
  /** What is deployed must not be replaced. */
  readonly isDeployed: boolean;
  readonly keepsExplicit: boolean;
  readonly logRetention: RetentionDays;
}

function value(name: string, wanted: unknown, more: Partial<ClosedValue> = {}): ClosedValue {
  return { name, closed: () => wanted, isClosed: (got) => got === wanted, ...more };
}

function part(of: unknown, name: string): unknown {
  return typeof of === 'object' && of !== null ? (of as Props)[name] : undefined;
}

function when(condition: boolean, ...values: ClosedValue[]): readonly ClosedValue[] {
  return condition ? values : [];
}

const RECOVERY: ClosedValue = {
  name: 'pointInTimeRecoverySpecification', insteadOf: ['pointInTimeRecovery'],
  closed: (got) => ({ ...(got as object | undefined), pointInTimeRecoveryEnabled: true }), isClosed: (got) => part(got, 'pointInTimeRecoveryEnabled') === true,
};
const PROTECTED = value('deletionProtection', true);
const table: InjectedClass['closed'] = (props, { isLasting }) => when(isLasting, ...(props.pointInTimeRecovery === true ? [] : [RECOVERY]), PROTECTED);

/** Only these let IAM say who connects; RDS refuses it for others. */
const IAM_ENGINES = /^(aurora|mysql|mariadb|postgres)/;

function database(props: Props, { isLasting, isDeployed }: Asked, isNew: boolean): readonly ClosedValue[] {
  const { engineType } = (props.engine ?? {}) as { engineType?: unknown };
  return [
    // CloudFormation replaces a database whose storage becomes encrypted.
    ...when(isNew && !isDeployed, value('storageEncrypted', true)),
    ...when(typeof engineType === 'string' && IAM_ENGINES.test(engineType), value('iamAuthentication', true)),
    ...when(isLasting, PROTECTED),
  ];
}

const NOT_PUBLIC = value('publiclyAccessible', false);

const LOGS_BY_POLICY = '@aws-cdk/aws-s3:serverAccessLogsUseBucketPolicy';
const BLOCKS = ['blockPublicAcls', 'blockPublicPolicy', 'ignorePublicAcls', 'restrictPublicBuckets'];
const AT_REST: ClosedValue = {
  name: 'encryptionAtRest', closed: (got) => ({ ...(got as object | undefined), enabled: true }),
  isClosed: (got) => part(got, 'enabled') === true || (part(got, 'enabled') === undefined && part(got, 'kmsKey') !== undefined),
  isSaid: (got) => part(got, 'enabled') === false,
};
/** Where nothing is said of flows, CDK permits the implicit one as well. */
const NO_IMPLICIT: ClosedValue = {
  name: 'oAuth', closed: (got) => ({ ...(got as object), flows: { ...(part(got, 'flows') as object | undefined ?? { authorizationCodeGrant: true }), implicitCodeGrant: false } }),
  isClosed: (got) => part(got, 'flows') !== undefined && part(part(got, 'flows'), 'implicitCodeGrant') !== true,
  isSaid: (got) => part(part(got, 'flows'), 'implicitCodeGrant') === true,
};

/** Whoever has a name of their own leaves the first one open beside it. */
const restApi: InjectedClass['closed'] = (props) => when(props.domainName !== undefined, value('disableExecuteApiEndpoint', true));

/** Made when it is asked for: it loads the modules of every class. */
export const classes = (): readonly InjectedClass[] => [
  { id: SecurityGroup.PROPERTY_INJECTION_ID, closed: () => [value('allowAllOutbound', false), value('allowAllIpv6Outbound', false)] },
  { id: InterfaceVpcEndpoint.PROPERTY_INJECTION_ID, closed: () => [value('open', false)] },
  { id: Vpc.PROPERTY_INJECTION_ID, closed: () => [value('restrictDefaultSecurityGroup', true)] },
  {
    id: Bucket.PROPERTY_INJECTION_ID,
    closed: (props, { isLasting, keepsExplicit }, scope) => [
      value('blockPublicAccess', BlockPublicAccess.BLOCK_ALL, { isClosed: (got) => BLOCKS.every((name) => part(got, name) === true), isSaid: (got) => BLOCKS.some((name) => part(got, name) === false) }),
      ...when(props.publicReadAccess !== undefined, value('publicReadAccess', false)), // CDK refuses it beside the former
      value('enforceSSL', true),
      // CDK refuses a version where TLS is not enforced.
      ...when(!keepsExplicit || props.enforceSSL !== false, value('minimumTLSVersion', 1.2, { isClosed: (got) => typeof got === 'number' && !Token.isUnresolved(got) && got >= 1.2 })),
      ...when(isLasting, value('versioned', true)),
      // Without the flag CDK makes a bucket for access logs one with an ACL, and refuses this beside it. S3 itself has ACLs off by default.
      ...when(props.accessControl === undefined && FeatureFlags.of(scope).isEnabled(LOGS_BY_POLICY) === true, value('objectOwnership', ObjectOwnership.BUCKET_OWNER_ENFORCED)),
    ],
  },
  { id: Queue.PROPERTY_INJECTION_ID, closed: () => [value('enforceSSL', true)] },
  { id: Topic.PROPERTY_INJECTION_ID, closed: () => [value('enforceSSL', true)] },
  { id: Table.PROPERTY_INJECTION_ID, closed: table },
  { id: TableV2.PROPERTY_INJECTION_ID, closed: table },
  {
    id: Key.PROPERTY_INJECTION_ID,
    closed: ({ keySpec, keyUsage }) => when((keySpec ?? KeySpec.SYMMETRIC_DEFAULT) === KeySpec.SYMMETRIC_DEFAULT && (keyUsage ?? KeyUsage.ENCRYPT_DECRYPT) === KeyUsage.ENCRYPT_DECRYPT, value('enableKeyRotation', true)),
  },
  { id: DatabaseInstance.PROPERTY_INJECTION_ID, closed: (props, asked) => [...database(props, asked, true), NOT_PUBLIC] },
  { id: DatabaseInstanceFromSnapshot.PROPERTY_INJECTION_ID, closed: (props, asked) => [...database(props, asked, false), NOT_PUBLIC] }, // as the snapshot is
  { id: DatabaseInstanceReadReplica.PROPERTY_INJECTION_ID, closed: (props, asked) => [...database({ engine: (props.sourceDatabaseInstance as Props | undefined)?.engine }, asked, false), NOT_PUBLIC] },
  { id: DatabaseCluster.PROPERTY_INJECTION_ID, closed: (props, asked) => database(props, asked, true) },
  { id: DatabaseClusterFromSnapshot.PROPERTY_INJECTION_ID, closed: (props, asked) => database(props, asked, false) },
  { id: docdb.DatabaseCluster.PROPERTY_INJECTION_ID, closed: (_, { isLasting, isDeployed }) => [...when(!isDeployed, value('storageEncrypted', true)), ...when(isLasting, PROTECTED)] },
  { id: FileSystem.PROPERTY_INJECTION_ID, closed: (_, { isDeployed }) => [...when(!isDeployed, value('encrypted', true)), value('allowAnonymousAccess', false)] },
  {
    id: Domain.PROPERTY_INJECTION_ID,
    closed: (_, { isDeployed }) => [
      value('enforceHttps', true), value('tlsSecurityPolicy', TLSSecurityPolicy.TLS_1_2_PFS, { isClosed: (got) => got === TLSSecurityPolicy.TLS_1_2_PFS || got === TLSSecurityPolicy.TLS_1_2 }),
      ...when(!isDeployed, value('nodeToNodeEncryption', true), AT_REST),
    ],
  },
  { id: LogGroup.PROPERTY_INJECTION_ID, closed: (_, { logRetention }) => [value('retention', logRetention, { onlyDefault: true })] },
  { id: RestApi.PROPERTY_INJECTION_ID, closed: restApi },
  { id: LambdaRestApi.PROPERTY_INJECTION_ID, closed: restApi },
  { id: SpecRestApi.PROPERTY_INJECTION_ID, closed: restApi },
  {
    id: UserPool.PROPERTY_INJECTION_ID,
    closed: ({ mfa, signInPolicy }, { isLasting, isHigh, isDeployed }) => [
      // Users of a pool that is deployed have no second factor yet: they could not sign in. A passkey is one by itself.
      isHigh && !isDeployed && signInPolicy === undefined ? value('mfa', Mfa.REQUIRED) : value('mfa', Mfa.OPTIONAL, { isClosed: (got) => got === Mfa.OPTIONAL || got === Mfa.REQUIRED }),
      ...when(mfa === undefined || mfa === Mfa.OFF, value('mfaSecondFactor', { otp: true, sms: false }, { onlyDefault: true })),
      ...when(isLasting, PROTECTED),
    ],
  },
  {
    id: UserPoolClient.PROPERTY_INJECTION_ID,
    closed: ({ oAuth, disableOAuth }) => [
      value('preventUserExistenceErrors', true),
      // Without a word CDK switches on the implicit flow, for `https://example.com`.
      ...when(oAuth === undefined, value('disableOAuth', true)),
      ...when(oAuth !== undefined && disableOAuth !== true, NO_IMPLICIT),
    ],
  },
];
