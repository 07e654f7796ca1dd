/**
 * Which part of a request a statement looks at:
 *
 *   RequestPart.header('user-agent')
 *   RequestPart.cookies({ included: ['session'] })
 *   RequestPart.jsonBody({ paths: ['/user/name'] })
 *
 * WAF sees the first 8 KB and 200 of headers and of cookies, and of a body 8 KB (load balancers, AppSync) or 16 to 64 KB. What lies beyond is not let
 * through by default: the statement matches in rules that act against requests, and does not match in rules that allow, also inside of negations.
 * https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-statement-fields-list.html, read 2026-11-22.
 */
import type { Findings } from '../../../intent';
import type { Unsure } from './draft';
import { later } from './later';
import type { PartFacts } from './part-facts';

/** What WAF does where a part is longer than it can look at. */
export enum OversizeHandling {
  /** It looks at the first of it: what stands behind passes unseen. */
  CONTINUE = 'CONTINUE',
  /** The statement matches. */
  MATCH = 'MATCH',
  /** The statement does not match. */
  NO_MATCH = 'NO_MATCH',
}

/** What WAF does where there is nothing that it could compare. */
export enum FallbackBehavior {
  /** The statement matches. */
  MATCH = 'MATCH',
  /** The statement does not match. */
  NO_MATCH = 'NO_MATCH',
}

/** What WAF does with a body that it cannot read as JSON. */
export enum JsonFallbackBehavior {
  /** It looks at the body as plain text. */
  EVALUATE_AS_STRING = 'EVALUATE_AS_STRING',
  /** The statement matches. */
  MATCH = 'MATCH',
  /** The statement does not match. */
  NO_MATCH = 'NO_MATCH',
}

/** Names, values or both. */
export enum MatchScope {
  /** Names and values; a match in one of them is enough. */
  ALL = 'ALL',
  /** Names. */
  KEY = 'KEY',
  /** Values. */
  VALUE = 'VALUE',
}

/** A part that may be longer than WAF looks at. */
export interface OversizeOptions {
  /**
   * What happens with longer ones.
   * @default - nobody passes: `MATCH`, and `NO_MATCH` in rules that allow
   */
  readonly oversize?: OversizeHandling;
}

/** A part that not every request has. */
export interface FallbackOptions {
  /**
   * What happens with requests without it.
   * @default - nobody passes: `MATCH`, and `NO_MATCH` in rules that allow
   */
  readonly fallback?: FallbackBehavior;
}

/** Which headers or cookies. */
export interface PartFilterOptions extends OversizeOptions {
  /**
   * Names of those that are looked at, at most 199.
   * @default - all but `excluded`
   */
  readonly included?: string[];
  /**
   * Names of those that are not, at most 199. Exactly one of the two may be said.
   * @default - none
   */
  readonly excluded?: string[];
  /** @default MatchScope.ALL */
  readonly scope?: MatchScope;
}

/** How a body is read as JSON. */
export interface JsonBodyOptions extends OversizeOptions {
  /**
   * JSON pointers (RFC 6901) of what is looked at: `/user/name`.
   * @default - all of it
   */
  readonly paths?: string[];
  /** @default MatchScope.ALL */
  readonly scope?: MatchScope;
  /**
   * What happens with bodies that are no JSON, or have a list or object nowhere at their root. Whether WAF counts an empty body among them is
   * unverified: narrow the rule to the routes that take JSON.
   * @default - nobody passes: `MATCH`, and `NO_MATCH` in rules that allow
   */
  readonly invalid?: JsonFallbackBehavior;
}

/** A part of a request. */
export class RequestPart {
  /** The method: `POST`. */
  public static method(): RequestPart {
    return new RequestPart(() => later().parts.plain('Method'));
  }

  /** The path of the address, as it was sent: `/images/a.jpg`. Use `NORMALIZE_PATH` and `URL_DECODE` against disguises. */
  public static uriPath(): RequestPart {
    return new RequestPart(() => later().parts.plain('UriPath'));
  }

  /** What stands behind `#` in the address; most clients never send it. */
  public static uriFragment(options: FallbackOptions = {}): RequestPart {
    return new RequestPart((unsure, findings) => later().parts.withFallback('UriFragment', options, unsure, findings));
  }

  /** What stands behind `?` in the address. */
  public static queryString(): RequestPart {
    return new RequestPart(() => later().parts.plain('QueryString'));
  }

  /** The values of one argument of the query. Its name has at most 64 characters (AWS's guide says 30, its API 64); capitals are the same as small letters. */
  public static queryArgument(name: string): RequestPart {
    return new RequestPart((_, findings) => later().parts.named('SingleQueryArgument', name, findings));
  }

  /** The values of every argument of the query. Costs 10 capacity units more. */
  public static allQueryArguments(): RequestPart {
    return new RequestPart(() => later().parts.plain('AllQueryArguments'));
  }

  /** One header; capitals are the same as small letters. */
  public static header(name: string): RequestPart {
    return new RequestPart((_, findings) => later().parts.named('SingleHeader', name, findings));
  }

  /** Several headers, cookies among them. */
  public static headers(options: PartFilterOptions = {}): RequestPart {
    return new RequestPart((unsure, findings) => later().parts.filtered('Headers', options, unsure, findings));
  }

  /** Cookies. Capitals of their names matter. */
  public static cookies(options: PartFilterOptions = {}): RequestPart {
    return new RequestPart((unsure, findings) => later().parts.filtered('Cookies', options, unsure, findings));
  }

  /** Names of the headers in their order, with `:` between them: tells clients apart. */
  public static headerOrder(options: OversizeOptions = {}): RequestPart {
    return new RequestPart((unsure, findings) => later().parts.withOversize('HeaderOrder', options, unsure, findings));
  }

  /** The body as text. */
  public static body(options: OversizeOptions = {}): RequestPart {
    return new RequestPart((unsure, findings) => later().parts.withOversize('Body', options, unsure, findings));
  }

  /** The body as JSON. Doubles the base cost of the statement. */
  public static jsonBody(options: JsonBodyOptions = {}): RequestPart {
    return new RequestPart((unsure, findings) => later().parts.jsonBody(options, unsure, findings));
  }

  /** JA3 fingerprint of the client's TLS. CloudFront and load balancers alone have it; only `byteMatch` with `EXACTLY` can look at it. */
  public static ja3Fingerprint(options: FallbackOptions = {}): RequestPart {
    return new RequestPart((unsure, findings) => later().parts.withFallback('JA3Fingerprint', options, unsure, findings));
  }

  /** JA4 fingerprint of the client's TLS. CloudFront and load balancers alone have it; only `byteMatch` with `EXACTLY` can look at it. */
  public static ja4Fingerprint(options: FallbackOptions = {}): RequestPart {
    return new RequestPart((unsure, findings) => later().parts.withFallback('JA4Fingerprint', options, unsure, findings));
  }

  private constructor(private readonly build: (unsure: Unsure, findings: Findings) => PartFacts) {}

  /** @internal `findings` get pointers within `FieldToMatch`. */
  public _facts(unsure: Unsure, findings: Findings): PartFacts {
    return this.build(unsure, findings);
  }
}
