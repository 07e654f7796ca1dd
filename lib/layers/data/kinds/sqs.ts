/** Queues: encrypted, TLS only, nobody public. A dead-letter queue is no recovery: it holds what could not be read, and is a store itself. */
import { type CfnResource } from 'aws-cdk-lib';
import { describe, readIfPossible, resolveValue } from '../../network/members/read';
import type { StoreKind } from '../kind';
import type { StoreResource } from '../model';
import { closing, CLOSED, customerKey, hasIntrinsic, isFalse, keyIn, NOT_ASKED, override, policyResource, requireTls, type ResourceHome, resolveStore, retained, type StoreShape, STRICTEST } from './helpers';
import { noPublicPolicy } from './public';

const types = ['AWS::SQS::Queue'];
const GUIDE = 'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/';
const KEY = 'KmsMasterKeyId';

const SHAPE: StoreShape = {
  type: 'sqs', cfnTypes: types,
  name: (queue) => queue.ref,
  key: (queue) => keyIn(queue, KEY),
  imported: { arn: 'queueArn', name: 'queueUrl', ref: 'queueRef', key: 'encryptionMasterKey' },
};

const HOME: ResourceHome = {
  cfnType: 'AWS::SQS::QueuePolicy', storeAt: 'Queues', documentAt: 'PolicyDocument', limit: 8_192, source: `${GUIDE}quotas-policies.html`,
  names: (queue) => ({ Queues: [queue.ref] }),
  isNamed: (literal, store) => {
    const name = store.resource === undefined ? undefined : readIfPossible(store.resource, 'QueueName');
    return typeof name === 'string' && literal.endsWith(`/${name}`);
  },
};

const read = ['sqs:ChangeMessageVisibility', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'];
const write = ['sqs:SendMessage'];
// Seven actions at most in a statement of a queue's policy: with these all of the data plane is one.
const other = ['sqs:PurgeQueue', 'sqs:StartMessageMoveTask'];
const store = (queue: CfnResource): StoreResource => SQS.resolve(queue) as StoreResource;

export const SQS: StoreKind = {
  type: 'sqs', name: 'SQS queue', cfnTypes: types, prefix: 'sqs', endpoint: 'sqs', authentication: ['sigv4'],
  read, write, other,
  resources: ({ arn }) => [arn],
  key: { read: ['kms:Decrypt'], write: ['kms:Decrypt', 'kms:GenerateDataKey'], viaService: 'sqs' },
  policy: policyResource(HOME),
  resolve: (construct) => resolveStore(construct, SHAPE),
  closings: [
    closing({
      id: 'sqs.encrypted', types, aspect: 'encryption', property: 'SqsManagedSseEnabled', value: '`true`, or a key',
      says: 'Messages are encrypted at rest; SQS does so by itself unless it is switched off.', source: `${GUIDE}sqs-configure-sqs-sse-queue.html`,
    }, (queue, context) => {
      if (context.isJewel || context.keyArn !== undefined || readIfPossible(queue, KEY) !== undefined) return NOT_ASKED; // sqs.key
      const value = readIfPossible(queue, 'SqsManagedSseEnabled');
      if (hasIntrinsic(value)) return { is: 'unknown', got: `\`SqsManagedSseEnabled\` is \`${describe(value)}\`` };
      return isFalse(value) ? { is: 'open', got: '`SqsManagedSseEnabled` `false`', close: () => override(queue, 'SqsManagedSseEnabled', true) } : CLOSED;
    }),
    customerKey({
      id: 'sqs.key', types, aspect: 'encryption', path: KEY, value: 'a key of your own', hasDefault: true,
      says: 'Messages are encrypted with a key whose policy says who may read them.', source: `${GUIDE}sqs-server-side-encryption.html`,
      write: (queue, keyArn) => {
        override(queue, KEY, keyArn);
        // One kind of encryption only: SQS refuses both.
        if (readIfPossible(queue, 'SqsManagedSseEnabled') !== undefined) override(queue, 'SqsManagedSseEnabled', false);
      },
    }),
    requireTls({
      id: 'sqs.tls', types, aspect: 'tls', property: 'AWS::SQS::QueuePolicy PolicyDocument', value: 'Deny where `aws:SecureTransport` is false', home: HOME, store,
      says: 'Requests over plain HTTP are refused.', source: `${GUIDE}sqs-security-best-practices.html`,
      actions: [...read, ...write, ...other], condition: { operator: 'Bool', key: 'aws:SecureTransport', value: 'false' },
      resources: (queue) => [resolveValue(queue, store(queue).arn)],
      statement: (queue) => ({ Sid: 'RequireTls', Effect: 'Deny', Principal: { AWS: '*' }, Action: [...read, ...write, ...other].sort(), Resource: [store(queue).arn], Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
    }),
    noPublicPolicy({
      id: 'sqs.no-public-policy', types, property: 'AWS::SQS::QueuePolicy PolicyDocument', home: HOME, store,
      says: 'The queue\'s policy allows nobody who is everybody.', source: `${GUIDE}sqs-security-best-practices.html`,
    }),
    retained({ id: 'sqs.retained', types, postures: STRICTEST, says: 'Messages that wait outlive the stack.', source: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html' }),
  ],
  byItself: [
    { aspect: 'recovery', says: 'A message that is deleted is gone: SQS keeps no versions, and a dead-letter queue holds only what nobody could process.', source: `${GUIDE}sqs-dead-letter-queues.html` },
    { aspect: 'access-log', says: 'A queue keeps no log of its own; CloudTrail logs its management, and its messages as data events where the account asks for them.', source: `${GUIDE}logging-using-cloudtrail.html` },
  ],
};
