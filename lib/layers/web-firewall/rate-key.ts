/**
 * What requests are counted together, and how a request that leaves it out is found:
 *
 *   rateRuleFacts('logins', { keys: [RateKey.header('x-api-key')], limit: 300, window: Duration.minutes(5) }, where)
 *
 * "Web requests that are missing any of the components specified in the aggregation keys are omitted from the rate-based rule evaluation and handling"
 * (CloudFormation, AWS::WAFv2::WebACL RateBasedStatement). So each key that a request can leave out says what finds such a request, and the compiler makes a
 * second rule for them: same limit, by address.
 *
 * Not modelled: values that a caller makes up. A header, cookie, argument or path is his to choose: who changes it with each request is one of many, and no
 * rule by that key ever counts two of them. A rule by address stands beside such a rule, or the compiler says so (`RateKeyForgeable`).
 */
import type { Duration } from 'aws-cdk-lib';
import { readOption, TEXT } from '../declaration/options';
import type { ActionFacts, RateKeyFacts, RateRule, StatementFacts } from './model';
import { NO_ACTION, statementOf } from './parts';
import { readRule, RULE_OPTIONS } from './rule-options';
import type { FirewallAction, FirewallStatement } from './statement';
import { wcu } from './statement/capacity';

const NONE = [{ Priority: 0, Type: 'NONE' }];
/** A fingerprint that nobody has: JA3 has 32 characters, JA4 36. What matches it is a request without any, by the fallback. */
const NOBODY = 'none';

function leaf(json: Readonly<Record<string, unknown>>, capacity: number, reads: readonly string[] = []): StatementFacts {
  return { json, capacity, reads, depth: 1, findings: [] };
}

/** Nothing there, or an empty value, which WAF may count or not: so both are found. */
function without(FieldToMatch: Readonly<Record<string, unknown>>): StatementFacts {
  return leaf({ NotStatement: { Statement: { SizeConstraintStatement: { FieldToMatch, ComparisonOperator: 'GT', Size: 0, TextTransformations: NONE } } } }, wcu('size'));
}

function withoutFingerprint(property: string): StatementFacts {
  return leaf({ ByteMatchStatement: { FieldToMatch: { [property]: { FallbackBehavior: 'MATCH' } }, PositionalConstraint: 'EXACTLY', SearchString: NOBODY, TextTransformations: NONE } }, wcu('byteMatch.EXACTLY'));
}

/** What requests are counted together. Several make one compound key: requests that agree in all of them. */
export class RateKey {
  /** The address that connects: of the caller, or of the proxy before the firewall. */
  public static address(): RateKey {
    return new RateKey({ kind: 'ip' });
  }

  /**
   * The first address in a header. The caller writes it himself unless a proxy of yours overwrites what he sent: only then it says who calls.
   *
   * @param header e.g. `X-Forwarded-For`
   */
  public static forwardedAddress(header: string): RateKey {
    return new RateKey({ kind: 'forwardedIp', name: header, absent: without({ SingleHeader: { Name: header } }) });
  }

  /** The value of a header. Requests without it are counted by address. */
  public static header(headerName: string): RateKey {
    return new RateKey({ kind: 'header', name: headerName, absent: without({ SingleHeader: { Name: headerName } }) });
  }

  /** The value of a cookie. Requests without it are counted by address. */
  public static cookie(cookieName: string): RateKey {
    return new RateKey({ kind: 'cookie', name: cookieName, absent: without({ Cookies: { MatchPattern: { IncludedCookies: [cookieName] }, MatchScope: 'VALUE', OversizeHandling: 'CONTINUE' } }) });
  }

  /** The value of an argument of the query string. Requests without it are counted by address. */
  public static queryArgument(argumentName: string): RateKey {
    return new RateKey({ kind: 'queryArgument', name: argumentName, absent: without({ SingleQueryArgument: { Name: argumentName } }) });
  }

  /** The whole query string. Requests without any are counted by address. */
  public static queryString(): RateKey {
    return new RateKey({ kind: 'queryString', absent: without({ QueryString: {} }) });
  }

  /** The HTTP method. */
  public static method(): RateKey {
    return new RateKey({ kind: 'httpMethod' });
  }

  /** The path. */
  public static uriPath(): RateKey {
    return new RateKey({ kind: 'uriPath' });
  }

  /**
   * Labels of a namespace, put on by rules of the firewall: such a rule stands behind all others, and sees labels of each. Requests without any are counted by address.
   *
   * @param labelNamespace ends in a colon: `tenant:`
   */
  public static labelNamespace(labelNamespace: string): RateKey {
    return new RateKey({ kind: 'labelNamespace', name: labelNamespace, absent: leaf({ NotStatement: { Statement: { LabelMatchStatement: { Scope: 'NAMESPACE', Key: labelNamespace } } } }, wcu('label'), [labelNamespace]) });
  }

  /** The JA3 fingerprint of the TLS client; distributions and load balancers have one alone. Requests without it are counted by address. */
  public static ja3(): RateKey {
    return new RateKey({ kind: 'ja3Fingerprint', absent: withoutFingerprint('JA3Fingerprint') });
  }

  /** The JA4 fingerprint of the TLS client; distributions and load balancers have one alone. Requests without it are counted by address. */
  public static ja4(): RateKey {
    return new RateKey({ kind: 'ja4Fingerprint', absent: withoutFingerprint('JA4Fingerprint') });
  }

  /** The network (autonomous system) of the address that connects. */
  public static asn(): RateKey {
    return new RateKey({ kind: 'asn' });
  }

  /**
   * A token, by the header that carries it. WAF does not check it: made-up tokens are as many keys.
   *
   * @param header @default 'Authorization'
   */
  public static tokenInHeader(header = 'Authorization'): RateKey {
    return RateKey.header(header);
  }

  /**
   * A token, by the cookie that carries it. WAF does not check it: made-up tokens are as many keys.
   *
   * @param cookieName @default 'aws-waf-token', which AWS WAF gives to browsers that solved a challenge
   */
  public static tokenInCookie(cookieName = 'aws-waf-token'): RateKey {
    return RateKey.cookie(cookieName);
  }

  private constructor(
    /** @internal */
    public readonly _facts: RateKeyFacts,
  ) {}
}

/** At most so many requests, for each value of what they are counted by. */
export interface RateRuleOptions {
  /**
   * What is counted together; up to five make one compound key. Requests that leave one out are counted by address, under the same limit.
   * @default [RateKey.address()]
   */
  readonly keys?: RateKey[];
  /** Requests in a window, 10 to 2,000,000,000. */
  readonly limit: number;
  /**
   * How far WAF looks back each time, about every ten seconds: 1, 2, 5 or 10 minutes.
   * @default Duration.minutes(5)
   */
  readonly window?: Duration;
  /** @default - all requests are counted */
  readonly scopeDown?: FirewallStatement;
  /** @default - blocked with status 429 */
  readonly action?: FirewallAction;
  /**
   * Its place among rate rules, 0 to 999,999.
   * @default - from a hash of the id
   */
  readonly priority?: number;
  /**
   * It only counts until then: an ISO-8601 date or instant.
   * @default - as the firewall's mode says
   */
  readonly observeUntil?: string;
}

/** `429 Too Many Requests`, which clients understand; WAF's own answer is 403. */
const TOO_MANY: ActionFacts = { kind: 'block', json: { Block: { CustomResponse: { ResponseCode: 429 } } }, bodies: {}, findings: [] };

/** A rate rule in a firewall, as facts. */
export function rateRuleFacts(id: string, props: RateRuleOptions, where: string): RateRule {
  const { options: { keys = [RateKey.address()], limit, window, scopeDown, action, priority, observeUntil }, findings, wrong, isUnread: isHalf } = readRule(props, RULE_OPTIONS.RateRuleOptions, id, (said, tell) => {
    for (const { _facts: facts } of said.keys ?? []) if ('name' in facts) readOption<unknown>(facts.name, TEXT, `the name of a key of rule \`${id}\``, tell);
  });
  const isUnread = isHalf || wrong.has('keys'); // counted by less, it would be another rule
  if (isUnread) return { kind: 'rate', id, where, findings, isUnread, keys: [], limit: 0, windowSeconds: 0, action: NO_ACTION };
  return {
    kind: 'rate', id, where, priority, observeUntil, limit, scopeDown: statementOf(scopeDown), action: action?._facts() ?? TOO_MANY, findings,
    keys: keys.map((key) => key._facts), windowSeconds: window === undefined ? 300 : window.toSeconds({ integral: false }),
  };
}
