/** The other side of the data profile: a plain CDK app that closes the same stores and writes the same policies by hand. */
import { App, Aws, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as secrets from 'aws-cdk-lib/aws-secretsmanager';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { ACTIONS, type Classes, type Json, KEY_CLASSES, type Named } from './data-actions';
import { BREAK_GLASS, dataFlowOf, ENV, FLOWS_PER_ROLE, jewelId, type Kind, kindOfJewel, QUEUE, TABLE, usage, workload } from './data-shape';

const [jewels, outdir] = [Number(process.argv[2]), process.argv[3]];
const app = new App({ outdir });
const stack = new Stack(app, 'Stack', { env: ENV });
const root = `arn:${Aws.PARTITION}:iam::${ENV.account}:root`;

/** Who reads and who writes a jewel, in the order of their paths. */
interface Users {
  readonly read: string[];
  readonly write: string[];
}

const roles = Array.from({ length: jewels }, (_, i) => workload(stack, i));
const users: Users[] = Array.from({ length: jewels }, () => ({ read: [], write: [] }));
const byPath = roles.map((_, i) => i).sort((a, b) => (roles[a].node.path < roles[b].node.path ? -1 : 1));
for (const i of byPath) {
  for (let k = 0; k < FLOWS_PER_ROLE; k++) {
    const { jewel, access } = dataFlowOf(i, k, jewels);
    users[jewel][access].push(roles[i].roleArn);
  }
}

function exempt(kind: Kind): string[] {
  const arn = (name: string, account: string = Aws.ACCOUNT_ID): string => `arn:${Aws.PARTITION}:iam::${account}:role/${name}`;
  const linked = ACTIONS[kind].serviceRoles.map((name) => `aws-service-role/${name}`);
  return [arn('cdk-hnb659fds-cfn-exec-role-*'), arn('cdk-hnb659fds-deploy-role-*'), BREAK_GLASS, ...linked.map((name) => arn(name, ENV.account))];
}

function deny(name: string, action: readonly string[], resource: readonly unknown[], arns: readonly string[]): Json {
  return {
    Sid: name, Effect: 'Deny', Principal: '*', Action: action, Resource: resource,
    Condition: { ArnNotLike: { 'aws:PrincipalArn': arns }, BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' } },
  };
}

function denials(kind: Kind, classes: Classes, resource: (name: Named) => readonly unknown[], { read, write }: Users): Json[] {
  const admitted = { read, write, both: [...new Set([...read, ...write])].sort((a, b) => order(a) - order(b)), other: [] };
  return classes.map(([name, actions]) => deny(`Deny-${name}`, actions, resource(name), [...exempt(kind), ...admitted[name]]));
}

const ORDER = new Map(byPath.map((i, n) => [roles[i].roleArn, n]));
const order = (arn: string): number => ORDER.get(arn) as number;

/** What CDK writes into the key of a secret. */
const OF_SECRETS = [['kms:Decrypt', 'kms:Encrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*'], ['kms:CreateGrant', 'kms:DescribeKey']].map((actions): Json => ({
  Action: actions, Effect: 'Allow', Principal: { AWS: root }, Resource: '*', Condition: { StringEquals: { 'kms:ViaService': `secretsmanager.${ENV.region}.amazonaws.com` } },
}));

function keyOf(id: string, kind: Kind, use: Users): kms.Key {
  const key = new kms.Key(stack, `${id}-key`);
  const { key: actions, service } = ACTIONS[kind];
  const allow = (access: 'read' | 'write'): Json => ({
    Sid: `Allow-${access}`, Effect: 'Allow', Principal: { AWS: root }, Action: actions[access], Resource: ['*'],
    Condition: { StringEquals: { 'kms:ViaService': `${service}.${ENV.region}.amazonaws.com` }, ArnLike: { 'aws:PrincipalArn': use[access] } },
  });
  const first = use.read.length > 0 && (use.write.length === 0 || order(use.read[0]) < order(use.write[0])) ? 'read' : 'write';
  const all = [...KEY_CLASSES[kind].flatMap(([, list]) => list), 'kms:DescribeKey'].sort();
  (key.node.defaultChild as kms.CfnKey).keyPolicy = {
    Version: '2012-10-17',
    Statement: [
      { Action: 'kms:*', Effect: 'Allow', Principal: { AWS: root }, Resource: '*' },
      ...(kind === 'secret' ? OF_SECRETS : []),
      { Sid: 'Allow-exempt', Effect: 'Allow', Principal: { AWS: root }, Action: all, Resource: ['*'], Condition: { ArnLike: { 'aws:PrincipalArn': exempt(kind) } } },
      allow(first), allow(first === 'read' ? 'write' : 'read'),
      ...denials(kind, KEY_CLASSES[kind], () => ['*'], use),
    ],
  };
  return key;
}

function tls(action: readonly string[], resource: readonly unknown[], name = 'RequireTls', condition: Json = { Bool: { 'aws:SecureTransport': 'false' } }): Json {
  return { Sid: name, Effect: 'Deny', Principal: { AWS: '*' }, Action: action, Resource: resource, Condition: condition };
}

const document = (statements: readonly Json[]): Json => ({ Version: '2012-10-17', Statement: statements });

/** The store, and what its own policy says; the answer is what grants name: its ARN. */
const MAKE: Record<Kind, (id: string, key: kms.Key, use: Users) => string> = {
  bucket: (id, encryptionKey, use) => {
    const bucket = new s3.Bucket(stack, id, {
      encryptionKey, versioned: true, removalPolicy: RemovalPolicy.RETAIN, objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED, blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
    });
    const both = [bucket.bucketArn, bucket.arnForObjects('*')];
    const { tls: verbs, classes } = ACTIONS.bucket;
    new s3.CfnBucketPolicy(stack, `${id}-policy`, {
      bucket: bucket.bucketName,
      policyDocument: document([
        tls(verbs, both), tls(verbs, both, 'RequireTls12', { NumericLessThan: { 's3:TlsVersion': '1.2' } }),
        ...denials('bucket', classes, (name) => (name === 'write' ? both.slice(1) : both), use),
      ]),
    });
    return bucket.bucketArn;
  },
  table: (id, encryptionKey, use) => {
    const table = new dynamodb.Table(stack, id, {
      ...TABLE, encryptionKey, removalPolicy: RemovalPolicy.RETAIN, deletionProtection: true, pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    });
    const { tls: actions, classes } = ACTIONS.table;
    const policy = { ...tls(actions, ['*']), Principal: '*' };
    (table.node.defaultChild as dynamodb.CfnTable).resourcePolicy = { policyDocument: document([policy, ...denials('table', classes, () => ['*'], use)]) };
    (table.node.defaultChild as dynamodb.CfnTable).sseSpecification = { kmsMasterKeyId: encryptionKey.keyArn, sseEnabled: true, sseType: 'KMS' };
    return table.tableArn;
  },
  queue: (id, encryptionMasterKey, use) => {
    const queue = new sqs.Queue(stack, id, { ...QUEUE, encryptionMasterKey });
    const { tls: actions, classes } = ACTIONS.queue;
    new sqs.CfnQueuePolicy(stack, `${id}-policy`, { queues: [queue.queueUrl], policyDocument: document([tls(actions, [queue.queueArn]), ...denials('queue', classes, () => [queue.queueArn], use)]) });
    return queue.queueArn;
  },
  secret: (id, encryptionKey, use) => {
    const secret = new secrets.Secret(stack, id, { encryptionKey, removalPolicy: RemovalPolicy.RETAIN });
    const { classes } = ACTIONS.secret;
    new secrets.CfnResourcePolicy(stack, `${id}-policy`, { secretId: secret.secretArn, blockPublicPolicy: true, resourcePolicy: document(denials('secret', classes, () => [secret.secretArn], use)) });
    return secret.secretArn;
  },
};

const keys: string[] = [];
const arns = users.map((use, i) => {
  const [id, kind] = [jewelId(i), kindOfJewel(i)];
  const key = keyOf(id, kind, use);
  keys.push(key.keyArn);
  return MAKE[kind](id, key, use);
});

/** Statements that differ in their resources alone are one, in the order of the jewels. */
roles.forEach((role, i) => {
  const statements = new Map<string, { readonly head: Json; readonly resources: string[]; readonly tail: Json }>();
  const add = (action: readonly string[], resources: readonly string[], condition?: Json): void => {
    const name = JSON.stringify([action, condition]);
    const known = statements.get(name);
    if (known === undefined) statements.set(name, { head: { Effect: 'Allow', Action: action }, resources: [...resources], tail: condition === undefined ? {} : { Condition: condition } });
    else known.resources.push(...resources);
  };
  const flows = Array.from({ length: FLOWS_PER_ROLE }, (_, k) => dataFlowOf(i, k, jewels)).sort((a, b) => a.jewel - b.jewel);
  for (const { jewel, access } of flows) {
    const { grants, key, service } = ACTIONS[kindOfJewel(jewel)];
    for (const [actions, suffixes] of grants[access]) add(actions, suffixes.map((suffix) => `${arns[jewel]}${suffix}`));
    add(key[access], [keys[jewel]], { StringEquals: { 'kms:ViaService': `${service}.${ENV.region}.amazonaws.com` } });
  }
  new iam.CfnRolePolicy(stack, `Policy${i}`, {
    roleName: role.roleName, policyName: 'data',
    policyDocument: document([...statements.values()].map(({ head, resources, tail }) => ({ ...head, Resource: resources, ...tail }))),
  });
});

app.synth();
process.stdout.write(usage());
