/**
 * Data flows that say they authenticate in a way that their store does not have: ``checkAuthentication(protection, flows, stores)``.
 *
 * A database without IAM authentication in its data flow is most often one where nobody thought of it: SigV4 is the default, and RDS has
 * none. Not looked at: whether the engine has the user.
 */
import { type Finding, Findings } from '../../intent';
import type { DataProtection } from './data-protection';
import { kindOfType } from './kinds';
import type { DataFlowFacts, StoreFacts } from './model';

export function checkAuthentication(protection: DataProtection, flows: readonly DataFlowFacts[], stores: readonly StoreFacts[]): readonly Finding[] {
  const findings = new Findings();
  const byKey = new Map(stores.map((s) => [`${s.scope}#${s.id}`, s]));
  for (const { id, store, actions, authentication: { method } } of flows) {
    const facts = byKey.get(store);
    if (facts === undefined || method === 'none') continue;
    const kind = kindOfType(facts.store.type);
    // Whatever else IAM permits there (the Data API, snapshots) is a call to AWS.
    const isCall = method === 'sigv4' && actions.length > 0 && actions.every((a) => kind.connect?.includes(a) !== true);
    if (isCall || kind.authentication.some((m) => m === method)) continue;
    findings.append([{
      code: 'AuthenticationNotOfStore', level: 'error', pointer: '', where: protection._sites.get(id)?.toString() ?? '',
      message: `data flow \`${id}\` authenticates by \`${method}\`, which store \`${facts.id}\`, a ${kind.name}, does not have; expected ${kind.authentication.map((m) => `\`${m}\``).join(' or ')}; set \`authentication\``,
    }]);
  }
  return findings.all();
}
