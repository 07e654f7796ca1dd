/**
 * The shape of `zero-trust.intent.json`, held against the types of lib/intent by the compiler.
 */
import {
  type AssuranceData, CADENCES, CLIENT_KINDS, type ClosingExceptionData, type ConnectionData, DATA_ACCESS, type DataFlowData, type DataOfferData, type DataSource, DOOR_PROFILES, DOOR_PROTOCOLS, type DoorData, type EnclaveData, type EndpointData, type FlowData, type GuaranteeData,
  HANDLER_KINDS, type HandlerData, IDENTITY_KINDS, type IdentityClientData, type IdentityData, INTENT_SCHEMA, type Intent, type MemberData, OBJECT_RULES,
  type OfferData, type PersonaData, POSTURES, type PrincipalData, ROUTE_ACCESS, type RouteData, type RowsData, type SegmentData, type StoreData,
} from '../../intent';
import { anything, fields, figure, list, oneOf, optional, text, variant } from './shape';

const texts = list(text);
const connection = fields<ConnectionData>({ protocol: text, fromPort: optional(figure), toPort: optional(figure) });
const assurance = fields<AssuranceData>({ method: text, because: optional(text) });

type End<K> = Extract<EndpointData, { readonly kind: K }>;
const end = variant<'kind', EndpointData>('kind', {
  segment: fields<End<'segment'>>({ kind: oneOf('segment'), scope: text, segment: text }),
  enclave: fields<End<'enclave'>>({ kind: oneOf('enclave'), enclave: text, cidrs: texts }),
  internet: fields<End<'internet'>>({ kind: oneOf('internet'), ipVersions: list(oneOf(4, 6)) }),
  cidr: fields<End<'cidr'>>({ kind: oneOf('cidr'), cidr: text }),
  prefixList: fields<End<'prefixList'>>({ kind: oneOf('prefixList'), name: text, prefixListId: anything, maxEntries: optional(figure) }),
  service: fields<End<'service'>>({ kind: oneOf('service'), service: text, actions: texts, resources: list(anything) }),
  account: fields<End<'account'>>({ kind: oneOf('account'), accountId: text, securityGroupId: optional(text), cidr: optional(text) }),
  offered: fields<End<'offered'>>({ kind: oneOf('offered'), scope: text, segment: text, securityGroupId: anything, accountId: optional(text) }),
});

const flow = fields<FlowData>({
  scope: text,
  id: text,
  source: end,
  destination: end,
  connections: list(connection),
  authentication: assurance,
  encryption: assurance,
  because: text,
  purpose: optional(text),
  until: optional(text),
  cadence: oneOf(...CADENCES),
  withinSegment: optional(oneOf(true)),
  claims: optional(fields<NonNullable<FlowData['claims']>>({ scope: text, segment: text, offer: text })),
  implied: optional(fields<NonNullable<FlowData['implied']>>({ segment: text, profile: text, name: text, anonymous: optional(oneOf(true)) })),
});

const offer = fields<OfferData>({ id: text, connections: list(connection), authentication: assurance, encryption: assurance, because: text });
const member = fields<MemberData>({ path: text, type: text, template: optional(text), logicalId: optional(text), groups: optional(list(anything)) });

const segment = fields<SegmentData>({
  scope: text,
  id: text,
  displayName: text,
  description: optional(text),
  crownJewel: optional(fields<NonNullable<SegmentData['crownJewel']>>({ classification: text, because: optional(text) })),
  offers: list(offer),
  members: list(member),
  implied: fields<SegmentData['implied']>({ leaveOut: texts, add: texts }),
});

const enclave = fields<EnclaveData>({ scope: text, id: text, displayName: text, cidrs: texts, owner: text, until: text, compensation: text });
const persona = fields<PersonaData>({ scope: text, id: text, displayName: text, description: optional(text), groups: texts });
const guarantee = fields<GuaranteeData>({
  scope: text,
  kind: oneOf('denies', 'permits', 'onlyVia', 'only', 'identified', 'firewalled'),
  source: optional(text),
  destination: optional(text),
  over: optional(text),
  level: optional(oneOf('packet', 'pivot')),
  via: optional(texts),
  principals: optional(texts),
  resource: optional(text),
  actions: optional(texts),
  target: optional(text),
});

const store = fields<StoreData>({
  scope: text,
  id: text,
  displayName: text,
  crownJewel: optional(fields<NonNullable<StoreData['crownJewel']>>({ classification: text, because: optional(text) })),
  kind: optional(text),
  path: optional(text),
  type: optional(text),
  template: optional(text),
  logicalId: optional(text),
  arn: optional(anything),
  exceptClosings: optional(list(fields<ClosingExceptionData>({ closing: text, because: text }))),
  offers: list(fields<DataOfferData>({ id: text, access: oneOf(...DATA_ACCESS), actions: texts, parts: texts, because: text })),
});

const principal = fields<PrincipalData>({ path: text, template: optional(text), logicalId: optional(text), arn: optional(anything), account: optional(text) });

type Source<K> = Extract<DataSource, { readonly kind: K }>;
const dataFlow = fields<DataFlowData>({
  scope: text,
  id: text,
  source: variant<'kind', DataSource>('kind', {
    segment: fields<Source<'segment'>>({ kind: oneOf('segment'), scope: text, segment: text }),
    role: fields<Source<'role'>>({ kind: oneOf('role'), path: text }),
  }),
  principals: list(principal),
  store: fields<DataFlowData['store']>({ scope: text, store: text }),
  access: oneOf(...DATA_ACCESS),
  actions: texts,
  parts: texts,
  authentication: assurance,
  encryption: assurance,
  because: text,
  purpose: optional(text),
  until: optional(text),
  cadence: oneOf(...CADENCES),
  rows: optional(fields<RowsData>({ ownerTag: text, prefix: text, shared: list(fields<RowsData['shared'][number]>({ tag: text, prefix: text })), common: texts })),
  claims: optional(fields<NonNullable<DataFlowData['claims']>>({ scope: text, store: text, offer: text })),
});

const door = fields<DoorData>({
  scope: text,
  id: text,
  displayName: text,
  protocol: oneOf(...DOOR_PROTOCOLS),
  profile: oneOf(...DOOR_PROFILES),
  identity: optional(text),
  path: optional(text),
  template: optional(text),
  logicalId: optional(text),
  stage: optional(text),
});

const route = fields<RouteData>({
  scope: text,
  door: text,
  id: text,
  method: text,
  path: text,
  handler: fields<HandlerData>({ kind: oneOf(...HANDLER_KINDS), path: text, template: optional(text), logicalId: optional(text), arn: optional(anything) }),
  access: oneOf(...ROUTE_ACCESS),
  personas: texts,
  scopes: texts,
  callers: list(principal),
  because: optional(text),
  purpose: optional(text),
  minimumTier: optional(text),
  objectRule: optional(oneOf(...OBJECT_RULES)),
  stepUpSeconds: optional(figure),
});

const identity = fields<IdentityData>({
  path: text,
  kind: oneOf(...IDENTITY_KINDS),
  issuer: optional(anything),
  template: optional(text),
  logicalId: optional(text),
  clients: list(fields<IdentityClientData>({ id: text, kind: oneOf(...CLIENT_KINDS), scopes: texts })),
  scopes: optional(texts),
});

export const intentShape = fields<Intent>({
  schema: oneOf(INTENT_SCHEMA),
  scopes: list(fields<Intent['scopes'][number]>({ scope: text, posture: oneOf(...POSTURES) })),
  segments: list(segment),
  enclaves: list(enclave),
  personas: list(persona),
  flows: list(flow),
  guarantees: list(guarantee),
  stores: optional(list(store)),
  dataFlows: optional(list(dataFlow)),
  doors: optional(list(door)),
  routes: optional(list(route)),
  identities: optional(list(identity)),
});
