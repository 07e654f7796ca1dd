/**
 * Sets of rules to begin with, as data: what each holds, why, and (docs/web-firewall.md) what it takes and costs.
 *
 *   FirewallPreset.API                                        // for REST APIs behind tokens
 *   FirewallPreset.API.limited({ 'rate-address': 10_000 })    // with another limit of one of its rate rules
 *   firewall.addManagedGroup(ManagedRuleGroup.COMMON, { overrides: { SizeRestrictions_BODY: FirewallAction.count() } })  // with one of its groups told otherwise
 *
 * INVARIANT: ids of its rules are names of rules and metrics in accounts; one is never renamed, and a preset that gains a rule is a breaking change. No preset
 * holds a group that is billed by request.
 */
import { type ManagedGroupOptions, ManagedRuleGroup, managedRuleFacts } from './managed/managed-rule-group';
import type { ManagedRule, RuleFacts } from './model';
import { RateKey, type RateRuleOptions, rateRuleFacts } from './rate-key';
import { FirewallAction } from './statement/action';

/** Block sets are made beside the firewall. */
export interface PresetSets {
  readonly ipv4Arn: string;
  readonly ipv6Arn: string;
  /** Where a proxy stands before: the header in which it says who calls. By address its rate rules would count all callers as one. */
  readonly forwardedHeader?: string;
}

export interface PresetRow {
  readonly id: string;
  readonly because: string;
  readonly rule: { readonly kind: 'blockSet' } | { readonly kind: 'rate'; readonly options: RateRuleOptions } | { readonly kind: 'managed'; readonly group: ManagedRuleGroup; readonly options: ManagedGroupOptions };
}

const BLOCK: PresetRow = { id: 'block-set', because: 'a responder puts addresses there; it is created empty', rule: { kind: 'blockSet' } };
const REPUTATION: PresetRow = managed('ip-reputation', 'bots and reconnaissance that Amazon sees elsewhere', ManagedRuleGroup.IP_REPUTATION);
const BAD_INPUTS: PresetRow = managed('known-bad-inputs', 'nobody sends these in good faith', ManagedRuleGroup.KNOWN_BAD_INPUTS);
const COMMON: PresetRow = managed('common', 'cross-site scripting, file inclusion, SSRF', ManagedRuleGroup.COMMON);

function managed(id: string, because: string, group: ManagedRuleGroup, options: ManagedGroupOptions = {}): PresetRow {
  return { id, because, rule: { kind: 'managed', group, options } };
}

function rate(id: string, because: string, options: RateRuleOptions): PresetRow {
  return { id, because, rule: { kind: 'rate', options } };
}

/** A set of rules to begin with. */
export class FirewallPreset {
  /** For web applications: known attacks, known attackers, 2,000 requests in five minutes from an address. */
  public static readonly BASELINE = new FirewallPreset('BASELINE', [
    BLOCK, rate('rate-address', 'a flood from one address; an office of a hundred people stays below', { limit: 2000 }), REPUTATION, BAD_INPUTS, COMMON,
  ]);

  /** For APIs whose clients bring tokens: the baseline without what clients of APIs do in good faith, SQL injection, and a limit for each token. */
  public static readonly API = new FirewallPreset('API', [
    BLOCK, rate('rate-address', 'a flood from one address, whatever tokens it makes up', { limit: 2000 }),
    rate('rate-token', 'one client that calls too often from many addresses; requests without a token are counted by address', { keys: [RateKey.tokenInHeader()], limit: 1000 }),
    REPUTATION, BAD_INPUTS,
    managed('common', 'as in the baseline; bodies over 8 KB and requests without `User-Agent` are counted, because clients of APIs send them', ManagedRuleGroup.COMMON, { overrides: { NoUserAgent_HEADER: FirewallAction.count(), SizeRestrictions_BODY: FirewallAction.count() } }),
    managed('sql-injection', 'arguments and bodies reach queries', ManagedRuleGroup.SQL_INJECTION),
  ]);

  /** For login pages and user pools: few requests from an address, nobody from anonymous networks. Account takeover prevention is no part of it: WAF refuses it at user pools. */
  public static readonly LOGIN = new FirewallPreset('LOGIN', [
    BLOCK, rate('rate-address', 'guessing of passwords from one address', { limit: 100 }), REPUTATION,
    managed('anonymous-ip', 'people do not sign in through Tor, and servers do not sign in at login pages', ManagedRuleGroup.ANONYMOUS_IP), BAD_INPUTS, COMMON,
  ]);

  /** For static content: nothing is computed, so there is nothing to inject into. Many requests make one page. */
  public static readonly STATIC = new FirewallPreset('STATIC', [
    BLOCK, rate('rate-address', 'downloads of everything from one address; a page is dozens of requests', { limit: 10_000 }), REPUTATION, BAD_INPUTS,
  ]);

  private constructor(
    /** `BASELINE`, `API`, `LOGIN` or `STATIC`. */
    public readonly name: string,
    /** @internal */
    public readonly _rows: readonly PresetRow[],
    /** @internal */
    public readonly _limits: Readonly<Record<string, number>> = {},
    /** @internal What was said for limits and is none: the firewall tells it. */
    public readonly _wrong?: unknown,
  ) {}

  /**
   * The same with other limits of its rate rules, in requests in five minutes.
   *
   * @param limits by id of the rule, e.g. `{ 'rate-address': 10_000 }`
   */
  public limited(limits: { [rule: string]: number }): FirewallPreset {
    const isRight = typeof limits === 'object' && limits !== null && !Array.isArray(limits) && Object.values(limits).every((limit) => typeof limit === 'number');
    return new FirewallPreset(this.name, this._rows, { ...this._limits, ...(isRight ? limits : {}) }, isRight ? this._wrong : limits ?? null);
  }
}

/** Ids of limits that no rate rule of the preset has. */
export function strayLimits({ _rows, _limits }: FirewallPreset): readonly string[] {
  const rates = _rows.filter((row) => row.rule.kind === 'rate').map((row) => row.id);
  return Object.keys(_limits).filter((id) => !rates.includes(id)).sort();
}

/**
 * Rules of a preset, and those that were said beside it. A managed group that is said once more takes the place of the preset's: its name and metrics stay, and so do
 * the preset's overrides where no other is said for a rule; all else is as it was said.
 */
export function withPreset(preset: readonly RuleFacts[], said: readonly RuleFacts[]): RuleFacts[] {
  const taken = new Map<RuleFacts, RuleFacts>();
  const mine = preset.map((rule) => {
    const other = rule.kind === 'managed' ? said.find((s): s is ManagedRule => s.kind === 'managed' && s.isUnread !== true && s.vendor === rule.vendor && s.group === rule.group) : undefined;
    if (rule.kind !== 'managed' || other === undefined) return rule;
    const joined = { ...other, id: rule.id, overrides: { ...rule.overrides, ...other.overrides } };
    taken.set(other, joined);
    return joined;
  });
  return [...mine, ...said.filter((rule) => !taken.has(rule))];
}

/** Its rules as facts. */
export function presetFacts({ _rows, _limits }: FirewallPreset, sets: PresetSets, where: string): RuleFacts[] {
  return _rows.map(({ id, rule }): RuleFacts => {
    if (rule.kind === 'blockSet') return { kind: 'blockSet', id, where, ...sets, action: FirewallAction.block()._facts() };
    if (rule.kind === 'managed') return managedRuleFacts(id, rule.group, rule.options, where);
    const keys = rule.options.keys ?? (sets.forwardedHeader === undefined ? undefined : [RateKey.forwardedAddress(sets.forwardedHeader)]);
    return rateRuleFacts(id, { ...rule.options, keys, ...(Object.hasOwn(_limits, id) ? { limit: _limits[id] } : {}) }, where);
  });
}
