/** What statements take. Enumerations have the words of WAF as their values. */
import type { RequestPart } from './request-part';
import type { FallbackBehavior } from './request-part';
import type { TextTransformation } from './transformation';

/** Where a text must stand. */
export enum PositionalConstraint {
  /** The part is the text. 2 capacity units. */
  EXACTLY = 'EXACTLY',
  /** The part begins with it. 2 capacity units. */
  STARTS_WITH = 'STARTS_WITH',
  /** The part ends with it. 2 capacity units. */
  ENDS_WITH = 'ENDS_WITH',
  /** The part has it somewhere. 10 capacity units. */
  CONTAINS = 'CONTAINS',
  /** The part has it somewhere, with no letter, digit or `_` beside it. 10 capacity units. */
  CONTAINS_WORD = 'CONTAINS_WORD',
}

/** How a size is compared: the part is ... than the number. */
export enum SizeComparison {
  /** Equal. */
  EQ = 'EQ',
  /** Not equal. */
  NE = 'NE',
  /** Less or equal. */
  LE = 'LE',
  /** Less. */
  LT = 'LT',
  /** Greater or equal. */
  GE = 'GE',
  /** Greater. */
  GT = 'GT',
}

/** How eagerly SQL injection is looked for. */
export enum SqlInjectionSensitivity {
  /** Fewer attacks and fewer mistakes; AWS's own default. 20 capacity units. */
  LOW = 'LOW',
  /** More attacks, and more requests that are none; what AWS recommends. 30 capacity units. */
  HIGH = 'HIGH',
}

/** Which of the addresses in a header counts. The header is the sender's to write: all but what the nearest proxy added may be invented. */
export enum AddressPosition {
  /** The first: what the client, or whoever claims to be it, wrote. */
  FIRST = 'FIRST',
  /** The last: what the nearest proxy wrote. */
  LAST = 'LAST',
  /** Any of the last ten. 4 capacity units more. */
  ANY = 'ANY',
}

/** Which part is looked at. */
export interface PartMatchProps {
  /** The part of the request. */
  readonly part: RequestPart;
  /**
   * What is done to it before, in this order; at most 10. Each costs 10 capacity units.
   * @default - nothing
   */
  readonly transformations?: TextTransformation[];
}

/** A text that is looked for. Exactly one of `text` and `base64` is said. */
export interface ByteMatchProps extends PartMatchProps {
  /** Where it must stand. */
  readonly position: PositionalConstraint;
  /**
   * The text, at most 200 bytes. Capitals matter.
   * @default - `base64`
   */
  readonly text?: string;
  /**
   * Bytes, in Base64, of what is no text; at most 200.
   * @default - `text`
   */
  readonly base64?: string;
}

/** Several regular expressions. */
export interface RegexPatternsProps extends PartMatchProps {
  /**
   * Name of the set that is made of them, unique in the firewall: with one, a change of the patterns changes the set in place.
   * @default - from the patterns: a change makes a new set
   */
  readonly id?: string;
}

/** The size of a part. */
export interface SizeProps extends PartMatchProps {
  /** How it is compared. */
  readonly operator: SizeComparison;
  /** Bytes, after the transformations: 0 to 21,474,836,480. */
  readonly bytes: number;
}

/** SQL in a part. */
export interface SqlInjectionProps extends PartMatchProps {
  /** @default SqlInjectionSensitivity.HIGH */
  readonly sensitivity?: SqlInjectionSensitivity;
}

/**
 * The address in a header, where a proxy stands before what is protected. WAF applies no rule with it to a request without the header, whatever else
 * the rule says: give such requests a rule of their own, with `FirewallStatement.missing(RequestPart.header(...))`.
 */
export interface ForwardedAddressProps {
  /** The header, e.g. `X-Forwarded-For`. */
  readonly header: string;
  /**
   * What happens with requests whose header has no valid address.
   * @default - nobody passes: `MATCH`, and `NO_MATCH` in rules that allow
   */
  readonly fallback?: FallbackBehavior;
}

/** The same, for sets of addresses. */
export interface ForwardedPositionProps extends ForwardedAddressProps {
  /** Which of the addresses in it. */
  readonly position: AddressPosition;
}

/** Whose address: of countries and networks. */
export interface OriginProps {
  /**
   * The address in a header; the first in it, which clients can invent.
   * @default - the address that connects
   */
  readonly forwarded?: ForwardedAddressProps;
}

/** Whose address: of sets. */
export interface IpSetProps {
  /**
   * The address in a header.
   * @default - the address that connects
   */
  readonly forwarded?: ForwardedPositionProps;
}

/** Addresses of which the library makes a set. */
export interface AddressesProps extends IpSetProps {
  /**
   * Name of the set, unique in the firewall: with one, a change of the addresses changes the set in place.
   * @default - from the addresses: a change makes a new set
   */
  readonly id?: string;
}
