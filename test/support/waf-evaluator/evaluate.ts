/**
 * What a web ACL does with a request, for tests: reads the JSON of its rules (`AWS::WAFv2::WebACL.Rule`) and shares no line with the library.
 *
 *   const acl = new WebAcl({ rules, defaultAction: { Allow: {} } }, conditions);
 *   acl.handle({ target: '/admin', ip: '192.0.2.1' }, 0)   // { action: 'block', by: 'admin-abroad', counted: ['abroad'], ... }
 *
 * Rules are asked by priority; allow and block end it, count goes on, captcha and challenge end it for those who have not solved one
 * (https://docs.aws.amazon.com/waf/latest/developerguide/web-acl-rule-actions.html, read 2026-11-22). Groups are asked like that, inside, where somebody says
 * what is in them. INVARIANT: what AWS alone can judge (managed groups, SQL injection, cross-site scripting) is `notEvaluated` and never a match; JSON that
 * is not modelled is an error.
 */
import { NOT_APPLIED } from './addresses';
import { type EmptyKeys, Rates } from './rates';
import { partsOf, type WafRequest } from './request';
import { matches, type Subject, type World } from './statements';
import { choice, type Json, NotModelled, oneOf, onlyKeys, type Truth } from './unmodelled';

export interface WebAclJson {
  readonly rules: readonly Json[];
  /** @default { Allow: {} } */
  readonly defaultAction?: Json;
}

export interface Conditions extends Partial<World> {
  /** Of the labels of its rules: `awswaf:ACCOUNT:webacl:NAME:`. */
  readonly namespace?: string;
  /** Rules in groups, by ARN, or by the name of a managed one. @default - they are not evaluated */
  readonly groups?: Readonly<Record<string, { readonly namespace: string; readonly rules: readonly Json[] }>>;
  /** @default omitted */
  readonly emptyKeys?: EmptyKeys;
}

export interface Outcome {
  readonly action: 'allow' | 'block' | 'captcha' | 'challenge';
  /** Rule that ended it, `GROUP/RULE` in a group, or `default`. */
  readonly by: string;
  /** Rules that counted it, in the order in which they were asked. */
  readonly counted: readonly string[];
  readonly notEvaluated: readonly string[];
  /** In full, sorted. */
  readonly labels: readonly string[];
}

interface Run {
  readonly subject: Omit<Subject, 'namespace'> & { readonly labels: Set<string> };
  readonly at: number;
  readonly counted: string[];
  readonly notEvaluated: string[];
}

type End = { readonly action: Outcome['action']; readonly by: string } | undefined;

const GROUPS = ['ManagedRuleGroupStatement', 'RuleGroupReferenceStatement'];
const RULE = ['Name', 'Priority', 'Statement', 'Action', 'OverrideAction', 'RuleLabels', 'VisibilityConfig', 'CaptchaConfig', 'ChallengeConfig'];
/** Of a web ACL that nobody named. */
const NAMESPACE = 'awswaf:111122223333:webacl:Test:';
const ACTIONS = ['Allow', 'Block', 'Count', 'Captcha', 'Challenge'] as const;

export class WebAcl {
  private readonly world: World;
  private readonly rates: Rates;
  private clock = -Infinity;

  constructor(private readonly acl: WebAclJson, private readonly conditions: Conditions = {}) {
    this.world = { addresses: {}, patterns: {}, countryOf: () => '', asnOf: () => 0, bodyLimit: 16_384, missingHeader: 'rule', ...conditions };
    this.rates = new Rates(this.world, conditions.emptyKeys ?? 'omitted');
  }

  /** `at`: seconds on the clock of the test; it never goes back. */
  public handle(request: WafRequest, at = 0): Outcome {
    if (at < this.clock) throw new Error(`the clock goes back from ${this.clock} to ${at}`);
    this.clock = at;
    const labels = new Set<string>();
    const run: Run = { subject: { request, parts: partsOf(request), labels }, at, counted: [], notEvaluated: [] };
    const ended = this.through(this.acl.rules, this.conditions.namespace ?? NAMESPACE, '', {}, run);
    const otherwise = oneOf(choice(this.acl.defaultAction ?? { Allow: {} }, 'DefaultAction')[0], ['Allow', 'Block'], 'DefaultAction');
    return { ...(ended ?? { action: otherwise === 'Allow' ? 'allow' as const : 'block' as const, by: 'default' }), counted: run.counted, notEvaluated: run.notEvaluated, labels: [...labels].sort() };
  }

  private through(rules: readonly Json[], namespace: string, prefix: string, overrides: Readonly<Record<string, unknown>>, run: Run): End {
    const sorted = [...rules].sort((a, b) => a.Priority - b.Priority);
    const twice = sorted.find((rule, i) => i > 0 && rule.Priority === sorted[i - 1].Priority);
    if (twice !== undefined) throw new NotModelled(`priority ${twice.Priority} twice, at \`${twice.Name}\``);
    for (const rule of sorted) {
      onlyKeys(rule, RULE, `rule \`${rule.Name}\``);
      const [kind, value] = choice(rule.Statement, 'Statement');
      const ended = GROUPS.includes(kind) ? this.group(rule, kind, value, run) : this.rule(rule, kind, value, namespace, prefix, overrides, run);
      if (ended !== undefined) return ended;
    }
    return undefined;
  }

  private rule(rule: Json, kind: string, value: unknown, namespace: string, prefix: string, overrides: Readonly<Record<string, unknown>>, run: Run): End {
    const name = `${prefix}${rule.Name}`;
    const subject: Subject = { ...run.subject, namespace };
    const found = applied(() => (kind === 'RateBasedStatement' ? this.rates.isOver(name, value, subject, run.at) : matches(rule.Statement, subject, this.world)));
    if (found === 'unknown') run.notEvaluated.push(name);
    if (found !== 'yes') return undefined;
    for (const { Name } of rule.RuleLabels ?? []) run.subject.labels.add(`${namespace}${Name}`);
    const said = Object.hasOwn(overrides, rule.Name) ? overrides[rule.Name] : rule.Action;
    const action = oneOf(choice(said, `action of \`${name}\``)[0], ACTIONS, `action of \`${name}\``);
    if (action === 'Allow' || action === 'Block') return { action: action === 'Allow' ? 'allow' : 'block', by: name };
    const puzzle = action === 'Captcha' ? 'captcha' : 'challenge';
    if (action !== 'Count' && run.subject.request.solved?.includes(puzzle) !== true) return { action: puzzle, by: name };
    run.counted.push(name);
    return undefined;
  }

  private group(rule: Json, kind: string, value: unknown, run: Run): End {
    const isManaged = kind === 'ManagedRuleGroupStatement';
    const { Arn, Name, RuleActionOverrides = [], ScopeDownStatement } = onlyKeys(value, isManaged ? ['VendorName', 'Name', 'Version', 'ManagedRuleGroupConfigs', 'RuleActionOverrides', 'ScopeDownStatement'] : ['Arn', 'RuleActionOverrides'], kind);
    const group = this.conditions.groups?.[isManaged ? Name : Arn];
    if (group === undefined) {
      run.notEvaluated.push(rule.Name);
      return undefined;
    }
    if (ScopeDownStatement !== undefined) {
      const subject: Subject = { ...run.subject, namespace: this.conditions.namespace ?? NAMESPACE };
      const inScope = applied(() => matches(ScopeDownStatement, subject, this.world));
      if (inScope === 'unknown') run.notEvaluated.push(rule.Name);
      if (inScope !== 'yes') return undefined;
    }
    const overrides = Object.fromEntries((RuleActionOverrides as Json[]).map((o) => [o.Name, onlyKeys(o, ['Name', 'ActionToUse'], 'RuleActionOverrides').ActionToUse]));
    const ended = this.through(group.rules, group.namespace, `${rule.Name}/`, overrides, run);
    // What the group says as a whole is counted instead.
    if (oneOf(choice(rule.OverrideAction, 'OverrideAction')[0], ['None', 'Count'], 'OverrideAction') === 'None' || ended === undefined) return ended;
    run.counted.push(rule.Name);
    return undefined;
  }
}

/** A rule that needs a header which is not there is not asked. */
function applied(ask: () => Truth): Truth {
  try {
    return ask();
  } catch (error) {
    if (error === NOT_APPLIED) return 'no';
    throw error;
  }
}
