/**
 * Worlds that permit exactly what their intent says, and what happens to them when one rule is wider or gone.
 *
 * One side of every connection is precise, one rule for each flow; the other lets everything pass that is a member of somebody. So each rule alone
 * decides about its flow, and a verdict has to notice each one.
 */
import type { Template } from '../world-simulator';
import { Draw } from './draw';
import type { PlainIntent } from './intents';
import type { RandomWorld } from './model';
import { att, ref } from './sketch';

export interface TidyWorld {
  readonly world: RandomWorld;
  readonly intent: PlainIntent;
  /** Precise rules: the resource and where in it the rule stands, if inline. */
  readonly rules: readonly { readonly group: string; readonly index: number; readonly isStandalone: boolean; readonly id: string; readonly flow: string }[];
  readonly precise: 'Ingress' | 'Egress';
}

const BLOCK = '10.0.0.0/16';
const SHUT = { IpProtocol: 'tcp', FromPort: 9, ToPort: 9, CidrIp: '255.255.255.255/32' };

export function tidyWorld(seed: number): TidyWorld {
  const draw = new Draw(seed);
  const precise = draw.pick(['Ingress', 'Egress'] as const);
  const resources: Record<string, Template> = {
    Vpc: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: BLOCK } },
    Igw: { Type: 'AWS::EC2::InternetGateway', Properties: {} },
    IgwOn: { Type: 'AWS::EC2::VPCGatewayAttachment', Properties: { VpcId: ref('Vpc'), InternetGatewayId: ref('Igw') } },
    Table: { Type: 'AWS::EC2::RouteTable', Properties: { VpcId: ref('Vpc') } },
    Route: { Type: 'AWS::EC2::Route', Properties: { RouteTableId: ref('Table'), DestinationCidrBlock: '0.0.0.0/0', GatewayId: ref('Igw') } },
    Public: { Type: 'AWS::EC2::Subnet', Properties: { VpcId: ref('Vpc'), CidrBlock: '10.0.0.0/24', MapPublicIpOnLaunch: true } },
    Assoc: { Type: 'AWS::EC2::SubnetRouteTableAssociation', Properties: { SubnetId: ref('Public'), RouteTableId: ref('Table') } },
    IsoA: { Type: 'AWS::EC2::Subnet', Properties: { VpcId: ref('Vpc'), CidrBlock: '10.0.1.0/24' } },
    IsoB: { Type: 'AWS::EC2::Subnet', Properties: { VpcId: ref('Vpc'), CidrBlock: '10.0.2.0/24' } },
  };
  // not the range of the VPC: others might stand there, whom the templates do not show
  resources.Everyone = { Type: 'AWS::EC2::SecurityGroup', Properties: { GroupDescription: 'g', VpcId: ref('Vpc'), SecurityGroupEgress: [SHUT] } };
  const everything = { IpProtocol: '-1', [precise === 'Ingress' ? 'DestinationSecurityGroupId' : 'SourceSecurityGroupId']: draw.pick([ref('Everyone'), att('Everyone', 'GroupId')]) };
  const n = 3 + draw.below(3);
  const names = Array.from({ length: n }, (_, i) => `s${i}`);
  for (const [i, name] of names.entries()) {
    resources[`G${name}`] = { Type: 'AWS::EC2::SecurityGroup', Properties: {
      GroupDescription: 'g', VpcId: ref('Vpc'),
      SecurityGroupIngress: precise === 'Ingress' ? [] : [everything], SecurityGroupEgress: precise === 'Ingress' ? [everything] : [SHUT],
    } };
    resources[`M${name}`] = i === 0 ? instance('Public', name) : draw.pick([() => instance(draw.pick(['IsoA', 'IsoB']), name), () => lambda(name)])();
  }
  const intent = { segments: names.map((id) => ({ id, members: [`App.M${id}`] })), flows: [] as PlainIntent['flows'][number][] };
  const rules: TidyWorld['rules'][number][] = [];
  for (let i = 0; i < 2 + draw.below(4); i++) {
    const port = [443, 5432, 8080, 6379, 9092, 22][i];
    const [a, b] = draw.some(names, 2);
    const far = draw.chance(0.3) ? '203.0.112.0/23' : undefined;
    const [source, destination] = far === undefined ? [a, b] : precise === 'Ingress' ? [far, 's0'] : ['s0', far];
    const id = `f${i}`;
    intent.flows.push({ id, source, destination, protocol: far === undefined && draw.chance(0.2) ? 'udp' : 'tcp', port });
    const [owner, other, side] = precise === 'Ingress' ? [destination, source, 'Source'] : [source, destination, 'Destination'];
    const rule = { IpProtocol: intent.flows[i].protocol, FromPort: port, ToPort: port, ...(far === undefined ? { [`${side}SecurityGroupId`]: att(`G${other}`, 'GroupId') } : { CidrIp: far }) };
    const list = resources[`G${owner}`].Properties[`SecurityGroup${precise}`];
    // inside a group a rule may name only groups that come before: CloudFormation refuses cycles
    const isStandalone = draw.chance(0.5) || (far === undefined && other >= owner);
    if (isStandalone) resources[`R${id}`] = { Type: `AWS::EC2::SecurityGroup${precise}`, Properties: { GroupId: att(`G${owner}`, 'GroupId'), ...rule } };
    else list.push(rule);
    rules.push({ group: `G${owner}`, index: list.length - 1, isStandalone, id: `R${id}`, flow: id });
  }
  return { world: worldOf(seed, resources, names.map((name) => `App.M${name}`)), intent, rules, precise };
}

function instance(subnet: string, name: string): Template {
  return { Type: 'AWS::EC2::Instance', Properties: { SubnetId: ref(subnet), SecurityGroupIds: [att(`G${name}`, 'GroupId'), ref('Everyone')] } };
}

function lambda(name: string): Template {
  return { Type: 'AWS::Lambda::Function', Properties: { Role: 'arn:aws:iam::111122223333:role/r', Code: { ZipFile: 'x' }, VpcConfig: { SubnetIds: [ref('IsoA'), ref('IsoB')], SecurityGroupIds: [att(`G${name}`, 'GroupId'), ref('Everyone')] } } };
}

function worldOf(seed: number, resources: Record<string, Template>, actors: readonly string[]): RandomWorld {
  return { seed, templates: { App: { Resources: resources } }, tokens: [], outside: { Resources: {} }, aliases: {}, actors, wishes: [], isPlain: true, hasConditions: false };
}

type Rule = TidyWorld['rules'][number];

export function changed({ world, precise }: TidyWorld, rule: Rule, change: (rule: Template) => Template | undefined): RandomWorld {
  const templates = JSON.parse(JSON.stringify(world.templates));
  const { Resources } = templates.App;
  if (rule.isStandalone) {
    const { GroupId, ...own } = Resources[rule.id].Properties;
    const next = change(own);
    if (next === undefined) delete Resources[rule.id];
    else Resources[rule.id].Properties = { GroupId, ...next };
  } else {
    const list = Resources[rule.group].Properties[`SecurityGroup${precise}`];
    const next = change(list[rule.index]);
    list.splice(rule.index, 1, ...(next === undefined ? [] : [next]));
  }
  return { ...world, templates };
}

/** Every way in which one rule can be a little wider; each opens something that no flow declares. */
export function widenings({ world, intent, rules, precise }: TidyWorld): { readonly what: string; readonly rule: Rule; readonly change: (rule: Template) => Template }[] {
  const side = precise === 'Ingress' ? 'Source' : 'Destination';
  return rules.flatMap((rule) => {
    const { source, destination, protocol, port } = intent.flows.find((f) => f.id === rule.flow)!;
    const isFar = source.includes('/') || destination.includes('/');
    const [owner, other] = precise === 'Ingress' ? [destination, source] : [source, destination];
    // somebody else in the VPC who has no such flow
    const stranger = intent.segments.find(({ id }) => id !== owner && id !== other && !intent.flows.some((f) =>
      f.protocol === protocol && f.port === port && (precise === 'Ingress' ? f.source === id && f.destination === owner : f.destination === id && f.source === owner)));
    const out: { what: string; rule: Rule; change: (rule: Template) => Template }[] = [
      { what: 'one port more', rule, change: (r) => ({ ...r, ToPort: r.ToPort + 1 }) },
      { what: 'one port less at the lower end', rule, change: (r) => ({ ...r, FromPort: r.FromPort - 1 }) },
      { what: 'every protocol', rule, change: ({ FromPort: _, ToPort: __, ...r }) => ({ ...r, IpProtocol: '-1' }) },
    ];
    if (isFar) out.push({ what: 'one bit of the prefix', rule, change: (r) => ({ ...r, CidrIp: '203.0.112.0/22' }) }, { what: 'half of the internet', rule, change: (r) => ({ ...r, CidrIp: '128.0.0.0/1' }) });
    else if (stranger !== undefined) {
      const { [`${side}SecurityGroupId`]: _, ...nobody } = { [`${side}SecurityGroupId`]: undefined };
      out.push({ what: 'the whole VPC instead of a group', rule, change: ({ [`${side}SecurityGroupId`]: __, ...r }) => ({ ...r, ...nobody, CidrIp: BLOCK }) });
      out.push({ what: 'another group', rule, change: (r) => ({ ...r, [`${side}SecurityGroupId`]: att(`G${stranger.id}`, 'GroupId') }) });
    }
    return out;
  }).map((w) => ({ ...w, what: `${w.what} (seed ${world.seed}, ${w.rule.flow})` }));
}
