/** Mistakes in flows, ends and claims, as code declares them. */
import { CfnParameter } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { CrownJewel, Endpoint, FlowAuthentication, FlowEncryption, type FlowProps, Guarantee, LegacyEnclave, Microsegmentation, Posture, ZeroTrust, type ZeroTrustProps } from 'cdk-zero-trust';
import type { World } from '../world';
import type { Mistake } from './types';

const NONE = FlowAuthentication.none('a kiosk');
const CLEAR = FlowEncryption.none('a kiosk');
const FILE = 'flows.ts';

/** One good flow from `web` to `api`, but for what is given. */
export function flow(w: World, props: Partial<FlowProps>, facade: Partial<ZeroTrustProps> = {}): void {
  const { zt, web, api } = w.zeroTrust(facade);
  zt.addFlow({ source: web, destination: api, port: ec2.Port.HTTPS, authentication: FlowAuthentication.MTLS, because: 'serves pages', ...props });
}

export const FLOWS: readonly Mistake[] = [
  { name: 'a flow from an enclave that nobody declared', code: 'UnknownSegment', where: FILE, words: ['`mainframe`', 'there are no enclaves yet'], build: (w) => flow(w, { source: new LegacyEnclave('mainframe'), authentication: NONE, encryption: CLEAR }) },
  { name: 'a flow from a segment of another name', code: 'UnknownSegment', where: FILE, words: ['`wbe`', 'did you mean `web`?'], build: (w) => flow(w, { source: { flowEnd: { segment: 'wbe' } } }) },
  { name: 'a flow from a segment to itself', code: 'SelfFlowNotMeant', where: FILE, words: ['`web` to itself', '`withinSegment: true`'], build: (w) => {
    const { zt, web } = w.zeroTrust();
    zt.addFlow({ source: web, destination: web, port: ec2.Port.HTTPS, authentication: FlowAuthentication.MTLS, because: 'gossip' });
  } },
  { name: 'the same flow twice', code: 'DuplicateFlow', where: FILE, words: ['`tcp/443`', '`web-to-api-tcp-443` (flows.ts:', 'remove one'], build: (w) => {
    const { zt, web, api } = w.zeroTrust();
    const pages = { source: web, destination: api, port: ec2.Port.HTTPS, authentication: FlowAuthentication.MTLS, because: 'serves pages' };
    zt.addFlow(pages);
    zt.addFlow({ ...pages, port: ec2.Port.tcpRange(400, 500) });
  } },
  { name: 'one id for two flows', code: 'FlowIdTaken', where: FILE, words: ['`pages`', 'its own `id`'], build: (w) => {
    const { zt, web, api } = w.zeroTrust();
    for (const port of [80, 443]) zt.addFlow({ id: 'pages', source: web, destination: api, port: ec2.Port.tcp(port), authentication: FlowAuthentication.MTLS, because: 'serves pages' });
  } },
  { name: 'a flow that another one covers', code: 'FlowCovered', level: 'warning', where: FILE, words: ['`office`', '`everybody` (flows.ts:', 'narrow the wider one'], build: (w) => {
    const { zt, web } = w.zeroTrust();
    zt.addFlow({ id: 'everybody', source: Endpoint.INTERNET, destination: web, port: ec2.Port.HTTPS, authentication: FlowAuthentication.TOKEN, encryption: FlowEncryption.TLS, because: 'customers' });
    zt.addFlow({ id: 'office', source: Endpoint.cidr('198.51.100.0/24'), destination: web, port: ec2.Port.HTTPS, authentication: FlowAuthentication.MTLS, because: 'administration' });
  } },
  { name: 'a port that does not exist', code: 'PortOutOfRange', where: FILE, words: ['`tcp/70000`', '0 to 65535'], build: (w) => flow(w, { port: ec2.Port.tcp(70000) }) },
  { name: 'a range of ports that ends before it begins', code: 'PortOutOfRange', where: FILE, words: ['`tcp/100-50`', 'write `tcp/50-100`'], build: (w) => flow(w, { port: ec2.Port.tcpRange(100, 50) }) },
  { name: 'a port that only the deployment knows', code: 'PortNotLiteral', where: FILE, words: ['known only at deployment', 'literal number'], build: (w) => flow(w, { port: ec2.Port.tcp(new CfnParameter(w.stack, 'Port', { type: 'Number' }).valueAsNumber) }) },
  { name: 'ports of a protocol that has none', code: 'ConnectionInvalid', where: FILE, words: ['protocol `47`', 'write `ip/47`'], build: (w) => flow(w, { port: new ec2.Port({ protocol: ec2.Protocol.GRE, fromPort: 443, toPort: 443, stringRepresentation: 'x' }) }) },
  { name: 'a protocol of another library', code: 'ProtocolUnknown', where: FILE, words: ['`tpc`', 'did you mean `tcp`?'], build: (w) => flow(w, { port: new ec2.Port({ protocol: 'tpc' as ec2.Protocol, fromPort: 443, toPort: 443, stringRepresentation: 'x' }) }) },
  { name: 'a port that is permitted twice', code: 'ConnectionRepeated', level: 'warning', where: FILE, words: ['`tcp/443`', 'costs a rule'], build: (w) => flow(w, { port: ec2.Port.HTTPS, ports: [ec2.Port.tcpRange(400, 500)] }) },
  { name: 'no port', code: 'MissingField', where: FILE, words: ['the flow from `web` to `api`', '`over` (`port` in code)', '`tcp/443`'], build: (w) => flow(w, { port: undefined }) },
  { name: 'an end that is no date', code: 'UntilNotIso', where: FILE, words: ['`30.06.2027`', '`2027-06-30`'], build: (w) => flow(w, { until: '30.06.2027' }) },
  { name: 'an end that is no day', code: 'UntilNotIso', where: FILE, words: ['`2027-02-29`', 'no day of the calendar'], build: (w) => flow(w, { until: '2027-02-29' }) },
  { name: 'no reason', code: 'EmptyText', where: FILE, words: ['`because`', 'empty'], build: (w) => flow(w, { because: '' }) },
  { name: 'a reason that only the deployment knows', code: 'ValueNotLiteral', where: FILE, words: ['`because`', 'the value itself'], build: (w) => flow(w, { because: `for ${w.stack.stackId}` }) },
  { name: 'no authentication', code: 'AuthenticationMissing', where: FILE, words: ['a network location proves nothing', "`{ none: 'why' }`"], build: (w) => flow(w, { authentication: undefined, encryption: FlowEncryption.TLS }) },
  { name: 'no encryption', code: 'EncryptionMissing', where: FILE, words: ['`encryption`', '`tls`'], build: (w) => flow(w, { authentication: FlowAuthentication.TOKEN }) },

  { name: 'a CIDR without mask', code: 'CidrMaskMissing', where: FILE, words: ['`10.0.0.5`', 'write `10.0.0.5/32`'], build: (w) => flow(w, { source: Endpoint.cidr('10.0.0.5') }) },
  { name: 'a CIDR with host bits', code: 'CidrHostBitsSet', where: FILE, words: ['`10.0.0.1/24`', 'write `10.0.0.0/24`'], build: (w) => flow(w, { source: Endpoint.cidr('10.0.0.1/24') }) },
  { name: 'a CIDR of IPv6 with host bits', code: 'CidrHostBitsSet', where: FILE, words: ['`2001:db8::1/32`', 'write `2001:db8::/32`'], build: (w) => flow(w, { source: Endpoint.cidr('2001:db8::1/32') }) },
  { name: 'a mask that is too long', code: 'CidrMaskOutOfRange', where: FILE, words: ['`10.0.0.0/33`', '/0 to /32'], build: (w) => flow(w, { source: Endpoint.cidr('10.0.0.0/33') }) },
  { name: 'a netmask', code: 'CidrMaskNotANumber', where: FILE, words: ['255.255.0.0', 'write `10.1.0.0/16`'], build: (w) => flow(w, { source: Endpoint.cidr('10.1.0.0/255.255.0.0') }) },
  { name: 'leading zeros, which some read as octal', code: 'CidrLeadingZeros', where: FILE, words: ['`10.010.0.0/16`'], build: (w) => flow(w, { source: Endpoint.cidr('10.010.0.0/16') }) },
  { name: 'an address of one interface', code: 'CidrZoneId', where: FILE, words: ['`fe80::1%eth0/128`'], build: (w) => flow(w, { source: Endpoint.cidr('fe80::1%eth0/128') }) },
  { name: 'something that is no CIDR', code: 'CidrNotAnAddress', where: FILE, words: ['`example.com/24`', '`10.0.0.0/8`'], build: (w) => flow(w, { source: Endpoint.cidr('example.com/24') }) },
  { name: 'a CIDR that only the deployment knows', code: 'ValueNotLiteral', where: FILE, words: ['`cidr`', 'known only at deployment'], build: (w) => flow(w, { source: Endpoint.cidr(new CfnParameter(w.stack, 'Cidr').valueAsString) }) },
  { name: 'half of the internet', code: 'CidrVeryWide', level: 'warning', where: FILE, words: ['`0.0.0.0/1`', '`internet` if everybody is'], build: (w) => flow(w, { source: Endpoint.cidr('0.0.0.0/1') }) },

  { name: 'a flow that touches no segment', code: 'FlowInexpressible', where: FILE, words: ['`internet` to `10.0.0.0/8`', 'touches no segment'], build: (w) => flow(w, { source: Endpoint.INTERNET, destination: Endpoint.cidr('10.0.0.0/8') }) },
  { name: 'a flow that starts at a service', code: 'FlowInexpressible', where: FILE, words: ['starts at an AWS service', 'prefix list'], build: (w) => flow(w, { source: Endpoint.awsService('s3') }) },
  { name: 'ICMP of the other IP version', code: 'FlowInexpressible', where: FILE, words: ['`icmpv6`'], build: (w) => flow(w, { source: Endpoint.cidr('2001:db8::/32'), port: ec2.Port.icmpPing() }) },
  { name: 'an end that is two things', code: 'EndpointInvalid', where: FILE, words: ['`segment` and `cidr`', 'exactly one'], build: (w) => flow(w, { source: { flowEnd: { segment: 'web', cidr: '10.0.0.0/8' } } }) },
  { name: 'an account that is none', code: 'AccountInvalid', where: FILE, words: ['`1111`', '12 digits'], build: (w) => flow(w, { source: Endpoint.account('1111', { cidr: '10.0.0.0/8' }) }) },
  { name: 'an account and nothing in it', code: 'AccountInvalid', where: FILE, words: ['names nothing there'], build: (w) => flow(w, { source: Endpoint.account('444455556666', {}) }) },
  { name: 'the name of a prefix list', code: 'PrefixListInvalid', where: FILE, words: ['`com.amazonaws.global.cloudfront.origin-facing`', '`ec2.PrefixList.fromLookup`'], build: (w) => flow(w, { source: Endpoint.prefixList('com.amazonaws.global.cloudfront.origin-facing') }) },
  { name: 'a prefix list that only the deployment knows, without a name', code: 'MissingField', where: FILE, words: ['without a `name`'], build: (w) => flow(w, { source: Endpoint.prefixList(new CfnParameter(w.stack, 'List').valueAsString) }) },
  { name: 'one name for two prefix lists', code: 'PrefixListConflict', where: FILE, words: ['`offices`', '`pl-63a5400a`', 'its own `name`'], build: (w) => {
    const { zt, web } = w.zeroTrust();
    for (const [port, id] of [[80, 'pl-63a5400a'], [443, 'pl-63a5400b']] as const) {
      zt.addFlow({ source: Endpoint.prefixList(id, { name: 'offices' }), destination: web, port: ec2.Port.tcp(port), authentication: FlowAuthentication.MTLS, because: 'offices' });
    }
  } },
  { name: 'an action without its service', code: 'ActionInvalid', where: FILE, words: ['`GetObject`', '`s3:GetObject`'], build: (w) => flow(w, { destination: Endpoint.awsService('s3', { actions: ['GetObject'] }) }) },
  { name: 'the name of a bucket for its ARN', code: 'ResourceInvalid', where: FILE, words: ['`my-bucket`', 'ARN'], build: (w) => flow(w, { destination: Endpoint.awsService('s3', { resources: ['my-bucket'] }) }) },
  { name: 'a service that AWS does not have', code: 'ServiceUnknown', words: ['`s33`', '`s3`'], build: (w) => flow(w, { destination: Endpoint.awsService('s33') }) },

  { name: 'a crown jewel without authentication', code: 'JewelNeedsAuthentication', where: FILE, words: ['crown jewel `docs` (restricted)', '`mtls`'], build: (w) => {
    const { zt, web, docs } = w.zeroTrust();
    zt.addFlow({ source: web, destination: docs, port: ec2.Port.POSTGRES, authentication: NONE, encryption: FlowEncryption.TLS, because: 'reads' });
  } },
  { name: 'a crown jewel without encryption', code: 'JewelNeedsEncryption', where: FILE, words: ['crown jewel `docs` (restricted)', '`tls`'], build: (w) => {
    const { zt, web, docs } = w.zeroTrust();
    zt.addFlow({ source: web, destination: docs, port: ec2.Port.POSTGRES, authentication: FlowAuthentication.MTLS, encryption: CLEAR, because: 'reads' });
  } },
  { name: 'a crown jewel of another façade, without a claim', code: 'JewelNeedsClaim', where: FILE, words: ['`docs`', '`App/ZeroTrust`', '`addClaim`'], build: (w) => {
    const { docs } = w.zeroTrust();
    const other = new ZeroTrust(w.stack, 'Consumer', { vpc: w.vpc });
    other.addFlow({ source: other.addSegment('reports', { members: [w.function('reports')] }), destination: docs, port: ec2.Port.POSTGRES, authentication: FlowAuthentication.MTLS, because: 'reads' });
  } },
  { name: 'a claim of what is not offered', code: 'ClaimNotOffered', where: FILE, words: ['`docs` does not offer `raed` that `web` claims', 'did you mean `read`?', 'ask its owner'], build: (w) => {
    const { zt, web, docs } = w.zeroTrust({}, { docs: { crownJewel: CrownJewel.restricted(), offers: [{ id: 'read', port: ec2.Port.POSTGRES, authentication: FlowAuthentication.RDS_IAM, because: 'read models' }] } });
    zt.addClaim({ segment: docs, offer: 'raed', source: web, because: 'reads' });
  } },
  { name: 'a claim of what another façade does not offer', code: 'ClaimNotOffered', where: FILE, words: ['there are no offers yet'], build: (w) => {
    const { docs } = w.zeroTrust();
    const other = new Microsegmentation(w.stack, 'Consumer', { vpc: w.vpc });
    other.addClaim({ segment: docs, offer: 'read', source: other.addSegment('reports', { members: [w.function('reports')] }), because: 'reads' });
  } },

  { name: 'posture high, on the wire', code: 'PostureNeedsEncryption', where: FILE, words: ['posture `high`', '`tls`'], build: (w) => flow(w, { encryption: CLEAR }, { posture: Posture.HIGH }) },
  { name: 'posture high, without an end', code: 'PostureNeedsUntil', where: FILE, words: ['posture `high`', '`until`'], build: (w) => flow(w, { authentication: NONE, encryption: FlowEncryption.TLS }, { posture: Posture.HIGH }) },
  { name: 'a guarantee about nobody', code: 'UnknownSegment', where: FILE, words: ['`mainframe`', '`Stack.LogicalId`'], build: (w) => {
    const { zt, docs } = w.zeroTrust();
    zt.addGuarantee(Guarantee.denies({ source: new LegacyEnclave('mainframe'), destination: docs }));
  } },
  { name: 'a guarantee about an AWS service', code: 'GuaranteeEndNotJudged', where: FILE, words: ['`service:s3`, which is an AWS service', 'name the VPC endpoint'], build: (w) => {
    const { zt, docs } = w.zeroTrust();
    zt.addGuarantee(Guarantee.denies({ source: docs, destination: Endpoint.awsService('s3') }));
  } },
  { name: 'a guarantee about an address with host bits', code: 'CidrHostBitsSet', where: FILE, words: ['`10.0.0.0/8`'], build: (w) => {
    const { zt, docs } = w.zeroTrust();
    zt.addGuarantee(Guarantee.denies({ source: Endpoint.cidr('10.0.0.1/8'), destination: docs, port: ec2.Port.POSTGRES }));
  } },
];
