/**
 * Seals a VPC that exists, L1 or L2:
 *
 *   vpc.with(new SealVpc());
 *
 * - Its default security group, which lets its members talk to each other and to everybody, gets no rules (default-group.ts).
 * - No subnet gives public addresses to what is started in it. That is a value, not a rule: one that was written is changed too.
 *   Workloads that run keep theirs until they are replaced; NAT gateways and load balancers have addresses of their own.
 * - It looks for a flow log of all traffic and makes none, because that costs by volume.
 *
 * Routes, gateways and network ACLs stay as they are: they are what the VPC is for. Not modelled: IPv6 addresses (they are
 * public by nature; routes decide), and subnets of the VPC in other apps.
 */
import { CfnResource, Mixin, Resource } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { ownResource } from '../layers/data/kinds/helpers';
import { hasIntrinsic, isTrue, override } from '../layers/data/kinds/rows';
import { CallSite } from '../layers/declaration/call-site';
import { Posture } from '../layers/declaration/posture';
import { describe, readIfPossible, resourcesIn, targetOf } from '../layers/network/members/read';
import { closeDefaultGroup, isDefaultGroupClosed } from './default-group';
import { finding, tell, type Told } from './findings';

/** How a VPC is sealed. */
export interface SealVpcProps {
  /**
   * SANDBOX asks for no flow log, STANDARD warns of its absence, HIGH refuses it.
   * @default Posture.STANDARD
   */
  readonly posture?: Posture;
  /**
   * Leaves subnets as they are that give public addresses to what is started in them.
   * @default false
   */
  readonly publicAddresses?: boolean;
}

const VPC = 'AWS::EC2::VPC';
const SEALED = Symbol.for('cdk-zero-trust.mixins.seal-vpc');

/** Closes the default group of a VPC, and its subnets to public addresses. */
export class SealVpc extends Mixin {
  private readonly props: SealVpcProps;
  private readonly site = new CallSite();

  constructor(props: SealVpcProps = {}) {
    super();
    this.props = props;
  }

  /** True for a VPC, also an imported one: that is told, never passed over. */
  public supports(construct: IConstruct): boolean {
    return ownResource(construct, [VPC]) !== undefined || isImportedVpc(construct);
  }

  /** Seals it. Twice is the same as once. */
  public applyTo(construct: IConstruct): void {
    const vpc = ownResource(construct, [VPC]);
    const { posture = Posture.STANDARD, publicAddresses = false } = this.props;
    const holder = (vpc ?? construct) as unknown as Record<symbol, Set<string> | undefined>;
    const [known, same] = [(holder[SEALED] ??= new Set()), `${posture} ${publicAddresses}`];
    if (known.has(same)) return;
    known.add(same);
    if (vpc !== undefined) {
      closeDefaultGroup(vpc);
      if (!publicAddresses) for (const subnet of subnetsOf(vpc)) if (isTrue(onLaunch(subnet))) override(subnet, ON_LAUNCH, false);
    }
    construct.node.addValidation({ validate: () => tell(vpc === undefined ? [imported(construct, this.site)] : open(construct, vpc, posture, publicAddresses, this.site)) });
  }
}

const ON_LAUNCH = 'MapPublicIpOnLaunch';

function onLaunch(subnet: CfnResource): unknown {
  return readIfPossible(subnet, ON_LAUNCH);
}

function ofVpc(vpc: CfnResource, cfnType: string, property: string): CfnResource[] {
  return resourcesIn(vpc.node.root).filter((r) => r.cfnResourceType === cfnType && targetOf(r, readIfPossible(r, property)) === vpc);
}

function subnetsOf(vpc: CfnResource): CfnResource[] {
  return ofVpc(vpc, 'AWS::EC2::Subnet', 'VpcId');
}

/** `Vpc.fromVpcAttributes`, `Vpc.fromLookup`: no resource of this app. */
function isImportedVpc(construct: IConstruct): boolean {
  return Resource.isResource(construct) && !CfnResource.isCfnResource(construct) && construct.node.defaultChild === undefined
    && 'vpcId' in construct && 'vpcArn' in construct && 'privateSubnets' in construct;
}

function imported(construct: IConstruct, site: CallSite): Told {
  return { id: 'VpcImported', construct, finding: finding('error', 'VpcImported', `the VPC \`${construct.node.path}\` is imported, so \`SealVpc\` changes nothing there; expected a VPC that this app creates; seal it in the app that owns it, by the same mixin`, site.toString()) };
}

function open(construct: IConstruct, vpc: CfnResource, posture: Posture, publicAddresses: boolean, site: CallSite): Told[] {
  const name = `the VPC \`${construct.node.path}\``;
  const report = (level: 'error' | 'warning', id: string, message: string): Told => ({ id, construct, finding: finding(level, id, message, site.toString()) });
  const all: Told[] = [];
  if (!isDefaultGroupClosed(vpc)) all.push(report('error', 'DefaultGroupOpen', `${name} has an open default security group: got no \`Custom::VpcRestrictDefaultSG\` on it, expected one; set \`restrictDefaultSecurityGroup: true\` on the \`Vpc\`, and remove what takes that resource away`));
  for (const subnet of publicAddresses ? [] : subnetsOf(vpc)) {
    const value = onLaunch(subnet);
    if (isTrue(value) || hasIntrinsic(value)) all.push(report('error', 'SubnetGivesAddresses', `subnet \`${subnet.node.path}\` gives public addresses to what is started in it: got \`${ON_LAUNCH}\` \`${describe(value)}\`, expected \`false\`; write it down, or apply \`SealVpc\` when all subnets are there`));
  }
  if (posture !== Posture.SANDBOX) all.push(...flowLog(vpc, name, posture, report));
  return all;
}

function flowLog(vpc: CfnResource, name: string, posture: Posture, report: (level: 'error' | 'warning', id: string, message: string) => Told): Told[] {
  const logs = ofVpc(vpc, 'AWS::EC2::FlowLog', 'ResourceId').map((log) => readIfPossible(log, 'TrafficType'));
  // A transit gateway's log has no traffic type; one of a VPC must have it.
  if (logs.includes('ALL')) return [];
  const got = logs.length === 0 ? 'none in this app' : `one of \`${describe(logs[0] ?? 'nothing')}\` traffic`;
  return [report(posture === Posture.HIGH ? 'error' : 'warning', 'VpcWithoutFlowLog', `${name} has no flow log of all its traffic: got ${got}, expected \`TrafficType\` \`ALL\`; add \`vpc.addFlowLog('FlowLog')\`, or accept it where the account logs its VPCs elsewhere`)];
}
