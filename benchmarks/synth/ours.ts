/** The library's side: segments and flows are declared, the rest is its work. */
import { App, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { FlowAuthentication, RulesPlacement, ZeroTrust } from '../../lib';
import { flowOf, FLOWS_PER_SEGMENT, segmentId, shapeOf } from './shape';

const [segments, outdir] = [Number(process.argv[2]), process.argv[3]];
const shape = shapeOf(segments);
// Neither side is validated: this measures synth, benchmarks/prove the proof.
const app = new App({ outdir, context: { 'zero-trust:validate': false } });
for (let s = 0; s < shape.stacks; s++) {
  const stack = new Stack(app, `Stack${s}`, { env: { account: '111122223333', region: 'eu-west-1' } });
  const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: 'vpc-0123456789abcdef0', availabilityZones: ['eu-west-1a'] });
  const zt = new ZeroTrust(stack, 'ZeroTrust', { vpc, rulesPlacement: shape.perSegment ? RulesPlacement.PER_SEGMENT : RulesPlacement.TOGETHER });
  const made = new Map(Array.from({ length: shape.segmentsPerStack }, (_, i) => [segmentId(i), zt.addSegment(segmentId(i))]));
  for (let i = 0; i < shape.segmentsPerStack; i++) {
    for (let k = 0; k < FLOWS_PER_SEGMENT; k++) {
      const flow = flowOf(i, k, shape.segmentsPerStack);
      zt.addFlow({
        source: made.get(flow.source)!,
        destination: made.get(flow.destination)!,
        port: ec2.Port.tcp(flow.port),
        authentication: FlowAuthentication.MTLS,
        because: 'calls its neighbour',
      });
    }
  }
}
app.synth();
process.stdout.write(JSON.stringify(usage()));

function usage(): { cpuMs: number; peakMb: number } {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  return { cpuMs: (userCPUTime + systemCPUTime) / 1000, peakMb: maxRSS / 1024 };
}
