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

function deny(name: string, actions: readonly string[], resources: readonly string[], arns: readonly string[]): iam.PolicyStatement {
  return new iam.PolicyStatement({
    sid: `Deny${name}`, effect: iam.Effect.DENY, principals: [new iam.StarPrincipal()], actions: [...actions], resources: [...resources],
    conditions: { ArnNotLike: { 'aws:PrincipalArn': arns }, BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' } },
  });
}

function denials(kind: Kind, classes: Classes, resources: (name: Named) => readonly string[], { read, write }: Users): iam.PolicyStatement[] {
  const admitted = { read, write, both: [...new Set([...read, ...write])].sort((a, b) => order(a) - order(b)), other: [] };
  return classes.map(([name, actions]) => deny(name, actions, resources(name), [...exempt(kind), ...admitted[name]]));
}

function tls(actions: readonly string[], resources: readonly string[], who: iam.IPrincipal = new iam.AnyPrincipal()): iam.PolicyStatement {
  const conditions = { Bool: { 'aws:SecureTransport': 'false' } };
  return new iam.PolicyStatement({ sid: 'RequireTls', effect: iam.Effect.DENY, principals: [who], actions: [...actions], resources: [...resources], conditions });
}

function tls12(actions: readonly string[], resources: readonly string[]): iam.PolicyStatement {
  const conditions = { NumericLessThan: { 's3:TlsVersion': '1.2' } };
  return new iam.PolicyStatement({ sid: 'RequireTls12', effect: iam.Effect.DENY, principals: [new iam.AnyPrincipal()], actions: [...actions], resources: [...resources], conditions });
}

const ORDER = new Map(byPath.map((i, n) => [roles[i].roleArn, n]));
const order = (arn: string): number => ORDER.get(arn) as number;

/** Who may use the key of a store; after the store, which may say something itself. */
function closeKey(key: kms.Key, kind: Kind, use: Users): void {
  const { key: actions, service } = ACTIONS[kind];
  const account = [new iam.AccountRootPrincipal()];
  const allow = (access: 'read' | 'write'): iam.PolicyStatement => new iam.PolicyStatement({
    sid: `Allow${access}`, principals: account, actions: [...actions[access]], resources: ['*'],
    conditions: { StringEquals: { 'kms:ViaService': `${service}.${ENV.region}.amazonaws.com` }, ArnLike: { 'aws:PrincipalArn': use[access] } },
  });
  const first = use.read.length > 0 && (use.write.length === 0 || order(use.read[0]) < order(use.write[0])) ? 'read' : 'write';
  const all = [...KEY_CLASSES[kind].flatMap(([, list]) => list), 'kms:DescribeKey'].sort();
  const statements = [
    new iam.PolicyStatement({ sid: 'AllowExempt', principals: account, actions: all, resources: ['*'], conditions: { ArnLike: { 'aws:PrincipalArn': exempt(kind) } } }),
    allow(first), allow(first === 'read' ? 'write' : 'read'),
    ...denials(kind, KEY_CLASSES[kind], () => ['*'], use),
  ];
  for (const statement of statements) key.addToResourcePolicy(statement);
}

/** The store, and what its own policy says; the answer is what grants name: its ARN. */
const MAKE: Record<Kind, (id: string, key: kms.Key, use: Users) => string> = {
  bucket: (id, encryptionKey, use) => {
    const bucket = new s3.Bucket(stack, id, {
      encryptionKey, versioned: true, removalPolicy: RemovalPolicy.RETAIN, objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED, blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
    });
    const both = [bucket.bucketArn, bucket.arnForObjects('*')];
    const { tls: verbs, classes } = ACTIONS.bucket;
    const statements = [
      tls(verbs, both), tls12(verbs, both),
      ...denials('bucket', classes, (name) => (name === 'write' ? both.slice(1) : both), use),
    ];
    for (const statement of statements) bucket.addToResourcePolicy(statement);
    bucket.policy?.applyRemovalPolicy(RemovalPolicy.RETAIN);
    return bucket.bucketArn;
  },
  table: (id, encryptionKey, use) => {
    const { tls: actions, classes } = ACTIONS.table;
    const table = new dynamodb.Table(stack, id, {
      ...TABLE, encryptionKey, removalPolicy: RemovalPolicy.RETAIN, deletionProtection: true, pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      resourcePolicy: new iam.PolicyDocument({ statements: [tls(actions, ['*'], new iam.StarPrincipal()), ...denials('table', classes, () => ['*'], use)] }),
    });
    return table.tableArn;
  },
  queue: (id, encryptionMasterKey, use) => {
    const queue = new sqs.Queue(stack, id, { ...QUEUE, encryptionMasterKey });
    const { tls: actions, classes } = ACTIONS.queue;
    for (const statement of [tls(actions, [queue.queueArn]), ...denials('queue', classes, () => [queue.queueArn], use)]) queue.addToResourcePolicy(statement);
    return queue.queueArn;
  },
  secret: (id, encryptionKey, use) => {
    const secret = new secrets.Secret(stack, id, { encryptionKey, removalPolicy: RemovalPolicy.RETAIN });
    for (const statement of denials('secret', ACTIONS.secret.classes, () => [secret.secretArn], use)) secret.addToResourcePolicy(statement);
    const policy = secret.node.findAll().find((c): c is secrets.CfnResourcePolicy => c instanceof secrets.CfnResourcePolicy);
    if (policy !== undefined) {
      policy.blockPublicPolicy = true;
      policy.applyRemovalPolicy(RemovalPolicy.RETAIN);
    }
    return secret.secretArn;
  },
};

const keys: string[] = [];
const arns = users.map((use, i) => {
  const [id, kind] = [jewelId(i), kindOfJewel(i)];
  const key = new kms.Key(stack, `${id}-key`);
  keys.push(key.keyArn);
  const arn = MAKE[kind](id, key, use);
  closeKey(key, kind, use);
  return arn;
});

/** Statements that differ in their resources alone are one, in the order of the jewels. */
roles.forEach((role, i) => {
  const statements = new Map<string, { readonly actions: readonly string[]; readonly resources: string[]; readonly conditions?: Json }>();
  const add = (actions: readonly string[], resources: readonly string[], conditions?: Json): void => {
    const name = JSON.stringify([actions, conditions]);
    const known = statements.get(name);
    if (known === undefined) statements.set(name, { actions, resources: [...resources], ...(conditions === undefined ? {} : { conditions }) });
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
    policyDocument: new iam.PolicyDocument({ statements: [...statements.values()].map(({ actions, ...rest }) => new iam.PolicyStatement({ ...rest, actions: [...actions] })) }),
  });
});

app.synth();
process.stdout.write(usage());
