/**
 * Data worlds as plain data, and the app that declares one:
 *
 *   synthesizeData({ stores: [{ id: 'StoreAX', kind: 'bucket', key: 'KeyAX' }], roles: [{ id: 'RoleAX' }], flows: [{ id: 'one', role: 'RoleAX', ... }] })
 *
 * Ids are unlike each other, so a logical id says whose resource it is: `ownersOf('Home/StoreAXPolicy1234')` is `['StoreAX']`. Roles stand
 * in the stack of the stores or in another. Not generated: mistakes, segments, offers.
 */
import { Stack } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as secrets from 'aws-cdk-lib/aws-secretsmanager';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { CrownJewel, DataAccess, DataProtection } from 'cdk-zero-trust';
import type { IConstruct } from 'constructs';
import * as fc from 'fast-check';
import { newApp, newStack, synthesize, type Synthesized } from './synthesize';

export interface PlainStore {
  readonly id: string;
  readonly kind: 'bucket' | 'l1-bucket' | 'table' | 'queue' | 'secret';
  /** Shared where another store says the same; none: that of AWS, or one of the library's for a jewel. */
  readonly key?: string;
  readonly jewel?: boolean;
  readonly displayName?: string;
}

export interface PlainRole {
  readonly id: string;
  readonly elsewhere?: boolean;
}

export interface PlainDataFlow {
  readonly id: string;
  readonly role: string;
  readonly store: string;
  readonly access: 'read' | 'write' | 'both';
  readonly until?: string;
}

export interface DataWorld {
  readonly stores: readonly PlainStore[];
  readonly roles: readonly PlainRole[];
  readonly flows: readonly PlainDataFlow[];
}

const ACCESS = { read: () => DataAccess.reads(), write: () => DataAccess.writes(), both: () => DataAccess.readsAndWrites() };

const MAKE: Readonly<Record<PlainStore['kind'], (stack: Stack, id: string, key: kms.Key | undefined) => IConstruct>> = {
  'bucket': (stack, id, encryptionKey) => new s3.Bucket(stack, id, encryptionKey === undefined ? {} : { encryptionKey }),
  'l1-bucket': (stack, id, key) => new s3.CfnBucket(stack, id, key === undefined ? {} : { bucketEncryption: { serverSideEncryptionConfiguration: [{ serverSideEncryptionByDefault: { sseAlgorithm: 'aws:kms', kmsMasterKeyId: key.keyArn } }] } }),
  'table': (stack, id, encryptionKey) => new dynamodb.Table(stack, id, { partitionKey: { name: 'pk', type: dynamodb.AttributeType.STRING }, ...(encryptionKey === undefined ? {} : { encryptionKey }) }),
  'queue': (stack, id, encryptionMasterKey) => new sqs.Queue(stack, id, encryptionMasterKey === undefined ? {} : { encryptionMasterKey }),
  'secret': (stack, id, encryptionKey) => new secrets.Secret(stack, id, encryptionKey === undefined ? {} : { encryptionKey }),
};

export function synthesizeData({ stores, roles, flows }: DataWorld): Synthesized {
  const app = newApp();
  const [home, away] = [newStack(app, 'Home'), newStack(app, 'Away')];
  const keys = new Map<string, kms.Key>();
  const data = new DataProtection(home, 'Data');
  const keyOf = (id: string): kms.Key => {
    const key = keys.get(id) ?? new kms.Key(home, id);
    keys.set(id, key);
    return key;
  };
  const declared = new Map(stores.map(({ id, kind, key, jewel, displayName }) => [id, data.addStore(id, {
    resource: MAKE[kind](home, id, key === undefined ? undefined : keyOf(key)), displayName,
    ...(jewel === true ? { crownJewel: CrownJewel.restricted() } : {}),
  })]));
  const made = new Map(roles.map(({ id, elsewhere }) => [id, new iam.Role(elsewhere === true ? away : home, id, { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') })]));
  for (const { id, role, store, access, until } of flows) data.addDataFlow({ id, source: made.get(role)!, store: declared.get(store)!, access: ACCESS[access](), because: 'works with it', until });
  return synthesize(app);
}

/** `StoreAX`, `RoleBX`, `KeyCX`: of whom a resource is, by its logical id. */
export function ownersOf(id: string): string[] {
  return [...new Set(id.split('/').pop()!.match(/(?:Store|Role|Key)[A-H]X/g) ?? [])].sort();
}

const letters = (count: number): string[] => [...'ABCDEFGH'].slice(0, count).map((letter) => `${letter}X`);

/** Two to five stores of any kind, two to four roles in one stack or the other, up to one data flow for each pair. */
export const dataWorlds: fc.Arbitrary<DataWorld> = fc.record({ stores: fc.integer({ min: 2, max: 5 }), roles: fc.integer({ min: 2, max: 4 }) }).chain((count) => fc.record({
  stores: fc.tuple(...letters(count.stores).map((letter) => fc.record({
    id: fc.constant(`Store${letter}`),
    kind: fc.constantFrom<PlainStore['kind']>('bucket', 'l1-bucket', 'table', 'queue', 'secret'),
    key: fc.option(fc.constantFrom(`Key${letter}`, 'KeyHX'), { nil: undefined, freq: 3 }),
    jewel: fc.boolean(),
  }))),
  roles: fc.tuple(...letters(count.roles).map((letter) => fc.record({ id: fc.constant(`Role${letter}`), elsewhere: fc.boolean() }))),
  flows: fc.subarray(letters(count.roles).flatMap((r) => letters(count.stores).map((s) => [r, s])), { minLength: 2 }).chain((pairs) => fc.tuple(...pairs.map(([r, s]) => fc.record({
    id: fc.constant(`flow-${r}${s}`), role: fc.constant(`Role${r}`), store: fc.constant(`Store${s}`),
    access: fc.constantFrom<PlainDataFlow['access']>('read', 'write', 'both'),
    until: fc.option(fc.constantFrom('2030-01-31', '2031-06-30'), { nil: undefined, freq: 2 }),
  })))),
}));
