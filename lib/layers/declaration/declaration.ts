/**
 * What one façade (or one layer alone) was told, in the grammar of an intent file, with the place of each call.
 *
 * Nothing is judged when it is said: all mistakes are found together, when the app is synthesized, and reported once.
 */
import { type IConstruct } from 'constructs';
import { type DataFacts, type Finding, Findings, type FrontDoorFacts, joinDoorFacts, type MemberData, type Normalised, normaliseIntent, type OfferedSegmentData, type Posture, type SegmentData, type StoreData } from '../../intent';
import { CallSite } from './call-site';
import { POSTURE, readOption } from './options';

const SECTIONS = ['segments', 'enclaves', 'personas', 'flows', 'claims', 'guarantees', 'stores', 'dataFlows', 'dataClaims', 'doors', 'routes', 'identities'] as const;
export type SectionName = typeof SECTIONS[number];

interface Entry {
  readonly value: Record<string, unknown> | unknown;
  /** The place of the whole entry, and of what is in it where a file knows better. */
  readonly locate: (pointerWithin: string) => string;
}

export class Declaration {
  private readonly sections = Object.fromEntries(SECTIONS.map((s): [string, Entry[]] => [s, []])) as Record<SectionName, Entry[]>;
  private extra: Finding[] = [];
  private isClosed = false;
  private readonly foreign = new Map<string, () => SegmentData | undefined>();
  private readonly offered: OfferedSegmentData[] = [];
  private readonly foreignStores = new Map<string, () => StoreData | undefined>();
  private facts?: DataFacts;
  private readonly doorFacts: Partial<FrontDoorFacts>[] = [];

  public readonly posture: Posture;

  constructor(public readonly scope: string, posture: Posture) {
    // Mistyped in JavaScript it would be none of the postures, and weaker than each where defaults are looked up by its name.
    const isKnown = readOption<unknown>(posture, POSTURE, `\`posture\` of \`${scope}\``, (code, message) => { this.report('error', code, message, new CallSite()); }) !== undefined;
    this.posture = isKnown ? posture : 'standard';
  }

  public add(section: SectionName, value: unknown, locate?: (pointerWithin: string) => string): void {
    this.assertOpen(`an entry of \`${section}\``);
    if (locate !== undefined) this.sections[section].push({ value, locate });
    else {
      const site = new CallSite();
      this.sections[section].push({ value, locate: () => site.toString() });
    }
  }

  /** Everything has been compiled: what is declared from now on would be lost. */
  public close(): void {
    this.isClosed = true;
  }

  /** Throws once the app has been compiled: a member or a flow that comes too late would stay open, or closed, without a word. */
  public assertOpen(what: string): void {
    if (this.isClosed) throw new Error(`DeclaredTooLate: ${what} is declared after the app was synthesized (or by an aspect that ran later), when the network is built already; declare it before`);
  }

  /** A mistake that only a construct can see, e.g. about a member. */
  public report(level: Finding['level'], code: string, message: string, site?: { toString(): string }): void {
    this.extra.push({ code, level, pointer: '', where: site?.toString() ?? '', message });
  }

  /** What was reported since the intent was normalised. */
  public takeReports(): Finding[] {
    const reports = this.extra;
    this.extra = [];
    return reports;
  }

  /** A segment of another façade that a flow or claim of this one names. */
  public addForeign(scope: string, id: string, read: () => SegmentData | undefined): void {
    this.foreign.set(`${scope}#${id}`, read);
  }

  /** A segment of another repository that claims of this façade may name. */
  public addOffered(segment: OfferedSegmentData): void {
    this.assertOpen(`the offered segment \`${segment.segment.id}\``);
    this.offered.push(segment);
  }

  /** A store of another façade that a data flow or claim of this one names. */
  public addForeignStore(scope: string, id: string, read: () => StoreData | undefined): void {
    this.foreignStores.set(`${scope}#${id}`, read);
  }

  /** What the data layer knows of stores and roles; set once, before the intent is normalised. */
  public setDataFacts(facts: DataFacts): void {
    this.facts = facts;
  }

  /** What a door knows of itself, its handlers, callers and identity; each door of the façade adds its own before the intent is normalised. */
  public addDoorFacts(facts: Partial<FrontDoorFacts>): void {
    this.doorFacts.push(facts);
  }

  /** A section of a front door in an intent file, which can name no resource: taken for a declaration, it would stand in the intent and be built by nobody. */
  public refuseFromFile(section: 'doors' | 'routes' | 'identities', value: unknown, locate: (pointerWithin: string) => string): void {
    const { id, route, path } = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;
    const [named] = [id, route, path].filter((v): v is string => typeof v === 'string' && v.trim() !== '');
    const what = `${{ doors: 'door', routes: 'route', identities: 'identity' }[section]}${named === undefined ? '' : ` \`${named.trim()}\``}`;
    this.report('error', 'RouteNeedsCode', `${what} is declared in a file, which cannot name a function, an API or a user pool; expected \`addFrontDoor\` and \`addRoute\` in code, and no entry for it here; personas may stand in the file`, { toString: () => locate('') });
  }

  /** Of a persona that was declared by now; a door hands them to who issues its tokens. */
  public personaGroups(id: string): readonly string[] {
    const said = this.sections.personas.map((e) => e.value as { id?: unknown; groups?: unknown } | null).filter((p) => p?.id === id).map((p) => (Array.isArray(p?.groups) ? p.groups.filter((g): g is string => typeof g === 'string') : []));
    return said.find((groups) => groups.length > 0) ?? [];
  }

  /** Both ends of each flow that was declared by now, as they were written. */
  public flowEnds(): readonly { readonly source?: unknown; readonly destination?: unknown }[] {
    return this.sections.flows.map((e) => e.value as { readonly source?: unknown; readonly destination?: unknown } | null).filter((f) => typeof f === 'object' && f !== null);
  }

  public hasSegment(id: string): boolean {
    return this.sections.segments.some((e) => (e.value as { id?: unknown } | null)?.id === id);
  }

  public segmentIds(): string[] {
    return this.sections.segments.map((e) => (e.value as { id?: unknown } | null)?.id).filter((id): id is string => typeof id === 'string');
  }

  /** `membersOf` is known once the members are joined. */
  public normalise(membersOf: (segmentId: string) => readonly MemberData[] = () => []): Normalised {
    const input: Record<string, unknown> = {};
    for (const section of SECTIONS) input[section] = this.sections[section].map((e) => withoutUndefined(e.value));
    const foreign = [...this.foreign.values()].map((read) => read()).filter((s): s is SegmentData => s !== undefined);
    const foreignStores = [...this.foreignStores.values()].map((read) => read()).filter((s): s is StoreData => s !== undefined);
    const result = normaliseIntent(input, { scope: this.scope, posture: this.posture, locate: (p) => this.locate(p), foreign, offered: this.offered, membersOf, foreignStores, data: this.facts, doors: joinDoorFacts(this.doorFacts) });
    const findings = new Findings();
    findings.append(result.findings);
    findings.append(this.takeReports());
    return { intent: result.intent, findings: findings.all() };
  }

  /** One segment as it was declared, without a look at other façades: two of them may claim from each other. */
  public segmentData(id: string): SegmentData | undefined {
    const declared = this.sections.segments.find((e) => (e.value as { id?: unknown } | null)?.id === id);
    return declared && normaliseIntent({ segments: [withoutUndefined(declared.value)] }, { scope: this.scope }).intent.segments[0];
  }

  /** One store as it was declared, with what its constructs know. */
  public storeData(id: string): StoreData | undefined {
    const declared = this.sections.stores.find((e) => (e.value as { id?: unknown } | null)?.id === id);
    return declared && normaliseIntent({ stores: [withoutUndefined(declared.value)] }, { scope: this.scope, data: this.facts }).intent.stores?.[0];
  }

  /** All of them at once, without what only constructs know. */
  public storesData(): readonly StoreData[] {
    return normaliseIntent({ stores: this.sections.stores.map((e) => withoutUndefined(e.value)) }, { scope: this.scope }).intent.stores ?? [];
  }

  private locate(pointer: string): string {
    const [, section, index, ...rest] = pointer.split('/');
    const entry = this.sections[section as SectionName]?.[Number(index)];
    return entry?.locate(rest.length === 0 ? '' : `/${rest.join('/')}`) ?? '';
  }
}

/** jsii hands over `undefined` for what the user did not set: it counts as not written. */
function withoutUndefined(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutUndefined);
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).filter(([, v]) => v !== undefined).map(([k, v]) => [k, withoutUndefined(v)]));
}

/** The façades of one app, so that they can see each other's segments and write one intent per stage. */
const registry = new WeakMap<IConstruct, Set<IConstruct>>();

export function registerFacade(facade: IConstruct): void {
  const { root } = facade.node;
  const known = registry.get(root) ?? new Set<IConstruct>();
  known.add(facade);
  registry.set(root, known);
}

/** In the order in which they were made. */
export function facadesAsMade(root: IConstruct): IConstruct[] {
  return [...(registry.get(root) ?? [])].filter(isInTree);
}

export function facadesOf(root: IConstruct): IConstruct[] {
  return facadesAsMade(root).sort((a, b) => (a.node.path < b.node.path ? -1 : a.node.path > b.node.path ? 1 : 0));
}

/** Nobody took it, or what it stands in, out of the tree: what is out is not synthesized, and must not be waited for. */
export function isInTree(construct: IConstruct): boolean {
  const { id, scope } = construct.node;
  return scope === undefined || (scope.node.tryFindChild(id) === construct && isInTree(scope));
}
