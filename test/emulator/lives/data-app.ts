/**
 * A serverless app without a VPC: what its roles may do with a table, a bucket and a key, read in the policies and tried.
 */
import { DescribeTableCommand, GetItemCommand, PutItemCommand, QueryCommand, UpdateTableCommand } from '@aws-sdk/client-dynamodb';
import { DecryptCommand, EncryptCommand, KMSClient } from '@aws-sdk/client-kms';
import { GetBucketPolicyCommand, GetObjectCommand, PutBucketPolicyCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { strict as assert } from 'node:assert';
import { compareData, type DeployedStore } from '../data-compare';
import { bucketClosings, keyRotates, policiesOf, tableClosings } from '../data-deployed';
import { ACCOUNT, type Emulator, REGION } from '../emulator';
import { type Edit, Project } from '../project';
import { asRole, makeRole, mayEverything, refused, type Session, speakPlainly } from '../sessions';
import { failing, Life, type World } from './life';

const FILE = 'data-app.ts';
const STACK = 'DataApp';
const LAST = "because: 'documents are filed' });";
const ADD_FLOW: Edit = { file: FILE, was: LAST, is: `${LAST}\n    data.addDataFlow({ id: 'show', source: show, store: files, access: DataAccess.actions(['s3:GetObject']).on('inbox/*'), because: 'documents are shown' });` };
const ENDED: Edit = { file: FILE, was: LAST, is: `${LAST}\n    data.addDataFlow({ id: 'migration', source: file, store: records, access: DataAccess.reads(), until: '2001-01-01', because: 'records moved here' });` };
const RENAME: Edit = { file: FILE, was: "data.addStore('records', {", is: "data.addStore('records', { displayName: 'Personal files'," };
const FAIL: readonly Edit[] = [
  { file: FILE, was: "import * as kms from", is: "import * as iam from 'aws-cdk-lib/aws-iam';\nimport * as kms from" },
  { file: FILE, was: LAST, is: `${LAST}\n    data.addDataFlow({ id: 'clean', source: file, store: files, access: DataAccess.actions(['s3:DeleteObject']).on('inbox/*'), because: 'documents go' });\n    ${failing('this', 'data')}` },
];

export async function dataApp(world: World): Promise<void> {
  const { emulator, scratch, report } = world;
  const project = new Project(emulator, scratch, 'data-app', 'test/emulator/apps', [FILE], FILE);
  const life = new Life(world, project, [STACK]);
  await report.must('deploys', async () => { await life.deploy('first'); });

  const id = (logicalId: string): Promise<string> => life.stacks.physicalId(STACK, logicalId);
  const [table, bucket, key, show, file] = await Promise.all([id('TableCD117FA1'), id('Files8E6940B8'), id('Key961B73FD'), id('ShowServiceRoleA1CE6EA0'), id('FileServiceRoleBDF6CCA3')]);
  const keyArn = `arn:aws:kms:${REGION}:${ACCOUNT}:key/${key}`;
  const stores: readonly DeployedStore[] = [
    { id: 'files', kind: 's3', name: bucket, arn: `arn:aws:s3:::${bucket}`, keyArn },
    { id: 'records', kind: 'dynamodb', name: table, arn: `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/${table}`, keyArn },
  ];
  const compare = (): Promise<void> => compareData(emulator, life.stacks, project.intent, stores, [file, show]);
  const read = async (): Promise<unknown> => [await policiesOf(emulator, show), await policiesOf(emulator, file), await Promise.all(stores.map((s) => (s.kind === 's3' ? bucketClosings(emulator, s.name) : tableClosings(emulator, s.name))))];

  await report.check('policies of roles, stores and key are those of the intent, action by action', compare);
  await report.check('stores are closed', async () => {
    assert.deepStrictEqual(await bucketClosings(emulator, bucket), {
      public: { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true }, encryption: 'aws:kms', key: keyArn, versioning: 'Enabled',
    });
    assert.deepStrictEqual(await tableClosings(emulator, table), { encryption: 'KMS', key: keyArn, deletionProtection: true, recovery: 'ENABLED' });
    assert.equal(await keyRotates(emulator, key), true);
  });

  const shows = await asRole(emulator, show);
  const files = await asRole(emulator, file);
  const call = callsOn(table, bucket, keyArn);
  await report.check('declared actions work', async () => {
    await call.putItem(files);
    assert.equal((await call.getItem(shows)).Item?.pk?.S, 'a');
    assert.equal((await call.query(shows)).Count, 1);
    await call.putObject(files, 'inbox/a');
  });
  await report.check('undeclared actions are refused: other actions, other parts, other stores', async () => {
    await refused(call.putItem(shows));
    await refused(call.getItem(files));
    await refused(call.getObject(shows));
    await refused(call.getObject(files));
    await refused(call.putObject(files, 'elsewhere/a'));
    await refused(shows.dynamodb.send(new UpdateTableCommand({ TableName: table, DeletionProtectionEnabled: false })));
  });
  await report.check('a role whose own policy allows everything is refused by the policies of table, bucket and key', async () => {
    await makeRole(emulator, 'outsider');
    await mayEverything(emulator, 'outsider');
    const outsider = await asRole(emulator, 'outsider');
    await refused(call.getItem(outsider));
    await refused(call.putItem(outsider));
    await refused(call.getObject(outsider));
    await refused(call.putObject(outsider, 'inbox/b'));
    await refused(call.decrypt(outsider, await call.encrypted(emulator)));
  });
  await report.check('nobody is locked out: administration goes on, the deployer and break-glass reach the data', async () => {
    const outsider = await asRole(emulator, 'outsider');
    const { Policy } = await outsider.s3.send(new GetBucketPolicyCommand({ Bucket: bucket }));
    await outsider.s3.send(new PutBucketPolicyCommand({ Bucket: bucket, Policy }));
    await outsider.dynamodb.send(new DescribeTableCommand({ TableName: table }));
    await makeRole(emulator, 'break-glass');
    for (const role of ['break-glass', `cdk-hnb659fds-cfn-exec-role-${ACCOUNT}-${REGION}`]) {
      await mayEverything(emulator, role); // the emulator knows no AdministratorAccess
      const exempt = await asRole(emulator, role);
      assert.equal((await call.getItem(exempt)).Item?.pk?.S, 'a');
      await call.getObject(exempt);
      await call.decrypt(exempt, await call.encrypted(emulator));
    }
  });
  await report.check('the key is for use through its stores: a declared role cannot decrypt with it by hand', async () => {
    await refused(call.decrypt(files, await call.encrypted(emulator)));
  });
  await report.check('requests without TLS are refused, of declared roles too', async () => {
    const plain = await asRole(emulator, file);
    speakPlainly(plain.s3);
    speakPlainly(plain.dynamodb);
    await refused(call.putObject(plain, 'inbox/a'));
    await refused(call.putItem(plain));
  });

  await report.must('a data flow more touches its role, its store and its key, and nothing else', async () => {
    project.edit(ADD_FLOW);
    const changed = (await life.deploy('add-flow'))[STACK].filter((c) => !c.startsWith('Look at '));
    assert.deepStrictEqual(changed.map((c) => c.split(' for ')[0]), ['Modify AWS::IAM::RolePolicy Metadata, PolicyDocument', 'Modify AWS::KMS::Key KeyPolicy, Metadata', 'Modify AWS::S3::BucketPolicy Metadata, PolicyDocument']);
    assert.deepStrictEqual(changed.filter((c) => !c.split(' for ')[1].split(', ').includes('show')), []);
    await compare();
    await call.getObject(shows);
    await refused(call.getObject(files));
  });
  await report.must('a data flow whose date is over permits nothing', async () => {
    project.edit(ENDED);
    await life.deploy('ended');
    await refused(call.getItem(files));
    project.undo(ENDED);
  });
  await report.must('a new display name changes nothing', async () => {
    await life.deploy('before-rename');
    project.edit(RENAME);
    assert.deepStrictEqual(await life.deploy('rename'), {});
  });
  await life.failUpdate(FAIL, STACK, read);
  await report.must('a data flow less is refused from then on', async () => {
    project.undo(ADD_FLOW);
    await life.deploy('less');
    await compare();
    await refused(call.getObject(shows));
    await call.getItem(shows);
  });
  await report.check('is destroyed; the data stays, protected, with its key', async () => {
    life.succeeded(await project.destroy());
    assert.deepStrictEqual(await life.statuses(), [undefined]);
    assert.deepStrictEqual(await tableClosings(emulator, table), { encryption: 'KMS', key: keyArn, deletionProtection: true, recovery: 'ENABLED' });
    const breakGlass = await asRole(emulator, 'break-glass');
    await call.getItem(breakGlass);
    await call.getObject(breakGlass);
    await call.decrypt(breakGlass, await call.encrypted(emulator));
  });
}

/** The calls that are tried, each with a session. */
function callsOn(TableName: string, Bucket: string, KeyId: string) {
  return {
    putItem: ({ dynamodb }: Session) => dynamodb.send(new PutItemCommand({ TableName, Item: { pk: { S: 'a' } } })),
    getItem: ({ dynamodb }: Session) => dynamodb.send(new GetItemCommand({ TableName, Key: { pk: { S: 'a' } } })),
    query: ({ dynamodb }: Session) => dynamodb.send(new QueryCommand({ TableName, KeyConditionExpression: 'pk = :a', ExpressionAttributeValues: { ':a': { S: 'a' } } })),
    putObject: ({ s3 }: Session, Key: string) => s3.send(new PutObjectCommand({ Bucket, Key, Body: 'x' })),
    getObject: ({ s3 }: Session) => s3.send(new GetObjectCommand({ Bucket, Key: 'inbox/a' })),
    encrypted: async (emulator: Emulator): Promise<Uint8Array> => (await new KMSClient(emulator.config()).send(new EncryptCommand({ KeyId, Plaintext: new Uint8Array([1]) }))).CiphertextBlob!,
    decrypt: ({ kms }: Session, CiphertextBlob: Uint8Array) => kms.send(new DecryptCommand({ KeyId, CiphertextBlob })),
  };
}
