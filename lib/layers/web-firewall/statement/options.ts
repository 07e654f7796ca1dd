/** Every option of statements, parts of requests and actions by name and kind: what `readOptions` compares them with. A test holds it against the interfaces. */
import type { Findings } from '../../../intent';
import { list } from '../../../intent/reader';
import { type Kind, instanceOf, known, listOf, mapOf, needed, NUMBER, oneOf, type Options, readOption, readOptions, type Shape, struct, DURATION, TEXT, TEXTS } from '../../declaration/options';
import { ResponseContentType } from './action';
import { FallbackBehavior, JsonFallbackBehavior, MatchScope, OversizeHandling, RequestPart } from './request-part';
import { AddressPosition, PositionalConstraint, SizeComparison, SqlInjectionSensitivity } from './statement-props';
import { TextTransformation } from './transformation';

const words = (members: object, type: string): Kind => oneOf(Object.values(members) as string[], type);
const FALLBACK = words(FallbackBehavior, 'FallbackBehavior');
const OVERSIZE: Shape = { oversize: words(OversizeHandling, 'OversizeHandling') };
const SCOPE = words(MatchScope, 'MatchScope');
const PART: Shape = {
  part: needed(instanceOf(() => RequestPart, 'RequestPart', 'one of `RequestPart`, e.g. `RequestPart.uriPath()`', { code: 'RequestPartInvalid' })),
  transformations: listOf({ ...words(TextTransformation, 'TextTransformation'), code: 'TransformationInvalid' }, 'a list of `TextTransformation`'),
};
const FORWARDED: Shape = { header: needed(TEXT), fallback: FALLBACK };
const POSITION: Shape = { ...FORWARDED, position: needed(words(AddressPosition, 'AddressPosition')) };
const IP_SET: Shape = { forwarded: struct(POSITION, 'ForwardedPositionProps') };
const HEADERS: Shape = { headers: mapOf(TEXT, 'an object with a text for each header') };
const BODY: Shape = { content: needed(TEXT), contentType: needed(words(ResponseContentType, 'ResponseContentType')), id: known(TEXT) };

/** By interface. */
export const STATEMENT_OPTIONS = {
  PartMatchProps: PART,
  ByteMatchProps: { ...PART, position: needed(words(PositionalConstraint, 'PositionalConstraint')), text: TEXT, base64: TEXT },
  RegexPatternsProps: { ...PART, id: known(TEXT) },
  SizeProps: { ...PART, operator: needed(words(SizeComparison, 'SizeComparison')), bytes: needed(NUMBER) },
  SqlInjectionProps: { ...PART, sensitivity: words(SqlInjectionSensitivity, 'SqlInjectionSensitivity') },
  ForwardedAddressProps: FORWARDED, ForwardedPositionProps: POSITION,
  OriginProps: { forwarded: struct(FORWARDED, 'ForwardedAddressProps') }, IpSetProps: IP_SET, AddressesProps: { ...IP_SET, id: known(TEXT) },
  OversizeOptions: OVERSIZE, FallbackOptions: { fallback: FALLBACK },
  PartFilterOptions: { ...OVERSIZE, included: TEXTS, excluded: TEXTS, scope: SCOPE },
  JsonBodyOptions: { ...OVERSIZE, paths: TEXTS, scope: SCOPE, invalid: words(JsonFallbackBehavior, 'JsonFallbackBehavior') },
  ResponseBodyProps: BODY, BlockProps: { ...HEADERS, status: NUMBER, body: struct(BODY, 'ResponseBodyProps') },
  InsertHeadersProps: HEADERS, PuzzleProps: { ...HEADERS, immunity: { ...known(DURATION), code: 'ActionImmunityInvalid' } },
} satisfies Readonly<Record<string, Shape>>;

/** What is right of the options of a part of a rule; what is wrong is told at the part. */
export function readPart<T extends object>(props: T | null | undefined, shape: Shape, what: string, told: Findings): Options<T> {
  if (props === null) told.error('WrongType', '', `options of ${what} are empty; expected an object with ${list(Object.keys(shape))}, or nothing; leave them out`);
  return readOptions(props, shape, what, (code, message) => told.error(code, '', message));
}

/** One argument; undefined where it is wrong. */
export function readArgument<T>(value: T, kind: Kind, what: string, told: Findings): T | undefined {
  if (value === undefined) {
    told.error('MissingField', '', `${what} is not said; expected ${kind.expected}`);
    return undefined;
  }
  return readOption(value, kind, what, (code, message) => told.error(code, '', message));
}
