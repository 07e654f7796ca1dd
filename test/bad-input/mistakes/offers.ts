/** Mistakes with offers, claims, and data across stacks; and what a proof over two assemblies says of them. */
import { Stack, Stage } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { DataAccess, DataProtection, Endpoint, FlowAuthentication, Guarantee, type OfferedSegment, type OfferedSegmentProps, ZeroTrust } from 'cdk-zero-trust';
import { assembled, type ProvingMistake, reason, type Synth } from '../proving';
import type { World } from '../world';
import type { Mistake } from './types';

const SQL = { id: 'sql', port: ec2.Port.POSTGRES, authentication: FlowAuthentication.RDS_IAM, because: 'reports' };
const READ = { id: 'read', access: DataAccess.reads(), because: 'reports' };

function offered(w: World, more: Partial<OfferedSegmentProps>, use?: (parts: ReturnType<World['zeroTrust']> & { readonly orders: OfferedSegment }) => void): void {
  const parts = w.zeroTrust();
  const orders = parts.zt.offeredSegment({ scope: 'Orders/ZeroTrust', segmentId: 'orders', securityGroupId: 'sg-0aaaaaaaaaaaaaaa1', offers: [SQL], ...more });
  use?.({ ...parts, orders });
}

/** A role of the app's stack that reads a bucket of another one. */
function across(w: World, other: Stack, before: (other: Stack) => void = () => undefined): void {
  const data = new DataProtection(other, 'Data');
  const store = data.addStore('documents', { resource: new s3.CfnBucket(other, 'Documents') });
  data.addDataFlow({ id: 'reads', source: new iam.Role(w.stack, 'Reader', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') }), store, access: DataAccess.reads(), because: 'shows documents' });
  before(other);
}

export const OFFERS: readonly Mistake[] = [
  { name: 'a key of another region', code: 'KeyInOtherRegion', words: ['store `documents` is in region `eu-west-1`', 'in `us-east-1`', 'a replica'], build: (w) => {
    const other = new Stack(w.app, 'Keys', { env: { account: '111122223333', region: 'us-east-1' } });
    new DataProtection(w.stack, 'Data').addStore('documents', { resource: new s3.Bucket(w.stack, 'Documents'), key: new kms.Key(other, 'Key') });
  } },
  { name: 'a group that is no id', code: 'OfferedGroupInvalid', words: ['`orders` is `orders-group`', '`sg-`'], build: (w) => offered(w, { securityGroupId: 'orders-group' }) },
  { name: 'an offer of one\'s own', code: 'OfferedIsOwn', words: ['segment `orders`', '`App/ZeroTrust`', 'another construct path'], build: (w) => offered(w, { scope: 'App/ZeroTrust' }) },
  { name: 'a store that is one\'s own', code: 'OfferedIsOwn', words: ['store `documents`', '`App/Data`'], build: (w) => {
    new DataProtection(w.stack, 'Data').offeredStore({ scope: 'App/Data', storeId: 'documents', arn: 'arn:aws:s3:::documents', type: 'AWS::S3::Bucket', offers: [READ] });
  } },
  { name: 'an offer without a reason', code: 'EmptyText', words: ['`because` of offer `read` of store `documents`'], build: (w) => {
    new DataProtection(w.stack, 'Data').offeredStore({ scope: 'Docs/Data', storeId: 'documents', arn: 'arn:aws:s3:::documents', type: 'AWS::S3::Bucket', offers: [{ ...READ, because: '' }] });
  } },
  { name: 'a flow to another repository', code: 'OfferedNeedsClaim', words: ['segment `orders` of `Orders/ZeroTrust`', '`addClaim`'], build: (w) => offered(w, {}, ({ zt, web, orders }) => zt.addFlow({ source: web, destination: orders, port: ec2.Port.POSTGRES, authentication: FlowAuthentication.RDS_IAM, because: 'x' })) },
  { name: 'a guarantee about another repository', code: 'OfferedNeedsClaim', words: ['`Orders/ZeroTrust#orders`', '`zero-trust prove --guarantees`'], build: (w) => offered(w, {}, ({ zt, orders }) => zt.addGuarantee(Guarantee.denies({ source: Endpoint.INTERNET, destination: orders }))) },
  { name: 'stacks that need each other', code: 'StacksInCircle', words: ['data flow `reads`', 'stack `App` needs stack `Store`; and `Store` needs `App`', '`policiesScope`'], build: (w) => across(w, new Stack(w.app, 'Store', { env: { account: '111122223333', region: 'eu-west-1' } }), (other) => other.addStackDependency(w.stack)) },
  { name: 'a store of another stage', code: 'StoreInOtherStage', words: ['`App/Reader`', 'stage `Prod`', '`offeredStore`'], build: (w) => across(w, new Stack(new Stage(w.app, 'Prod'), 'Store', { env: { account: '111122223333', region: 'eu-west-1' } })) },
  { name: 'a store of nobody knows where', code: 'StoreOutOfReach', words: ['the account of stack `Store` is not said', 'set `env` of both'], build: (w) => across(w, new Stack(w.app, 'Store')) },
  { name: 'a store that nobody declares', code: 'UnknownStore', words: ['unknown store `document`', 'did you mean `documents`?'], build: (w) => {
    const zt = new ZeroTrust(w.stack, 'ZeroTrust', { vpc: w.vpc, intentFile: w.file('schema: zero-trust/intent/1\nsegments:\n  - id: api\ndataFlows:\n  - { id: reads, source: api, store: document, access: read, because: shows documents }\n...\n') });
    zt.segment('api').addMember(w.function('api'));
    zt.addStore('documents', { resource: new s3.CfnBucket(w.stack, 'Documents') });
  } },
];

type Files = Record<string, any>;

/** Two assemblies in folders of their own. */
async function both(docs: (synth: Synth) => void, shop: (synth: Synth) => void): Promise<Files> {
  const named = async (name: string, build: (synth: Synth) => void): Promise<[string, unknown][]> => Object.entries(await assembled(build)).map(([file, content]) => [file.replace(/^cdk\.out/, name), content]);
  return Object.fromEntries([...await named('docs', docs), ...await named('shop', shop)]);
}

const PROVE = ['prove', 'docs', 'shop', '--assume', 'vpc-0123456789abcdef0=flat:10.0.0.0/16'];
const told = (name: string, code: string, words: readonly string[], docs: (synth: Synth) => void, shop: (synth: Synth) => void, change: (files: Files) => void = () => undefined): ProvingMistake => ({
  name, code, level: 'reason', words, tell: async () => {
    const files = await both(docs, shop);
    change(files);
    return reason(code, files, PROVE);
  },
});

const owns = ({ stack }: Synth): void => { new DataProtection(stack, 'Docs').addStore('documents', { resource: new s3.CfnBucket(stack, 'Documents'), offers: [READ] }); };
const claims = ({ stack }: Synth): void => {
  const data = new DataProtection(stack, 'Shop');
  const store = data.offeredStore({ scope: 'App/Docs', storeId: 'documents', arn: 'arn:aws:s3:::documents', type: 'AWS::S3::Bucket', offers: [READ] });
  data.addDataClaim({ source: new iam.Role(stack, 'Reports', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') }), store, offer: 'read', because: 'monthly report' });
};
const nothing = ({ stack }: Synth): void => { new DataProtection(stack, 'Shop').addStore('own', { resource: new s3.CfnBucket(stack, 'Own') }); };
const untagged = (files: Files): void => { for (const r of Object.values<any>(files['shop/App.template.json'].Resources)) delete r.Properties.Tags; };
/** Written without the library, which would refuse it at synth. */
const stranger = (files: Files): void => {
  files['shop/App.template.json'].Resources.Stranger = { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: {}, Tags: [{ Key: 'zero-trust:App.Docs.documents', Value: '/read/' }] }, Metadata: { 'aws:cdk:path': 'App/Stranger' } };
};

function segment({ stack }: Synth, facade: string, id: string, offers: (typeof SQL)[]): { readonly zt: ZeroTrust; readonly own: ReturnType<ZeroTrust['segment']> } {
  const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: 'vpc-0123456789abcdef0', availabilityZones: ['eu-west-1a'], isolatedSubnetIds: ['subnet-0a'], isolatedSubnetRouteTableIds: ['rtb-0a'] });
  const zt = new ZeroTrust(stack, facade, { vpc });
  return { zt, own: zt.addSegment(id, { offers, members: [new ec2.CfnInstance(stack, 'Machine', { imageId: 'ami-1', subnetId: 'subnet-0a' })] }) };
}

export const OFFER_REASONS: readonly ProvingMistake[] = [
  told('an offer that nobody claims', 'OFFER_NOT_CLAIMED', ['nobody in the given assemblies claims `read`'], owns, nothing),
  told('a tag without a claim', 'GRANT_NOT_CLAIMED', ['`App/Stranger`', '`zero-trust:App.Docs.documents` with `read`'], owns, claims, stranger),
  told('a claim without its tag', 'GRANT_MISSING', ['role `App/Reports` does not carry tag', '`read`'], owns, claims, untagged),
  told('an offer that its owner did not open', 'OFFER_NOT_OPENED', ['the owner of `docs` offers `sql`', 'over tcp/5432'], (synth) => { segment(synth, 'Docs', 'docs', [SQL]); }, (synth) => {
    const { zt, own } = segment(synth, 'Shop', 'reports', []);
    zt.addClaim({ source: own, segment: zt.offeredSegment({ scope: 'App/Docs', segmentId: 'docs', securityGroupId: 'sg-0aaaaaaaaaaaaaaa1', offers: [SQL] }), offer: 'sql', because: 'monthly report' });
  }),
];
