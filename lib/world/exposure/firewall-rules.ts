/**
 * Rules of a web ACL, and of rule groups in the same templates, with what each does: `rulesOf(context, acl)`.
 *
 * A rule of one's own has an `Action`; a group has its rules' own actions, unless `RuleActionOverrides` or the older `ExcludedRules` say another for one
 * of them, or `OverrideAction: Count` for the group as a whole (AWS WAF developer guide, "Overriding rule group actions in AWS WAF", 2026-11). Block,
 * CAPTCHA, Challenge and Monetize stop; Allow ends the evaluation; Count goes on. Of groups that are not in the table (managed-rules.ts) and of rule groups elsewhere
 * nobody can say whether a rule acts, or lets everybody by.
 */
import type { Unknown } from '../facts';
import type { Guard } from '../guard';
import { asNumber, viewInto, type Item, type View, viewOf } from '../network/read';
import type { Resource } from '../template/model';
import { isMap } from '../template/walk';
import type { Context } from './context';
import { ALWAYS, anyOf, both, NEVER, not, perhaps, when } from './holds';
import type { FirewallRule } from './firewall-model';
import { labelsOf } from './firewall-labels';
import { type Ordered, stopsInOrder } from './firewall-order';
import { everybodyOf, type LabelsPut, matched } from './firewall-statements';
import { managedRules } from './managed-rules';
import type { Holds } from './model';
import { isOpaque, shownText } from './text';

const STOPS = ['Block', 'Captcha', 'Challenge', 'Monetize'];

/** What a rule or an override asks for. */
interface Actions {
  readonly stops: Holds;
  readonly allows: Holds;
  readonly counts: Holds;
}

export function rulesOf(context: Context, owner: Resource, depth = 0): { readonly rules: readonly FirewallRule[]; readonly hidden: readonly Unknown[] } {
  const hidden: Unknown[] = [];
  const labels = labelsOf(context, owner);
  const rules = viewOf(owner).items('Rules').flatMap((item): FirewallRule[] => {
    if (isMap(item.value)) return [ruleOf(context, item, labels, depth)];
    hidden.push(context.unknown(item.value, item.place, 'which rules it has is not known', 'Rules'));
    return [];
  });
  return { rules, hidden };
}

function ruleOf(context: Context, item: Item, labels: LabelsPut, depth: number): FirewallRule {
  const view = viewInto(item);
  const name = shownText(context.text(view.items('Name')[0]?.value) ?? 'a rule');
  const [priority, ...others] = view.items('Priority');
  const group = groupOf(context, view, depth);
  const match = view.items('Statement').map((s) => ({ s, m: matched(context, s, labels) }));
  const some = anyOf(match.map(({ s, m }) => both(when(s.guard), m.some)));
  const own = actionsOf(context, view.items('Action'), item.guard);
  const acts = group === undefined ? own : group.actions;
  const there = when(item.guard);
  const does = (holds: Holds): Holds => both(both(there, some), holds);
  const number = others.length === 0 ? asNumber(priority?.value) : undefined;
  return {
    name, of: group?.name ?? 'its own', ...number === undefined ? {} : { priority: number }, place: item.place, there,
    stops: does(acts.stops), allows: does(acts.allows), counts: does(acts.counts), everybody: both(there, group === undefined ? anyOf(match.map(({ s, m }) => both(when(s.guard), everybodyOf(m)))) : group.everybody),
    how: some.may.isNever() ? `it matches nobody${match.some(({ s: at }) => mentions(at.value, 'IPSetReferenceStatement')) ? ': its IP set is empty' : ''}` : group?.how ?? 'its action is Count', counting: group?.counting ?? [],
  };
}

function mentions(value: unknown, key: string): boolean {
  return isMap(value as never) ? Object.entries(value as object).some(([k, v]) => k === key || mentions(v, key)) : Array.isArray(value) && value.some((v) => mentions(v, key));
}

/** `{ Block: {} }` and the like; what is written wrongly or hidden is anything. */
function actionsOf(context: Context, items: readonly Item[], guard: Guard): Actions {
  const of = (name: string): Holds => anyOf(items.flatMap((i) => (isMap(i.value) ? viewInto(i).items(name) : [])).map((i) => when(i.guard)));
  const [stops, allows, counts] = [anyOf(STOPS.map(of)), of('Allow'), of('Count')];
  const said = anyOf([stops, allows, counts]);
  const strange = items.flatMap((i) => (isMap(i.value) ? [] : [context.unknown(i.value, i.place, 'what the rule does is not known', 'Action')]));
  const rest = guard.and(said.must.not());
  if (rest.isNever()) return { stops, allows, counts };
  const hidden = perhaps(rest, ...strange.length > 0 ? strange : [{ token: 'Action', template: items[0]?.place.template ?? '', pointer: items[0]?.place.pointer ?? '', why: 'the rule says nothing of what it does' }]);
  return { stops: anyOf([stops, hidden]), allows: anyOf([allows, hidden]), counts: anyOf([counts, hidden]) };
}

interface Group {
  readonly name: string;
  readonly actions: Actions;
  /** An allow of its own that matches everybody. */
  readonly everybody: Holds;
  readonly how: string;
  readonly counting: readonly string[];
}

/** Undefined where the statement is no group. */
function groupOf(context: Context, view: View, depth: number): Group | undefined {
  const [managed] = view.items('Statement.ManagedRuleGroupStatement').filter((i) => isMap(i.value));
  const [referred] = view.items('Statement.RuleGroupReferenceStatement').filter((i) => isMap(i.value));
  if (managed === undefined && referred === undefined) return undefined;
  const inside = viewInto(managed ?? referred);
  const { name, rules, unknowns } = managed !== undefined ? ofManaged(context, inside, managed) : ofReferred(context, inside, referred, depth);
  const whole = view.items('OverrideAction').flatMap((i) => (isMap(i.value) ? viewInto(i).items('Count').map((c) => when(c.guard)) : [perhaps(i.guard, context.unknown(i.value, i.place, 'whether the group counts as a whole is not known', 'OverrideAction'))]));
  const overrides = [
    ...inside.items('RuleActionOverrides').map((o) => ({ name: nameIn(context, o), at: o, actions: actionsOf(context, viewInto(o).items('ActionToUse'), o.guard) })),
    ...inside.items('ExcludedRules').map((o) => ({ name: nameIn(context, o), at: o, actions: { stops: NEVER, allows: NEVER, counts: when(o.guard) } })),
  ];
  const ofRule = (rule: string, by: (actions: Actions) => Holds): Holds => anyOf(overrides.flatMap((o) => (o.name === rule ? [by(o.actions)] : o.name === undefined ? [both(by(o.actions), perhaps(o.at.guard, context.unknown(o.at.value, o.at.place, 'which rules of the group do something else is not known', 'RuleActionOverrides')))] : [])));
  const counted = anyOf(whole);
  const none = perhaps(view.guard, ...unknowns.length > 0 ? unknowns : [{ token: `rules of ${name}`, template: view.place.template, pointer: view.place.pointer, why: `whether \`${name}\` has a rule of a name that is set to act is not known here` }]);
  const acted = rules.map((rule): Ordered => {
    const of = (by: (actions: Actions) => Holds): Holds => both(rule.matches, ofRule(rule.name, by));
    const [counts, allowed, stopped] = [of((a) => a.counts), of((a) => a.allows), of((a) => a.stops)];
    return { ...rule, stops: anyOf([stopped, both(rule.stops, not(anyOf([counts, allowed])))]), allows: anyOf([allowed, both(rule.allows, not(anyOf([counts, stopped])))]) };
  });
  let stops = stopsInOrder(acted, NEVER);
  let allows = anyOf(acted.map((r) => r.allows));
  let everybody = anyOf(acted.map((r) => both(r.everybody, r.allows)));
  // A rule that nobody listed, and that was set to act.
  for (const o of overrides) if (o.name !== undefined && !rules.some((r) => r.name === o.name)) stops = anyOf([stops, both(o.actions.stops, none)]);
  // What is not known may let everybody by before the rest.
  if (unknowns.length > 0) [stops, allows, everybody] = [both(anyOf([stops, none]), not(none)), anyOf([allows, none]), anyOf([everybody, none])];
  const acting = not(counted);
  const counting = overrides.filter((o) => !o.actions.counts.must.isNever()).map((o) => o.name ?? '').filter((n) => n !== '').sort();
  return {
    name, counting, everybody: both(everybody, acting), actions: { stops: both(stops, acting), allows: both(allows, acting), counts: anyOf([counted, not(anyOf([stops, allows]))]) },
    how: whole.length > 0 ? 'its group is set to Count as a whole, which loses labels and metrics of its rules' : `each rule of \`${name}\` is set to Count`,
  };
}

/** A rule of a group, with what it does by itself. */
interface Known extends Ordered {
  readonly name: string;
  /** It matches some request. */
  readonly matches: Holds;
}

function ofManaged(context: Context, view: View, { place }: Item): { readonly name: string; readonly rules: readonly Known[]; readonly unknowns: readonly Unknown[] } {
  const name = shownText(context.text(view.items('Name')[0]?.value) ?? 'a managed group');
  const vendor = context.text(view.items('VendorName')[0]?.value);
  const levels = view.items('ManagedRuleGroupConfigs.*.AWSManagedRulesBotControlRuleSet.InspectionLevel').map(({ value }) => context.text(value));
  const rules = vendor === 'AWS' ? managedRules(name, levels.length === 1 ? levels[0] : undefined) : undefined;
  if (rules !== undefined) return { name, rules: rules.map((rule, priority) => ({ name: rule, priority, place, matches: ALWAYS, stops: ALWAYS, allows: NEVER, everybody: NEVER })), unknowns: [] };
  return { name, rules: [], unknowns: [{ token: `rules of ${name}`, template: place.template, pointer: place.pointer, why: `what the rules of \`${name}\` do is not known here` }] };
}

function ofReferred(context: Context, view: View, { place }: Item, depth: number): { readonly name: string; readonly rules: readonly Known[]; readonly unknowns: readonly Unknown[] } {
  const [arn] = view.items('Arn');
  const text = context.text(arn?.value) ?? '';
  const [, id] = /\u0001res:([^\u0002:]+)(?::[^\u0002]*)?\u0002$/.exec(text) ?? [];
  const group = id === undefined ? undefined : context.templates.resource(id);
  if (group?.type !== 'AWS::WAFv2::RuleGroup' || depth > 0) {
    const unknown = { token: `rule group ${shownText(text)}`, template: place.template, pointer: place.pointer, why: 'its rules are in none of the given templates' };
    return { name: text === '' ? 'a rule group' : shownText(text), rules: [], unknowns: [unknown] };
  }
  const { rules, hidden } = rulesOf(context, group, depth + 1);
  return { name: group.logicalId, rules: rules.map((r) => ({ ...r, matches: anyOf([r.stops, r.allows, r.counts]) })), unknowns: hidden };
}

/** Undefined where nobody can say. */
function nameIn(context: Context, item: Item): string | undefined {
  const [name, ...others] = isMap(item.value) ? viewInto(item).items('Name') : [];
  const text = others.length > 0 ? undefined : context.text(name?.value);
  return text === undefined || isOpaque(text) ? undefined : text;
}
