/**
 * What can only be seen with all stores and data flows side by side: ids that are taken, the same thing permitted twice, and
 * what a crown jewel refuses: whoever cannot say who they are, whatever is readable on the wire, and other façades' flows
 * that its owner did not offer.
 */
import { type Findings } from './finding';
import type { StoreData } from './model-data';
import { type ReadDataFlow, sourceName } from './read-data';

export function checkData(flows: readonly ReadDataFlow[], stores: ReadonlyMap<string, StoreData>, networkFlowIds: ReadonlySet<string>, scope: string, findings: Findings): void {
  const ids = new Map<string, string>();
  const edges = new Map<string, ReadDataFlow>();
  for (const read of flows) {
    const { flow, pointer } = read;
    if (ids.has(flow.id)) findings.error('FlowIdTaken', pointer, `flow id \`${flow.id}\` is taken by an earlier data flow${findings.at(ids.get(flow.id) as string)}; give one of the two its own \`id\``);
    else if (networkFlowIds.has(flow.id)) findings.error('FlowIdTaken', pointer, `flow id \`${flow.id}\` is taken by a network flow; give the data flow its own \`id\``);
    else ids.set(flow.id, pointer);
    const edge = JSON.stringify([flow.source, flow.store, flow.parts, flow.rows ?? null]);
    const twin = edges.get(edge);
    const common = twin?.flow.actions.find((a) => flow.actions.includes(a));
    if (twin !== undefined && common !== undefined) {
      findings.error('DuplicateFlow', pointer, `data flow \`${flow.id}\` permits \`${common}\` of \`${sourceName(flow.source)}\` at \`${flow.store.store}\`, as data flow \`${twin.flow.id}\`${findings.at(twin.pointer)} does already; remove one, or give both reasons in one \`because\``);
    }
    edges.set(edge, twin ?? read);
    checkJewel(read, stores, scope, findings);
  }
}

function checkJewel({ flow, pointer }: ReadDataFlow, stores: ReadonlyMap<string, StoreData>, scope: string, findings: Findings): void {
  const store = stores.get(`${flow.store.scope}#${flow.store.store}`);
  if (store?.crownJewel === undefined) return;
  const refuses = `crown jewel \`${store.id}\` (${store.crownJewel.classification}) refuses data flow \`${flow.id}\``;
  if (flow.authentication.method === 'none') findings.error('JewelNeedsAuthentication', pointer, `${refuses}: its authentication is none; set \`authentication\` to \`sigv4\`, \`mtls\`, \`rds-iam\` or \`token\``);
  if (flow.encryption.method === 'none') findings.error('JewelNeedsEncryption', pointer, `${refuses}: its encryption is none; set \`encryption\` to \`tls\``);
  if (store.scope !== scope && flow.claims === undefined) findings.error('JewelNeedsClaim', pointer, `crown jewel \`${store.id}\` (${store.crownJewel.classification}) belongs to \`${store.scope}\`: data flow \`${flow.id}\` must claim one of its offers (\`addDataClaim\`), so that its owner agrees`);
}
