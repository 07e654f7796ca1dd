/**
 * Rules that read an address in a header of a proxy, and requests that have no such header.
 *
 * "If the specified header isn't present in the request, AWS WAF doesn't apply the rule to the web request at all" (CloudFormation, AWS::WAFv2::WebACL
 * ForwardedIPConfiguration, read 2026-11-22): whoever leaves it out gets past a rule that blocks, whatever else that says. Rate rules by forwarded address
 * have a twin and block sets a rule of their own; of all others it is told, unless a rule stops requests without the header.
 * Not judged: whether a proxy of one's own always writes the header, and what a rule group does.
 */
import { compareText, type Findings } from '../../../intent';
import type { FirewallFacts, Properties, RuleFacts, StatementFacts } from '../model';

const READS = ['ForwardedIPConfig', 'IPSetForwardedIPConfig'];

export function checkForwarded({ rules }: FirewallFacts, findings: Findings): void {
  const stopped = new Set(rules.flatMap((rule) => (rule.kind === 'own' && acts(rule) ? withoutHeader(rule.statement.json) : [])));
  rules.forEach((rule, i) => {
    for (const header of headersOf(statementOf(rule)?.json)) {
      if (!acts(rule) || stopped.has(header.toLowerCase())) continue;
      findings.warning('ForwardedHeaderMissed', `/rules/${i}`, `rule \`${rule.id}\` reads an address in header \`${header}\`, and WAF does not ask it at all where a request has no such header, so that leaving it out is a way past; expected a rule beside it that stops such requests; add one with \`FirewallStatement.missing(RequestPart.header('${header.toLowerCase()}'))\`, or acknowledge that a proxy of yours always writes it`);
    }
  });
}

/** A rule that allows lets nobody by who leaves the header out. */
function acts(rule: RuleFacts): boolean {
  return rule.kind === 'managed' || ((rule.kind === 'own' || rule.kind === 'rate') && rule.action.kind !== 'allow' && rule.action.kind !== 'count');
}

function statementOf(rule: RuleFacts): StatementFacts | undefined {
  return rule.kind === 'own' ? rule.statement : rule.kind === 'rate' || rule.kind === 'managed' ? rule.scopeDown : undefined;
}

/** Of statements in it, sorted, each once. */
function headersOf(json: unknown): readonly string[] {
  if (!isPlain(json)) return [];
  const own = READS.flatMap((name) => (isPlain(json[name]) ? [String(json[name].HeaderName)] : []));
  return [...new Set([...own, ...Object.values(json).flatMap((v) => (Array.isArray(v) ? v.flatMap(headersOf) : headersOf(v)))])].sort(compareText);
}

/** `missing(header)`, alone or as one of several that are enough. */
function withoutHeader(json: unknown): readonly string[] {
  if (!isPlain(json)) return [];
  const any = at(json, 'OrStatement', 'Statements');
  if (Array.isArray(any)) return any.flatMap(withoutHeader);
  const size = at(json, 'NotStatement', 'Statement', 'SizeConstraintStatement');
  const name = at(size, 'FieldToMatch', 'SingleHeader', 'Name');
  return isPlain(size) && size.ComparisonOperator === 'GE' && size.Size === 0 && typeof name === 'string' ? [name.toLowerCase()] : [];
}

function at(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((v, key) => (isPlain(v) ? v[key] : undefined), value);
}

/** Tokens and sets that are yet to be made lead elsewhere. */
function isPlain(value: unknown): value is Properties {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
