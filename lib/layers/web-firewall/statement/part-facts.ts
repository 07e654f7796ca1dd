/**
 * Parts of requests as CloudFormation: `FieldToMatch`, and what a statement must know of them.
 *
 * Limits are those of WAF's API (wafv2 2019-07-29: FieldToMatchData, HeaderNames, CookieNames, JsonPointerPath; botocore 1.43.11, read 2026-11-22).
 */
import type { Findings } from '../../../intent';
import type { Properties, ProtectedKind } from '../model';
import { isLate, type Unsure, wordOf } from './draft';
import { isToken } from './names';
import { readPart, STATEMENT_OPTIONS } from './options';
import type { FallbackOptions, JsonBodyOptions, OversizeOptions, PartFilterOptions } from './request-part';

export interface PartFacts {
  readonly kind: string;
  /** `FieldToMatch`. */
  readonly json: Properties;
  readonly isJsonBody: boolean;
  readonly isAllQueryArguments: boolean;
  /** Characters of the fingerprint; absent: it is none. */
  readonly fingerprint?: number;
  /** Kinds of what is protected for which WAF has it; absent: all. */
  readonly onlyFor?: readonly ProtectedKind[];
}

/** JA3 has 32 characters, JA4 36; of CloudFront and load balancers alone. https://docs.aws.amazon.com/waf/latest/APIReference/API_JA4Fingerprint.html */
const FINGERPRINTS: Readonly<Record<string, number>> = { JA3Fingerprint: 32, JA4Fingerprint: 36 };
export const FINGERPRINTED: readonly ProtectedKind[] = ['distribution', 'loadBalancer'];

const LONGEST: Readonly<Record<string, number>> = { SingleHeader: 64, SingleQueryArgument: 64, Headers: 64, Cookies: 60 };
const MOST_NAMES = 199;
const LONGEST_PATH = 512;

function facts(kind: string, properties: Properties): PartFacts {
  return {
    kind, json: { [kind]: properties }, isJsonBody: kind === 'JsonBody', isAllQueryArguments: kind === 'AllQueryArguments',
    ...(Object.hasOwn(FINGERPRINTS, kind) ? { fingerprint: FINGERPRINTS[kind], onlyFor: FINGERPRINTED } : {}),
  };
}

export function plain(kind: string): PartFacts {
  return facts(kind, {});
}

export function withFallback(kind: string, options: FallbackOptions, unsure: Unsure, findings: Findings): PartFacts {
  const { fallback } = readPart(options, STATEMENT_OPTIONS.FallbackOptions, `part \`${kind}\``, findings).options;
  return facts(kind, { FallbackBehavior: fallback ?? wordOf(unsure) });
}

export function withOversize(kind: string, options: OversizeOptions, unsure: Unsure, findings: Findings): PartFacts {
  const { oversize } = readPart(options, STATEMENT_OPTIONS.OversizeOptions, `part \`${kind}\``, findings).options;
  return facts(kind, { OversizeHandling: oversize ?? wordOf(unsure) });
}

export function named(kind: 'SingleHeader' | 'SingleQueryArgument', name: string, findings: Findings): PartFacts {
  checkName(kind, name, `/${kind}/Name`, findings);
  // The same header is the same JSON, whoever wrote it: WAF does not look at capitals.
  return facts(kind, { Name: kind === 'SingleHeader' && typeof name === 'string' && !isLate(name) ? name.toLowerCase() : name });
}

export function filtered(kind: 'Headers' | 'Cookies', options: PartFilterOptions, unsure: Unsure, findings: Findings): PartFacts {
  const { included, excluded, scope, oversize } = readPart(options, STATEMENT_OPTIONS.PartFilterOptions, `part \`${kind}\``, findings).options;
  if (included !== undefined && excluded !== undefined) findings.error('RequestPartInvalid', `/${kind}/MatchPattern`, `${wordsOf(kind)} are limited by both \`included\` and \`excluded\`; expected one of them; keep \`included\`, which says all`);
  const which = included !== undefined ? 'included' : 'excluded';
  const names = included ?? excluded;
  const key = `${which === 'included' ? 'Included' : 'Excluded'}${kind}`;
  if (names !== undefined && !isLate(names)) {
    const pointer = `/${kind}/MatchPattern/${key}`;
    if (names.length === 0) findings.error('RequestPartInvalid', pointer, `\`${which}\` of ${wordsOf(kind)} is empty; expected at least one name; leave it out for all of them`);
    if (names.length > MOST_NAMES) findings.error('RequestPartInvalid', pointer, `\`${which}\` of ${wordsOf(kind)} has ${names.length} names; expected at most ${MOST_NAMES}, which is what WAF takes; split the statement in two`);
    for (const [i, name] of names.entries()) checkName(kind, name, `${pointer}/${i}`, findings);
  }
  return facts(kind, { MatchPattern: names === undefined ? { All: {} } : { [key]: names }, MatchScope: scope ?? 'ALL', OversizeHandling: oversize ?? wordOf(unsure) });
}

export function jsonBody(options: JsonBodyOptions, unsure: Unsure, findings: Findings): PartFacts {
  const { paths, scope, oversize, invalid } = readPart(options, STATEMENT_OPTIONS.JsonBodyOptions, 'part `JsonBody`', findings).options;
  if (paths !== undefined && !isLate(paths)) {
    if (paths.length === 0) findings.error('RequestPartInvalid', '/JsonBody/MatchPattern/IncludedPaths', '`paths` of a JSON body is empty; expected at least one JSON pointer, e.g. `/user/name`; leave it out for all of the body');
    for (const [i, path] of paths.entries()) {
      if (isLate(path) || (typeof path === 'string' && path.length <= LONGEST_PATH && /^\/(?:[^~]|~[01])*$/.test(path))) continue;
      findings.error('RequestPartInvalid', `/JsonBody/MatchPattern/IncludedPaths/${i}`, `\`${path}\` is no JSON pointer; expected \`/\` and names with \`/\` between them, e.g. \`/user/name\`, with \`~0\` for \`~\` and \`~1\` for \`/\`, at most ${LONGEST_PATH} characters; correct it`);
    }
  }
  return facts('JsonBody', {
    InvalidFallbackBehavior: invalid ?? wordOf(unsure),
    MatchPattern: paths === undefined ? { All: {} } : { IncludedPaths: paths },
    MatchScope: scope ?? 'ALL',
    OversizeHandling: oversize ?? wordOf(unsure),
  });
}

function checkName(kind: string, name: unknown, pointer: string, findings: Findings): void {
  if (isLate(name)) return;
  const text = typeof name === 'string' ? name : '';
  if (kind === 'SingleQueryArgument' ? /\S/.test(text) && text.length <= LONGEST[kind] : isToken(text, LONGEST[kind])) return;
  findings.error('RequestPartInvalid', pointer, `\`${String(name)}\` cannot be the name of ${ONE[kind]}; expected 1 to ${LONGEST[kind]} ${kind === 'SingleQueryArgument' ? 'characters' : 'letters, digits and hyphens'}, e.g. \`${EXAMPLE[kind]}\`; correct it`);
}

const ONE: Readonly<Record<string, string>> = { SingleHeader: 'a header', SingleQueryArgument: 'an argument of the query', Headers: 'a header', Cookies: 'a cookie' };
const EXAMPLE: Readonly<Record<string, string>> = { SingleHeader: 'user-agent', SingleQueryArgument: 'page', Headers: 'user-agent', Cookies: 'session' };

function wordsOf(kind: 'Headers' | 'Cookies'): string {
  return kind === 'Headers' ? 'headers' : 'cookies';
}
