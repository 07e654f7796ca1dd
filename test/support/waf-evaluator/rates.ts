/**
 * Rate rules on a simulated clock: a request is over the limit where more than `Limit` of its key came in the window that ends with it.
 *
 * «All of the request components that you specify in the aggregation key must be present in a web request for the request to be evaluated or rate limited
 * by the rule.» (AWS WAF developer guide, "Aggregating rate-based rules in AWS WAF", read 2026-11-22) Whether an empty value is present AWS does not say:
 * `emptyKeys` chooses. Not modelled: that WAF looks about every ten seconds and estimates, so that it stops later and stops too much for a while.
 */
import { forwarded } from './addresses';
import { headerOf, type Pair } from './request';
import { matches, type Subject, type World } from './statements';
import { transformed } from './transformations';
import { choice, NotModelled, oneOf, onlyKeys, type Truth, truth } from './unmodelled';

export type EmptyKeys = 'counted' | 'omitted';

/** Without it the request is not counted. An answer stands for the action, whatever the count. */
interface Key {
  readonly text?: string;
  readonly answer?: boolean;
}

export class Rates {
  /** Times by key; those before `first` are out of the window. */
  private readonly seen = new Map<string, { readonly times: number[]; first: number }>();

  constructor(private readonly world: World, private readonly emptyKeys: EmptyKeys) {}

  /** Whether the rule acts on it; it is counted. */
  public isOver(rule: string, statement: unknown, subject: Subject, at: number): Truth {
    const { AggregateKeyType, CustomKeys, EvaluationWindowSec = 300, ForwardedIPConfig, Limit, ScopeDownStatement } = onlyKeys(statement, ['AggregateKeyType', 'CustomKeys', 'EvaluationWindowSec', 'ForwardedIPConfig', 'Limit', 'ScopeDownStatement'], 'RateBasedStatement');
    const scope = ScopeDownStatement === undefined ? 'yes' : matches(ScopeDownStatement, subject, this.world);
    if (scope !== 'yes') return scope;
    const type = oneOf(AggregateKeyType, ['IP', 'FORWARDED_IP', 'CUSTOM_KEYS', 'CONSTANT'], 'AggregateKeyType');
    const keys = type === 'IP' ? [{ IP: {} }] : type === 'FORWARDED_IP' ? [{ ForwardedIP: {} }] : type === 'CONSTANT' ? [] : CustomKeys as unknown[];
    const found = keys.map((key) => this.keyOf(key, ForwardedIPConfig, subject));
    const answered = found.filter((key) => key.answer !== undefined);
    if (answered.length > 0) return answered.some((key) => key.answer === false) ? 'no' : 'yes';
    if (found.some((key) => key.text === undefined || (key.text === '' && this.emptyKeys === 'omitted'))) return 'no';
    const name = JSON.stringify([rule, ...found.map((key) => key.text)]);
    const seen = this.seen.get(name) ?? { times: [], first: 0 };
    this.seen.set(name, seen);
    seen.times.push(at);
    while (seen.times[seen.first] <= at - EvaluationWindowSec) seen.first++;
    return truth(seen.times.length - seen.first > Limit);
  }

  private keyOf(key: unknown, config: unknown, { parts, request, labels, namespace }: Subject): Key {
    const [kind, value] = choice(key, 'CustomKeys');
    const named = (text: string | undefined): Key => ({ text: text === undefined ? undefined : transformed(text, onlyKeys(value, ['Name', 'TextTransformations'], kind).TextTransformations) });
    const of = (pairs: readonly Pair[], fold: (name: string) => string): Key => named(pairs.find(([name]) => fold(name) === fold(value.Name))?.[1]);
    switch (kind) {
      case 'IP': return { text: request.ip };
      case 'HTTPMethod': return { text: parts.method };
      case 'ASN': return { text: String(this.world.asnOf(request.ip)) };
      case 'ForwardedIP': {
        const { addresses, answer } = forwarded(config, parts, false);
        return answer === undefined ? { text: addresses[0] } : { answer };
      }
      case 'Header': return named(headerOf(parts.headers, value.Name));
      case 'Cookie': return of(parts.cookies, (name) => name);
      case 'QueryArgument': return of(parts.args, (name) => name.toLowerCase());
      case 'QueryString': return named(parts.query);
      case 'UriPath': return named(parts.path);
      case 'LabelNamespace': {
        const start = value.Namespace.startsWith('awswaf:') ? value.Namespace : `${namespace}${value.Namespace}`;
        const those = [...labels].filter((label) => label.startsWith(start)).sort();
        return { text: those.length === 0 ? undefined : those.join(' ') };
      }
      case 'JA3Fingerprint':
      case 'JA4Fingerprint': {
        const text = kind === 'JA3Fingerprint' ? request.ja3 : request.ja4;
        const word = oneOf(onlyKeys(value, ['FallbackBehavior'], kind).FallbackBehavior, ['MATCH', 'NO_MATCH'], 'FallbackBehavior');
        return text === undefined ? { answer: word === 'MATCH' } : { text };
      }
      default: throw new NotModelled(`rate key \`${kind}\``);
    }
  }
}
