/** The other side: a plain CDK app that writes the same resources by hand (L2 groups, L1 rules, the same stacks). */
import { App, NestedStack, Stack, Tags } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import { flowOf, FLOWS_PER_SEGMENT, segmentId, shapeOf } from './shape';

const [segments, outdir] = [Number(process.argv[2]), process.argv[3]];
const shape = shapeOf(segments);
const app = new App({ outdir });
for (let s = 0; s < shape.stacks; s++) {
  const stack = new Stack(app, `Stack${s}`, { env: { account: '111122223333', region: 'eu-west-1' } });
  const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: 'vpc-0123456789abcdef0', availabilityZones: ['eu-west-1a'] });
  const groups = new Map<string, ec2.SecurityGroup>();
  for (let i = 0; i < shape.segmentsPerStack; i++) {
    const id = segmentId(i);
    const group = new ec2.SecurityGroup(stack, `Group-${id}`, { vpc, description: `zero-trust segment ${id}`, allowAllOutbound: false });
    Tags.of(group).add('zero-trust:segment', id);
    groups.set(id, group);
  }
  const together = new Construct(stack, 'Rules');
  const shards = new Map<string, Construct>();
  const shardOf = (id: string): Construct => {
    if (!shape.perSegment) return together;
    let shard = shards.get(id);
    if (shard === undefined) {
      shard = new NestedStack(stack, `Rules-${id}`, { description: `Rules of the zero-trust segment ${id}` });
      shards.set(id, shard);
    }
    return shard;
  };
  for (let i = 0; i < shape.segmentsPerStack; i++) {
    for (let k = 0; k < FLOWS_PER_SEGMENT; k++) {
      const { source, destination, port } = flowOf(i, k, shape.segmentsPerStack);
      const common = { ipProtocol: 'tcp', fromPort: port, toPort: port, description: `${source}-to-${destination}-tcp-${port}: calls its neighbour` };
      new ec2.CfnSecurityGroupEgress(shardOf(source), `Egress-${source}-${destination}-${port}`, {
        ...common,
        groupId: groups.get(source)!.securityGroupId,
        destinationSecurityGroupId: groups.get(destination)!.securityGroupId,
      });
      new ec2.CfnSecurityGroupIngress(shardOf(destination), `Ingress-${source}-${destination}-${port}`, {
        ...common,
        groupId: groups.get(destination)!.securityGroupId,
        sourceSecurityGroupId: groups.get(source)!.securityGroupId,
      });
    }
  }
}
app.synth();
const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
process.stdout.write(JSON.stringify({ cpuMs: (userCPUTime + systemCPUTime) / 1000, peakMb: maxRSS / 1024 }));
