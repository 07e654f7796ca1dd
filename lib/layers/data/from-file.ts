/**
 * What an intent file says of data, beside what code says:
 *
 *   dataFlows:
 *     - { source: api, store: documents, access: read, because: shows documents }    # a segment, and a store of `addStore('documents')`
 *
 * A file cannot name a resource, so a store in it is refused. A data flow of a file needs its way through the network as one of
 * code does, and the store may be declared later than the file is read: so this waits until everything has been said.
 */
import { CADENCES, type Cadence, DATA_ACCESS, type DataFlowData, sourceName } from '../../intent';
import type { DataProtection } from './data-protection';
import type { DataStore } from './data-store';

export type DataSection = 'stores' | 'dataFlows' | 'dataClaims';

export interface FileEntry {
  readonly section: DataSection;
  readonly value: unknown;
  /** The place of a pointer within the entry: `intent.yaml:14:5`. */
  readonly locate: (pointerWithin: string) => string;
}

/** Before the network is built. What is wrong with an entry is told where the intent is normalised; such an entry adds nothing here. */
export function settleFiles(protection: DataProtection, entries: readonly FileEntry[]): void {
  const { _declaration: declaration } = protection;
  for (const { section, value, locate } of entries) {
    const entry = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;
    if (section === 'stores') {
      const id = text(entry.id) ?? '';
      declaration.report('error', 'StoreWithoutResource', `store \`${id}\` is declared in a file, which cannot name a resource; expected \`addStore('${id}', { resource: ... })\` in code, and no entry for it here`, { toString: () => locate('') });
      // Flows that name it are right: only one mistake is told.
      if (id !== '' && !protection._stores.has(`${declaration.scope}#${id}`)) declaration.add('stores', { id }, locate);
      continue;
    }
    const scope = text(entry.scope) ?? declaration.scope;
    const store = text(entry.store) === undefined ? undefined : storeOf(protection, scope, text(entry.store) as string);
    if (store !== undefined) addNetworkFlow(protection, store, section, entry, locate);
  }
}

/** Of this façade, of one that code named already, or of another façade of the app. */
function storeOf(protection: DataProtection, scope: string, id: string): DataStore | undefined {
  const known = protection._stores.get(`${scope}#${id}`);
  if (known !== undefined || scope === protection._declaration.scope) return known;
  const others = protection.node.root.node.findAll().filter((c): c is DataProtection => c !== protection && c instanceof (protection.constructor as typeof DataProtection));
  const found = others.find((o) => o._declaration.scope === scope)?._stores.get(`${scope}#${id}`);
  if (found !== undefined) protection._know(found);
  return found;
}

function addNetworkFlow(protection: DataProtection, store: DataStore, section: DataSection, entry: Record<string, unknown>, locate: FileEntry['locate']): void {
  const source = text(entry.source);
  const segment = source === undefined ? undefined : protection._network?._segments.get(source);
  if (segment === undefined || source === undefined) return;
  const terms = section === 'dataClaims' ? store._data()?.offers.find((o) => o.id === entry.offer) : { access: entry.access, actions: texts(entry.actions), parts: texts(entry.parts) };
  const [because, cadence] = [text(entry.because), text(entry.cadence) ?? 'continuous'];
  const isWhole = because !== undefined && (CADENCES as readonly string[]).includes(cadence);
  if (terms === undefined || !isWhole || !DATA_ACCESS.includes(terms.access as DataFlowData['access'])) return;
  const access = terms.access as DataFlowData['access'];
  const name = sourceName({ kind: 'segment', scope: protection._declaration.scope, segment: source });
  const verb = { 'read': 'reads', 'write': 'writes', 'read-write': 'uses', 'actions': 'acts-on' }[access];
  const id = text(entry.id) ?? (section === 'dataClaims' ? `${name}-claims-${store.storeId}-${text(entry.offer) ?? ''}` : `${name}-${verb}-${store.storeId}`);
  protection._addNetworkFlow({ id, source: segment, store, access, listed: terms.actions, parts: terms.parts, because, cadence: cadence as Cadence, locate });
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((v): v is string => typeof v === 'string') : [];
}
