/**
 * Mistakes in how the layer was set up, and things about it that people should know.
 */
import { type Findings } from '../../intent';
import { QUOTAS } from './catalogue';
import { checkServiceAccess } from './check-service-access';
import type { NetworkPlan } from './compiler/plan';
import { type Microsegmentation } from './microsegmentation';
import { vpcIdOf } from './vpc';

/** Constructs beside the segments; `Rules` and `Endpoints` are reserved words of every intent. */
const OWN_CHILDREN = ['PrefixList-dynamodb', 'PrefixList-s3'];

export function checkSetup(network: Microsegmentation, plan: NetworkPlan, findings: Findings): void {
  const { _props: props, _declaration: declaration } = network;
  for (const [id, segment] of network._segments) {
    if (OWN_CHILDREN.includes(id)) findings.error('IdReserved', '', `segment id \`${id}\` is what the network layer calls a construct of its own; choose another id`);
    if (!segment._hasMembers) findings.warning('SegmentWithoutMembers', '', `segment \`${id}\` has no members; its flows open nothing until \`addMember\` is called`);
  }
  if (vpcIdOf(props.vpc) === 'vpc-12345') {
    findings.warning('DummyLookup', '', 'the VPC is the placeholder `vpc-12345` of a look-up that has not been made; run `cdk synth` with credentials once and commit `cdk.context.json`');
  }
  checkServiceAccess(props.serviceAccess ?? {}, props.defaultServiceAccess, findings);
  const nat = plan.flows.filter((f) => f.destination.kind === 'service' && (props.serviceAccess?.[f.destination.service] ?? props.defaultServiceAccess)?.kind === 'nat');
  if (nat.length > 0 && declaration.posture === 'high') {
    findings.error('PostureRefusesNat', '', `flows ${nat.map((f) => `\`${f.id}\``).join(', ')} go through NAT, which opens tcp/443 to every address and which posture \`high\` refuses; use \`ServiceAccess.create()\`, \`existing\` or \`sharedHub\``);
  }
  const q = props.quotas;
  if (q !== undefined && (q.rulesPerGroup ?? 60) * (q.groupsPerInterface ?? 5) > QUOTAS.rulesTimesGroups.value) {
    findings.error('QuotasImpossible', '', `quotas of ${q.rulesPerGroup ?? 60} rules per group and ${q.groupsPerInterface ?? 5} groups per interface multiply to more than 1000, which EC2 does not grant; lower one of them`);
  }
  if (props.maxIdleCost !== undefined && !(props.maxIdleCost >= 0)) findings.error('WrongType', '', `\`maxIdleCost\` is \`${props.maxIdleCost}\`; expected USD a month, 0 or more`);
}
