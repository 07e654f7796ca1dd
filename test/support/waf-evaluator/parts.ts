/**
 * What a statement looks at: `FieldToMatch` -> values, or the answer where WAF cannot look.
 *
 *   look({ SingleHeader: { Name: 'host' } }, parts, request, limits)   // { values: ['www.example.com'] }
 *
 * A part that the request has not is no value, so nothing matches it; query string, path and body are always there, if empty.
 */
import { bytes, headerOf, type Pair, type Parts, type WafRequest } from './request';
import { choice, type Json, NotModelled, oneOf, onlyKeys, type Truth, truth } from './unmodelled';

export interface Looked {
  readonly values: readonly string[];
  /** In place of all that follows: it matches or not, or AWS does not say. */
  readonly answer?: Truth;
}

type Piece = readonly [name: string | undefined, value: string | undefined];

const MOST_BYTES = 8192;
const MOST_NAMES = 200;
const SURE = ['MATCH', 'NO_MATCH'] as const;

export function look(field: unknown, parts: Parts, request: WafRequest, bodyLimit: number): Looked {
  const [kind, value] = choice(field, 'FieldToMatch');
  switch (kind) {
    case 'Method': return plain(kind, value, parts.method);
    case 'UriPath': return plain(kind, value, parts.path);
    case 'QueryString': return plain(kind, value, parts.query);
    case 'UriFragment': return fallback(kind, value, parts.fragment);
    case 'JA3Fingerprint': return fallback(kind, value, request.ja3);
    case 'JA4Fingerprint': return fallback(kind, value, request.ja4);
    case 'SingleHeader': return one(headerOf(parts.headers, bytes(onlyKeys(value, ['Name'], kind).Name)));
    case 'SingleQueryArgument': {
      const name = bytes(onlyKeys(value, ['Name'], kind).Name).toLowerCase();
      return { values: parts.args.filter(([n]) => n.toLowerCase() === name).map(([, v]) => v) };
    }
    case 'AllQueryArguments':
      onlyKeys(value, [], kind);
      return { values: parts.args.map(([, v]) => v) };
    case 'Headers': return listed(kind, value, parts.headers, parts.headers.reduce((sum, [n, v]) => sum + n.length + v.length, 0), (n) => n.toLowerCase());
    case 'Cookies': return listed(kind, value, parts.cookies, parts.cookieHeader.length, (n) => n);
    case 'HeaderOrder': {
      const size = parts.headers.reduce((sum, [n, v]) => sum + n.length + v.length, 0);
      return oversized(onlyKeys(value, ['OversizeHandling'], kind).OversizeHandling, size > MOST_BYTES || parts.headers.length > MOST_NAMES)
        ?? { values: [parts.headers.slice(0, MOST_NAMES).map(([n]) => n.toLowerCase()).join(':')] };
    }
    case 'Body': return oversized(onlyKeys(value, ['OversizeHandling'], kind).OversizeHandling, parts.body.length > bodyLimit) ?? { values: [parts.body.slice(0, bodyLimit)] };
    case 'JsonBody': return jsonBody(value, parts.body, bodyLimit);
    default: throw new NotModelled(`part \`${kind}\``);
  }
}

function plain(kind: string, value: unknown, text: string): Looked {
  onlyKeys(value, [], kind);
  return { values: [text] };
}

function one(value: string | undefined): Looked {
  return { values: value === undefined ? [] : [value] };
}

function fallback(kind: string, value: unknown, text: string | undefined): Looked {
  const word = oneOf(onlyKeys(value, ['FallbackBehavior'], kind).FallbackBehavior, SURE, 'FallbackBehavior');
  return text === undefined ? { values: [], answer: truth(word === 'MATCH') } : { values: [text] };
}

function oversized(word: unknown, isTooLong: boolean): Looked | undefined {
  const said = oneOf(word, [...SURE, 'CONTINUE'], 'OversizeHandling');
  return isTooLong && said !== 'CONTINUE' ? { values: [], answer: truth(said === 'MATCH') } : undefined;
}

function listed(kind: 'Headers' | 'Cookies', value: unknown, all: readonly Pair[], size: number, fold: (name: string) => string): Looked {
  const { MatchPattern, MatchScope, OversizeHandling } = onlyKeys(value, ['MatchPattern', 'MatchScope', 'OversizeHandling'], kind);
  const answer = oversized(OversizeHandling, size > MOST_BYTES || all.length > MOST_NAMES);
  if (answer !== undefined) return answer;
  const [which, names] = choice(MatchPattern, `${kind}/MatchPattern`);
  oneOf(which, ['All', `Included${kind}`, `Excluded${kind}`], `${kind}/MatchPattern`);
  const said = which === 'All' ? [] : (names as string[]).map((name) => fold(bytes(name)));
  return scoped(seen(all).filter(([name]) => which === 'All' || said.includes(fold(name)) === which.startsWith('Included')), MatchScope);
}

/** The first 200, and of them the first 8 KB. */
function seen(all: readonly Pair[]): readonly Pair[] {
  let left = MOST_BYTES;
  return all.slice(0, MOST_NAMES).flatMap(([name, value]): Pair[] => {
    if (left <= 0) return [];
    const rest = value.slice(0, Math.max(0, left - name.length));
    left -= name.length + value.length;
    return [[name, rest]];
  });
}

function scoped(pieces: readonly Piece[], scope: unknown): Looked {
  const said = oneOf(scope, ['ALL', 'KEY', 'VALUE'], 'MatchScope');
  return { values: pieces.flatMap(([name, value]) => [...(said === 'VALUE' ? [] : [name]), ...(said === 'KEY' ? [] : [value])]).filter((one) => one !== undefined) };
}

function jsonBody(value: unknown, body: string, limit: number): Looked {
  const { InvalidFallbackBehavior, MatchPattern, MatchScope, OversizeHandling } = onlyKeys(value, ['InvalidFallbackBehavior', 'MatchPattern', 'MatchScope', 'OversizeHandling'], 'JsonBody');
  const answer = oversized(OversizeHandling, body.length > limit);
  if (answer !== undefined) return answer;
  const text = body.slice(0, limit);
  const parsed = parsedJson(Buffer.from(text, 'latin1').toString('utf8'));
  if (parsed === undefined) {
    if (text === '') return { values: [], answer: 'unknown' }; // AWS does not say whether that is valid
    const said = oneOf(InvalidFallbackBehavior ?? 'EVALUATE_AS_STRING', [...SURE, 'EVALUATE_AS_STRING'], 'InvalidFallbackBehavior');
    return said === 'EVALUATE_AS_STRING' ? { values: [text] } : { values: [], answer: truth(said === 'MATCH') };
  }
  const [which, paths] = choice(MatchPattern, 'JsonBody/MatchPattern');
  if (which === 'All') return scoped(leaves(parsed), MatchScope);
  oneOf(which, ['IncludedPaths'], 'JsonBody/MatchPattern');
  const found = (paths as string[]).map((path) => at(parsed, path));
  // AWS does not say what is below a path that leads to no text.
  return found.includes(undefined) ? { values: [], answer: 'unknown' } : scoped(found.flatMap((pieces) => pieces ?? []), MatchScope);
}

function parsedJson(text: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Every key, and every value that is no list or object. */
function leaves(value: unknown): readonly Piece[] {
  if (typeof value !== 'object' || value === null) return [[undefined, bytes(String(value))]];
  if (Array.isArray(value)) return value.flatMap(leaves);
  return Object.entries(value).flatMap(([name, inner]): readonly Piece[] => [[bytes(name), undefined], ...leaves(inner)]);
}

function at(value: unknown, pointer: string): readonly Piece[] | undefined {
  const names = pointer.split('/').slice(1).map((name) => name.replace(/~1/g, '/').replace(/~0/g, '~'));
  let found = value;
  for (const name of names) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, name)) return [];
    found = (found as Json)[name];
  }
  if (typeof found === 'object' && found !== null) return undefined;
  return [[bytes(names.at(-1) ?? ''), bytes(String(found))]];
}
