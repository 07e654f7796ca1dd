/**
 * Whether a request matches a statement: `yes`, `no`, or `unknown` where AWS alone can say (SQL injection, cross-site scripting, an empty body as JSON).
 *
 * A part is transformed, then compared; of several values (arguments, cookies, keys of JSON) one that matches is enough.
 */
import { forwarded, isIn, NOT_APPLIED } from './addresses';
import { look } from './parts';
import { regexOf } from './regex';
import { bytes, type Parts, type WafRequest } from './request';
import { transformed } from './transformations';
import { choice, type Json, NotModelled, oneOf, onlyKeys, type Truth, truth } from './unmodelled';

/** What is known beside the request. */
export interface World {
  /** CIDRs of sets of addresses, by ARN. */
  readonly addresses: Readonly<Record<string, readonly string[]>>;
  /** Patterns of sets of regular expressions, by ARN. */
  readonly patterns: Readonly<Record<string, readonly string[]>>;
  readonly countryOf: (address: string) => string;
  /** 0 where nobody knows. */
  readonly asnOf: (address: string) => number;
  readonly bodyLimit: number;
  /** What is not asked where a forwarded address is looked for in a header that is not there: AWS says the rule, with all that it says beside. */
  readonly missingHeader: 'rule' | 'statement';
}

export interface Subject {
  readonly request: WafRequest;
  readonly parts: Parts;
  /** In full. */
  readonly labels: ReadonlySet<string>;
  /** Namespace of the labels of who asks: `awswaf:111122223333:webacl:NAME:`. */
  readonly namespace: string;
}

const PART = ['FieldToMatch', 'TextTransformations'];

export function matches(statement: unknown, subject: Subject, world: World): Truth {
  const [kind, value] = choice(statement, 'Statement');
  const { parts, request } = subject;
  switch (kind) {
    case 'AndStatement':
    case 'OrStatement': {
      const { Statements } = onlyKeys(value, ['Statements'], kind);
      const all = (Statements as unknown[]).map((one) => matches(one, subject, world));
      const [first, second]: readonly Truth[] = kind === 'AndStatement' ? ['no', 'yes'] : ['yes', 'no'];
      return all.includes(first) ? first : all.includes('unknown') ? 'unknown' : second;
    }
    case 'NotStatement': {
      const inner = matches(onlyKeys(value, ['Statement'], kind).Statement, subject, world);
      return inner === 'unknown' ? inner : truth(inner === 'no');
    }
    case 'LabelMatchStatement': return truth(hasLabel(onlyKeys(value, ['Scope', 'Key'], kind), subject));
    case 'GeoMatchStatement': {
      const { CountryCodes, ForwardedIPConfig } = onlyKeys(value, ['CountryCodes', 'ForwardedIPConfig'], kind);
      return from(ForwardedIPConfig, subject, world, (address) => (CountryCodes as string[]).includes(world.countryOf(address)));
    }
    case 'AsnMatchStatement': {
      const { AsnList, ForwardedIPConfig } = onlyKeys(value, ['AsnList', 'ForwardedIPConfig'], kind);
      return from(ForwardedIPConfig, subject, world, (address) => (AsnList as number[]).includes(world.asnOf(address)));
    }
    case 'IPSetReferenceStatement': {
      const { Arn, IPSetForwardedIPConfig } = onlyKeys(value, ['Arn', 'IPSetForwardedIPConfig'], kind);
      const cidrs = setOf(world.addresses, Arn);
      return from(IPSetForwardedIPConfig, subject, world, (address) => isIn(address, cidrs), true);
    }
    case 'ByteMatchStatement': {
      const { PositionalConstraint, SearchString, SearchStringBase64 } = onlyKeys(value, [...PART, 'PositionalConstraint', 'SearchString', 'SearchStringBase64'], kind);
      if ((SearchString === undefined) === (SearchStringBase64 === undefined)) throw new NotModelled('ByteMatchStatement with both texts or none');
      const wanted = bytes(SearchString ?? Buffer.from(SearchStringBase64, 'base64'));
      return compared(value, parts, request, world, (text) => stands(text, wanted, PositionalConstraint));
    }
    case 'RegexMatchStatement': {
      const { RegexString } = onlyKeys(value, [...PART, 'RegexString'], kind);
      return compared(value, parts, request, world, (text) => regexOf(RegexString).test(text));
    }
    case 'RegexPatternSetReferenceStatement': {
      const patterns = setOf(world.patterns, onlyKeys(value, [...PART, 'Arn'], kind).Arn);
      return compared(value, parts, request, world, (text) => patterns.some((pattern) => regexOf(pattern).test(text)));
    }
    case 'SizeConstraintStatement': {
      const { ComparisonOperator, Size } = onlyKeys(value, [...PART, 'ComparisonOperator', 'Size'], kind);
      return compared(value, parts, request, world, ({ length }) => sized(length, Size, ComparisonOperator));
    }
    case 'SqliMatchStatement':
    case 'XssMatchStatement': return 'unknown';
    default: throw new NotModelled(`statement \`${kind}\``);
  }
}

function compared({ FieldToMatch, TextTransformations }: Json, parts: Parts, request: WafRequest, { bodyLimit }: World, isIt: (text: string) => boolean): Truth {
  const { values, answer } = look(FieldToMatch, parts, request, bodyLimit);
  return answer ?? truth(values.some((value) => isIt(transformed(value, TextTransformations))));
}

function from(config: unknown, { parts, request }: Subject, { missingHeader }: World, isIt: (address: string) => boolean, hasPosition = false): Truth {
  try {
    const { addresses, answer } = config === undefined ? { addresses: [request.ip] } : forwarded(config, parts, hasPosition);
    return truth(answer ?? addresses.some(isIt));
  } catch (error) {
    if (error === NOT_APPLIED && missingHeader === 'statement') return 'no';
    throw error;
  }
}

/** In full, or as it was said in the same web ACL or group. */
function hasLabel({ Scope, Key }: Json, { labels, namespace }: Subject): boolean {
  const key = Key.startsWith('awswaf:') ? Key : `${namespace}${Key}`;
  return oneOf(Scope, ['LABEL', 'NAMESPACE'], 'Scope') === 'LABEL' ? labels.has(key) : [...labels].some((label) => label.startsWith(key));
}

function setOf(sets: Readonly<Record<string, readonly string[]>>, arn: unknown): readonly string[] {
  if (typeof arn !== 'string' || !Object.hasOwn(sets, arn)) throw new NotModelled(`set ${JSON.stringify(arn)}, which nobody filled`);
  return sets[arn];
}

function stands(text: string, wanted: string, position: unknown): boolean {
  switch (oneOf(position, ['EXACTLY', 'STARTS_WITH', 'ENDS_WITH', 'CONTAINS', 'CONTAINS_WORD'], 'PositionalConstraint')) {
    case 'EXACTLY': return text === wanted;
    case 'STARTS_WITH': return text.startsWith(wanted);
    case 'ENDS_WITH': return text.endsWith(wanted);
    case 'CONTAINS': return text.includes(wanted);
    default: return ` ${text} `.split(/[^A-Za-z0-9_]/).includes(wanted);
  }
}

function sized(length: number, size: number, operator: unknown): boolean {
  switch (oneOf(operator, ['EQ', 'NE', 'LE', 'LT', 'GE', 'GT'], 'ComparisonOperator')) {
    case 'EQ': return length === size;
    case 'NE': return length !== size;
    case 'LE': return length <= size;
    case 'LT': return length < size;
    case 'GE': return length >= size;
    default: return length > size;
  }
}
