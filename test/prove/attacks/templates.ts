/**
 * Small templates for attacks on proofs, and one way to ask about them.
 *
 *   answer({ ...net(), A: group(), B: group([tcp(5432, from('A'))]), I: instance(['A']), D: instance(['B']) }, 'App.I', 'App.D')
 *
 * An attack is a row: what stands in the templates, the question, the answers that AWS's behaviour leaves, and why. `unknown` is a
 * right answer wherever the packet may pass; `unreachable` never is.
 */
import { ask } from '../../../lib/prover/judge';
import type { AnswerFile } from '../../../lib/contract/verdicts';
import { templatesOf } from '../../../lib/world/template';

export type Props = Record<string, unknown>;
export type Resources = Record<string, Props>;
export interface Body { readonly Resources: Resources; readonly Parameters?: Props; readonly Conditions?: Props; readonly Outputs?: Props }
export type Stacks = Readonly<Record<string, Body | Resources>>;

export interface Attack {
  readonly why: string;
  /** One template (`App`), or several by key. */
  readonly given: Resources | Body | { readonly stacks: Stacks };
  readonly from: string;
  readonly to: string;
  readonly answers: readonly AnswerFile['answer'][];
  readonly over?: string;
  readonly level?: 'packet' | 'pivot';
}

export const PASSES = ['reachable', 'unknown'] as const;
export const UNKNOWN = ['unknown'] as const;
export const REACHABLE = ['reachable'] as const;
export const UNREACHABLE = ['unreachable'] as const;

export function answerOf({ given, from: source, to: destination, over = 'tcp/5432', level = 'packet' }: Attack): AnswerFile['answer'] {
  const stacks = 'stacks' in given ? given.stacks as Stacks : { App: given as Resources | Body };
  const bodies = Object.entries(stacks).map(([key, body]) => ({ key, body: 'Resources' in body ? body : { Resources: body } }));
  return ask(templatesOf(bodies), { source, destination, over, level }).answer;
}

/** Jest's table: each attack by its reason. */
export function attacks(list: readonly Attack[]): void {
  test.each(list.map((a) => [a.why, a] as const))('%s', (_, attack) => {
    expect(attack.answers).toContain(answerOf(attack));
  });
}

export const resource = (Type: string, Properties: Props = {}, more: Props = {}): Props => ({ Type, Properties, ...more });
export const ref = (id: string): Props => ({ Ref: id });
export const att = (id: string, name: string): Props => ({ 'Fn::GetAtt': [id, name] });
export const imported = (name: string): Props => ({ 'Fn::ImportValue': name });
export const groupId = (id: string): Props => att(id, 'GroupId');
export const from = (id: string): Props => ({ SourceSecurityGroupId: groupId(id) });
export const cidr = (text: string): Props => ({ CidrIp: text });
export const tcp = (port: number, peer: Props): Props => ({ IpProtocol: 'tcp', FromPort: port, ToPort: port, ...peer });
export const vpc = (block = '10.0.0.0/16'): Props => resource('AWS::EC2::VPC', { CidrBlock: block });
export const subnet = (of = 'Vpc', block = '10.0.0.0/24', more: Props = {}): Props => resource('AWS::EC2::Subnet', { VpcId: ref(of), CidrBlock: block, ...more });

export function group(ingress: readonly Props[] = [], { of = ref('Vpc') as unknown, egress, ...more }: Props = {}): Props {
  return resource('AWS::EC2::SecurityGroup', { GroupDescription: 'x', VpcId: of, SecurityGroupIngress: ingress, ...egress === undefined ? {} : { SecurityGroupEgress: egress }, ...more });
}

/** With groups by logical id, or whatever stands for the list; undefined: none written. */
export function instance(groups: readonly string[] | Props | undefined, inside: unknown = ref('Sub'), more: Props = {}): Props {
  const ids = Array.isArray(groups) ? groups.map(groupId) : groups;
  return resource('AWS::EC2::Instance', { SubnetId: inside, ...ids === undefined ? {} : { SecurityGroupIds: ids }, ...more });
}

/** A VPC and a subnet. */
export const net = (): Resources => ({ Vpc: vpc(), Sub: subnet() });

/** A table of its own for a subnet, with routes: `{ '10.9.0.0/16': { TransitGatewayId: ref('Tgw') } }`. */
export function table(id: string, of: string, inside: string, routes: Readonly<Record<string, Props>> = {}): Resources {
  return {
    [id]: resource('AWS::EC2::RouteTable', { VpcId: ref(of) }),
    [`${id}Of`]: resource('AWS::EC2::SubnetRouteTableAssociation', { SubnetId: ref(inside), RouteTableId: ref(id) }),
    ...Object.fromEntries(Object.entries(routes).map(([to, by], i) => [`${id}Route${i}`, resource('AWS::EC2::Route', { RouteTableId: ref(id), DestinationCidrBlock: to, ...by })])),
  };
}

/** The subnet is public. */
export const online = (of = 'Vpc', inside = 'Sub'): Resources => ({
  Igw: resource('AWS::EC2::InternetGateway'),
  IgwOf: resource('AWS::EC2::VPCGatewayAttachment', { VpcId: ref(of), InternetGatewayId: ref('Igw') }),
  ...table('Rt', of, inside, { '0.0.0.0/0': { GatewayId: ref('Igw') } }),
});
