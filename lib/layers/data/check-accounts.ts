/**
 * Literal ARNs beside a stack that does not say its account: ``checkAccounts(protection, flows, stores)``.
 *
 * `arn:aws:iam::999988887777:role/partner` may be a role of this account or of another. Taken for its own, its policy would go to whoever
 * has that name here; taken for another's, nobody would have it. So nobody guesses: the stack says its account, or the role is imported by
 * its name. A key of another account has a policy that this app does not write, and a crown jewel wants to know whose it is.
 */
import { Stack, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { type Finding, Findings } from '../../intent';
import type { DataProtection } from './data-protection';
import { policyScopeOf } from './homes';
import type { DataFlowFacts, PrincipalFacts, StoreFacts } from './model';

export function checkAccounts(protection: DataProtection, flows: readonly DataFlowFacts[], stores: readonly StoreFacts[]): readonly Finding[] {
  const findings = new Findings();
  const byKey = new Map(stores.map((s) => [`${s.scope}#${s.id}`, s]));
  const told = new Set<string>();
  for (const flow of flows) {
    const facts = byKey.get(flow.store);
    for (const principal of flow.principals) {
      const silent = silentStack(principal, facts, protection);
      if (silent === undefined || told.has(`${principal.path} ${silent}`)) continue;
      told.add(`${principal.path} ${silent}`);
      findings.append([{
        code: 'AccountNotSaid', level: 'error', pointer: '', where: protection._sites.get(flow.id)?.toString() ?? '',
        message: `role \`${principal.path}\` of data flow \`${flow.id}\` is of account \`${principal.account}\`, and stack \`${silent}\` does not say its own: nobody can tell whether they are the same; expected an account on both sides; set \`env: { account }\` of the stack, or import the role by its name where it is of this account`,
      }]);
    }
  }
  for (const facts of stores) if (facts.scope === protection._declaration.scope) checkKey(facts, protection, findings);
  return findings.all();
}

/** The stack of the policy that is written for the role, or of the store that it uses. */
function silentStack(principal: PrincipalFacts, facts: StoreFacts | undefined, protection: DataProtection): string | undefined {
  // A role of the app is of its stack's account, which check-stacks.ts looks at.
  if (principal.account === undefined || principal.resource !== undefined) return undefined;
  return [policyScopeOf(principal, protection), facts?.store.resource].map((c) => (c === undefined ? undefined : silent(c))).find((s) => s !== undefined);
}

function checkKey({ id, store: { resource, key }, classification }: StoreFacts, protection: DataProtection, findings: Findings): void {
  if (resource === undefined || key === undefined || key.resource !== undefined || Token.isUnresolved(key.arn)) return;
  const account = /^arn:[^:]*:kms:[^:]*:(\d{12}):/.exec(key.arn)?.[1];
  const stack = silent(resource);
  if (account === undefined || stack === undefined) return;
  findings.append([{
    code: 'AccountNotSaid', level: classification === undefined ? 'warning' : 'error', pointer: '', where: protection._stores.get(`${protection._declaration.scope}#${id}`)?._host.site.toString() ?? '',
    message: `the key of store \`${id}\` is \`${key.arn}\`, and stack \`${stack}\` does not say its account: nobody can tell whether the key is of this account or of another, whose policy is that one's to write; expected an account on both sides; set \`env: { account }\` of the stack, or encrypt with a key that this app makes`,
  }]);
}

/** Its path, where it does not say its account. */
function silent(construct: IConstruct): string | undefined {
  const stack = Stack.of(construct);
  return Token.isUnresolved(stack.account) ? stack.node.path : undefined;
}
