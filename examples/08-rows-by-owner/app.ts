/**
 * Notes in a table and files in a bucket, in which each user sees his own, what his team shares, and what is public; not because the
 * code asks for no more, but because its role gets no more.
 *
 * `Door` knows who asks (its own users are checked elsewhere: by an API's authorizer). For each request it assumes the role `Session`
 * with two tags, the user's id and team; the data flows of that role narrow it to rows that begin with these.
 */
import { App, aws_dynamodb as dynamodb, aws_iam as iam, aws_lambda as lambda, aws_s3 as s3, Duration, Stack } from 'aws-cdk-lib';
import { CrownJewel, DataAccess, DataProtection, OwnerRows, ZeroTrustValidator } from 'cdk-zero-trust';
import { acknowledge } from './acknowledged';
import { DOOR } from './door';

export const app = new App();
const stack = new Stack(app, 'Rows', { env: { region: 'eu-west-1' } });

const table = new dynamodb.Table(stack, 'Notes', {
  billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
  partitionKey: { name: 'pk', type: dynamodb.AttributeType.STRING }, // USER#alice, TEAM#red, PUBLIC
  sortKey: { name: 'sk', type: dynamodb.AttributeType.STRING },
});
const bucket = new s3.Bucket(stack, 'Files'); // users/alice/..., teams/red/..., public/...

const door = new lambda.Function(stack, 'Door', {
  runtime: lambda.Runtime.NODEJS_24_X, handler: 'index.handler', timeout: Duration.seconds(30),
  code: lambda.Code.fromInline(DOOR), environment: { TABLE: table.tableName, BUCKET: bucket.bucketName },
});

// Only the door may assume it, and only with these two tags: nobody can come in under another name.
const tags = { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['sub', 'team'] }, 'StringLike': { 'aws:RequestTag/sub': '?*' } };
const session = new iam.Role(stack, 'Session', {
  assumedBy: new iam.SessionTagsPrincipal(new iam.ArnPrincipal(door.role!.roleArn)).withConditions(tags),
});
door.addEnvironment('ROLE', session.roleArn);
door.addToRolePolicy(new iam.PolicyStatement({ actions: ['sts:AssumeRole', 'sts:TagSession'], resources: [session.roleArn] }));

const data = new DataProtection(stack, 'Data');
const notes = data.addStore('notes', { resource: table, crownJewel: CrownJewel.confidential('what people write for themselves') });
const files = data.addStore('files', { resource: bucket });

data.addDataFlow({
  id: 'notes-of-owner', source: session, store: notes, access: DataAccess.readsAndWrites(), because: 'each user keeps notes',
  rows: OwnerRows.byTag('sub', { prefix: 'USER#', shared: [{ tag: 'team', prefix: 'TEAM#' }], common: ['PUBLIC'] }),
});
data.addDataFlow({
  id: 'files-of-owner', source: session, store: files, access: DataAccess.readsAndWrites(), because: 'each user keeps files',
  rows: OwnerRows.byTag('sub', { prefix: 'users/', shared: [{ tag: 'team', prefix: 'teams/' }], common: ['public/'] }),
});

ZeroTrustValidator.enable(app);
acknowledge(stack, { bucket, door });
