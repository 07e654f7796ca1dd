/** Data streams: encrypted and kept, nobody public; Kinesis speaks HTTPS alone. Enhanced fan-out consumers have a policy of their own, which is not written here. */
import { type CfnResource } from 'aws-cdk-lib';
import { describe } from '../../network/members/read';
import type { StoreKind } from '../kind';
import type { StoreResource } from '../model';
import { closing, CLOSED, customerKey, keyIn, NOT_ASKED, override, policyResource, type ResourceHome, resolveStore, retained, type StoreShape, valuesAt } from './helpers';
import { whoseKey } from './keys';
import { noPublicPolicy } from './public';

const types = ['AWS::Kinesis::Stream'];
const GUIDE = 'https://docs.aws.amazon.com/streams/latest/dev/';
const KEY = 'StreamEncryption.KeyId';

const SHAPE: StoreShape = {
  type: 'kinesis', cfnTypes: types,
  name: (stream) => stream.ref,
  key: (stream) => keyIn(stream, KEY),
  imported: { arn: 'streamArn', name: 'streamName', ref: 'streamRef', key: 'encryptionKey' },
};

/** AWS names no limit of a stream's policy (PutResourcePolicy has a LimitExceededException); the smallest of the other services' is taken. A Deny counts as in every resource policy (IAM user guide, "Policy evaluation logic"). */
const HOME: ResourceHome = {
  cfnType: 'AWS::Kinesis::ResourcePolicy', storeAt: 'ResourceArn', documentAt: 'ResourcePolicy', limit: 20_480, source: `${GUIDE}resource-based-policy-examples.html`,
  names: (stream) => ({ ResourceArn: stream.getAtt('Arn') }),
};

const read = ['kinesis:DescribeStream', 'kinesis:DescribeStreamSummary', 'kinesis:GetRecords', 'kinesis:GetShardIterator', 'kinesis:ListShards'];
const write = ['kinesis:PutRecord', 'kinesis:PutRecords'];
const other = ['kinesis:RegisterStreamConsumer'];
/** On a consumer, which is a resource below its stream. */
const ON_CONSUMER = new Set(['kinesis:DeregisterStreamConsumer', 'kinesis:DescribeStreamConsumer', 'kinesis:SubscribeToShard']);
const store = (stream: CfnResource): StoreResource => KINESIS.resolve(stream) as StoreResource;

function encrypt(stream: CfnResource, keyId: string): void {
  override(stream, 'StreamEncryption', { EncryptionType: 'KMS', KeyId: keyId });
}

export const KINESIS: StoreKind = {
  type: 'kinesis', name: 'Kinesis data stream', cfnTypes: types, prefix: 'kinesis', endpoint: 'kinesis-streams', authentication: ['sigv4'],
  read, write, other,
  parts: 'names of consumers, e.g. `fraud`',
  resources: ({ arn }, actions, parts) => [
    ...(actions.some((a) => !ON_CONSUMER.has(a)) ? [arn] : []),
    ...(actions.some((a) => ON_CONSUMER.has(a)) ? (parts.length === 0 ? ['*'] : [...parts].sort()).map((name) => `${arn}/consumer/${name}${name === '*' ? '' : ':*'}`) : []),
  ],
  key: { read: ['kms:Decrypt'], write: ['kms:GenerateDataKey'], viaService: 'kinesis' },
  policy: policyResource(HOME),
  resolve: (construct) => resolveStore(construct, SHAPE),
  closings: [
    closing({
      id: 'kinesis.encrypted', types, aspect: 'encryption', property: 'StreamEncryption', value: '`KMS` with `alias/aws/kinesis`, or a key',
      says: 'Records are encrypted at rest; by itself Kinesis does not.', source: `${GUIDE}server-side-encryption.html`,
    }, (stream, context) => {
      if (context.isJewel || context.keyArn !== undefined) return NOT_ASKED; // kinesis.key
      const keys = valuesAt(stream, KEY);
      const owners = keys.map((one) => whoseKey(stream, one));
      if (owners.includes('unknown')) return { is: 'unknown', got: `\`${KEY}\` is \`${describe(keys[owners.indexOf('unknown')])}\`` };
      return owners.includes('none') ? { is: 'open', got: `no \`${KEY}\``, close: () => encrypt(stream, 'alias/aws/kinesis') } : CLOSED;
    }),
    customerKey({
      id: 'kinesis.key', types, aspect: 'encryption', path: KEY, property: 'StreamEncryption', value: '`KMS` with a key of your own', hasDefault: true,
      says: 'Records are encrypted with a key whose policy says who may read them.', source: `${GUIDE}server-side-encryption.html`, write: encrypt,
    }),
    noPublicPolicy({
      id: 'kinesis.no-public-policy', types, property: 'AWS::Kinesis::ResourcePolicy ResourcePolicy', home: HOME, store,
      says: 'The stream\'s policy allows nobody who is everybody.', source: `${GUIDE}resource-based-policy-examples.html`,
    }),
    retained({ id: 'kinesis.retained', types, says: 'The records outlive the stack and a replacement.', source: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html' }),
  ],
  byItself: [
    { aspect: 'tls', says: 'The endpoints of Kinesis take HTTPS alone.', source: 'https://docs.aws.amazon.com/general/latest/gr/ak.html' },
    { aspect: 'recovery', says: 'Nobody can delete or change a record; it is there until its retention period ends.', source: `${GUIDE}kinesis-extended-retention.html` },
    { aspect: 'access-log', says: 'A stream keeps no log of its own; CloudTrail logs its management, and its records as data events where the account asks for them.', source: `${GUIDE}logging-using-cloudtrail.html` },
  ],
};
