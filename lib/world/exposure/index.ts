/**
 * Templates in, the ways in out: see model.ts for what is in it.
 *
 *   const world = readExposure(readTemplates(['cdk.out'], { cwd }));
 *
 * Never throws on what a template holds. Where no function and no door is, nothing is read.
 */
import type { TemplateWorld } from '../template/model';
import { readBalancers } from './balancers';
import { Context } from './context';
import type { FirewallWorld } from './firewall-model';
import { readFirewalls } from './firewalls';
import { readHttpApis } from './http';
import type { ExposureWorld, Target } from './model';
import { readOtherDoors } from './others';
import { readPermissions } from './permissions';
import { readRestApis } from './rest';
import { readServerless, serverlessUnknowns } from './serverless';
import { readGuestPools, readGuests, readSigners } from './signers';
import { readSources } from './sources';
import { readTriggers } from './triggers';
import { readUrls } from './urls';

export { hasEntrances, mayHaveFirewalls } from './firewalls';

const WAYS = /^AWS::(ApiGateway|ApiGatewayV2|Lambda|Serverless|AppSync|VpcLattice|CloudFront)::/;

/** Whether there is anything to read: the names of types are enough to say no. */
export function hasWaysIn(templates: TemplateWorld): boolean {
  return (templates.typeNames ?? templates.resources.map((r) => r.type)).some((type) => WAYS.test(type));
}

export function readExposure(templates: TemplateWorld): ExposureWorld {
  const context = new Context(templates);
  if (hasWaysIn(templates)) {
    readRestApis(context);
    readHttpApis(context);
    readUrls(context);
    readBalancers(context);
    readOtherDoors(context);
    readPermissions(context);
    readTriggers(context);
    readServerless(context);
  }
  const { doors, permissions, triggers, functions } = context;
  const signers = readSigners(context);
  const guests = functions.size + doors.length === 0 ? [] : readGuests(context);
  const guestPools = guests.length === 0 ? new Set<string>() : readGuestPools(context);
  const sources = readSources(context, triggers);
  doors.sort((a, b) => (a.id < b.id ? -1 : 1));
  let firewalls: FirewallWorld | undefined;
  return { doors, permissions, triggers, functions, signers, guests, guestPools, sources, get firewalls() { return firewalls ??= readFirewalls(context); }, conditions: templates.conditions, unknowns: [...templates.unknowns, ...serverlessUnknowns(context)] };
}

/** A value of a template as a text with marks; undefined where it is none. */
export function textIn(templates: TemplateWorld, template: string, expression: unknown): string | undefined {
  return new Context(templates).text(templates.evaluateIn?.(template, expression));
}

/** The function that an expression of a template names: an intent keeps imported handlers as one. */
export function targetIn(templates: TemplateWorld, template: string, expression: unknown): Target | undefined {
  const value = templates.evaluateIn?.(template, expression);
  return value === undefined || value === null ? undefined : new Context(templates).target(value, { template, pointer: '', resource: '' });
}
