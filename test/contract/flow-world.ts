/**
 * One fixed intent, as an intent file would hold it, and who is where: the ground of the flow table.
 *
 * Plain data without CDK and without the library: every enforcer (security groups, NetworkPolicy) builds its own world from
 * it, and the prover may read it too. Service access is part of the world: the intent does not say how a service is reached.
 */

export const INTENT = {
  schema: 'zero-trust/intent/1',
  segments: [
    { id: 'web' },
    { id: 'api' },
    { id: 'docs', crownJewel: { classification: 'restricted' } },
    { id: 'jobs' },
    { id: 'cache' },
    { id: 'files' },
    { id: 'lab' },
    { id: 'ledger', displayName: 'The old ledger' },
  ],
  enclaves: [
    { id: 'mainframe', cidrs: ['10.200.7.0/28', '2001:db8:7::/64'], owner: 'finance', until: '2028-01-01', compensation: 'a firewall of its own' },
  ],
  flows: [
    { id: 'https', source: 'internet', destination: 'web', over: 'tcp/443', authentication: 'token', encryption: 'tls', because: 'customers' },
    { id: 'redirect', source: 'internet-ipv4', destination: 'web', over: 'tcp/80', authentication: { none: 'redirects only' }, encryption: { none: 'redirects only' }, because: 'old links' },
    { id: 'quic', source: 'internet-ipv6', destination: 'web', over: 'udp/443', authentication: 'token', encryption: 'tls', because: 'mobile customers' },
    { id: 'cdn', source: 'pl-4fa04526', destination: 'web', over: 'tcp/8443', authentication: 'mtls', because: 'CloudFront fetches' },
    { id: 'ping', source: { prefixList: 'pl-0123456789abcdef0', name: 'offices', maxEntries: 4 }, destination: 'web', over: ['icmp/8', 'icmpv6/128'], authentication: { none: 'an echo' }, encryption: { none: 'an echo' }, because: 'monitoring' },
    { id: 'calls', source: 'web', destination: 'api', over: 'tcp/8080-8090', authentication: 'mtls', because: 'serves pages' },
    { id: 'reads', source: 'api', destination: 'docs', over: 'tcp/5432', authentication: 'rds-iam', because: 'reads documents' },
    { id: 'caches', source: 'api', destination: 'cache', over: 'tcp/6379', authentication: 'token', encryption: 'tls', because: 'sessions' },
    { id: 'gossip', source: 'cache', destination: 'cache', withinSegment: true, over: 'tcp/7000-7001', authentication: 'mtls', because: 'replication' },
    { id: 'notifies', source: 'api', destination: 'jobs', over: 'udp/5140-5141', authentication: { none: 'one-way hints' }, encryption: { none: 'one-way hints' }, because: 'hints' },
    { id: 'callbacks', source: 'jobs', destination: 'api', over: 'tcp/9000', authentication: 'mtls', because: 'results' },
    { id: 'reports', source: 'jobs', destination: 'docs', over: 'tcp/5432', authentication: 'rds-iam', because: 'reports' },
    { id: 'mounts', source: 'jobs', destination: 'files', over: 'tcp/2049', authentication: 'sigv4', because: 'stores reports' },
    { id: 'experiments', source: 'jobs', destination: 'lab', over: 'all', authentication: { none: 'a laboratory' }, encryption: { none: 'a laboratory' }, because: 'tries things' },
    { id: 'books', source: 'api', destination: 'ledger', over: 'tcp/1521', authentication: 'token', encryption: 'tls', because: 'books' },
    { id: 'events', source: 'ledger', destination: 'jobs', over: 'tcp/61616', authentication: 'token', encryption: 'tls', because: 'bookings' },
    { id: 'queue', source: 'jobs', destination: 'mainframe', over: 'tcp/1414', authentication: { none: 'it knows none' }, encryption: { none: 'it knows none' }, because: 'orders' },
    { id: 'answers', source: 'mainframe', destination: 'jobs', over: 'tcp/1415', authentication: { none: 'it knows none' }, encryption: { none: 'it knows none' }, because: 'answers' },
    { id: 'partner', source: '198.51.100.0/24', destination: 'api', over: 'tcp/8443', authentication: 'mtls', because: 'partner' },
    { id: 'path-mtu', source: '198.51.100.0/24', destination: 'api', over: 'icmp/3/4', authentication: { none: 'an error message' }, encryption: { none: 'an error message' }, because: 'fragmentation needed' },
    { id: 'tunnel', source: '192.0.2.0/24', destination: 'jobs', over: 'ip/50', authentication: 'mtls', because: 'IPsec' },
    { id: 'uploads', source: 'jobs', destination: '2001:db8:5::/48', over: 'tcp/22', authentication: 'mtls', because: 'SFTP of a partner' },
    { id: 'printing', source: 'web', destination: '10.0.7.0/28', over: 'tcp/9100', authentication: { none: 'printers' }, encryption: { none: 'printers' }, because: 'labels' },
    { id: 'peer-in', source: 'account:444455556666/sg-0fedcba9876543210', destination: 'api', over: 'tcp/7443', authentication: 'mtls', because: 'another team' },
    { id: 'peer-out', source: 'api', destination: 'account:444455556666/sg-0fedcba9876543210', over: 'tcp/7444', authentication: 'mtls', because: 'another team' },
    { id: 'group-company', source: 'jobs', destination: 'account:777788889999/10.80.0.0/16', over: 'tcp/443', authentication: 'mtls', because: 'group company' },
    { id: 'objects', source: 'api', destination: { service: 's3', actions: ['s3:GetObject'] }, because: 'documents' },
    { id: 'secrets', source: 'api', destination: 'service:secretsmanager', because: 'credentials' },
    { id: 'items', source: 'jobs', destination: 'service:dynamodb', because: 'state' },
    { id: 'keys', source: 'jobs', destination: 'service:kms', because: 'decrypts' },
    { id: 'messages', source: 'jobs', destination: 'service:sqs', because: 'takes work' },
    { id: 'pages', source: 'lab', destination: 'service:sns', because: 'alerts people' },
  ],
} as const;

/** How services are reached; every other one by an endpoint that is made for it. */
export const SERVICE_ACCESS = {
  kms: { existing: 'sg-0aaaaaaaaaaaaaaa1' },
  sqs: { sharedHub: ['10.100.0.0/24'] },
  sns: { nat: true },
} as const;

/** What prefix lists hold. `offices` is the customer's, the others are kept by AWS. */
export const PREFIX_LISTS: Readonly<Record<string, { readonly name: string; readonly cidrs: readonly string[] }>> = {
  'pl-0123456789abcdef0': { name: 'offices', cidrs: ['203.0.113.0/25', '2001:db8:ff::/48'] },
  'pl-4fa04526': { name: 'pl-4fa04526', cidrs: ['130.176.0.0/17'] },
  'pl-6da54004': { name: 's3', cidrs: ['3.5.64.0/21'] },
  'pl-6fa54006': { name: 'dynamodb', cidrs: ['52.94.24.0/23'] },
};

export interface Actor {
  /** Whose member it is. */
  readonly segment?: string;
  /** The interface of an endpoint for this service. */
  readonly endpoint?: string;
  /** Groups that it keeps, whatever the intent says. */
  readonly groups?: readonly string[];
  readonly addresses: readonly string[];
}

const at = (subnet: number, host: number): readonly string[] => [`10.0.${subnet}.${host}`, `2001:db8:10:${subnet}::${host}`];

/** Everybody with a network interface. The rest of the world is named by address. */
export const ACTORS: Readonly<Record<string, Actor>> = {
  'web.balancer': { segment: 'web', addresses: at(1, 10) },
  'web.edge': { segment: 'web', addresses: at(1, 11) },
  'api.handler': { segment: 'api', addresses: at(2, 10) },
  'api.task': { segment: 'api', addresses: at(2, 11) },
  'docs.database': { segment: 'docs', addresses: at(3, 10) },
  'docs.proxy': { segment: 'docs', addresses: at(3, 11) },
  'jobs.workers': { segment: 'jobs', addresses: at(4, 10) },
  'jobs.cron': { segment: 'jobs', addresses: at(4, 11) },
  'cache.primary': { segment: 'cache', addresses: at(5, 10) },
  'cache.replica': { segment: 'cache', addresses: at(5, 11) },
  'files.first': { segment: 'files', addresses: at(6, 10) },
  'files.second': { segment: 'files', addresses: at(6, 11) },
  'lab.bench': { segment: 'lab', addresses: at(7, 10) },
  'ledger.oracle': { segment: 'ledger', groups: ['sg-0bbbbbbbbbbbbbbb1'], addresses: at(8, 10) },
  'ledger.archive': { segment: 'ledger', groups: ['sg-0bbbbbbbbbbbbbbb2'], addresses: at(8, 11) },
  'endpoint.secretsmanager': { endpoint: 'secretsmanager', addresses: at(9, 10) },
  'endpoint.logs': { endpoint: 'logs', addresses: at(9, 11) },
  'endpoint.ecr.api': { endpoint: 'ecr.api', addresses: at(9, 12) },
  'endpoint.ecr.dkr': { endpoint: 'ecr.dkr', addresses: at(9, 13) },
  'endpoint.kms': { endpoint: 'kms', groups: ['sg-0aaaaaaaaaaaaaaa1'], addresses: at(9, 14) },
  'peer': { groups: ['sg-0fedcba9876543210'], addresses: ['10.90.0.5', '2001:db8:90::5'] },
};

/** Rules that groups outside the app have today, as CloudFormation spells them. */
const ANY = { IpProtocol: '-1' };
const EVERYBODY = [{ ...ANY, CidrIp: '0.0.0.0/0' }, { ...ANY, CidrIpv6: '::/0' }];
export const FOREIGN_GROUPS = {
  'sg-0bbbbbbbbbbbbbbb1': { SecurityGroupIngress: [{ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, CidrIp: '10.0.4.0/24' }], SecurityGroupEgress: EVERYBODY },
  'sg-0bbbbbbbbbbbbbbb2': { SecurityGroupIngress: [], SecurityGroupEgress: EVERYBODY },
  'sg-0aaaaaaaaaaaaaaa1': { SecurityGroupIngress: [], SecurityGroupEgress: [{ ...ANY, CidrIp: '127.0.0.1/32' }] },
  'sg-0fedcba9876543210': { SecurityGroupIngress: EVERYBODY, SecurityGroupEgress: EVERYBODY },
};
