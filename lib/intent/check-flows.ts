/**
 * What can only be seen with all flows side by side: taken ids, duplicates, flows that others cover, and names of prefix
 * lists that stand for two lists.
 */
import { type AddressSet } from '../algebra/address-set';
import { commonConnection, coversConnection } from './connection-text';
import { addressesOf, endpointKey, endpointText } from './endpoint-text';
import { type Findings } from './finding';
import type { EndpointData } from './model';
import type { ReadFlow } from './read-flow';

/** EC2 grants no group more rules than this, so that a longer list is refused for other reasons. */
const MOST_RULES = 1000;

export function checkFlows(flows: readonly ReadFlow[], scope: string, findings: Findings): void {
  checkTwins(flows, scope, findings);
  checkCovered(flows, scope, findings);
  checkPrefixLists(flows, findings);
}

function checkTwins(flows: readonly ReadFlow[], scope: string, findings: Findings): void {
  const ids = new Map<string, string>();
  const edges = new Map<string, ReadFlow[]>();
  for (const read of flows) {
    const { flow, pointer } = read;
    const key = `${endpointKey(flow.source)} ${endpointKey(flow.destination)}`;
    const earlier = edges.get(key) ?? [];
    edges.set(key, earlier);
    const twin = earlier.find((e) => commonConnection(e.flow.connections, flow.connections) !== undefined);
    if (twin) {
      const common = commonConnection(twin.flow.connections, flow.connections);
      findings.error('DuplicateFlow', pointer, `flow \`${flow.id}\` permits \`${common}\` from \`${endpointText(flow.source, scope)}\` to \`${endpointText(flow.destination, scope)}\`, as flow \`${twin.flow.id}\`${findings.at(twin.pointer)} does already; remove one, or give both reasons in one \`because\``);
    } else if (ids.has(flow.id)) {
      findings.error('FlowIdTaken', pointer, `flow id \`${flow.id}\` is taken by an earlier flow${findings.at(ids.get(flow.id) as string)}; give one of the two its own \`id\``);
    }
    earlier.push(read);
    if (!ids.has(flow.id)) ids.set(flow.id, pointer);
  }
}

/** A flow from a few addresses beside one from more of them: it limits nobody, which its author may not know. */
function checkCovered(flows: readonly ReadFlow[], scope: string, findings: Findings): void {
  const sides = new Map<string, Side[]>();
  for (const read of flows) {
    const { source, destination } = read.flow;
    for (const [own, end, way] of [[destination, source, 'in'], [source, destination, 'out']] as const) {
      const addresses = own.kind === 'segment' ? addressesOf(end) : undefined;
      if (addresses === undefined || addresses.isEmpty()) continue;
      const key = `${way} ${endpointKey(own)}`;
      const side = sides.get(key) ?? [];
      sides.set(key, side);
      side.push({ read, end, addresses });
    }
  }
  for (const side of sides.values()) {
    if (side.length > MOST_RULES) continue;
    for (const one of side) {
      const { read: { flow, pointer } } = one;
      // Two that cover each other are the same twice: the one with the later id is mentioned.
      const wider = side.find((other) => endpointKey(other.end) !== endpointKey(one.end) && covers(other, one) && !(covers(one, other) && flow.id < other.read.flow.id));
      if (wider === undefined) continue;
      findings.warning('FlowCovered', pointer, `flow \`${flow.id}\` permits nothing that flow \`${wider.read.flow.id}\`${findings.at(wider.read.pointer)} with \`${endpointText(wider.end, scope)}\` does not permit already; remove one, or narrow the wider one`);
    }
  }
}

/** One flow, seen from the segment at one of its ends. */
interface Side {
  readonly read: ReadFlow;
  readonly end: EndpointData;
  readonly addresses: AddressSet;
}

function covers(wide: Side, narrow: Side): boolean {
  return narrow.read.flow.connections.every((c) => coversConnection(wide.read.flow.connections, c)) && narrow.addresses.isSubsetOf(wide.addresses);
}

/** Ids of rules are made from the name of a list: two lists of one name would share their rules. */
function checkPrefixLists(flows: readonly ReadFlow[], findings: Findings): void {
  const known = new Map<string, { readonly pointer: string; readonly id: unknown; readonly maxEntries?: number }>();
  for (const { flow, pointer } of flows) {
    for (const end of [flow.source, flow.destination]) {
      if (end.kind !== 'prefixList') continue;
      const first = known.get(end.name);
      if (first === undefined) known.set(end.name, { pointer, id: end.prefixListId, maxEntries: end.maxEntries });
      else if (differ(first.id, end.prefixListId)) findings.error('PrefixListConflict', pointer, `prefix list \`${end.name}\` is \`${String(end.prefixListId)}\` here and \`${String(first.id)}\` in another flow${findings.at(first.pointer)}; give each list its own \`name\``);
      else if (differ(first.maxEntries, end.maxEntries)) findings.error('PrefixListConflict', pointer, `prefix list \`${end.name}\` has \`maxEntries\` ${String(end.maxEntries)} here and ${String(first.maxEntries)} in another flow${findings.at(first.pointer)}; a list has one`);
    }
  }
}

/** Tokens are not compared: the same list may be named by two of them. */
function differ(a: unknown, b: unknown): boolean {
  return typeof a === typeof b && typeof a !== 'object' && a !== b && !/\{Token\[/.test(`${String(a)}${String(b)}`);
}
