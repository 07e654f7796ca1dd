/**
 * Plain objects in; normalised, sorted, deny-by-default intent out:
 *
 *   const { intent, findings } = normaliseIntent({ segments: [...], flows: [...] });
 *
 * All mistakes come back at once, and nothing throws whatever comes in. With any error among the findings the intent is
 * what could be read and must not be built.
 * Not judged here: members (the layers know their types), budgets, and whether a stack keeps to it (the prover).
 */
import { checkData } from './check-data';
import { checkFlows } from './check-flows';
import { checkJewels } from './check-jewels';
import { checkNames, idsOf } from './check-names';
import { checkPosture } from './check-posture';
import { type KnownEnds } from './endpoint';
import { type FrontDoorFacts, NO_DOOR_FACTS } from './door-facts';
import { compareText, type Finding, Findings, type Locate } from './finding';
import { readFrontDoor } from './front-door';
import { INTENT_SCHEMA, type EndpointData, type GuaranteeData, type Intent, type MemberData, type Posture, type SegmentData } from './model';
import type { DataFlowData, StoreData } from './model-data';
import { type Offers, readClaim } from './read-claim';
import { type DataFacts, type KnownStores, NO_FACTS, readDataClaim, readDataFlow, type ReadDataFlow, readStore } from './read-data';
import { readEnclave } from './read-enclave';
import { readFlow, type ReadFlow } from './read-flow';
import { readGuarantee } from './read-guarantee';
import { readPersona } from './read-persona';
import { readSegment } from './read-segment';
import { ObjectReader } from './reader';

export interface NormaliseOptions {
  /** Construct path of the façade within its stage. @default '' */
  readonly scope?: string;
  /** @default 'standard' */
  readonly posture?: Posture;
  readonly locate?: Locate;
  /** Segments of other façades of the same app, whole: claims are checked against their offers. */
  readonly foreign?: readonly SegmentData[];
  /** Segments of other repositories, as their owners describe them, and the ends that flows to them have. */
  readonly offered?: readonly OfferedSegmentData[];
  /** Members of a segment, which no file can name. @default - none */
  readonly membersOf?: (segmentId: string) => readonly MemberData[];
  /** Stores of other façades of the same app. */
  readonly foreignStores?: readonly StoreData[];
  /** What only constructs know of stores and roles. @default - nothing */
  readonly data?: DataFacts;
  /** What only constructs know of doors, handlers, callers and identities. @default - nothing */
  readonly doors?: FrontDoorFacts;
}

export interface OfferedSegmentData {
  readonly segment: SegmentData;
  readonly end: EndpointData;
}

export interface Normalised {
  readonly intent: Intent;
  readonly findings: readonly Finding[];
}

export const POSTURES: readonly Posture[] = ['sandbox', 'standard', 'high'];

export function normaliseIntent(input: unknown, options: NormaliseOptions = {}): Normalised {
  const findings = new Findings(options.locate);
  const scope = options.scope ?? '';
  const membersOf = options.membersOf ?? (() => []);
  const r = new ObjectReader(input, '', 'the intent', findings);
  const schema = r.optionalText('schema');
  if (schema !== undefined && schema !== INTENT_SCHEMA) findings.error('SchemaUnknown', '/schema', `\`schema\` is \`${schema}\`; expected \`${INTENT_SCHEMA}\``);
  const posture = (r.oneOf('posture', POSTURES) ?? options.posture ?? 'standard') as Posture;
  const each = <T>(section: string, read: (value: unknown, pointer: string) => T | undefined): T[] =>
    r.items(section).map((v, i) => read(v, `/${section}/${i}`)).filter((v): v is NonNullable<typeof v> => v !== undefined);

  const enclaves = each('enclaves', (v, at) => readEnclave(v, scope, at, findings));
  const personas = each('personas', (v, at) => readPersona(v, scope, at, findings));
  const segments = each('segments', (v, at) => readSegment(v, scope, at, membersOf, findings));
  checkNames(r.value, findings);

  const known: KnownEnds = {
    scope,
    segments: new Set(idsOf(r.raw('segments'))),
    enclaves: new Map([...idsOf(r.raw('enclaves')).map((id): [string, string[]] => [id, []]), ...enclaves.map((e): [string, readonly string[]] => [e.id, e.cidrs])]),
    personas: new Set(idsOf(r.raw('personas'))),
    foreign: new Set((options.foreign ?? []).map((s) => `${s.scope}#${s.id}`)),
    offered: new Set((options.offered ?? []).map(({ segment: s }) => `${s.scope}#${s.id}`)),
  };
  const all = new Map([...segments, ...options.foreign ?? []].map((s) => [`${s.scope}#${s.id}`, s]));
  const offered = new Map((options.offered ?? []).map((o) => [`${o.segment.scope}#${o.segment.id}`, o]));
  const offers: Offers = {
    segments: new Map([...[...offered].map(([key, o]): [string, SegmentData] => [key, o.segment]), ...all]), unreadable: namesOf(r.raw('segments')),
    ends: new Map([...offered].filter(([key]) => !all.has(key)).map(([key, o]) => [key, o.end])),
  };
  const flows: ReadFlow[] = [
    ...each('flows', (v, at) => readFlow(v, at, known, findings)),
    ...each('claims', (v, at) => readClaim(v, at, known, offers, findings)),
  ];
  checkFlows(flows, scope, findings);
  checkJewels(flows, all, scope, findings);
  checkPosture(flows, posture, scope, findings);
  const facts = options.data ?? NO_FACTS;
  const stores = each('stores', (v, at) => readStore(v, scope, at, facts, findings));
  const knownStores: KnownStores = { scope, segments: known.segments, stores: new Map([...stores, ...options.foreignStores ?? []].map((s) => [`${s.scope}#${s.id}`, s])), named: new Set(idsOf(r.raw('stores'))) };
  const dataFlows: ReadDataFlow[] = [
    ...each('dataFlows', (v, at) => readDataFlow(v, at, knownStores, facts, findings)),
    ...each('dataClaims', (v, at) => readDataClaim(v, at, knownStores, facts, findings)),
  ];
  checkData(dataFlows, knownStores.stores, new Set(flows.map((f) => f.flow.id)), scope, findings);
  const frontDoor = readFrontDoor(r, { scope, personas, facts: options.doors ?? NO_DOOR_FACTS }, findings);
  const guarantees = each('guarantees', (v, at) => readGuarantee(v, at, known, findings));
  r.done();

  return {
    intent: {
      schema: INTENT_SCHEMA,
      scopes: [{ scope, posture }],
      segments: sortById(segments),
      enclaves: sortById(enclaves),
      personas: sortById(personas),
      flows: sortById(flows.map((f) => f.flow)),
      guarantees: sortGuarantees(guarantees),
      ...dataOf(sortById(stores), sortById(dataFlows.map((f) => f.flow))),
      ...frontDoor,
    },
    findings: findings.all(),
  };
}

export function sortById<T extends { readonly scope: string; readonly id: string }>(items: readonly T[]): T[] {
  return [...items].sort((a, b) => compareText(a.scope, b.scope) || compareText(a.id, b.id));
}

/** The data plane is left out where nothing is said of it: an intent without stores reads as it always did. */
export function dataOf(stores: readonly StoreData[], dataFlows: readonly DataFlowData[]): Pick<Intent, 'stores' | 'dataFlows'> {
  return stores.length === 0 && dataFlows.length === 0 ? {} : { stores, dataFlows };
}

export function sortGuarantees(items: readonly GuaranteeData[]): GuaranteeData[] {
  return [...items].sort((a, b) => compareText(a.scope, b.scope) || compareText(JSON.stringify(a), JSON.stringify(b)));
}

/** Segments, and offers by `SEGMENT OFFER`, that are declared at all: whoever claims one of these is not told that it is unknown. */
function namesOf(segments: unknown): Set<string> {
  const names = new Set<string>(idsOf(segments));
  if (!Array.isArray(segments)) return names;
  for (const segment of segments as ({ offers?: unknown } | null)[]) {
    for (const offer of idsOf(segment?.offers)) for (const id of idsOf([segment])) names.add(`${id} ${offer}`);
  }
  return names;
}
