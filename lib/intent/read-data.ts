/**
 * Stores and data flows as they are declared:
 *
 *   { id: documents, crownJewel: { classification: restricted }, offers: [{ id: read, access: read, because: ... }] }
 *   { source: api, store: documents, access: read, because: 'shows documents' }
 *   { source: reports, store: documents, offer: read, because: 'counts what was filed' }              a claim
 *
 * What the constructs know (kind of the store, exact actions, roles) comes from `DataFacts`; a file alone leaves it open.
 */
import { compareText, type Findings } from './finding';
import type { AssuranceData, Cadence } from './model';
import type { ClosingExceptionData, DataAccessKind, DataFlowData, DataOfferData, DataSource, PrincipalData, RowsData, StoreData } from './model-data';
import { didYouMean } from './nearest';
import { readAssurances } from './read-how';
import { labelOf } from './read-segment';
import { ObjectReader } from './reader';
import { CADENCES, readId, readInstant } from './terms';

export const DATA_ACCESS: readonly DataAccessKind[] = ['read', 'write', 'read-write', 'actions'];

/** What only constructs know. */
export interface DataFacts {
  storeOf(id: string): Partial<Pick<StoreData, 'kind' | 'path' | 'type' | 'template' | 'logicalId' | 'arn'>>;
  /** Roles behind a source, sorted by path. */
  principalsOf(source: DataSource): readonly PrincipalData[];
  /** The exact actions that `access` stands for at this store, sorted. */
  actionsOf(store: { readonly scope: string; readonly store: string }, access: DataAccessKind, actions: readonly string[]): readonly string[];
}

export const NO_FACTS: DataFacts = { storeOf: () => ({}), principalsOf: () => [], actionsOf: (_, __, actions) => [...actions].sort(compareText) };

export interface KnownStores {
  readonly scope: string;
  readonly segments: ReadonlySet<string>;
  /** Own stores and those of other façades, whole, by `SCOPE#ID`. */
  readonly stores: ReadonlyMap<string, StoreData>;
  /** Own ids, usable or not. */
  readonly named: ReadonlySet<string>;
}

export interface ReadDataFlow {
  readonly flow: DataFlowData;
  readonly pointer: string;
}

export function readStore(value: unknown, scope: string, pointer: string, facts: DataFacts, findings: Findings): StoreData | undefined {
  const r = new ObjectReader(value, pointer, labelOf('store', value), findings);
  if (!r.isObject) return undefined;
  const id = readId(r, 'store', 'a name', findings);
  const displayName = r.optionalText('displayName');
  const crownJewel = r.has('crownJewel') ? readJewel(r.raw('crownJewel'), r, findings) : undefined;
  const offers = new Map<string, DataOfferData>();
  r.items('offers').forEach((offer, i) => {
    const read = readOffer(offer, `${r.at('offers')}/${i}`, r, (access, actions) => (id === undefined ? actions : facts.actionsOf({ scope, store: id }, access, actions)), findings);
    if (read === undefined) return;
    if (offers.has(read.id)) findings.error('NameTaken', `${r.at('offers')}/${i}/id`, `offer \`${read.id}\` of ${r.what} is declared twice; choose another id`);
    else offers.set(read.id, read);
  });
  const exceptClosings = r.items('exceptClosings').map((e, i) => readException(e, `${r.at('exceptClosings')}/${i}`, r, findings)).filter((e) => e !== undefined);
  r.done();
  if (id === undefined) return undefined;
  const left = exceptClosings.length === 0 ? {} : { exceptClosings: [...exceptClosings].sort((a, b) => compareText(a.closing, b.closing)) };
  return { scope, id, displayName: displayName ?? id, ...(crownJewel === undefined ? {} : { crownJewel }), ...facts.storeOf(id), ...left, offers: [...offers.values()].sort((a, b) => compareText(a.id, b.id)) };
}

function readException(value: unknown, pointer: string, store: ObjectReader, findings: Findings): ClosingExceptionData | undefined {
  const r = new ObjectReader(value, pointer, `an entry of \`exceptClosings\` of ${store.what}`, findings);
  if (!r.isObject) return undefined;
  const closing = r.text('closing', 'the id of a closing in docs/stores.md, e.g. `s3.versioning`');
  const because = r.text('because', 'why it is left open');
  r.done();
  return closing === undefined || because === undefined ? undefined : { closing, because };
}

function readJewel(value: unknown, store: ObjectReader, findings: Findings): StoreData['crownJewel'] {
  const r = new ObjectReader(value, store.at('crownJewel'), `the crown jewel of ${store.what}`, findings);
  if (!r.isObject) return undefined;
  const classification = r.text('classification', 'how bad its loss would be, e.g. `restricted`');
  const because = r.optionalText('because');
  r.done();
  return classification === undefined ? undefined : { classification, ...(because === undefined ? {} : { because }) };
}

function readOffer(value: unknown, pointer: string, store: ObjectReader, actionsOf: (access: DataAccessKind, actions: readonly string[]) => readonly string[], findings: Findings): DataOfferData | undefined {
  const r = new ObjectReader(value, pointer, `${labelOf('offer', value)} of ${store.what}`, findings);
  if (!r.isObject) return undefined;
  const id = readId(r, 'offer', 'a name that consumers claim', findings);
  const access = readAccess(r, findings);
  const parts = readParts(r, findings);
  const because = r.text('because', 'what the offer is for');
  r.done();
  if (id === undefined || access === undefined || because === undefined) return undefined;
  return { id, access: access.kind, actions: actionsOf(access.kind, access.actions), parts, because };
}

/** What is written and names nothing would permit everything: a list that was computed, and came out empty. */
function readParts(r: ObjectReader, findings: Findings): string[] {
  const parts = r.texts('parts').sort(compareText);
  if (r.has('parts') && parts.length === 0) findings.error('PartsEmpty', r.at('parts'), `${r.what} is limited to parts of the store and names none; expected at least one, e.g. \`daily/*\`; name them, or leave \`parts\` (\`.on(...)\`) out for all of the store`);
  return parts;
}

/** `access: read`, or `access: actions` with `actions`. What is not said is closed: there is no default. */
function readAccess(r: ObjectReader, findings: Findings): { readonly kind: DataAccessKind; readonly actions: string[] } | undefined {
  const kind = r.has('access') ? (r.oneOf('access', DATA_ACCESS) as DataAccessKind | undefined) : undefined;
  const actions = r.texts('actions').sort(compareText);
  if (!r.has('access')) {
    findings.error('MissingField', r.pointer, `${r.what} has no \`access\`; expected \`read\`, \`write\`, \`read-write\`, or \`actions\` with a list of \`actions\``);
    return undefined;
  }
  if (kind === undefined) return undefined;
  if ((kind === 'actions') === (actions.length > 0)) return { kind, actions };
  findings.error('AccessContradicted', r.at('actions'), kind === 'actions'
    ? `${r.what} permits listed actions and lists none; expected \`actions\`, e.g. \`[s3:GetObject]\``
    : `${r.what} permits \`${kind}\` and lists \`actions\` as well; expected one of the two: set \`access\` to \`actions\`, or leave the list out`);
  return undefined;
}

export function readDataFlow(value: unknown, pointer: string, known: KnownStores, facts: DataFacts, findings: Findings): ReadDataFlow | undefined {
  const r = new ObjectReader(value, pointer, labelOf('data flow', value), findings);
  if (!r.isObject) return undefined;
  const common = readCommon(r, known, facts, findings);
  const access = readAccess(r, findings);
  const parts = readParts(r, findings);
  const { authentication, encryption } = readAssurances(r, true, findings);
  const rows = r.has('rows') ? readRows(r.raw('rows'), r, findings) : undefined;
  r.done();
  if (common === undefined || access === undefined || !authentication || !encryption) return undefined;
  const actions = facts.actionsOf(common.store, access.kind, access.actions);
  return flowOf(pointer, known, { ...common, access: access.kind, actions, parts, authentication, encryption, rows });
}

export function readDataClaim(value: unknown, pointer: string, known: KnownStores, facts: DataFacts, findings: Findings): ReadDataFlow | undefined {
  const r = new ObjectReader(value, pointer, labelOf('data claim', value), findings);
  if (!r.isObject) return undefined;
  const common = readCommon(r, known, facts, findings);
  const offerId = r.text('offer', 'the id of one of the offers of the store');
  const { authentication, encryption } = readAssurances(r, true, findings);
  const rows = r.has('rows') ? readRows(r.raw('rows'), r, findings) : undefined;
  r.done();
  if (common === undefined || offerId === undefined || !authentication || !encryption) return undefined;
  const owner = known.stores.get(`${common.store.scope}#${common.store.store}`);
  const offer = owner?.offers.find((o) => o.id === offerId);
  if (offer === undefined) {
    if (owner !== undefined) findings.error('ClaimNotOffered', r.at('offer'), `store \`${owner.id}\` does not offer \`${offerId}\`${didYouMean(offerId, owner.offers.map((o) => o.id), 'offers')}; ask its owner to add the offer`);
    return undefined;
  }
  return flowOf(pointer, known, { ...common, id: common.id ?? `${sourceName(common.source)}-claims-${common.store.store}-${offer.id}`, access: offer.access, actions: offer.actions, parts: offer.parts, authentication, encryption, rows, claims: { ...common.store, offer: offer.id } });
}

interface Common {
  readonly id?: string;
  readonly source: DataSource;
  readonly principals: readonly PrincipalData[];
  readonly store: { readonly scope: string; readonly store: string };
  readonly because: string;
  readonly purpose?: string;
  readonly until?: string;
  readonly cadence: Cadence;
}

function readCommon(r: ObjectReader, known: KnownStores, facts: DataFacts, findings: Findings): Common | undefined {
  const id = r.has('id') ? readId(r, 'flow', 'a name', findings) : undefined;
  const source = readSource(r, known, findings);
  const scope = r.optionalText('scope') ?? known.scope;
  const storeId = r.text('store', 'the store whose data is used');
  const because = r.text('because', 'the reason why this is permitted, in a sentence');
  const purpose = r.optionalText('purpose');
  const until = readInstant(r.optionalText('until'), 'until', r.at('until'), findings);
  const cadence = (r.oneOf('cadence', CADENCES) ?? 'continuous') as Cadence;
  if (storeId !== undefined && !known.stores.has(`${scope}#${storeId}`)) {
    if (scope === known.scope && known.named.has(storeId)) return undefined; // stands there with a mistake of its own
    const ids = [...known.stores.values()].filter((s) => s.scope === scope).map((s) => s.id);
    findings.error('UnknownStore', r.at('store'), `${r.what} is on the unknown store \`${storeId}\`${scope === known.scope ? '' : ` of \`${scope}\``}${didYouMean(storeId, ids, 'stores')}`);
    return undefined;
  }
  if (source === undefined || storeId === undefined || because === undefined) return undefined;
  return { id, source, principals: facts.principalsOf(source), store: { scope, store: storeId }, because, ...(purpose === undefined ? {} : { purpose }), ...(until === undefined ? {} : { until }), cadence };
}

/** A segment by its id, or `{ role: PATH }`, which only constructs write. */
function readSource(r: ObjectReader, known: KnownStores, findings: Findings): DataSource | undefined {
  const value = r.raw('source');
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    const role = new ObjectReader(value, r.at('source'), `source of ${r.what}`, findings);
    const path = role.text('role', 'the path of a role');
    role.done();
    return path === undefined ? undefined : { kind: 'role', path };
  }
  const segment = r.text('source', 'the segment, or in code the role, that uses the data');
  if (segment === undefined) return undefined;
  if (known.segments.has(segment)) return { kind: 'segment', scope: known.scope, segment };
  findings.error('UnknownSegment', r.at('source'), `source of ${r.what} is the unknown segment \`${segment}\`${didYouMean(segment, known.segments, 'segments')}`);
  return undefined;
}

function readRows(value: unknown, flow: ObjectReader, findings: Findings): RowsData | undefined {
  const r = new ObjectReader(value, flow.at('rows'), `\`rows\` of ${flow.what}`, findings);
  if (!r.isObject) return undefined;
  const ownerTag = r.text('ownerTag', 'the tag of the session whose value owns rows, e.g. `sub`');
  const prefix = typeof r.raw('prefix') === 'string' ? (r.raw('prefix') as string) : '';
  const shared = r.items('shared').map((entry, i) => {
    const s = new ObjectReader(entry, `${r.at('shared')}/${i}`, `an entry of \`shared\` of ${flow.what}`, findings);
    const tag = s.text('tag', 'the tag of the session that names the group');
    const before = typeof s.raw('prefix') === 'string' ? (s.raw('prefix') as string) : '';
    s.done();
    return tag === undefined ? undefined : { tag, prefix: before };
  });
  const common = r.texts('common').sort(compareText);
  r.done();
  if (ownerTag === undefined || shared.includes(undefined)) return undefined;
  return { ownerTag, prefix, shared: shared as RowsData['shared'], common };
}

type FlowParts = Omit<Common, 'id'> & { readonly id?: string; readonly access: DataAccessKind; readonly actions: readonly string[]; readonly parts: readonly string[]; readonly authentication: AssuranceData; readonly encryption: AssuranceData; readonly rows?: RowsData; readonly claims?: DataFlowData['claims'] };

function flowOf(pointer: string, known: KnownStores, parts: FlowParts): ReadDataFlow {
  const { rows, claims, id, ...rest } = parts;
  return { pointer, flow: { scope: known.scope, id: id ?? `${sourceName(rest.source)}-${verb(rest.access)}-${rest.store.store}`, ...rest, ...(rows === undefined ? {} : { rows }), ...(claims === undefined ? {} : { claims }) } };
}

const verb = (access: DataAccessKind): string => ({ 'read': 'reads', 'write': 'writes', 'read-write': 'uses', 'actions': 'acts-on' })[access];

/** A word for ids: of a role the last parts of its path. */
export function sourceName(source: DataSource): string {
  const name = source.kind === 'segment' ? source.segment : source.path.split(/[/:]/).filter((p) => !/^(Resource|ServiceRole|Role|TaskRole|role)$/.test(p)).slice(-2).join('-');
  return name.replace(/[^A-Za-z0-9]+/g, '-').replace(/^-+|-+$/g, '') || 'role';
}
