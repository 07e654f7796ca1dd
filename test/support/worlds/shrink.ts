/**
 * The smallest world that still fails: resources, list items, properties, whole stacks and tokens are taken out one by one, as
 * long as the same check says the same.
 */
import type { Template } from '../world-simulator';
import type { RandomWorld } from './model';

const BUDGET = 600;

export function shrink(world: RandomWorld, fails: (world: RandomWorld) => boolean): RandomWorld {
  let best = world;
  let left = BUDGET;
  const keeps = (candidate: RandomWorld): boolean => {
    if (left-- <= 0) return false;
    try {
      return fails(candidate);
    } catch {
      return false; // a template that no longer deploys
    }
  };
  for (let isSmaller = true; isSmaller && left > 0;) {
    isSmaller = false;
    for (const cut of cuts(best)) {
      const templates = JSON.parse(JSON.stringify(best.templates));
      cut(templates);
      const candidate = { ...best, templates };
      if (keeps(candidate)) {
        best = candidate;
        isSmaller = true;
        break;
      }
    }
  }
  return best;
}

/** Without these CloudFormation takes no template; the rest it can do without. */
const NEEDED = new Set(['Subnets', 'SubnetIds', 'NetworkInterfaces', 'DefaultActions', 'Entries', 'SecurityGroupIds', 'GroupSet', 'VPCSecurityGroups', 'SecurityGroupEgress']);
const OPTIONAL = new Set([
  'MapPublicIpOnLaunch', 'AssignIpv6AddressOnCreation', 'Ipv6CidrBlock', 'Ipv6AddressCount', 'PrivateIpAddress', 'LoadBalancers', 'Scheme', 'IpAddressType', 'Ipv6AllowedForDualStack', 'SecurityGroupEgress',
]);

type Cut = (templates: Record<string, Template>) => void;

/** Whole resources that nothing refers to first, then items of lists, then properties. */
function cuts({ templates }: RandomWorld): Cut[] {
  const out: Cut[] = [];
  const text = JSON.stringify(templates);
  const isFree = (id: string): boolean => !text.includes(`"Ref":"${id}"`) && !text.includes(`"Fn::GetAtt":["${id}"`) && !text.includes(`\${${id}`);
  for (const [key, { Resources, Outputs, Parameters, Conditions }] of Object.entries(templates)) {
    for (const id of Object.keys(Resources)) {
      if (isFree(id)) out.push((t) => { delete t[key].Resources[id]; });
    }
    for (const [section, entries] of Object.entries({ Outputs, Parameters, Conditions })) {
      for (const name of Object.keys(entries ?? {})) {
        const isUsed = section === 'Outputs' ? text.split(`:${name}`).length > 2 || text.includes(`Outputs.${name}"`) || (entries[name].Export && text.includes(`"Fn::ImportValue":"${entries[name].Export.Name}"`)) : text.includes(`"${section === 'Parameters' ? 'Ref":"' : ''}${name}"`) && !(section === 'Conditions' && text.split(`"${name}"`).length === 2);
        if (!isUsed) out.push((t) => { delete t[key][section][name]; });
      }
    }
    for (const [id, resource] of Object.entries<Template>(Resources)) {
      if (resource.Condition !== undefined) out.push((t) => { delete t[key].Resources[id].Condition; });
      for (const [name, value] of Object.entries(resource.Properties ?? {})) {
        if (Array.isArray(value) && (value.length > 1 || !NEEDED.has(name))) value.forEach((_, i) => out.push((t) => { t[key].Resources[id].Properties[name].splice(i, 1); }));
        else if (OPTIONAL.has(name)) out.push((t) => { delete t[key].Resources[id].Properties[name]; });
      }
    }
  }
  return out;
}
