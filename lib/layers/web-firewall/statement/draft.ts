/**
 * A statement while it is made, and what all makers share.
 *
 * INVARIANT: `unsure` is the answer that lets nobody pass where WAF cannot look: a body that is too long, an address that is none. It is `match`
 * where a match acts against a request, and `noMatch` in a rule that allows; a negation turns it round. Not modelled: what another rule makes of a
 * label that was put on because a statement matched where WAF could not look.
 */
import { Token } from 'aws-cdk-lib';
import { type Finding, type Findings, sortFindings } from '../../../intent';
import type { FirewallScopeName, Properties, ProtectedKind, StatementFacts } from '../model';

export { list } from '../../front-door/compiler/say';

export type Unsure = 'match' | 'noMatch';

export type Draft = StatementFacts;

/** `MATCH` or `NO_MATCH`, of everything of WAF that has these two. */
export function wordOf(unsure: Unsure): 'MATCH' | 'NO_MATCH' {
  return unsure === 'match' ? 'MATCH' : 'NO_MATCH';
}

/** A statement without others in it; `told` has pointers within `properties`. */
export function leaf(name: string, properties: Properties, capacity: number, told: Findings, more: { readonly reads?: readonly string[]; readonly only?: FirewallScopeName; readonly onlyFor?: readonly ProtectedKind[] } = {}): Draft {
  return {
    json: { [name]: properties }, capacity, reads: more.reads ?? [], depth: 1,
    ...(more.only === undefined ? {} : { only: more.only }),
    ...(more.onlyFor === undefined ? {} : { onlyFor: more.onlyFor }),
    findings: below(`/${name}`, told.all()),
  };
}

export function below(pointer: string, findings: readonly Finding[]): readonly Finding[] {
  return pointer === '' ? findings : findings.map((f) => ({ ...f, pointer: `${pointer}${f.pointer}` }));
}

export function joined(...findings: readonly (readonly Finding[])[]): readonly Finding[] {
  return sortFindings(findings.flat());
}

/** Known only at deployment: never read, never judged. */
export function isLate(value: unknown): boolean {
  return Token.isUnresolved(value);
}
