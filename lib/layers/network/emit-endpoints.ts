/**
 * One endpoint per VPC and service, with a policy as narrow as its flows and a closed group.
 *
 * Two façades on one VPC share what the first one makes: both add their statements to its policy.
 * Not modelled: service names of the partitions outside `aws` and `aws-us-gov`, and zones where a service is missing.
 */
import { Aws, type CfnResource, Lazy, Stack, Stage, Token } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { aws_ec2 as refs } from 'aws-cdk-lib/interfaces';
import { type Construct, type IConstruct } from 'constructs';
import { compareText } from '../../intent';
import { endpointServiceName, fillArn, findService } from './catalogue';
import type { EndpointPlan, EndpointStatement } from './compiler/plan';
import { indexOf } from './tree-index';
import { writeMetadata } from './verbatim';
import { endpointSubnets, routeTables, vpcIdOf, vpcKey } from './vpc';

/** The same as CDK's own placeholder: a rule that matches nothing, so that EC2 does not add its allow-all. */
export const NO_TRAFFIC = { cidrIp: '255.255.255.255/32', description: 'Disallow all traffic', fromPort: 252, ipProtocol: 'icmp', toPort: 86 };

export interface MadeEndpoint {
  /** The façade that needed it first, and so has it in its bill. */
  readonly payer: IConstruct;
  readonly resource: ec2.CfnVPCEndpoint;
  readonly group?: ec2.CfnSecurityGroup;
  readonly zones: number;
  readonly statements: EndpointStatement[];
}

const made = new WeakMap<IConstruct, Map<string, MadeEndpoint>>();

export interface EndpointEmitter {
  readonly scope: Construct;
  /** The façade that needs it. */
  readonly payer: IConstruct;
  /** Its name in the intent. */
  readonly facade: string;
  readonly vpc: refs.IVPCRef;
  readonly subnets?: ec2.SubnetSelection;
  readonly refuse: (code: string, message: string) => void;
}

export function emitEndpoint(plan: EndpointPlan, emitter: EndpointEmitter): MadeEndpoint | undefined {
  const byVpc = madeIn(emitter);
  const key = keyOf(plan, emitter);
  const earlier = byVpc.get(key);
  if (earlier !== undefined) {
    earlier.statements.push(...plan.statements);
    return earlier;
  }
  if (!checkEndpoint(plan, emitter)) return undefined;
  const result = plan.kind === 'gateway' ? emitGateway(plan, emitter) : emitInterface(plan, emitter);
  byVpc.set(key, result);
  return result;
}

/** Whether the endpoint can be made; what stands in its way is told. Makes nothing. */
export function checkEndpoint(plan: EndpointPlan, emitter: EndpointEmitter): boolean {
  const { vpc, subnets, refuse } = emitter;
  const byVpc = madeIn(emitter);
  if (byVpc.has(keyOf(plan, emitter))) return true;
  const foreign = existingEndpoint(plan.service, emitter, [...byVpc.values()].map((m) => m.resource));
  if (foreign !== undefined) {
    refuse('EndpointExists', `the VPC has an endpoint for \`${plan.service}\` already, \`${foreign.node.path}\`; a second one would take over its names: set \`serviceAccess: { '${plan.service}': ServiceAccess.existing(endpoint) }\` for the flows ${plan.flows.map((f) => `\`${f}\``).join(', ')}`);
    return false;
  }
  if (plan.kind === 'gateway' && routeTables(vpc).length === 0) {
    refuse('RouteTableUnknown', `the gateway endpoint for \`${plan.service}\` needs the route tables of the VPC, and the imported VPC names none; import it with \`isolatedSubnetRouteTableIds\` (or the private ones), or set \`serviceAccess: { '${plan.service}': ServiceAccess.existing(endpoint) }\``);
    return false;
  }
  if (plan.kind === 'interface' && (endpointSubnets(vpc, subnets) ?? []).length === 0) {
    refuse('EndpointNeedsSubnets', `the interface endpoint for \`${plan.service}\` needs a subnet per zone, and the VPC names none; import the VPC with its subnet ids, or set \`endpointSubnets\``);
    return false;
  }
  return true;
}

function madeIn({ scope }: EndpointEmitter): Map<string, MadeEndpoint> {
  const byVpc = made.get(scope.node.root) ?? new Map<string, MadeEndpoint>();
  made.set(scope.node.root, byVpc);
  return byVpc;
}

function keyOf(plan: EndpointPlan, { scope, vpc }: EndpointEmitter): string {
  return `${Stage.of(scope)?.node.path ?? ''} ${vpcKey(vpcIdOf(vpc))} ${plan.service}`;
}

function emitGateway(plan: EndpointPlan, { scope, payer, facade, vpc }: EndpointEmitter): MadeEndpoint {
  const statements = [...plan.statements];
  const resource = new ec2.CfnVPCEndpoint(scope, plan.service, {
    vpcId: vpcIdOf(vpc),
    serviceName: serviceName(plan.service, scope),
    vpcEndpointType: 'Gateway',
    routeTableIds: routeTables(vpc),
    policyDocument: policyOf(statements, scope),
  });
  annotate(plan, facade, resource);
  return { payer, resource, zones: 0, statements };
}

function emitInterface(plan: EndpointPlan, { scope, payer, facade, vpc, subnets }: EndpointEmitter): MadeEndpoint {
  const selected = endpointSubnets(vpc, subnets) ?? [];
  const statements = [...plan.statements];
  const group = new ec2.CfnSecurityGroup(scope, `${plan.service}-Group`, {
    groupDescription: `zero-trust endpoint ${plan.service}`,
    vpcId: vpcIdOf(vpc),
    securityGroupEgress: [NO_TRAFFIC],
  });
  const resource = new ec2.CfnVPCEndpoint(scope, plan.service, {
    vpcId: vpcIdOf(vpc),
    serviceName: serviceName(plan.service, scope),
    vpcEndpointType: 'Interface',
    privateDnsEnabled: true,
    securityGroupIds: [group.attrGroupId],
    subnetIds: selected.map((s) => s.subnetId),
    policyDocument: findService(plan.service)?.policy === false ? undefined : policyOf(statements, scope),
  });
  annotate(plan, facade, resource, group);
  return { payer, resource, group, zones: selected.length, statements };
}

/** Many flows share an endpoint, so it does not name them: one flow more would change it. Its statements do, and the rules that lead to it. */
function annotate({ service }: EndpointPlan, scope: string, ...resources: CfnResource[]): void {
  for (const resource of resources) writeMetadata(resource, 'zero-trust', { service, scope });
}

export function serviceName(service: string, scope: Construct): string {
  const row = findService(service);
  const { region } = Stack.of(scope);
  if (row === undefined) throw new Error(`unknown service ${service}`);
  if (Token.isUnresolved(region)) return row.serviceName.replace('{region}', Aws.REGION);
  // Elsewhere interface endpoints have prefixes of their own, gateway endpoints have not.
  return endpointServiceName(row, region) ?? (row.endpoint === 'gateway' ? row.serviceName.replace('{region}', region) : new ec2.InterfaceVpcEndpointAwsService(service).name);
}

/** Statements of all façades that share the endpoint, sorted; the same for the same intent in any order. */
export function policyOf(statements: EndpointStatement[], scope: Construct): any {
  return Lazy.any({ produce: () => policyDocument(statements, Stack.of(scope)) });
}

export function policyDocument(statements: readonly EndpointStatement[], stack: Stack): { Version: string; Statement: any[] } {
  const taken = new Set<string>();
  return {
    Version: '2012-10-17',
    Statement: [...statements].sort((a, b) => compareText(a.flow, b.flow) || compareText(a.actions.join(), b.actions.join())).map((s) => {
      const account: Record<string, string> = {
        ...(s.ownPrincipals ? { 'aws:PrincipalAccount': stack.account } : {}),
        ...(s.ownResources ? { 'aws:ResourceAccount': stack.account } : {}),
      };
      return {
        Sid: sid(s.flow, taken),
        Effect: 'Allow',
        Principal: '*',
        Action: s.actions.length === 1 ? s.actions[0] : [...s.actions],
        Resource: s.resources.length === 1 ? fill(s.resources[0], stack) : s.resources.map((r) => fill(r, stack)),
        ...(Object.keys(account).length === 0 ? {} : { Condition: { StringEquals: account } }),
      };
    }),
  };
}

/** IAM accepts letters and digits only, and no id twice: `a-b1` and `a-b-1` would be one, as flows of two façades may be. */
function sid(flow: string, taken: Set<string>): string {
  const base = flow.split(/[^A-Za-z0-9]+/).map((w) => w.charAt(0).toUpperCase() + w.slice(1)).join('');
  let unique = base;
  for (let n = 2; taken.has(unique); n++) unique = `${base}${n}`;
  taken.add(unique);
  return unique;
}

function fill(resource: unknown, stack: Stack): unknown {
  return typeof resource === 'string' ? fillArn(resource, { partition: stack.partition, region: stack.region, account: stack.account }) : resource;
}

function existingEndpoint(service: string, { scope, vpc }: EndpointEmitter, own: readonly CfnResource[]): CfnResource | undefined {
  const wanted = canonical(serviceName(service, scope), Stack.of(scope));
  const vpcId = vpcKey(vpcIdOf(vpc));
  return indexOf(scope.node.root).endpoints.find((endpoint) => {
    if (own.includes(endpoint) || Stage.of(endpoint) !== Stage.of(scope) || endpoint.serviceName === undefined || vpcKey(endpoint.vpcId) !== vpcId) return false;
    return canonical(endpoint.serviceName, Stack.of(endpoint)) === wanted;
  });
}

/** Whether an endpoint of this app is one for this service; one whose service name cannot be compared is taken at its word. */
export function isFor(endpoint: ec2.CfnVPCEndpoint, service: string): boolean {
  if (endpoint.serviceName === undefined || !/^[a-z0-9.-]+$/i.test(canonical(endpoint.serviceName, Stack.of(endpoint)).replaceAll('<region>', 'region'))) return true;
  return canonical(endpoint.serviceName, Stack.of(endpoint)) === canonical(serviceName(service, endpoint), Stack.of(endpoint));
}

/** `com.amazonaws.<region>.s3` with the region named the same way, whether it is a literal or a token. */
function canonical(name: string, stack: Stack): string {
  const text = JSON.stringify(stack.resolve(name)).replaceAll('{"Ref":"AWS::Region"}', '<region>');
  return (Token.isUnresolved(stack.region) ? text : text.replaceAll(stack.region, '<region>')).replace(/^\{"Fn::Join":\["",\[(.*)\]\]\}$/, '$1').replace(/[",]/g, '');
}
