/**
 * Nothing more: what gets to a handler of a declared route, or through a declared door, and no route declares.
 *
 *   a method that was added to the door      a function URL of a handler      another API, a balancer, a GraphQL API
 *   a statement for another account, for `*`, for a service without a source, for a door elsewhere
 *
 * A service or a principal that IAM identifies and that these templates name (queues, topics, rules, state machines, policies) is
 * no excess here: data flows declare those. MOCK methods call nothing.
 */
import type { BoundDoor, BoundRoute } from './bind-doors';
import { allEntries } from './entries';
import type { Entry } from './model';
import type { Known } from './names';
import { type ExposureFinding, fixOf } from './verdict';

export class Declared {
  private readonly handlers: ReadonlyMap<string, readonly BoundRoute[]>;
  private readonly doors: ReadonlySet<string>;
  private readonly routes: ReadonlySet<string>;

  constructor(routes: readonly BoundRoute[], doors: readonly BoundDoor[]) {
    const handlers = new Map<string, BoundRoute[]>();
    for (const r of routes) if (r.target !== undefined) handlers.set(r.target, [...handlers.get(r.target) ?? [], r]);
    this.handlers = handlers;
    this.doors = new Set(doors.flatMap((d) => d.door?.id ?? []));
    this.routes = new Set(routes.flatMap((r) => (r.door?.door === undefined ? [] : [`${r.door.door.id} ${r.data.method} ${r.data.path}`])));
  }

  /** The intent answers for it: a door or a handler of its own. */
  public concerns(entry: Entry): boolean {
    return this.handlers.has(entry.target.id) || (entry.door !== undefined && this.doors.has(entry.door.id));
  }

  /** A declared route leads there, or IAM tells who asks and data flows say for what. */
  public permits({ door, route, kind, open, permission }: Entry): boolean {
    if (door !== undefined) return route !== undefined && this.routes.has(`${door.id} ${route.method} ${route.path}`);
    if (kind === 'service' || kind === 'iam' || kind === 'authorizer') return open.may.isNever();
    return permission !== undefined && open.may.isNever() && /\.amazon(aws)?\.com(\.cn)?$/.test(permission.principal);
  }
}

/** The excess, and for each door that has none that it is proved. `signed`: doors that somebody else may sign for (signers.ts). */
export function excessFindings(known: Known, declared: Declared, routes: readonly BoundRoute[], doors: readonly BoundDoor[], signed: ReadonlySet<BoundDoor | undefined>): ExposureFinding[] {
  const { world } = known;
  const found = excessOf(known, declared);
  return [...found.map((f) => f.finding), ...doors.filter((d) => d.door !== undefined).flatMap((d): ExposureFinding[] => {
    const handlers = new Set(routes.filter((r) => r.door === d).map((r) => r.target));
    const mine = [...allEntries(world).values()].flat().filter((e) => e.door?.id === d.door?.id || handlers.has(e.target.id));
    if (signed.has(d) || found.some((f) => mine.includes(f.entry))) return [];
    const unknowns = [...world.unknowns, ...d.door!.hidden];
    return [{ kind: 'nothing-more', key: ['door', d.bound.stage, d.data.scope, d.data.id].join('\n'), question: `nothing more: every way through ${d.data.id} and into its handlers is declared`, source: d.data.id, destination: d.data.id, over: 'all', verdict: unknowns.length > 0 ? 'unknown' : 'proved', unknowns, assumptions: mine.flatMap((e) => e.assumptions), at: d.door!.place }];
  })];
}

interface Excess {
  readonly entry: Entry;
  readonly finding: ExposureFinding;
}

function excessOf({ world }: Known, declared: Declared): Excess[] {
  return [...allEntries(world).values()].flat().filter((e) => declared.concerns(e) && !declared.permits(e) && !e.reached.may.isNever()).map((entry): Excess => ({ entry, finding: excessFinding(entry) }));
}

function excessFinding(entry: Entry): ExposureFinding {
  const { target, reached, open } = entry;
  const base = { kind: 'nothing-more', key: `excess ${entry.key}`, question: `nothing more: ${entry.entry} reaches ${target.label}`, source: entry.entry, destination: target.label, over: 'all', assumptions: entry.assumptions, at: entry.because[0] } as const;
  const [way] = entry.ways;
  const fix = entry.door !== undefined ? `declare it with \`addRoute\`, or remove it${way === undefined ? '' : `; ${fixOf(entry)}`}` : `remove it; ${fixOf(entry)}`;
  if (way !== undefined) return { ...base, verdict: 'violated', way: { entry, way }, fix };
  // It checks an identity, or perhaps one, and nobody asked for it.
  const [known] = entry.knownWays;
  if (known !== undefined && open.may.isNever()) return { ...base, verdict: 'violated', way: { entry, way: known }, fix };
  return { ...base, verdict: 'unknown', unknowns: [...open.unknowns, ...reached.unknowns] };
}
