/**
 * The flow table: what every enforcer must answer for the intent of flow-world.ts, one packet a line.
 *
 *   ['web.edge', 'api.handler', 'tcp', 8080, 'allow', 'first port of the range'],
 *
 * An end is an actor of flow-world.ts or an address outside. Between actors a packet is IPv4, with `tcp6` and `udp6` IPv6.
 * An ICMP packet has a type, or `type:code`, in place of a port; other protocols have `-`. Replies to permitted packets are
 * not asked: every enforcer here is stateful. An enforcer that cannot express a row says so, with the reason, where it runs
 * the table. Not asked: routes, network ACLs, names, and what happens after a member is compromised (pivots).
 */
export type Row = readonly [source: string, destination: string, protocol: string, port: number | string, answer: 'allow' | 'deny', why: string];

export const FLOW_TABLE: readonly Row[] = [
  // from the internet: both versions, one, the other
  ['203.0.113.200', 'web.balancer', 'tcp', 443, 'allow', 'internet over IPv4'],
  ['203.0.113.200', 'web.edge', 'tcp', 443, 'allow', 'every member of the segment'],
  ['2001:db8:aaaa::1', 'web.balancer', 'tcp', 443, 'allow', 'internet over IPv6'],
  ['203.0.113.200', 'web.balancer', 'tcp', 442, 'deny', 'one below the port'],
  ['2001:db8:aaaa::1', 'web.edge', 'tcp', 444, 'deny', 'one above the port'],
  ['203.0.113.200', 'web.balancer', 'udp', 443, 'deny', 'tcp is not udp; QUIC is for IPv6 only'],
  ['203.0.113.200', 'web.balancer', 'tcp', 80, 'allow', 'internet-ipv4 over IPv4'],
  ['2001:db8:aaaa::1', 'web.balancer', 'tcp', 80, 'deny', 'internet-ipv4 is not IPv6'],
  ['203.0.113.200', 'web.balancer', 'tcp', 81, 'deny', 'one above the redirect'],
  ['2001:db8:aaaa::1', 'web.edge', 'udp', 443, 'allow', 'internet-ipv6 over IPv6'],
  ['2001:db8:aaaa::1', 'web.edge', 'udp', 442, 'deny', 'one below QUIC'],
  ['203.0.113.200', 'api.handler', 'tcp', 443, 'deny', 'the internet may reach web only'],
  ['203.0.113.200', 'api.task', 'tcp', 8080, 'deny', 'the calls of web are not for everybody'],
  ['203.0.113.200', 'api.handler', 'tcp', 9000, 'deny', 'the callbacks of jobs are not for everybody'],
  ['203.0.113.200', 'api.handler', 'tcp', 7443, 'deny', 'nor is the door of the other team'],
  ['203.0.113.200', 'docs.database', 'tcp', 5432, 'deny', 'a crown jewel is not on the internet'],
  ['2001:db8:aaaa::1', 'docs.proxy', 'tcp', 5432, 'deny', 'over IPv6 neither'],
  ['203.0.113.200', 'cache.primary', 'tcp', 6379, 'deny', 'the cache is for api'],
  ['203.0.113.200', 'cache.replica', 'tcp', 7000, 'deny', 'replication is for its members'],
  ['203.0.113.200', 'files.first', 'tcp', 2049, 'deny', 'files are for jobs'],
  ['203.0.113.200', 'jobs.cron', 'udp', 5140, 'deny', 'hints come from api'],
  ['203.0.113.200', 'jobs.workers', 'tcp', 61616, 'deny', 'bookings come from the ledger'],
  ['203.0.113.200', 'lab.bench', 'tcp', 22, 'deny', 'the laboratory is for jobs'],
  ['203.0.113.200', 'ledger.oracle', 'tcp', 1521, 'deny', 'an imported member is opened for api only'],
  ['203.0.113.200', 'ledger.archive', 'tcp', 1521, 'deny', 'on each of its groups'],

  // prefix lists: kept by AWS, and by the customer
  ['130.176.0.0', 'web.balancer', 'tcp', 8443, 'allow', 'first address of the AWS-managed list'],
  ['130.176.127.255', 'web.edge', 'tcp', 8443, 'allow', 'its last address'],
  ['130.176.128.0', 'web.balancer', 'tcp', 8443, 'deny', 'one behind it'],
  ['203.0.113.200', 'web.balancer', 'tcp', 8443, 'deny', 'the port of the CDN is not for everybody'],
  ['130.176.0.1', 'web.balancer', 'tcp', 8444, 'deny', 'one above the port of the CDN'],
  ['203.0.113.127', 'web.balancer', 'icmp', 8, 'allow', 'an echo from the customer\'s list'],
  ['203.0.113.128', 'web.balancer', 'icmp', 8, 'deny', 'one behind the list'],
  ['203.0.113.127', 'web.edge', 'icmp', 0, 'deny', 'another ICMP type'],
  ['203.0.113.127', 'web.edge', 'icmp', '8:1', 'allow', 'a type without a code is every code'],
  ['2001:db8:ff::9', 'web.edge', 'icmpv6', 128, 'allow', 'an echo over IPv6 from the same list'],
  ['2001:db8:fe::9', 'web.edge', 'icmpv6', 128, 'deny', 'a neighbour of the list'],
  ['2001:db8:ff::9', 'web.edge', 'icmpv6', 135, 'deny', 'another ICMPv6 type'],
  ['203.0.113.127', 'web.edge', 'tcp', 22, 'deny', 'the list may ping, no more'],

  // a range of ports between segments, several members on both sides
  ['web.balancer', 'api.handler', 'tcp', 8080, 'allow', 'first port of the range'],
  ['web.balancer', 'api.task', 'tcp', 8090, 'allow', 'last port of the range'],
  ['web.edge', 'api.handler', 'tcp', 8085, 'allow', 'in the middle'],
  ['web.edge', 'api.task', 'tcp6', 8085, 'allow', 'a group has members over IPv6 too'],
  ['web.edge', 'api.task', 'tcp', 8079, 'deny', 'one below the range'],
  ['web.edge', 'api.task', 'tcp', 8091, 'deny', 'one above the range'],
  ['web.edge', 'api.task', 'udp', 8085, 'deny', 'another protocol'],
  ['api.task', 'web.edge', 'tcp', 8085, 'deny', 'a flow has one direction'],
  ['web.edge', '203.0.113.200', 'tcp', 8085, 'deny', 'egress is to api, not to everybody'],
  ['web.edge', 'docs.database', 'tcp', 5432, 'deny', 'no flow from web to the jewel'],
  ['web.edge', 'jobs.cron', 'tcp', 9000, 'deny', 'no flow from web to jobs'],

  // the crown jewel, in another stack than its clients
  ['api.handler', 'docs.database', 'tcp', 5432, 'allow', 'from one stack into the other'],
  ['api.task', 'docs.proxy', 'tcp6', 5432, 'allow', 'every member of both, over IPv6'],
  ['api.task', 'docs.proxy', 'tcp', 5433, 'deny', 'one above the port'],
  ['jobs.workers', 'docs.database', 'tcp', 5432, 'allow', 'a second client'],
  ['jobs.workers', 'docs.database', 'tcp', 5431, 'deny', 'one below the port'],
  ['cache.primary', 'docs.database', 'tcp', 5432, 'deny', 'the cache is no client'],
  ['docs.database', 'docs.proxy', 'tcp', 5432, 'deny', 'members of one segment are closed to each other'],
  ['docs.database', 'api.handler', 'tcp', 5432, 'deny', 'a data store opens nothing itself'],
  ['docs.proxy', '203.0.113.200', 'tcp', 443, 'deny', 'and has no way out'],
  ['api.handler', '203.0.113.200', 'tcp', 5432, 'deny', 'the client\'s egress ends at the jewel'],
  ['jobs.cron', '203.0.113.200', 'tcp', 5432, 'deny', 'the second client\'s too'],

  // both ways between two stacks
  ['jobs.cron', 'api.handler', 'tcp', 9000, 'allow', 'back into the first stack'],
  ['jobs.workers', 'api.task', 'tcp6', 9000, 'allow', 'over IPv6'],
  ['jobs.cron', 'api.handler', 'tcp', 9001, 'deny', 'one above the port'],
  ['api.handler', 'jobs.cron', 'tcp', 9000, 'deny', 'not the other way round'],
  ['jobs.cron', '203.0.113.200', 'tcp', 9000, 'deny', 'egress is to api'],
  ['api.handler', 'jobs.cron', 'udp', 5140, 'allow', 'udp, first port'],
  ['api.task', 'jobs.workers', 'udp6', 5141, 'allow', 'udp, last port, over IPv6'],
  ['api.task', 'jobs.workers', 'udp', 5139, 'deny', 'one below'],
  ['api.task', 'jobs.workers', 'udp', 5142, 'deny', 'one above'],
  ['api.handler', 'jobs.cron', 'tcp', 5140, 'deny', 'udp is not tcp'],
  ['api.handler', '203.0.113.200', 'udp', 5140, 'deny', 'hints are for jobs'],

  // within a segment: meant, and not meant
  ['cache.primary', 'cache.replica', 'tcp', 7000, 'allow', 'within the segment, first port'],
  ['cache.replica', 'cache.primary', 'tcp', 7001, 'allow', 'in both directions, last port'],
  ['cache.primary', 'cache.replica', 'tcp', 6999, 'deny', 'one below'],
  ['cache.primary', 'cache.replica', 'tcp', 7002, 'deny', 'one above'],
  ['cache.primary', 'cache.replica', 'tcp', 6379, 'deny', 'clients are not its own members'],
  ['cache.primary', '203.0.113.200', 'tcp', 7000, 'deny', 'within is not out'],
  ['api.handler', 'cache.primary', 'tcp', 6379, 'allow', 'the client of the cache'],
  ['api.handler', 'cache.primary', 'tcp', 6380, 'deny', 'one above the port'],
  ['api.handler', 'cache.primary', 'tcp', 7000, 'deny', 'replication is not for clients'],
  ['api.handler', '203.0.113.200', 'tcp', 6379, 'deny', 'the client\'s egress ends at the cache'],
  ['web.balancer', 'web.edge', 'tcp', 443, 'deny', 'a member may not call its neighbour, though the internet may'],
  ['api.handler', 'api.task', 'tcp', 8080, 'deny', 'within api nothing is meant'],
  ['jobs.workers', 'files.first', 'tcp', 2049, 'allow', 'one mount target'],
  ['jobs.cron', 'files.second', 'tcp', 2049, 'allow', 'the other one'],
  ['jobs.cron', 'files.second', 'tcp', 2048, 'deny', 'one below the port'],
  ['files.first', 'files.second', 'tcp', 2049, 'deny', 'mount targets have nothing to say to each other'],
  ['api.handler', 'files.first', 'tcp', 2049, 'deny', 'api has no files'],
  ['jobs.cron', '203.0.113.200', 'tcp', 2049, 'deny', 'files are not on the internet'],

  // everything
  ['jobs.workers', 'lab.bench', 'tcp', 0, 'allow', 'all: the lowest port'],
  ['jobs.workers', 'lab.bench', 'udp', 65535, 'allow', 'all: the highest, another protocol'],
  ['jobs.cron', 'lab.bench', 'protocol/47', '-', 'allow', 'all: a protocol without ports'],
  ['jobs.cron', 'lab.bench', 'icmpv6', 128, 'allow', 'all: ICMP over IPv6'],
  ['lab.bench', 'jobs.cron', 'tcp', 1, 'deny', 'all has one direction'],
  ['jobs.cron', '203.0.113.200', 'tcp', 1, 'deny', 'all goes to the laboratory only'],
  ['web.edge', 'lab.bench', 'tcp', 9100, 'deny', 'nobody else'],

  // members that the app does not own: let in, never cut off
  ['api.handler', 'ledger.oracle', 'tcp', 1521, 'allow', 'ingress on the imported group'],
  ['api.task', 'ledger.archive', 'tcp', 1521, 'allow', 'on each imported group'],
  ['api.task', 'ledger.archive', 'tcp', 1522, 'deny', 'one above the port'],
  ['jobs.cron', 'ledger.oracle', 'tcp', 1521, 'deny', 'jobs has no flow to it'],
  ['api.handler', '203.0.113.200', 'tcp', 1521, 'deny', 'books are not on the internet'],
  ['ledger.oracle', 'jobs.workers', 'tcp', 61616, 'allow', 'an imported member as the source'],
  ['ledger.archive', 'jobs.cron', 'tcp', 61616, 'allow', 'from each imported group'],
  ['ledger.archive', 'jobs.cron', 'tcp', 61617, 'deny', 'one above the port'],
  ['ledger.oracle', 'api.handler', 'tcp', 1521, 'deny', 'one direction'],
  ['ledger.oracle', '203.0.113.200', 'tcp', 25, 'allow', 'its own egress lives on'],
  ['jobs.workers', 'ledger.oracle', 'tcp', 22, 'deny', 'its own ingress lives on, the other side is closed'],

  // a legacy enclave
  ['jobs.workers', '10.200.7.15', 'tcp', 1414, 'allow', 'last address of the enclave'],
  ['jobs.cron', '2001:db8:7::1', 'tcp', 1414, 'allow', 'its IPv6 addresses'],
  ['jobs.cron', '10.200.7.16', 'tcp', 1414, 'deny', 'one behind the enclave'],
  ['jobs.cron', '2001:db8:7:1::1', 'tcp', 1414, 'deny', 'the next IPv6 network'],
  ['jobs.cron', '10.200.7.1', 'tcp', 1413, 'deny', 'one below the port'],
  ['10.200.7.0', 'jobs.cron', 'tcp', 1415, 'allow', 'answers, from its first address'],
  ['2001:db8:7::1', 'jobs.workers', 'tcp', 1415, 'allow', 'and over IPv6'],
  ['10.200.6.255', 'jobs.cron', 'tcp', 1415, 'deny', 'one before the enclave'],
  ['2001:db8:6:ffff:ffff:ffff:ffff:ffff', 'jobs.cron', 'tcp', 1415, 'deny', 'one before its IPv6 addresses'],
  ['10.200.7.1', 'jobs.cron', 'tcp', 1416, 'deny', 'one above the port'],
  ['10.200.7.1', 'api.handler', 'tcp', 1415, 'deny', 'the enclave may reach jobs only'],

  // addresses
  ['198.51.100.0', 'api.handler', 'tcp', 8443, 'allow', 'first address of a CIDR'],
  ['198.51.100.255', 'api.task', 'tcp', 8443, 'allow', 'last address'],
  ['198.51.99.255', 'api.handler', 'tcp', 8443, 'deny', 'the neighbour below'],
  ['198.51.101.0', 'api.handler', 'tcp', 8443, 'deny', 'the neighbour above'],
  ['198.51.100.7', 'api.handler', 'tcp', 8442, 'deny', 'one below the port'],
  ['198.51.100.7', 'docs.database', 'tcp', 5432, 'deny', 'the partner reaches api, not what api reaches'],
  ['198.51.100.7', 'api.handler', 'icmp', '3:4', 'allow', 'an ICMP type with a code'],
  ['198.51.100.7', 'api.handler', 'icmp', '3:3', 'deny', 'another code'],
  ['198.51.100.7', 'api.handler', 'icmp', '4:4', 'deny', 'another type'],
  ['198.51.101.7', 'api.handler', 'icmp', '3:4', 'deny', 'from elsewhere'],
  ['192.0.2.9', 'jobs.workers', 'protocol/50', '-', 'allow', 'a protocol by number'],
  ['192.0.2.9', 'jobs.workers', 'protocol/51', '-', 'deny', 'the next number'],
  ['192.0.3.9', 'jobs.workers', 'protocol/50', '-', 'deny', 'from elsewhere'],
  ['192.0.2.9', 'jobs.workers', 'tcp', 50, 'deny', 'a protocol is not a port'],
  ['jobs.workers', '2001:db8:5:ffff::1', 'tcp', 22, 'allow', 'an IPv6 CIDR'],
  ['jobs.workers', '2001:db8:6::1', 'tcp', 22, 'deny', 'its neighbour'],
  ['jobs.workers', '2001:db8:5::1', 'tcp', 23, 'deny', 'one above the port'],
  ['jobs.workers', '203.0.113.200', 'tcp', 22, 'deny', 'an IPv6 CIDR is not IPv4'],
  ['web.edge', '10.0.7.15', 'tcp', 9100, 'allow', 'a printer in a CIDR of the VPC'],
  ['web.edge', '10.0.7.16', 'tcp', 9100, 'deny', 'one behind the CIDR'],
  ['web.edge', '10.0.7.15', 'tcp', 9101, 'deny', 'one above the port'],

  // other accounts
  ['peer', 'api.handler', 'tcp', 7443, 'allow', 'a group of another account'],
  ['peer', 'api.handler', 'tcp', 7442, 'deny', 'one below the port'],
  ['peer', 'docs.database', 'tcp', 5432, 'deny', 'it reaches api only'],
  ['api.task', 'peer', 'tcp', 7444, 'allow', 'and is reached by api'],
  ['api.task', 'peer', 'tcp', 7445, 'deny', 'one above the port'],
  ['jobs.cron', 'peer', 'tcp', 7444, 'deny', 'not by jobs'],
  ['api.task', '10.90.0.6', 'tcp', 7444, 'deny', 'its neighbour without the group'],
  ['jobs.cron', '10.80.255.255', 'tcp', 443, 'allow', 'addresses of another account'],
  ['jobs.cron', '10.81.0.0', 'tcp', 443, 'deny', 'one behind them'],
  ['jobs.cron', '10.80.0.1', 'tcp', 444, 'deny', 'one above the port'],

  // services: gateway, own, existing, hub, NAT
  ['api.handler', '3.5.71.255', 'tcp', 443, 'allow', 'S3 behind a gateway: its list, last address'],
  ['api.handler', '3.5.72.0', 'tcp', 443, 'deny', 'one behind the list'],
  ['api.handler', '3.5.64.0', 'tcp', 80, 'deny', 'not without TLS'],
  ['api.handler', '3.5.64.0', 'tcp', 444, 'deny', 'one above the port'],
  ['web.edge', '3.5.64.0', 'tcp', 443, 'deny', 'web has no flow to S3'],
  ['jobs.cron', '52.94.25.255', 'tcp', 443, 'allow', 'DynamoDB behind its gateway'],
  ['jobs.cron', '52.94.26.0', 'tcp', 443, 'deny', 'one behind the list'],
  ['jobs.cron', '52.94.24.0', 'tcp', 442, 'deny', 'one below the port'],
  ['api.task', 'endpoint.secretsmanager', 'tcp', 443, 'allow', 'an interface endpoint of its own'],
  ['api.task', 'endpoint.secretsmanager', 'tcp', 444, 'deny', 'one above the port'],
  ['jobs.cron', 'endpoint.secretsmanager', 'tcp', 443, 'deny', 'the endpoint is for api'],
  ['203.0.113.200', 'endpoint.secretsmanager', 'tcp', 443, 'deny', 'its group is not open'],
  ['endpoint.secretsmanager', 'api.task', 'tcp', 443, 'deny', 'an endpoint opens nothing itself'],
  ['endpoint.secretsmanager', '203.0.113.200', 'tcp', 443, 'deny', 'and has no way out'],
  ['api.task', '203.0.113.200', 'tcp', 443, 'deny', 'endpoints are no way out'],
  ['jobs.cron', 'endpoint.kms', 'tcp', 443, 'allow', 'an endpoint that was there'],
  ['jobs.cron', 'endpoint.kms', 'tcp', 444, 'deny', 'one above the port'],
  ['api.task', 'endpoint.kms', 'tcp', 443, 'deny', 'it is for jobs'],
  ['203.0.113.200', 'endpoint.kms', 'tcp', 443, 'deny', 'and was not opened for others'],
  ['jobs.cron', '10.100.0.255', 'tcp', 443, 'allow', 'the hub\'s endpoints'],
  ['jobs.cron', '10.100.1.0', 'tcp', 443, 'deny', 'one behind the hub'],
  ['jobs.cron', '10.100.0.1', 'tcp', 444, 'deny', 'one above the port'],
  ['api.task', '10.100.0.1', 'tcp', 443, 'deny', 'the hub is for jobs'],
  ['jobs.cron', '203.0.113.200', 'tcp', 443, 'deny', 'none of these opens the internet'],
  ['lab.bench', '203.0.113.200', 'tcp', 443, 'allow', 'NAT does: every IPv4 address, as it is shown'],
  ['lab.bench', '203.0.113.200', 'tcp', 444, 'deny', 'on one port'],
  ['lab.bench', '2001:db8:aaaa::1', 'tcp', 443, 'deny', 'and not over IPv6'],
  ['lab.bench', 'web.edge', 'tcp', 443, 'allow', 'whoever may reach every address may reach what is open to every address'],

  // implied: what a Fargate task needs to boot, and a function or a worker does not
  ['api.task', 'endpoint.ecr.api', 'tcp', 443, 'allow', 'asks for a token'],
  ['api.task', 'endpoint.ecr.dkr', 'tcp', 443, 'allow', 'loads manifests'],
  ['api.task', 'endpoint.logs', 'tcp', 443, 'allow', 'its log driver writes'],
  ['api.task', 'endpoint.ecr.api', 'tcp', 444, 'deny', 'one above the port'],
  ['api.task', 'endpoint.ecr.dkr', 'tcp', 442, 'deny', 'one below the port'],
  ['api.task', 'endpoint.logs', 'tcp', 444, 'deny', 'one above the port'],
  ['jobs.workers', 'endpoint.ecr.api', 'tcp', 443, 'deny', 'an instance pulls no image'],
  ['jobs.workers', 'endpoint.logs', 'tcp', 443, 'deny', 'and writes no log by itself'],
  ['203.0.113.200', 'endpoint.ecr.dkr', 'tcp', 443, 'deny', 'not even these groups are open'],
  ['203.0.113.200', 'endpoint.logs', 'tcp', 443, 'deny', 'nor this one'],
  ['203.0.113.200', 'endpoint.ecr.api', 'tcp', 443, 'deny', 'nor this one'],
];

export interface TablePacket {
  readonly source: string;
  readonly destination: string;
  readonly protocol: string | number;
  readonly port?: number;
  readonly icmpType?: number;
  readonly icmpCode?: number;
  readonly ipVersion?: 4 | 6;
}

/** A row's question, with names as the table has them. */
export function packetOf([source, destination, protocol, port]: Row): TablePacket {
  const [, name, six, number] = /^(tcp|udp|icmpv6|icmp|protocol)(6)?(?:\/(\d+))?$/.exec(protocol)!;
  const ends = { source, destination };
  if (name === 'protocol') return { ...ends, protocol: Number(number) };
  if (!name.startsWith('icmp')) return { ...ends, protocol: name, port: Number(port), ...(six === undefined ? {} : { ipVersion: 6 }) };
  const [type, code] = String(port).split(':').map(Number);
  return { ...ends, protocol: name, icmpType: type, icmpCode: code ?? 0 };
}
