import { endpointKey, endpointSlug, endpointText, type EndpointData } from '../../lib/intent';
import { accepted, expectFinding, FOREIGN, withFlows } from './support';

const NONE = { authentication: { none: 'reason' }, encryption: { none: 'reason' } };
const TOKEN = '${Token[TOKEN.42]}';

describe('an end that is read', () => {
  test.each<[unknown, EndpointData, string, string]>([
    ['web', { kind: 'segment', scope: '', segment: 'web' }, 'web', 'web'],
    [' web ', { kind: 'segment', scope: '', segment: 'web' }, 'web', 'web'],
    [{ segment: 'web' }, { kind: 'segment', scope: '', segment: 'web' }, 'web', 'web'],
    [{ segment: 'web', scope: '' }.segment, { kind: 'segment', scope: '', segment: 'web' }, 'web', 'web'],
    [{ segment: 'ledger', scope: 'Other' }, { kind: 'segment', scope: 'Other', segment: 'ledger' }, 'Other#ledger', 'ledger'],
    ['mainframe', { kind: 'enclave', enclave: 'mainframe', cidrs: ['10.9.0.0/24'] }, 'mainframe', 'mainframe'],
    [{ enclave: 'mainframe' }, { kind: 'enclave', enclave: 'mainframe', cidrs: ['10.9.0.0/24'] }, 'mainframe', 'mainframe'],
    ['internet', { kind: 'internet', ipVersions: [4, 6] }, 'internet', 'internet'],
    ['internet-ipv4', { kind: 'internet', ipVersions: [4] }, 'internet-ipv4', 'internet-ipv4'],
    ['internet-ipv6', { kind: 'internet', ipVersions: [6] }, 'internet-ipv6', 'internet-ipv6'],
    [{ internet: 'both' }, { kind: 'internet', ipVersions: [4, 6] }, 'internet', 'internet'],
    [{ internet: true }, { kind: 'internet', ipVersions: [4, 6] }, 'internet', 'internet'],
    [{ internet: 'ipv6' }, { kind: 'internet', ipVersions: [6] }, 'internet-ipv6', 'internet-ipv6'],
    // Everybody is everybody, however it is written.
    ['0.0.0.0/0', { kind: 'internet', ipVersions: [4] }, 'internet-ipv4', 'internet-ipv4'],
    ['::/0', { kind: 'internet', ipVersions: [6] }, 'internet-ipv6', 'internet-ipv6'],
    [{ cidr: '0.0.0.0/0' }, { kind: 'internet', ipVersions: [4] }, 'internet-ipv4', 'internet-ipv4'],
    ['10.20.0.0/16', { kind: 'cidr', cidr: '10.20.0.0/16' }, '10.20.0.0/16', '10-20-0-0-16'],
    ['10.20.30.40/32', { kind: 'cidr', cidr: '10.20.30.40/32' }, '10.20.30.40/32', '10-20-30-40-32'],
    ['2001:DB8:0:0::/32', { kind: 'cidr', cidr: '2001:db8::/32' }, '2001:db8::/32', '2001-db8-32'],
    [{ cidr: '::1/128' }, { kind: 'cidr', cidr: '::1/128' }, '::1/128', '1-128'],
    ['pl-0123456789abcdef0', { kind: 'prefixList', name: 'pl-0123456789abcdef0', prefixListId: 'pl-0123456789abcdef0' }, 'pl-0123456789abcdef0', 'pl-0123456789abcdef0'],
    [{ prefixList: 'pl-63a5400a', name: 'offices', maxEntries: 4 }, { kind: 'prefixList', name: 'offices', prefixListId: 'pl-63a5400a', maxEntries: 4 }, 'offices', 'offices'],
    [{ prefixList: TOKEN, name: 'offices' }, { kind: 'prefixList', name: 'offices', prefixListId: TOKEN }, 'offices', 'offices'],
    [{ prefixList: { Ref: 'List' }, name: 'offices' }, { kind: 'prefixList', name: 'offices', prefixListId: { Ref: 'List' } }, 'offices', 'offices'],
    ['account:111122223333/sg-0abc1234', { kind: 'account', accountId: '111122223333', securityGroupId: 'sg-0abc1234' }, 'account:111122223333/sg-0abc1234', 'account-111122223333-sg-0abc1234'],
    ['account:111122223333/10.8.0.0/16', { kind: 'account', accountId: '111122223333', cidr: '10.8.0.0/16' }, 'account:111122223333/10.8.0.0/16', 'account-111122223333-10-8-0-0-16'],
    [{ account: '111122223333', cidr: '10.8.0.0/16' }, { kind: 'account', accountId: '111122223333', cidr: '10.8.0.0/16' }, 'account:111122223333/10.8.0.0/16', 'account-111122223333-10-8-0-0-16'],
    [{ account: '111122223333', securityGroup: 'sg-0123456789abcdef0' }, { kind: 'account', accountId: '111122223333', securityGroupId: 'sg-0123456789abcdef0' }, 'account:111122223333/sg-0123456789abcdef0', 'account-111122223333-sg-0123456789abcdef0'],
  ])('%j', (source, expected, text, slug) => {
    const [flow] = accepted(withFlows({ source, destination: 'api', ...NONE }), { foreign: [{ ...FOREIGN, crownJewel: undefined }] }).flows;
    expect(flow.source).toEqual(expected);
    expect(endpointText(flow.source, '')).toBe(text);
    expect(endpointSlug(flow.source)).toBe(slug);
    expect(endpointKey(flow.source)).toBe(endpointKey(expected));
    expect(flow.id).toBe(`${slug}-to-api-tcp-443`);
  });

  test.each<[unknown, EndpointData]>([
    ['service:s3', { kind: 'service', service: 's3', actions: [], resources: [] }],
    ['service: ecr.api', { kind: 'service', service: 'ecr.api', actions: [], resources: [] }],
    [
      { service: 's3', actions: ['s3:PutObject', 's3:Get*', 's3:PutObject'], resources: ['arn:aws:s3:::b/*', TOKEN, 'arn:aws:s3:::a/*', 'arn:aws:s3:::b/*', { 'Fn::GetAtt': ['B', 'Arn'] }] },
      { kind: 'service', service: 's3', actions: ['s3:Get*', 's3:PutObject'], resources: ['arn:aws:s3:::a/*', 'arn:aws:s3:::b/*', TOKEN, { 'Fn::GetAtt': ['B', 'Arn'] }] },
    ],
  ])('an AWS service, over HTTPS, signed and encrypted unless said otherwise: %j', (destination, expected) => {
    const [flow] = accepted(withFlows({ destination, over: undefined, authentication: undefined })).flows;
    expect(flow).toMatchObject({ destination: expected, connections: [{ protocol: 'tcp', fromPort: 443, toPort: 443 }], authentication: { method: 'sigv4' }, encryption: { method: 'tls' } });
  });
});

describe('an end that is refused', () => {
  test.each<[unknown, string, string[]]>([
    ['wbe', 'UnknownSegment', ['`wbe`', 'did you mean `web`?', 'known ends: `api`, `docs`', '`service:NAME`']],
    ['mainfrane', 'UnknownSegment', ['did you mean `mainframe`?']],
    ['Internet', 'UnknownSegment', ['did you mean `internet`?']],
    ['s3', 'UnknownSegment', ['`service:NAME`']],
    ['anywhere', 'UnknownSegment', ['write `internet` if everybody is meant']],
    ['*', 'UnknownSegment', ['write `internet`']],
    ['', 'EmptyText', ['empty', 'expected the id of a segment']],
    ['employee', 'FlowInexpressible', ['persona', 'no network rule can name a person']],
    ['db.example.com', 'FlowInexpressible', ['host name', 'write its CIDR']],
    ['https://example.com/', 'FlowInexpressible', ['host name']],
    ['db.example.com:5432', 'FlowInexpressible', ['host name']],
    ['sg-0123456789abcdef0', 'EndpointInvalid', ['security group', 'as a member', '`account:ID/sg-0123456789abcdef0`']],
    ['arn:aws:s3:::bucket', 'EndpointInvalid', ['ARN', '{ service: s3, resources:']],
    ['web server', 'EndpointInvalid', ['cannot be read']],
    ['web/api', 'EndpointInvalid', ['cannot be read']],
    [5, 'WrongType', ['the number `5`', 'expected the id of a segment']],
    [['web'], 'WrongType', ['a list']],
    [null, 'WrongType', ['empty']],
    [{}, 'EndpointInvalid', ['names nothing', 'exactly one of `segment`']],
    [{ segment: 'web', cidr: '10.0.0.0/8' }, 'EndpointInvalid', ['names `segment` and `cidr`']],
    [TOKEN, 'ValueNotLiteral', ['`<known only at deployment>`']],
    ['account:12345/sg-0abc1234', 'AccountInvalid', ['`12345`', '12 digits']],
    ['account:111122223333', 'AccountInvalid', ['names nothing there', '`account:111122223333/10.8.0.0/16`']],
    ['account:111122223333/sg-xyz', 'AccountInvalid', ['`sg-xyz`', '8 or 17 hexadecimal digits']],
    ['account:111122223333/0.0.0.0/0', 'AccountInvalid', ['everybody', '`internet`']],
    ['account:111122223333/10.8.0.1/16', 'CidrHostBitsSet', ['`10.8.0.0/16`']],
    [{ account: '111122223333', cidr: '10.8.0.0/16', securityGroup: 'sg-0abc1234' }, 'AccountInvalid', ['both a group and addresses']],
    ['pl-12', 'PrefixListInvalid', ['`pl-12`', '8 or 17 hexadecimal digits']],
    [{ prefixList: 'com.amazonaws.global.cloudfront.origin-facing' }, 'PrefixListInvalid', ['ec2.PrefixList.fromLookup']],
    [{ prefixList: TOKEN }, 'MissingField', ['without a `name`', 'ids of rules']],
    [{ prefixList: 5 }, 'WrongType', ['the number `5`', '`pl-0123456789abcdef0`']],
    [{ prefixList: 'pl-63a5400a', maxEntries: 0 }, 'WrongType', ['`maxEntries`', '1 to 1000']],
    [{ prefixList: 'pl-63a5400a', maxEntries: '4' }, 'WrongType', ['`maxEntries`', 'the string `4`']],
    ['service:s3', 'FlowInexpressible', ['starts at an AWS service', 'prefix list']],
    ['service:', 'EndpointInvalid', ['AWS service', '`service:s3`']],
    ['service:s3 bucket', 'EndpointInvalid', ['`s3 bucket`']],
  ])('%j as %s', (source, code, words) => expectFinding(withFlows({ source, ...NONE }), code, code === 'FlowInexpressible' && source === 'service:s3' ? '/flows/0' : '/flows/0/source', words));

  test.each<[unknown, string, string, string[]]>([
    [{ segment: 'wbe' }, 'UnknownSegment', '/segment', ['did you mean `web`?']],
    [{ segment: 'internet' }, 'UnknownSegment', '/segment', ['`internet`', 'known segments']],
    [{ segment: '10.0.0.0/8' }, 'UnknownSegment', '/segment', ['`10.0.0.0/8`']],
    [{ segment: 'mainframe' }, 'UnknownSegment', '/segment', ['`mainframe`']],
    [{ segment: 'ledgre', scope: 'Other' }, 'UnknownSegment', '/segment', ['of `Other`', 'did you mean `ledger`?']],
    [{ segment: 'web', scope: 'Nowhere' }, 'UnknownSegment', '/segment', ['of `Nowhere`', 'there are no segments yet']],
    [{ segment: null }, 'EmptyText', '/segment', ['empty']],
    [{ enclave: 'mainfrane' }, 'UnknownSegment', '/enclave', ['did you mean `mainframe`?']],
    [{ internet: 'ipv5' }, 'UnknownValue', '/internet', ['`ipv5`', '`both`, `ipv4` or `ipv6`']],
    [{ internet: false }, 'UnknownValue', '/internet', ['boolean']],
    [{ cidr: '10.0.0.1/8' }, 'CidrHostBitsSet', '/cidr', ['`10.0.0.0/8`']],
    [{ cidr: TOKEN }, 'ValueNotLiteral', '/cidr', ['known only at deployment', 'ids of rules']],
    [{ account: 111122223333, cidr: '10.0.0.0/8' }, 'WrongType', '/account', ['`"111122223333"`']],
    [{ segment: 'web', ports: [80] }, 'UnknownField', '/ports', ['`ports`']],
    [{ segment: 'web', scpe: 'Other' }, 'UnknownField', '/scpe', ['did you mean `scope`?']],
  ])('%j, with the place inside', (source, code, within, words) => expectFinding(withFlows({ source, ...NONE }), code, `/flows/0/source${within}`, words, { foreign: [FOREIGN] }));

  test.each<[unknown, string, string, string[]]>([
    [{ service: 's3', actions: ['GetObject'] }, 'ActionInvalid', '/actions/0', ['`GetObject`', '`s3:GetObject`']],
    [{ service: 's3', actions: ['*'] }, 'ActionInvalid', '/actions/0', ['`service:Action`']],
    [{ service: 's3', actions: 's3:GetObject' }, 'WrongType', '/actions', ['expected a list']],
    [{ service: 's3', resources: ['my-bucket'] }, 'ResourceInvalid', '/resources/0', ['`my-bucket`', 'ARN']],
    [{ service: 's3', resources: ['*', 5] }, 'ResourceInvalid', '/resources/1', ['the number `5`']],
    [{ service: 's3', resources: [{ Ref: 'A', Other: 1 }] }, 'ResourceInvalid', '/resources/0', ['an object']],
    [{ service: 's3', action: ['s3:GetObject'] }, 'UnknownField', '/action', ['did you mean `actions`?']],
  ])('a service: %j', (destination, code, within, words) => expectFinding(withFlows({ destination, over: undefined, authentication: undefined }), code, `/flows/0/destination${within}`, words));
});

describe('addresses', () => {
  test.each<[string, string, string[]]>([
    ['10.0.0.5', 'CidrMaskMissing', ['`10.0.0.5/32` for this one address']],
    ['2001:db8::5', 'CidrMaskMissing', ['`2001:db8::5/128`']],
    ['10.0.0.1/24', 'CidrHostBitsSet', ['`10.0.0.0/24` for the network', '`10.0.0.1/32`']],
    ['2001:db8::1/32', 'CidrHostBitsSet', ['`2001:db8::/32`']],
    ['10.0.0.0/33', 'CidrMaskOutOfRange', ['/0 to /32']],
    ['10.0.0.0/129', 'CidrMaskOutOfRange', ['/32']],
    ['2001:db8::/129', 'CidrMaskOutOfRange', ['/128']],
    ['10.0.0.0/255.0.0.0', 'CidrMaskNotANumber', ['`10.0.0.0/8`']],
    ['010.0.0.0/8', 'CidrLeadingZeros', ['`010.0.0.0/8`']],
    ['10.0.0.0/08', 'CidrLeadingZeros', ['`10.0.0.0/8`']],
    ['fe80::1%eth0/64', 'CidrZoneId', ['fe80']],
    ['10.0.0/8', 'CidrNotAnAddress', ['not a cidr']],
    ['300.0.0.0/8', 'CidrNotAnAddress', ['`300.0.0.0/8`']],
    ['10/8', 'CidrNotAnAddress', ['`10.0.0.0/8`']],
    ['2001:::/32', 'CidrNotAnAddress', ['not a cidr']],
  ])('%s is refused as %s', (source, code, words) => expectFinding(withFlows({ source, ...NONE }), code, '/flows/0/source', words));

  test.each(['0.0.0.0/1', '128.0.0.0/1', '64.0.0.0/7', '2000::/3'])('%s hides nearly everybody, and is mentioned', (source) => {
    expectFinding(withFlows({ source, ...NONE }), 'CidrVeryWide', '/flows/0/source', [source, '`internet` if everybody is']);
  });

  test.each(['10.0.0.0/8', 'fd00::/8'])('%s is the widest that one owner has', (source) => {
    accepted(withFlows({ source, ...NONE }));
  });
});
