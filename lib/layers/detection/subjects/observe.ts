/**
 * Any construct -> what of it is watched: ``subjectsOf(thing, where)``.
 *
 * A construct is of this library, an L1, an L2 with its L1, or an import with CDK's reference interface. What is in no table is refused, with what could
 * be observed: nothing is silently left unwatched. Ids are paths within the stage, so that no other thing changes them.
 */
import { CfnResource, Stack, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { SubjectFacts } from '../model';
import { ACCOUNT } from './account';
import { APIS } from './apis';
import { DATA } from './data';
import type { Draft, ObservedType, Thing } from './draft';
import { EDGE } from './edge';
import { FIREWALL } from './firewall';
import { IDENTITY } from './identity';
import { idOf } from './looking';
import { NETWORK } from './network';
import { oursOf } from './ours';

export const OBSERVED: readonly ObservedType[] = [...APIS, ...IDENTITY, ...FIREWALL, ...DATA, ...NETWORK, ...EDGE, ...ACCOUNT];

/** What was found, and whether somebody named it. */
export interface Observed {
  readonly facts: SubjectFacts;
  readonly isImplied: boolean;
  /** Region whose metrics it has, where that is not its own. */
  readonly region?: string;
  readonly construct: IConstruct;
  /** What was handed in, by whomever. */
  readonly roots: readonly IConstruct[];
}

export function subjectsOf(thing: Omit<Thing, 'resource' | 'ref'>, where: string): readonly Observed[] {
  return found(thing, where).map((o) => ({ ...o, roots: [thing.construct] }));
}

function found(thing: Omit<Thing, 'resource' | 'ref'>, where: string): readonly Observed[] {
  const { construct } = thing;
  if (!isConstruct(construct)) {
    thing.tell('error', 'ObservedKindUnknown', `\`${typeof construct === 'string' ? construct : typeof construct}\` is no construct; expected one; import what exists, e.g. \`Table.fromTableName(this, 'Table', 'documents')\``);
    return [];
  }
  const ours = oursOf(thing);
  if (ours !== undefined) {
    const parts = ours.instead.flatMap(({ construct: part, flows = [] }, i) => found({ ...thing, construct: part, options: i === 0 ? thing.options : withoutId(thing.options) }, where)
      .map((o) => ({ ...o, isImplied: o.isImplied || i > 0, facts: { ...o.facts, flows: [...o.facts.flows, ...flows] } })));
    return [...finish(thing, construct, ours.drafts, where), ...parts];
  }
  const resource = resourceOf(construct);
  const type = OBSERVED.find((t) => (resource === undefined ? t.refs.some((name) => refOf(construct, name) !== undefined) : t.types.includes(resource.cfnResourceType)));
  if (type === undefined) {
    thing.tell('error', 'ObservedKindUnknown', `\`${construct.node.path}\` ${resource === undefined ? 'is of no type that is known' : `is of type \`${resource.cfnResourceType}\``}, of which no signal is known; expected a front door, an identity, a segment, a store, a web firewall, a closed VPC, an account baseline, ${OBSERVED.map((t) => t.words).join(', ')}; observe one of these, or write alarms of your own for it`);
    return [];
  }
  const ref = type.refs.map((name) => refOf(construct, name)).find((r) => r !== undefined);
  return finish(thing, construct, type.read({ ...thing, ...(resource === undefined ? {} : { resource }), ...(ref === undefined ? {} : { ref }) }), where);
}

function finish({ options }: Pick<Thing, 'options'>, construct: IConstruct, drafts: readonly Draft[], where: string): readonly Observed[] {
  const own = options.id ?? idOf(construct);
  const idFor = (part: string | undefined): string => (part === undefined ? own : `${own} ${part}`);
  return drafts.map((draft) => {
    const id = draft.id ?? idFor(draft.part);
    const logs = Object.entries(draft.logs ?? {}).filter(([, log]) => log !== undefined);
    const values = Object.entries({ ...draft.values, ...(draft.part === undefined && draft.id === undefined ? options.dimensions : {}) }).filter((entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== '');
    return {
      construct, roots: [construct], isImplied: draft.isImplied === true, ...(draft.region === undefined ? {} : { region: draft.region }),
      facts: {
        kind: draft.kind, id, title: draft.title ?? (draft.part === undefined ? id : `${draft.part} of ${own}`), values: Object.fromEntries(values), ...(draft.lacks === undefined ? {} : { lacks: draft.lacks }), ...(draft.never === undefined || draft.never.length === 0 ? {} : { never: draft.never }),
        logs: Object.fromEntries(logs.map(([log, found]) => [log, found!.name])), logIds: Object.fromEntries(logs.map(([log, found]) => [log, found!.id])),
        ...(draft.whole === undefined ? {} : { within: draft.whole }), ...(draft.within === undefined ? {} : { within: idFor(draft.within === true ? undefined : draft.within) }),
        flows: draft.flows ?? [], routes: draft.routes ?? [], where,
      },
    };
  });
}

/** Metrics are of one account and region, and so are alarms. */
export function placeOf({ construct, region }: Observed, here: Stack): string | undefined {
  const at = environmentOf(construct);
  for (const [what, there, mine] of [['region', region ?? at.region, here.region], ['account', at.account, here.account]] as const) {
    if (!Token.isUnresolved(there) && !Token.isUnresolved(mine) && there !== mine) return `${what} \`${there}\``;
  }
  return undefined;
}

function environmentOf(construct: IConstruct): { readonly account: string; readonly region: string } {
  const { env } = construct as { readonly env?: { readonly account: string; readonly region: string } };
  return env ?? Stack.of(construct);
}

function resourceOf(construct: IConstruct): CfnResource | undefined {
  const candidate = CfnResource.isCfnResource(construct) ? construct : construct.node.defaultChild;
  return candidate !== undefined && CfnResource.isCfnResource(candidate) ? candidate : undefined;
}

function refOf(construct: IConstruct, name: string): Readonly<Record<string, string>> | undefined {
  try {
    const ref: unknown = (construct as unknown as Record<string, unknown>)[name];
    return typeof ref === 'object' && ref !== null ? ref as Record<string, string> : undefined;
  } catch {
    return undefined; // an import that does not know enough of itself
  }
}

export function isConstruct(value: unknown): value is IConstruct {
  return typeof value === 'object' && value !== null && 'node' in value;
}

function withoutId({ id, dimensions, ...options }: Thing['options']): Thing['options'] {
  void id;
  void dimensions;
  return options;
}
