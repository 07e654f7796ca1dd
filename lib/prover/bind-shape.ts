/**
 * The least that a file has to have before it is taken for an intent: `intentOf(file).segments`.
 *
 * Synth writes these files and the command line checks each field of those that it prints; here stands what the prover would
 * trip over. Never a guess: what is not an intent is an InputError.
 */
import type { NetworkReport } from '../contract/network-report';
import { INTENT_SCHEMA, type Intent } from '../intent/model';
import { InputError } from '../world/input-error';
import type { IntentFile } from '../world/template/model';

const NETWORK_SCHEMA = 'zero-trust/network/1';
const LISTS = ['scopes', 'segments', 'enclaves', 'personas', 'flows', 'guarantees'] as const;
const DATA_LISTS = ['stores', 'dataFlows'] as const;
const DOOR_LISTS = ['doors', 'routes', 'identities'] as const;
const OPTIONAL: readonly string[] = [...DATA_LISTS, ...DOOR_LISTS];

export function intentOf({ file, intent }: IntentFile): Intent {
  const refuse = (what: string): never => { throw new InputError('IntentUnreadable', `file \`${file}\`: ${what}; run \`cdk synth\` again`); };
  if (!isObject(intent)) return refuse('it is no object; expected the intent that `cdk synth` writes');
  if (intent.schema !== INTENT_SCHEMA) return refuse(`\`schema\` is ${shown(intent.schema)}; expected \`${INTENT_SCHEMA}\``);
  for (const list of [...LISTS, ...DATA_LISTS, ...DOOR_LISTS]) {
    const items = intent[list];
    // Files of releases that knew no data plane, or no doors, have none.
    if (items === undefined && OPTIONAL.includes(list)) continue;
    if (!Array.isArray(items)) return refuse(`\`${list}\` is ${shown(items)}; expected a list`);
    items.forEach((item, i) => {
      if (!isObject(item)) refuse(`\`${list}[${i}]\` is ${shown(item)}; expected an object`);
      checkItem(list, item as Item, `${list}[${i}]`, refuse);
    });
  }
  return intent as unknown as Intent;
}

/** Empty where there is no report: what services are reached by is then not known. */
export function networkOf({ file, network }: IntentFile): readonly NetworkReport[] {
  if (network === undefined) return [];
  const refuse = (what: string): never => { throw new InputError('IntentUnreadable', `the network report beside \`${file}\`: ${what}; run \`cdk synth\` again`); };
  if (!isObject(network)) return refuse('it is no object');
  if (network.schema !== NETWORK_SCHEMA) return refuse(`\`schema\` is ${shown(network.schema)}; expected \`${NETWORK_SCHEMA}\``);
  const scopes = network.scopes;
  if (!Array.isArray(scopes) || !scopes.every((s) => isObject(s) && typeof s.scope === 'string' && Array.isArray(s.endpoints))) return refuse('`scopes` is no list of reports');
  return scopes as readonly NetworkReport[];
}

type Item = Readonly<Record<string, unknown>>;
type Refuse = (what: string) => never;

const KINDS = ['denies', 'permits', 'onlyVia', 'only', 'identified', 'firewalled'] as const;

function checkItem(list: typeof LISTS[number] | typeof DATA_LISTS[number] | typeof DOOR_LISTS[number], item: Item, at: string, refuse: Refuse): void {
  if (list === 'identities') return text(item, 'path', at, refuse);
  text(item, 'scope', at, refuse);
  if (list === 'scopes') return;
  if (list === 'guarantees') {
    // A kind that nobody judges would pass.
    if (!(KINDS as readonly unknown[]).includes(item.kind)) refuse(`\`${at}.kind\` is ${shown(item.kind)}; expected ${KINDS.map((k) => `\`${k}\``).join(' or ')}`);
    return;
  }
  text(item, 'id', at, refuse);
  if (list === 'routes') return checkRoute(item, at, refuse);
  if (list === 'segments') return checkSegment(item, at, refuse);
  if (list === 'enclaves') return items(item, 'cidrs', at, refuse).forEach((cidr) => { if (typeof cidr !== 'string') refuse(`\`${at}.cidrs\` holds ${shown(cidr)}`); });
  if (list === 'flows') return checkFlow(item, at, refuse);
  if (list === 'stores') return items(item, 'offers', at, refuse).forEach((offer, i) => checkAccess(object(offer, `${at}.offers[${i}]`, refuse), `${at}.offers[${i}]`, refuse));
  if (list === 'dataFlows') checkDataFlow(item, at, refuse);
}

function checkSegment(segment: Item, at: string, refuse: Refuse): void {
  items(segment, 'offers', at, refuse).forEach((offer, i) => {
    const o = object(offer, `${at}.offers[${i}]`, refuse);
    text(o, 'id', `${at}.offers[${i}]`, refuse);
    items(o, 'connections', `${at}.offers[${i}]`, refuse).forEach((c) => text(object(c, `${at}.offers[${i}].connections`, refuse), 'protocol', `${at}.offers[${i}].connections`, refuse));
  });
  items(segment, 'members', at, refuse).forEach((member, i) => {
    const m = object(member, `${at}.members[${i}]`, refuse);
    text(m, 'path', `${at}.members[${i}]`, refuse);
    text(m, 'type', `${at}.members[${i}]`, refuse);
    if (m.groups !== undefined) items(m, 'groups', `${at}.members[${i}]`, refuse);
  });
}

function checkFlow(flow: Item, at: string, refuse: Refuse): void {
  for (const end of ['source', 'destination']) text(object(flow[end], `${at}.${end}`, refuse), 'kind', `${at}.${end}`, refuse);
  items(flow, 'connections', at, refuse).forEach((c) => text(object(c, `${at}.connections`, refuse), 'protocol', `${at}.connections`, refuse));
}

function checkDataFlow(flow: Item, at: string, refuse: Refuse): void {
  checkAccess(flow, at, refuse);
  text(object(flow.source, `${at}.source`, refuse), 'kind', `${at}.source`, refuse);
  text(object(flow.store, `${at}.store`, refuse), 'store', `${at}.store`, refuse);
  if (flow.claims === undefined) return;
  const claims = object(flow.claims, `${at}.claims`, refuse);
  for (const field of ['scope', 'store', 'offer']) text(claims, field, `${at}.claims`, refuse);
}

const ACCESS = ['scopes', 'iam', 'public'];

/** A way of access that nobody judges would pass. */
function checkRoute(route: Item, at: string, refuse: Refuse): void {
  for (const field of ['door', 'method', 'path']) text(route, field, at, refuse);
  if (!(ACCESS as readonly unknown[]).includes(route.access)) refuse(`\`${at}.access\` is ${shown(route.access)}; expected ${ACCESS.map((k) => `\`${k}\``).join(' or ')}`);
  items(route, 'scopes', at, refuse).forEach((t) => { if (typeof t !== 'string') refuse(`\`${at}.scopes\` holds ${shown(t)}`); });
  const handler = object(route.handler, `${at}.handler`, refuse);
  for (const field of ['kind', 'path']) text(handler, field, `${at}.handler`, refuse);
}

/** What an offer and a data flow share. */
function checkAccess(item: Item, at: string, refuse: Refuse): void {
  text(item, 'id', at, refuse);
  text(item, 'access', at, refuse);
  for (const list of ['actions', 'parts']) items(item, list, at, refuse).forEach((t) => { if (typeof t !== 'string') refuse(`\`${at}.${list}\` holds ${shown(t)}`); });
}

function text(item: Item, field: string, at: string, refuse: Refuse): void {
  if (typeof item[field] !== 'string') refuse(`\`${at}.${field}\` is ${shown(item[field])}; expected text`);
}

function items(item: Item, field: string, at: string, refuse: Refuse): readonly unknown[] {
  const value = item[field];
  return Array.isArray(value) ? value : refuse(`\`${at}.${field}\` is ${shown(value)}; expected a list`);
}

function object(value: unknown, at: string, refuse: Refuse): Item {
  return isObject(value) ? value : refuse(`\`${at}\` is ${shown(value)}; expected an object`);
}

function isObject(value: unknown): value is Item {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function shown(value: unknown): string {
  if (value === undefined) return 'missing';
  if (value === null) return 'empty';
  return Array.isArray(value) ? 'a list' : typeof value === 'object' ? 'an object' : `\`${String(value)}\``;
}
