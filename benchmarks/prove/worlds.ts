/**
 * Worlds of a given size as CDK writes them: one VPC, and per segment a group, an instance, and ten standalone rules: an egress
 * and an ingress rule for each of its five flows. Who calls whom is drawn by a fixed seed; every thousandth segment is open
 * to the internet. The text has CDK's form: one space of indent, the construct path in the metadata.
 */
export const FLOWS_PER_SEGMENT = 5;

export interface Call {
  readonly source: number;
  readonly destination: number;
  readonly port: number;
}

/** Open to the internet. */
const isOpen = (n: number): boolean => n % 1000 === 0;

/** Five calls a segment: to the next one, and to four others. The last ones have fewer. */
export function calls(segments: number): Call[] {
  let state = segments;
  const random = (end: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 4294967296) * end);
  };
  const out: Call[] = [];
  for (let source = 0; source < segments; source++) {
    for (let k = 0; k < FLOWS_PER_SEGMENT; k++) {
      // Long chains forward; now and then a call goes back a little, so that there are cycles, small ones.
      const step = k === 0 ? 1 : 1 + random(Math.max(2, Math.floor(segments / 10)));
      const forward = source + step < segments && random(100) !== 0;
      const destination = forward ? source + step : Math.max(0, source - k);
      if (destination !== source) out.push({ source, destination, port: 5000 + k * 7 + (source % 100) });
    }
  }
  return out;
}

export function worldText(segments: number): string {
  const Resources: Record<string, object> = {};
  const add = (id: string, Type: string, Properties: object): void => {
    Resources[id] = { Type, Properties, Metadata: { 'aws:cdk:path': `World/${id}/Resource` } };
  };
  const groupId = (n: number): object => ({ 'Fn::GetAtt': [`Segment${n}Group`, 'GroupId'] });
  add('Vpc', 'AWS::EC2::VPC', { CidrBlock: '10.0.0.0/16' });
  add('Gateway', 'AWS::EC2::InternetGateway', {});
  add('Attached', 'AWS::EC2::VPCGatewayAttachment', { VpcId: { Ref: 'Vpc' }, InternetGatewayId: { Ref: 'Gateway' } });
  add('Table', 'AWS::EC2::RouteTable', { VpcId: { Ref: 'Vpc' } });
  add('Route', 'AWS::EC2::Route', { RouteTableId: { Ref: 'Table' }, DestinationCidrBlock: '0.0.0.0/0', GatewayId: { Ref: 'Gateway' } });
  for (let z = 0; z < 3; z++) {
    add(`Subnet${z}`, 'AWS::EC2::Subnet', { VpcId: { Ref: 'Vpc' }, CidrBlock: `10.0.${64 * z}.0/18`, MapPublicIpOnLaunch: z === 0 });
    if (z === 0) add('Associated', 'AWS::EC2::SubnetRouteTableAssociation', { SubnetId: { Ref: 'Subnet0' }, RouteTableId: { Ref: 'Table' } });
  }
  for (let n = 0; n < segments; n++) {
    const open = isOpen(n);
    add(`Segment${n}Group`, 'AWS::EC2::SecurityGroup', {
      GroupDescription: `World/Segment${n}/Group`,
      SecurityGroupEgress: [{ CidrIp: '255.255.255.255/32', Description: 'Disallow all traffic', FromPort: 252, IpProtocol: 'icmp', ToPort: 86 }],
      ...(open && { SecurityGroupIngress: [{ CidrIp: '0.0.0.0/0', Description: 'from anywhere:443', FromPort: 443, IpProtocol: 'tcp', ToPort: 443 }] }),
      VpcId: { Ref: 'Vpc' },
    });
    add(`Segment${n}Instance`, 'AWS::EC2::Instance', { ImageId: 'ami-0123456789abcdef0', InstanceType: 't4g.micro', SecurityGroupIds: [groupId(n)], SubnetId: { Ref: `Subnet${open ? 0 : 1 + (n % 2)}` }, Tags: [{ Key: 'Name', Value: `World/Segment${n}` }] });
  }
  for (const { source, destination, port } of calls(segments)) {
    const rule = { FromPort: port, IpProtocol: 'tcp', ToPort: port };
    add(`Segment${source}To${destination}On${port}`, 'AWS::EC2::SecurityGroupEgress', { Description: `Segment${source} to Segment${destination}: calls its neighbour`, DestinationSecurityGroupId: groupId(destination), ...rule, GroupId: groupId(source) });
    add(`Segment${destination}From${source}On${port}`, 'AWS::EC2::SecurityGroupIngress', { Description: `Segment${source} to Segment${destination}: calls its neighbour`, ...rule, GroupId: groupId(destination), SourceSecurityGroupId: groupId(source) });
  }
  return JSON.stringify({ Resources }, undefined, 1);
}

/** What is so by how the world was made: its edges, and the pairs that a plain search finds. */
export function truth(segments: number): { readonly edges: number; readonly pairs: number } {
  const next = Array.from({ length: segments }, () => new Set<number>());
  for (const { source, destination } of calls(segments)) next[source].add(destination);
  const open = Array.from({ length: segments }, (_, n) => n).filter(isOpen);
  const edges = next.reduce((n, to) => n + to.size, open.length);
  let pairs = 0;
  const seen = new Int32Array(segments).fill(-1);
  for (let from = 0; from <= segments; from++) {
    // The last one is the internet, which gets to the open ones.
    const work = from === segments ? [...open] : [...next[from]];
    while (work.length > 0) {
      const at = work.pop()!;
      if (seen[at] === from) continue;
      seen[at] = from;
      pairs++;
      for (const to of next[at]) if (seen[to] !== from) work.push(to);
    }
  }
  return { edges, pairs };
}
