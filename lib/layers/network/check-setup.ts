/**
 * Mistakes in how the layer was set up, and things about it that people should know.
 */
import { type Findings } from '../../intent';
import { QUOTAS } from './catalogue';
import { checkServiceAccess } from './check-service-access';
import type { NetworkPlan } from './compiler/plan';
import { readIfPossible } from './members/read';
import { type Microsegmentation } from './microsegmentation';
import { relativePath } from './segment';
import { DUMMY_VPC, isShared, vpcIdOf } from './vpc';

const RDS = ['AWS::RDS::DBInstance', 'AWS::RDS::DBCluster', 'AWS::RDS::DBProxy', 'AWS::Neptune::DBCluster'];

/** A flow that says `rds-iam` to members that surely do not ask for it: the threat table would promise too much. */
function checkRdsIam(network: Microsegmentation, plan: NetworkPlan, findings: Findings): void {
  for (const flow of plan.flows) {
    if (flow.authentication.method !== 'rds-iam' || flow.destination.kind !== 'segment' || flow.destination.scope !== network._declaration.scope) continue;
    const resources = network._segments.get(flow.destination.segment)?._owned.flatMap((m) => m.resources.map((r) => r.resource)) ?? [];
    const without = resources.filter((r) => (RDS.includes(r.cfnResourceType)
      ? /::DB(Instance|Cluster)$/.test(r.cfnResourceType) && readIfPossible(r, 'DBClusterIdentifier') === undefined && isOff(readIfPossible(r, 'EnableIAMDatabaseAuthentication') ?? readIfPossible(r, 'IamAuthEnabled'))
      : !RDS.includes(r.cfnResourceType)));
    if (without.length === 0) continue;
    findings.warning('RdsIamNotEnabled', '', `flow \`${flow.id}\` is authenticated with \`rds-iam\`, but ${without.map((r) => `\`${relativePath(r, r.node.path)}\``).join(', ')} does not ask for an IAM token; switch IAM database authentication on, or say how the connection is really authenticated`);
  }
}

function isOff(value: unknown): boolean {
  return value === undefined || value === false;
}

/** Constructs beside the segments; `Rules` and `Endpoints` are reserved words of every intent. */
const OWN_CHILDREN = ['PrefixList-dynamodb', 'PrefixList-s3'];

export function checkSetup(network: Microsegmentation, plan: NetworkPlan, findings: Findings): void {
  const { _props: props, _declaration: declaration } = network;
  for (const [id, segment] of network._segments) {
    if (OWN_CHILDREN.includes(id)) findings.error('IdReserved', '', `segment id \`${id}\` is what the network layer calls a construct of its own; choose another id`);
    if (!segment._hasMembers) findings.warning('SegmentWithoutMembers', '', `segment \`${id}\` has no members; its flows open nothing until \`addMember\` is called`);
  }
  if (vpcIdOf(props.vpc) === DUMMY_VPC) {
    findings.warning('DummyLookup', '', 'the VPC is the placeholder `vpc-12345` of a look-up that has not been made; run `cdk synth` with credentials once and commit `cdk.context.json`');
  }
  const taken = plan.endpoints.filter((e) => e.access === 'create');
  if (taken.length > 0 && vpcIdOf(props.vpc) !== DUMMY_VPC && isShared(props.vpc)) {
    findings.warning('EndpointAffectsVpc', '', `the endpoints for ${taken.map((e) => `\`${e.service}\``).join(', ')} serve the whole VPC, which may hold workloads that are no members: they reach these services through them as well, and the policies and groups permit the declared flows only; make them members, or use \`ServiceAccess.existing\`, \`sharedHub\` or \`nat\` until they are`);
  }
  checkRdsIam(network, plan, findings);
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
