/**
 * A decision as a person reads it: what was asked, who asked, what is known, which policy decided, what was not met.
 *
 *   deny: tier-too-low (the route asks for a higher tier)
 *
 *   asked     GET /managed/{id} for `managed/7`, at api.example.com from 198.51.100.7, at 2026-11-22T12:00:00Z
 *   ...
 */
import type { Fact } from '../../contract/access/facts';
import { REASONS } from '../../contract/access/reasons';
import { instantText } from '../input/instant';
import { oneLine } from '../io';
import type { Decided } from './decide';

const MISSING = {
  absent: 'looked for, and not there', stale: 'there, and too old', unreachable: 'nobody could look', malformed: 'there, and nobody can read it', unasked: 'nothing says it',
} as const;
const LONGEST = 80;

export function decisionText(decided: Decided): string {
  const { file: { outcome, reasons, mode, policies, unmet, errors, bundle, stepUp }, judgement: { request, route, token, thumbprint, tier, score, facts, config }, now, keysAt } = decided;
  const lines: (readonly [string, string])[] = [
    ['asked', request === undefined ? `nothing that can be read, at ${instantText(now)}` : `${route ?? request.route}${route === undefined ? '' : ` for \`${decided.file.resource}\``}, at ${request.host} from ${request.sourceIp}, at ${instantText(now)}`],
    ['who', token === undefined ? 'nobody: no token was verified' : `${token.kind} \`${token.subject}\`, client \`${token.client}\`, of ${token.issuer}`],
    ...(token === undefined ? [] : [['', `personas: ${listed(token.personas)}; scopes: ${listed(token.scopes)}`] as const]),
    ['device', thumbprint === undefined ? 'none: no certificate was read' : `x5t#S256 ${thumbprint}`],
    ['trust', `tier ${tier}, score ${score} of 100`],
    ...Object.keys(facts).sort().map((name, i) => [i === 0 ? 'facts' : '', `${name}: ${factText(facts[name])}`] as const),
    ['policies', policies.length === 0 ? `none ${outcome === 'allow' ? 'was asked' : 'decided'}` : policies.map((id) => `\`${id}\``).join(', ')],
    ...unmet.map((rule, i) => [i === 0 ? 'not met' : '', rule] as const),
    ...errors.map(({ id, message }, i) => [i === 0 ? 'errors' : '', `policy \`${id}\` could not be evaluated: ${message}`] as const),
    ...(stepUp === null ? [] : [['sign in', [...(stepUp.maxAge === undefined ? [] : [`at most ${stepUp.maxAge} seconds ago`]), ...(stepUp.acrValues === undefined ? [] : [`by ${listed(stepUp.acrValues)}`])].join(', ')] as const]),
    ...(mode === 'enforce' ? [] : [['observed', `lets it pass until ${instantText(config?.observeUntil ?? 0)}, and records that it would not`] as const]),
    ...(reasons.includes('keys-unavailable') && keysAt.length > 0 ? [['keys', `none were given, so no signature can be checked: save ${keysAt.join(' or ')} and give it as \`--jwks FILE\``] as const] : []),
    ['bundle', bundle],
  ];
  const head = reasons.map((reason) => `${reason} (${REASONS[reason].text})`).join(', ');
  return `${[`${outcome}: ${head}`, '', ...lines.map(([label, text]) => `${label.padEnd(9)} ${text}`)].map(oneLine).join('\n')}\n`;
}

function factText({ value, asOf, missing }: Fact<unknown>): string {
  if (missing !== undefined) return `${missing} (${MISSING[missing]})`;
  const said = JSON.stringify(value);
  return `as of ${instantText(asOf)}, ${said.length > LONGEST ? `${said.slice(0, LONGEST)}…` : said}`;
}

function listed(words: readonly string[]): string {
  return words.length === 0 ? 'none' : words.join(' ');
}
