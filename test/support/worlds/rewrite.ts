/** Changes to a world that change nothing about who reaches whom. */
import type { Template } from '../world-simulator';
import type { Draw } from './draw';
import type { Raw } from './generate';
import { namesOnlyEarlier } from './workloads';

export type Rewrite = (raw: Raw, draw: Draw) => Raw;

const clone = <T>(value: T): T => JSON.parse(JSON.stringify(value));
const renamed = (id: string): string => `Z${[...id].reverse().join('')}Q`;

/** Everything is called otherwise; `names` says how. */
export function rename(raw: Raw): { readonly raw: Raw; readonly nameOf: (id: string) => string } {
  const names = new Map(Object.keys(raw.resources).map((id) => [id, renamed(id)]));
  const nameOf = (id: string): string => names.get(id) ?? id;
  const walk = (node: unknown): any => {
    if (Array.isArray(node)) return node.map(walk);
    if (typeof node !== 'object' || node === null) return node;
    const { Ref, 'Fn::GetAtt': attribute, 'Fn::Sub': text } = node as Template;
    if (Ref !== undefined) return { Ref: nameOf(Ref) };
    if (attribute !== undefined) return { 'Fn::GetAtt': [nameOf(attribute[0]), ...attribute.slice(1)] };
    if (typeof text === 'string') return { 'Fn::Sub': text.replace(/\$\{(\w+)/g, (_, id) => `\${${nameOf(id)}`) };
    return Object.fromEntries(Object.entries(node).map(([k, v]) => [k, walk(v)]));
  };
  return {
    raw: {
      ...raw, resources: Object.fromEntries(Object.entries(raw.resources).map(([id, r]) => [nameOf(id), { ...r, Properties: walk(r.Properties) }])),
      actors: raw.actors.map(nameOf), wishes: raw.wishes.map((w) => ({ ...w, source: nameOf(w.source), destination: nameOf(w.destination) })),
    }, nameOf,
  };
}

/** Resources, rules, properties and lists of groups in another order. */
export const reorder: Rewrite = (raw, draw) => {
  const shuffled = (record: Readonly<Record<string, any>>): Record<string, any> => Object.fromEntries(draw.shuffle(Object.entries(record)));
  const resources = clone(raw.resources);
  for (const { Properties: p } of Object.values(resources)) {
    for (const name of ['SecurityGroupIngress', 'SecurityGroupEgress', 'SecurityGroupIds', 'VPCSecurityGroups']) if (Array.isArray(p[name])) p[name] = draw.shuffle(p[name]).map((x: any) => (typeof x === 'object' && 'IpProtocol' in x ? shuffled(x) : x));
  }
  return { ...raw, resources: shuffled(resources), conditions: shuffled(raw.conditions), parameters: shuffled(raw.parameters) };
};

/** Rules that say the same in two: halves of a block, halves of a range of ports. */
export const split: Rewrite = (raw, draw) => {
  const resources: Record<string, Template> = clone(raw.resources);
  const parts = (rule: Template): Template[] => {
    if (typeof rule.FromPort === 'number' && typeof rule.ToPort === 'number' && rule.FromPort < rule.ToPort && /^(tcp|udp|6|17)$/.test(rule.IpProtocol)) {
      const middle = Math.floor((rule.FromPort + rule.ToPort) / 2);
      return [{ ...rule, ToPort: middle }, { ...rule, FromPort: middle + 1 }];
    }
    const halves = typeof rule.CidrIp === 'string' ? halvesOf(rule.CidrIp) : undefined;
    return halves === undefined ? [rule] : halves.map((CidrIp) => ({ ...rule, CidrIp }));
  };
  for (const [id, resource] of Object.entries(resources)) {
    const { Type, Properties: p } = resource;
    for (const name of ['SecurityGroupIngress', 'SecurityGroupEgress']) {
      if (Type === 'AWS::EC2::SecurityGroup' && p[name] !== undefined) p[name] = p[name].flatMap((rule: Template) => ('IpProtocol' in rule && draw.chance(0.7) ? parts(rule) : [rule]));
    }
    if (!/^AWS::EC2::SecurityGroup(In|E)gress$/.test(Type) || !draw.chance(0.7)) continue;
    const [first, second] = parts(p);
    resources[id] = { ...resource, Properties: first };
    if (second !== undefined) resources[`${id}b`] = { ...resource, Properties: second };
  }
  return { ...raw, resources };
};

function halvesOf(block: string): string[] | undefined {
  const [base, length] = block.split('/');
  const bits = Number(length);
  if (bits >= 32) return undefined;
  const n = base.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  const size = 2 ** (32 - bits);
  const low = Math.floor(n / size) * size;
  return [low, low + size / 2].map((x) => `${[24, 16, 8, 0].map((s) => Math.floor(x / 2 ** s) % 256).join('.')}/${bits + 1}`);
}

/** Rules inside a group stand beside it and the other way round. Egress moves only where the default rule is not at stake. */
export const move: Rewrite = (raw, draw) => {
  const resources: Record<string, Template> = clone(raw.resources);
  for (const [id, { Type, Properties: p, Condition }] of Object.entries(resources)) {
    if (Type === 'AWS::EC2::SecurityGroup') {
      for (const direction of ['Ingress', 'Egress']) {
        const list = p[`SecurityGroup${direction}`];
        if (!Array.isArray(list)) continue;
        const staying = list.filter((rule: Template, i: number) => {
          if (!('IpProtocol' in rule) || !draw.chance(0.5) || (direction === 'Egress' && i === 0)) return true;
          resources[`${id}${direction}${i}`] = { Type: `AWS::EC2::SecurityGroup${direction}`, Properties: { GroupId: { 'Fn::GetAtt': [id, 'GroupId'] }, ...rule } };
          return false;
        });
        p[`SecurityGroup${direction}`] = staying;
      }
    } else if (/^AWS::EC2::SecurityGroup(In|E)gress$/.test(Type) && Condition === undefined && draw.chance(0.5)) {
      const { GroupId, ...rule } = p;
      const list = resources[GroupId.Ref ?? GroupId['Fn::GetAtt']?.[0]]?.Properties[Type.replace('AWS::EC2::', '')];
      if (!Array.isArray(list) || !namesOnlyEarlier(GroupId.Ref ?? GroupId['Fn::GetAtt'][0], rule)) continue;
      list.push(rule);
      delete resources[id];
    }
  }
  return { ...raw, resources };
};
