/** Domains, closing by closing. */
import { CfnResource, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as opensearch from 'aws-cdk-lib/aws-opensearchservice';
import { OPENSEARCH } from '../../../../lib/layers/data/kinds/opensearch';
import { close, judge, KEY_ARN, newStack, only, parameter, resourcesOfType, storeOf, templateOf, testClosings } from './harness';

const TYPE = 'AWS::OpenSearchService::Domain';
const ROLE = 'arn:aws:iam::111122223333:role/master';
const vpcOf = (stack: Stack) => ec2.Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: 'vpc-1', availabilityZones: ['eu-west-1a'], privateSubnetIds: ['subnet-a'] });
const l2 = (props: Partial<opensearch.DomainProps> = {}) => (stack: Stack) => new opensearch.Domain(stack, 'D', { version: opensearch.EngineVersion.OPENSEARCH_2_17, ...props });
const l1 = (props: opensearch.CfnDomainProps = {}) => (stack: Stack) => new opensearch.CfnDomain(stack, 'D', props);
const raw = (properties: any = {}) => (stack: Stack) => new CfnResource(stack, 'D', { type: TYPE, properties });
const says = (Properties: any): readonly [string, unknown] => [TYPE, { Properties }];
const FGAC = { enforceHttps: true, nodeToNodeEncryption: true, encryptionAtRest: { enabled: true }, fineGrainedAccessControl: { masterUserArn: ROLE } };
const secure = (more: any = {}) => ({ AdvancedSecurityOptions: { Enabled: true, ...more } });
const policy = (statement: any) => l1({ accessPolicies: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'es:ESHttpGet', Resource: '*', ...statement }] } });
const jewel = { isJewel: true, keyArn: KEY_ARN, allowReplacement: true };

testClosings(OPENSEARCH, [
  { id: 'opensearch.encrypted', naive: { L2: l2(), L1: l1(), off: l2({ encryptionAtRest: { enabled: false } }) }, closed: { L2: l2({ encryptionAtRest: { enabled: true } }) }, token: (stack) => raw({ EncryptionAtRestOptions: { Enabled: parameter(stack) } })(stack), becomes: says({ EncryptionAtRestOptions: { Enabled: true } }) },
  { id: 'opensearch.key', context: jewel, naive: { 'L2': l2(), 'L1': l1(), 'a key of AWS': l2({ encryptionAtRest: { enabled: true } }) }, closed: { L2: (stack) => l2({ encryptionAtRest: { enabled: true, kmsKey: new kms.Key(stack, 'K') } })(stack) }, token: (stack) => l1({ encryptionAtRestOptions: { kmsKeyId: parameter(stack) } })(stack), becomes: says({ EncryptionAtRestOptions: { Enabled: true, KmsKeyId: KEY_ARN } }) },
  { id: 'opensearch.node-to-node', naive: { L2: l2(), L1: l1() }, closed: { L2: l2({ nodeToNodeEncryption: true }) }, token: (stack) => raw({ NodeToNodeEncryptionOptions: { Enabled: parameter(stack) } })(stack), becomes: says({ NodeToNodeEncryptionOptions: { Enabled: true } }) },
  { id: 'opensearch.https', naive: { L2: l2(), L1: l1() }, closed: { L2: l2({ enforceHttps: true }) }, token: (stack) => raw({ DomainEndpointOptions: { EnforceHTTPS: parameter(stack) } })(stack), becomes: says({ DomainEndpointOptions: { EnforceHTTPS: true } }) },
  { id: 'opensearch.tls-policy', naive: { 'L2': l2(), 'TLS 1.0': l2({ tlsSecurityPolicy: opensearch.TLSSecurityPolicy.TLS_1_0 }), 'no forward secrecy at HIGH': l2({ tlsSecurityPolicy: opensearch.TLSSecurityPolicy.TLS_1_2 }) }, closed: { L2: l2({ tlsSecurityPolicy: opensearch.TLSSecurityPolicy.TLS_1_2_PFS }), L1: l1({ domainEndpointOptions: { tlsSecurityPolicy: 'Policy-Min-TLS-1-2-RFC9151-FIPS-2024-08' } }) }, token: (stack) => raw({ DomainEndpointOptions: { TLSSecurityPolicy: parameter(stack) } })(stack), becomes: says({ DomainEndpointOptions: { TLSSecurityPolicy: 'Policy-Min-TLS-1-2-PFS-2023-10' } }) },
  { id: 'opensearch.in-vpc', refused: 'StoreOutsideVpc', naive: { L2: l2(), L1: l1(), empty: l1({ vpcOptions: { subnetIds: [] } }) }, closed: { L2: (stack) => l2({ vpc: vpcOf(stack), vpcSubnets: [{ subnets: vpcOf(new Stack(stack, 'N')).privateSubnets }] })(stack), 'subnets of this app': (stack) => { const vpc = new ec2.Vpc(stack, 'V', { natGateways: 0, maxAzs: 1 }); return l2({ vpc, vpcSubnets: [{ subnets: [vpc.publicSubnets[0]] }] })(stack); }, 'a subnet of a parameter': (stack) => l1({ vpcOptions: { subnetIds: [parameter(stack)] } })(stack) }, token: (stack) => raw({ VPCOptions: { SubnetIds: parameter(stack) } })(stack) },
  { id: 'opensearch.fine-grained-access', refused: 'FineGrainedAccessMissing', naive: { 'L2': l2(), 'L1': l1(), 'anybody beside': raw(secure({ AnonymousAuthEnabled: true })), 'a token beside': (stack) => raw(secure({ AnonymousAuthEnabled: parameter(stack) }))(stack) }, closed: { L2: l2(FGAC), raw: raw(secure({ AnonymousAuthEnabled: false })) }, token: (stack) => raw(secure({ Enabled: parameter(stack) }))(stack) },
  { id: 'opensearch.no-public-policy', refused: 'StorePolicyPublic', naive: { 'L1': policy({ Principal: '*' }), 'by address': policy({ Principal: { AWS: '*' }, Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } } }) }, closed: { 'no policy': l2(), 'a role': policy({ Principal: { AWS: ROLE } }) }, token: (stack) => l1({ accessPolicies: parameter(stack) })(stack) },
  { id: 'opensearch.audit-logs', naive: { L2: l2(FGAC), raw: raw(secure()), off: raw({ ...secure(), LogPublishingOptions: { AUDIT_LOGS: { Enabled: false } } }) }, closed: { 'raw, on by default': raw({ ...secure(), LogPublishingOptions: { AUDIT_LOGS: { CloudWatchLogsLogGroupArn: 'arn:aws:logs:eu-west-1:111122223333:log-group:a' } } }) }, token: (stack) => raw({ ...secure(), LogPublishingOptions: { AUDIT_LOGS: { Enabled: parameter(stack) } } })(stack), becomes: says({ LogPublishingOptions: { AUDIT_LOGS: { Enabled: true, CloudWatchLogsLogGroupArn: { 'Fn::GetAtt': [expect.any(String), 'Arn'] } } } }) },
  { id: 'opensearch.retained', naive: { 'L1': l1(), 'L2 that is destroyed': l2({ removalPolicy: RemovalPolicy.DESTROY }) }, closed: { L2: l2() }, becomes: [TYPE, { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' }] },
]);

test('a condition that may choose no subnet is unknown', () => {
  expect(judge(only(OPENSEARCH, 'opensearch.in-vpc'), raw({ VPCOptions: { SubnetIds: [{ 'Fn::If': ['C', 'subnet-1', { Ref: 'AWS::NoValue' }] }] } })(newStack()))[0].is).toBe('unknown');
});

test('audit logs: a group that is kept, and the right of OpenSearch to write there and nowhere else', () => {
  const stack = newStack();
  close(only(OPENSEARCH, 'opensearch.audit-logs'), raw(secure())(stack));
  const template = templateOf(stack);
  const [[group, log]] = Object.entries<any>(template.Resources).filter(([, r]) => r.Type === 'AWS::Logs::LogGroup');
  expect(log).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain', Properties: { RetentionInDays: 731 } });
  const [right] = resourcesOfType(template, 'AWS::Logs::ResourcePolicy');
  expect(right.Properties.PolicyName).toMatch(/^S-AuditLog/);
  expect(JSON.stringify(right.Properties.PolicyDocument)).toContain(group);
  expect(JSON.stringify(right.Properties.PolicyDocument)).toMatch(/es\.amazonaws\.com.*logs:PutLogEvents.*aws:SourceAccount/);
  expect(resourcesOfType(template, TYPE)[0].DependsOn).toEqual([expect.stringMatching(/^AuditLog.*Policy/)]);
});

test('audit logs of an L2 that has a group are left alone; without fine-grained access control there are none', () => {
  const stack = newStack();
  expect(judge(only(OPENSEARCH, 'opensearch.audit-logs'), l2({ ...FGAC, logging: { auditLogEnabled: true, auditLogGroup: new logs.LogGroup(stack, 'G') } })(stack))[0].is).toBe('closed');
  expect(judge(only(OPENSEARCH, 'opensearch.audit-logs'), l2()(newStack()))[0].is).toBe('not-asked');
});

test.each([['standard', false, 'not-asked'], ['standard', true, 'refused'], ['high', false, 'refused'], ['sandbox', true, 'not-asked']] as const)('fine-grained access control at %s, jewel %s: %s', (posture, isJewel, is) => {
  expect(judge(only(OPENSEARCH, 'opensearch.fine-grained-access'), l2()(newStack()), { posture, isJewel })[0].is).toBe(is);
});

test.each([['a name', l1({ domainName: 'docs' }), [{ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':es:eu-west-1:111122223333:domain/docs/*']] }]], ['no name', l1(), ['*']]])('the layer\'s policy inside a domain with %s', (_, build, Resource) => {
  const stack = newStack();
  const domain = build(stack);
  const store = storeOf(OPENSEARCH, domain);
  OPENSEARCH.policy?.write(store, [{ Sid: 'ZeroTrustRead', Effect: 'Deny', Principal: '*', Action: ['es:ESHttpGet'], Resource: [`${store.arn}/*`] }], stack);
  expect(resourcesOfType(templateOf(stack), TYPE)[0].Properties.AccessPolicies.Statement).toEqual([{ Sid: 'ZeroTrustRead', Effect: 'Deny', Principal: { AWS: '*' }, Action: ['es:ESHttpGet'], Resource }]);
});

test('the store as facts: parts are paths; imported', () => {
  const stack = newStack();
  const imported = opensearch.Domain.fromDomainAttributes(stack, 'I', { domainArn: 'arn:aws:es:eu-west-1:111122223333:domain/docs', domainEndpoint: 'https://x' });
  const store = storeOf(OPENSEARCH, imported);
  expect(store).toMatchObject({ name: 'docs', account: '111122223333' });
  expect(OPENSEARCH.resources(store, OPENSEARCH.read, [])).toEqual(['arn:aws:es:eu-west-1:111122223333:domain/docs/*']);
  expect(OPENSEARCH.resources(store, OPENSEARCH.read, ['a/_search'])).toEqual(['arn:aws:es:eu-west-1:111122223333:domain/docs/a/_search']);
  const key = new kms.Key(stack, 'K');
  expect(storeOf(OPENSEARCH, l2({ encryptionAtRest: { enabled: true, kmsKey: key } })(stack)).key?.resource).toBe(key.node.defaultChild);
  expect(OPENSEARCH.resolve(new iam.Role(stack, 'R', { assumedBy: new iam.AccountRootPrincipal() }))).toBeUndefined();
});
