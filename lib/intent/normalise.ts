/**
 * Plain objects in; normalised, sorted, deny-by-default intent out:
 *
 *   const { intent, findings } = normaliseIntent({ segments: [...], flows: [...] });
 *
 * All mistakes come back at once. With any error among them the intent is what could be read and must not be built.
 * Not judged here: members (the layers know their types), budgets, and whether a stack keeps to it (the prover).
 */
import { checkFlows } from './check-flows';
import { checkPosture } from './check-posture';
import { type KnownEnds, readCidr } from './endpoint';
import { compareText, type Finding, Findings, type Locate } from './finding';
import { INTENT_SCHEMA, type EnclaveData, type FlowData, type GuaranteeData, type Intent, type MemberData, type OfferData, type PersonaData, type Posture, type SegmentData } from './model';
import { didYouMean } from './nearest';
import { readFlow, readOffer, type ReadFlow } from './read-flow';
import { readGuarantee } from './read-guarantee';
import { ObjectReader } from './reader';
import { readId, readInstant } from './terms';

export interface NormaliseOptions {
  /** Construct path of the façade within its stage. @default '' */
  readonly scope?: string;
  /** @default 'standard' */
  readonly posture?: Posture;
  readonly locate?: Locate;
  /** Segments of other façades of the same app, whole: claims are checked against their offers. */
  readonly foreign?: readonly SegmentData[];
}

export interface Normalised {
  readonly intent: Intent;
  readonly findings: readonly Finding[];
}

export const POSTURES: readonly Posture[] = ['sandbox', 'standard', 'high'];

export function normaliseIntent(input: unknown, options: NormaliseOptions = {}): Normalised {
  const findings = new Findings(options.locate);
  const scope = options.scope ?? '';
  const r = new ObjectReader(input, '', 'the intent', findings);
  const schema = r.optionalText('schema');
  if (schema !== undefined && schema !== INTENT_SCHEMA) {
    findings.error('SchemaUnknown', '/schema', `\`schema\` is \`${schema}\`; expected \`${INTENT_SCHEMA}\``);
  }
  const posture = (r.oneOf('posture', POSTURES) ?? options.posture ?? 'standard') as Posture;

  const enclaves = r.items('enclaves').map((v, i) => readEnclave(v, scope, `/enclaves/${i}`, findings)).filter(isDefined);
  const personas = r.items('personas').map((v, i) => readPersona(v, scope, `/personas/${i}`, findings)).filter(isDefined);
  const segments = r.items('segments').map((v, i) => readSegment(v, scope, `/segments/${i}`, findings)).filter(isDefined);
  checkNames(r, findings);

  const foreign = new Map((options.foreign ?? []).map((s) => [`${s.scope}#${s.id}`, s]));
  const known: KnownEnds = {
    scope,
    segments: new Set(namesOf(r.raw('segments'))),
    enclaves: new Map(enclaves.map((e) => [e.id, e.cidrs])),
    personas: new Set(personas.map((p) => p.id)),
    foreign: new Set(foreign.keys()),
  };
  const own = new Map(segments.map((s) => [`${scope}#${s.id}`, s]));
  const read: ReadFlow[] = r.items('flows').map((v, i) => readFlow(v, `/flows/${i}`, known, findings)).filter(isDefined);
  r.items('claims').forEach((v, i) => {
    const claimed = readClaim(v, `/claims/${i}`, known, own, foreign, findings);
    if (claimed) read.push(claimed);
  });
  checkFlows(read, new Map([...own, ...foreign]), scope, findings);
  checkPosture(read, posture, scope, findings);
  const guarantees = r.items('guarantees').map((v, i) => readGuarantee(v, `/guarantees/${i}`, known, findings)).filter(isDefined);
  r.done();

  return {
    intent: {
      schema: INTENT_SCHEMA,
      scopes: [{ scope, posture }],
      segments: sortById(segments),
      enclaves: sortById(enclaves),
      personas: sortById(personas),
      flows: sortById(read.map((f) => f.flow)),
      guarantees: sortGuarantees(guarantees),
    },
    findings: findings.all(),
  };
}

export function sortById<T extends { readonly scope: string; readonly id: string }>(items: readonly T[]): T[] {
  return [...items].sort((a, b) => compareText(a.scope, b.scope) || compareText(a.id, b.id));
}

export function sortGuarantees(items: readonly GuaranteeData[]): GuaranteeData[] {
  return [...items].sort((a, b) => compareText(a.scope, b.scope) || compareText(JSON.stringify(a), JSON.stringify(b)));
}

function readSegment(value: unknown, scope: string, pointer: string, findings: Findings): SegmentData | undefined {
  const r = new ObjectReader(value, pointer, 'a segment', findings);
  if (!r.isObject) return undefined;
  const id = readId(r.text('id', 'a name'), 'segment', r.at('id'), findings);
  const displayName = r.optionalText('displayName');
  const description = r.optionalText('description');
  let crownJewel: SegmentData['crownJewel'];
  if (r.has('crownJewel')) {
    const j = new ObjectReader(r.raw('crownJewel'), r.at('crownJewel'), 'a crown jewel', findings);
    const classification = j.text('classification', 'how bad its loss would be, e.g. `restricted`');
    const because = j.optionalText('because');
    j.done();
    if (classification !== undefined) crownJewel = { classification, ...(because === undefined ? {} : { because }) };
  }
  const offers: OfferData[] = r.items('offers').map((v, i) => readOffer(v, `${r.at('offers')}/${i}`, findings)).filter(isDefined);
  const implied = new ObjectReader(r.raw('implied') ?? {}, r.at('implied'), '`implied`', findings);
  const leaveOut = implied.texts('leaveOut').sort();
  const add = implied.texts('add').sort();
  implied.done();
  // Members come from the constructs, already checked there.
  const members = (r.raw('members') ?? []) as readonly MemberData[];
  r.done();
  if (id === undefined) return undefined;
  return {
    scope,
    id,
    displayName: displayName ?? id,
    ...(description === undefined ? {} : { description }),
    ...(crownJewel === undefined ? {} : { crownJewel }),
    offers: [...offers].sort((a, b) => compareText(a.id, b.id)),
    members: [...members].sort((a, b) => compareText(a.path, b.path)),
    implied: { leaveOut, add },
  };
}

function readEnclave(value: unknown, scope: string, pointer: string, findings: Findings): EnclaveData | undefined {
  const r = new ObjectReader(value, pointer, 'a legacy enclave', findings);
  if (!r.isObject) return undefined;
  const id = readId(r.text('id', 'a name'), 'enclave', r.at('id'), findings);
  const displayName = r.optionalText('displayName');
  const cidrs: string[] = [];
  const given = r.texts('cidrs');
  if (given.length === 0) findings.error('MissingField', pointer, 'a legacy enclave has no `cidrs`; expected the addresses where it lives');
  given.forEach((text, i) => {
    const end = readCidr(text, `enclave${id === undefined ? '' : ` \`${id}\``}`, `${r.at('cidrs')}/${i}`, findings);
    if (end?.kind === 'cidr') cidrs.push(end.cidr);
    else if (end) findings.error('EnclaveTooWide', `${r.at('cidrs')}/${i}`, `enclave \`${id ?? ''}\` is \`${text}\`, which is everybody; expected the addresses of one system`);
  });
  const owner = r.text('owner', 'who answers for a system that can authenticate nothing');
  const until = readInstant(r.text('until', 'the date when the system is gone or renewed'), 'until', r.at('until'), findings);
  const compensation = r.text('compensation', 'what makes up for the missing authentication');
  r.done();
  if (id === undefined || owner === undefined || until === undefined || compensation === undefined || cidrs.length === 0) return undefined;
  return { scope, id, displayName: displayName ?? id, cidrs: [...new Set(cidrs)].sort(compareText), owner, until, compensation };
}

function readPersona(value: unknown, scope: string, pointer: string, findings: Findings): PersonaData | undefined {
  const r = new ObjectReader(value, pointer, 'a persona', findings);
  if (!r.isObject) return undefined;
  const id = readId(r.text('id', 'a name'), 'persona', r.at('id'), findings);
  const displayName = r.optionalText('displayName');
  const description = r.optionalText('description');
  const groups = r.texts('groups').sort(compareText);
  r.done();
  return id === undefined ? undefined : { scope, id, displayName: displayName ?? id, ...(description === undefined ? {} : { description }), groups };
}

/** A consumer says: I use what the owner of `segment` offers as `offer`. It becomes a flow with the offer's own terms. */
function readClaim(value: unknown, pointer: string, known: KnownEnds, own: ReadonlyMap<string, SegmentData>, foreign: ReadonlyMap<string, SegmentData>, findings: Findings): ReadFlow | undefined {
  const r = new ObjectReader(value, pointer, 'a claim', findings);
  if (!r.isObject) return undefined;
  const scope = r.optionalText('scope') ?? known.scope;
  const segment = r.text('segment', 'the segment that makes the offer');
  const offerId = r.text('offer', 'the id of one of its offers');
  const sourceId = r.text('source', 'the segment that uses the offer');
  const because = r.text('because', 'why it is needed');
  const until = readInstant(r.optionalText('until'), 'until', r.at('until'), findings);
  r.done();
  if (segment === undefined || offerId === undefined || sourceId === undefined || because === undefined) return undefined;
  if (!known.segments.has(sourceId)) {
    findings.error('UnknownSegment', r.at('source'), `source of a claim is the unknown segment \`${sourceId}\`${didYouMean(sourceId, known.segments, 'segments')}`);
    return undefined;
  }
  const jewel = (scope === known.scope ? own : foreign).get(`${scope}#${segment}`);
  if (!jewel) {
    findings.error('UnknownSegment', r.at('segment'), `claim on the unknown segment \`${segment}\`${didYouMean(segment, scope === known.scope ? known.segments : [...foreign.values()].map((s) => s.id), 'segments')}`);
    return undefined;
  }
  const offer = jewel.offers.find((o) => o.id === offerId);
  if (!offer) {
    findings.error('ClaimNotOffered', r.at('offer'), `segment \`${segment}\` does not offer \`${offerId}\` that \`${sourceId}\` claims${didYouMean(offerId, jewel.offers.map((o) => o.id), 'offers')}; ask its owner to add the offer`);
    return undefined;
  }
  const flow: FlowData = {
    scope: known.scope,
    id: `${sourceId}-claims-${segment}-${offerId}`,
    source: { kind: 'segment', scope: known.scope, segment: sourceId },
    destination: { kind: 'segment', scope, segment },
    connections: offer.connections,
    authentication: offer.authentication,
    encryption: offer.encryption,
    because,
    ...(until === undefined ? {} : { until }),
    cadence: 'continuous',
    claims: { scope, segment, offer: offerId },
  };
  return { flow, pointer };
}

/** Segments, enclaves and personas are named in the same breath, so that one name means one thing. */
function checkNames(r: ObjectReader, findings: Findings): void {
  const seen = new Map<string, string>();
  for (const field of ['segments', 'enclaves', 'personas']) {
    const items = r.raw(field);
    if (!Array.isArray(items)) continue;
    items.forEach((item: unknown, i) => {
      const id = (item as { id?: unknown } | null)?.id;
      if (typeof id !== 'string') return;
      const first = seen.get(id.trim());
      if (first !== undefined) findings.error('NameTaken', `/${field}/${i}/id`, `\`${id}\` is declared twice, in \`${first}\` and in \`${field}\`; choose another id`);
      else seen.set(id.trim(), field);
    });
  }
}

function namesOf(value: unknown): string[] {
  if (!Array.isArray(value)) return [];
  return value.map((v: unknown) => (v as { id?: unknown } | null)?.id).filter((id): id is string => typeof id === 'string').map((id) => id.trim());
}

function isDefined<T>(v: T | undefined): v is T {
  return v !== undefined;
}
