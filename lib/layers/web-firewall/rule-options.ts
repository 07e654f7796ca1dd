/** Every option of a firewall's rules by name and kind, and how they are read: see options.ts. Apart from it, because presets are made of rules when they are loaded. */
import type { Finding } from '../../intent';
import { DURATION, instanceOf, known, listOf, mapOf, needed, NUMBER, readOptions, reference, setOf, type Shape, TEXT, type Tell } from '../declaration/options';
import { RateKey } from './rate-key';
import { FirewallAction } from './statement/action';
import { FirewallStatement } from './statement/statement';

export const PART = { code: 'FirewallPartInvalid' };
export const STATEMENT = instanceOf(() => FirewallStatement, 'FirewallStatement', 'a statement, one of `FirewallStatement`, e.g. `FirewallStatement.geo([\'DE\'])`', PART);
const ACTION = instanceOf(() => FirewallAction, 'FirewallAction', 'an action, one of `FirewallAction`, e.g. `FirewallAction.block()`', PART);
export const OVERRIDES = mapOf(ACTION, 'an object with a `FirewallAction` for each rule');
export const PLACE: Shape = { priority: known(NUMBER), observeUntil: known(TEXT) };
export const NAMES = known(setOf(known(TEXT), 'a list of texts'));

/** By interface. */
export const RULE_OPTIONS = {
  FirewallRuleProps: { ...PLACE, statement: needed(STATEMENT), action: ACTION, labels: setOf(TEXT, 'a list of texts') },
  FirewallGroupProps: { ...PLACE, group: needed(reference('ruleGroupRef', 'waf.IRuleGroupRef', 'an `AWS::WAFv2::RuleGroup`, as L1, L2 or import; pass e.g. `group: firewallRuleGroup.ruleGroup`', PART)), capacity: needed(known(NUMBER)), rules: NAMES, overrides: OVERRIDES },
  RateRuleOptions: {
    ...PLACE, keys: listOf(instanceOf(() => RateKey, 'RateKey', 'one of `RateKey`, e.g. `RateKey.address()`', { code: 'RateKeysInvalid' }), 'a list of `RateKey`'), limit: needed(known(NUMBER)), window: known(DURATION), scopeDown: STATEMENT, action: ACTION,
  },
} satisfies Readonly<Record<string, Shape>>;

/** What is right of a rule's options. `isUnread`: something that it cannot do without is missing or wrong, and told. */
export interface RuleRead<T> {
  readonly options: T;
  readonly findings: readonly Finding[];
  readonly wrong: ReadonlySet<string>;
  readonly isUnread: boolean;
}

/** `also` tells more of what is right. */
export function readRule<T extends object>(props: T | null | undefined, shape: Shape, id: string, also: (options: Partial<T>, tell: Tell) => void = () => undefined): RuleRead<T> {
  const findings: Finding[] = [];
  const tell: Tell = (code, message) => { findings.push({ code, level: 'error', pointer: '', where: '', message }); };
  const { options, wrong } = readOptions(props, shape, `rule \`${String(id)}\``, tell);
  const before = findings.length;
  also(options, tell);
  return { options: options as T, findings, wrong, isUnread: findings.length > before || Object.keys(shape).some((name) => shape[name].isNeeded === true && wrong.has(name)) };
}
