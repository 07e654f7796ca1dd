/**
 * What a rule looks for, typed, with what it costs:
 *
 *   FirewallStatement.allOf([
 *     FirewallStatement.byteMatch({ part: RequestPart.uriPath(), position: PositionalConstraint.STARTS_WITH, text: '/admin' }),
 *     FirewallStatement.negate(FirewallStatement.addresses(['192.0.2.0/24', '2001:db8::/32'])),
 *   ])
 *
 * Mistakes are collected and told with all others when the firewall is made. Not here, because WAF nests neither: rate rules and rule groups.
 */
import type { aws_wafv2 as waf } from 'aws-cdk-lib/interfaces';
import type { StatementFacts } from '../model';
import type { Draft, Unsure } from './draft';
import { later } from './later';
import type { RequestPart } from './request-part';
import { type AddressesProps, type ByteMatchProps, type IpSetProps, type OriginProps, type PartMatchProps, type RegexPatternsProps, SizeComparison, type SizeProps, type SqlInjectionProps } from './statement-props';

/** What a rule of a web firewall looks for. */
export class FirewallStatement {
  /** All of them match. */
  public static allOf(statements: FirewallStatement[]): FirewallStatement {
    const given = arguments.length > 1 ? [...arguments] as unknown[] : [statements]; // in JavaScript: `allOf(a, b)`
    return new FirewallStatement((unsure) => combined('allOf', given, unsure));
  }

  /** At least one of them matches. */
  public static anyOf(statements: FirewallStatement[]): FirewallStatement {
    const given = arguments.length > 1 ? [...arguments] as unknown[] : [statements];
    return new FirewallStatement((unsure) => combined('anyOf', given, unsure));
  }

  /** It does not match. */
  public static negate(statement: FirewallStatement): FirewallStatement {
    const given = arguments.length > 1 ? [...arguments] as unknown[] : [statement];
    return new FirewallStatement((unsure) => later().logic.negate(said(given) > 1 ? later().logic.notOne('negate', given) : draftOf(statement, unsure === 'match' ? 'noMatch' : 'match')));
  }

  /** The request has not this part: a header, a cookie or an argument that is left out. 1 capacity unit. */
  public static missing(part: RequestPart): FirewallStatement {
    return FirewallStatement.negate(FirewallStatement.size({ part, operator: SizeComparison.GE, bytes: 0 }));
  }

  /** An earlier rule put this label on: in full (`awswaf:managed:aws:...`), or as it was said for a rule of the same web ACL. 1 capacity unit. */
  public static label(key: string): FirewallStatement {
    return new FirewallStatement(() => later().labels.label(key));
  }

  /** An earlier rule put any label of this namespace on. 1 capacity unit. */
  public static labelNamespace(namespace: string): FirewallStatement {
    return new FirewallStatement(() => later().labels.labelNamespace(namespace));
  }

  /** A text stands in a part of the request. 2 or 10 capacity units. */
  public static byteMatch(props: ByteMatchProps): FirewallStatement {
    return new FirewallStatement((unsure) => later().matches.byteMatch(props, unsure));
  }

  /** A part of the request matches a regular expression of at most 200 characters, in the syntax of PCRE as WAF knows it. 3 capacity units. */
  public static regex(pattern: string, match: PartMatchProps): FirewallStatement {
    return new FirewallStatement((unsure) => later().matches.regex(pattern, match, unsure));
  }

  /** A part of the request matches one of up to 10 regular expressions, of which the library makes a set. 25 capacity units. An account has 10 sets. */
  public static regexPatterns(patterns: string[], props: RegexPatternsProps): FirewallStatement {
    return new FirewallStatement((unsure) => later().matches.regexPatterns(patterns, props, unsure));
  }

  /** A part of the request matches one of the regular expressions of a set that exists. 25 capacity units. */
  public static regexSet(patternSet: waf.IRegexPatternSetRef, match: PartMatchProps): FirewallStatement {
    return new FirewallStatement((unsure) => later().matches.regexSet(patternSet, match, unsure));
  }

  /** The same, of a set that is known by its ARN alone. */
  public static regexSetByArn(arn: string, match: PartMatchProps): FirewallStatement {
    return new FirewallStatement((unsure) => later().matches.regexSet({ arn }, match, unsure));
  }

  /** The address is in one of these CIDRs, of IPv4 or IPv6, of which the library makes sets. 1 capacity unit for each IP version. */
  public static addresses(cidrs: string[], props: AddressesProps = {}): FirewallStatement {
    return new FirewallStatement((unsure) => later().origins.addresses(cidrs, props, unsure));
  }

  /** The address is in a set that exists. 1 capacity unit, and 4 more for `AddressPosition.ANY`. */
  public static ipSet(addressSet: waf.IIPSetRef, props: IpSetProps = {}): FirewallStatement {
    return new FirewallStatement((unsure) => later().origins.ipSet(addressSet, props, unsure));
  }

  /** The address is in a set that exists and is known by its ARN alone. 1 capacity unit, and 4 more for `AddressPosition.ANY`. */
  public static ipSetByArn(arn: string, props: IpSetProps = {}): FirewallStatement {
    return new FirewallStatement((unsure) => later().origins.ipSet({ arn }, props, unsure));
  }

  /** The address is in one of these countries: codes of ISO 3166, `DE`. 1 capacity unit. */
  public static geo(countries: string[], props: OriginProps = {}): FirewallStatement {
    return new FirewallStatement((unsure) => later().origins.geo(countries, props, unsure));
  }

  /** The address is in one of these autonomous systems; 0 where WAF knows of none. At most 100. 1 capacity unit. */
  public static asn(networks: number[], props: OriginProps = {}): FirewallStatement {
    return new FirewallStatement((unsure) => later().origins.asn(networks, props, unsure));
  }

  /** A part of the request has this size. 1 capacity unit. */
  public static size(props: SizeProps): FirewallStatement {
    return new FirewallStatement((unsure) => later().matches.size(props, unsure));
  }

  /** A part of the request looks like SQL that somebody smuggles in. 20 or 30 capacity units. */
  public static sqlInjection(props: SqlInjectionProps): FirewallStatement {
    return new FirewallStatement((unsure) => later().matches.sqlInjection(props, unsure));
  }

  /** A part of the request looks like a script that somebody smuggles in. 40 capacity units. */
  public static crossSiteScripting(match: PartMatchProps): FirewallStatement {
    return new FirewallStatement((unsure) => later().matches.crossSiteScripting(match, unsure));
  }

  private constructor(private readonly build: (unsure: Unsure) => Draft) {}

  /**
   * JSON, capacity and mistakes. `unsure` is what it answers where WAF cannot look: `noMatch` in a rule that allows, `match` in all others, in
   * scope-downs and in the twins of rate rules.
   * @internal
   */
  public _facts(unsure: Unsure = 'match'): StatementFacts {
    return this.build(unsure);
  }
}

/** A list; what else stands there would be forgotten. */
function combined(name: 'allOf' | 'anyOf', given: readonly unknown[], unsure: Unsure): Draft {
  const [list] = given;
  return !Array.isArray(list) || said(given) > 1 ? later().logic.notOne(name, given) : later().logic[name](list.map((s) => draftOf(s, unsure)));
}

/** Arguments; other languages hand over what was not set. */
function said(given: readonly unknown[]): number {
  return given.filter((one) => one !== undefined).length;
}

function draftOf(statement: unknown, unsure: Unsure): Draft {
  return statement instanceof FirewallStatement ? statement._facts(unsure) : later().logic.noStatement(statement);
}
