/**
 * Web firewalls of templates: `readFirewalls(context)`, after the doors were read. See firewall-model.ts for what is in it.
 */
import type { TemplateWorld } from '../template/model';
import type { Context } from './context';
import { readEntrances } from './entrances';
import { type Entrance, type FirewallWorld, NO_FIREWALLS } from './firewall-model';
import { linksOf } from './inner';
import { leadsTo } from './origins';
import { elsewhereAcl, readWebAcls } from './web-acls';

const ENTRANCES = /^AWS::(ApiGateway::RestApi|ApiGatewayV2::Api|Lambda::Url|ElasticLoadBalancingV2::LoadBalancer|AppSync::GraphQLApi|AppSync::Api|Cognito::UserPool|CloudFront::Distribution|AppRunner::Service|EC2::VerifiedAccessInstance|Amplify::App)$/;
const FIREWALLS = /^AWS::(WAFv2|FMS)::/;
/** These name theirs themselves. */
const NAMING = /^AWS::CloudFront::/;

/** Names of types are enough to say no. */
export function hasEntrances({ typeNames, resources }: TemplateWorld): boolean {
  return (typeNames ?? resources.map((r) => r.type)).some((type) => ENTRANCES.test(type) || FIREWALLS.test(type));
}

/** Whether some template may have or name a web ACL; false is certain. */
export function mayHaveFirewalls({ typeNames, resources }: TemplateWorld): boolean {
  return (typeNames ?? resources.map((r) => r.type)).some((type) => FIREWALLS.test(type) || NAMING.test(type));
}

export function readFirewalls(context: Context): FirewallWorld {
  if (!hasEntrances(context.templates)) return NO_FIREWALLS;
  const bare = readEntrances(context);
  const all = bare.map((e): Entrance => {
    const resource = e.kind === 'distribution' ? context.templates.resource(e.id) : undefined;
    return { ...e, leadsTo: resource?.type === 'AWS::CloudFront::Distribution' ? leadsTo(context, resource, bare) : linksOf(context, e, bare) };
  });
  // What is closed itself counts where others call it.
  const called = new Set(all.flatMap((e) => e.leadsTo.map((w) => w.entrance)));
  const entrances = all.filter((e) => !e.open.may.isNever() || e.acls.length > 0 || called.has(e.id)).sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
  const acls = readWebAcls(context);
  for (const { acls: named } of entrances) for (const { acl, place } of named) if (!acls.has(acl)) acls.set(acl, elsewhereAcl(acl, place));
  return { entrances, acls: new Map([...acls].sort(([a], [b]) => (a < b ? -1 : 1))), hasAny: acls.size > 0 };
}
