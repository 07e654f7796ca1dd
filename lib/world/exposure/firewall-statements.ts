/**
 * Whether a statement of a rule matches anybody at all, or everybody: `matched(context, view)`.
 *
 *   { some: NEVER }     an IP set without addresses: a rule on it does nothing until somebody fills the set
 *   { all: ALWAYS }     `0.0.0.0/1` and `128.0.0.0/1`, a path that begins with `/`: an allow of it switches off what stands after
 *
 * Every other leaf matches some requests and not others. Sources: CloudFormation, AWS::WAFv2::WebACL Statement; AWS WAF developer guide,
 * "Using rule statements" (2026-11). Not read: what strings and countries come to, labels that nobody puts, how statements exclude each other.
 */
import { AddressSet } from '../../algebra/address-set';
import type { Unknown } from '../facts';
import { asNumber, viewInto, type Item, type View } from '../network/read';
import type { Resource } from '../template/model';
import { isMap, isSym } from '../template/walk';
import type { Context } from './context';
import { ALWAYS, allOf, anyOf, both, NEVER, not, perhaps, when } from './holds';
import type { Holds } from './model';

export interface Matched {
  /** It matches some request. */
  readonly some: Holds;
  /** It matches every request that comes over IPv4, or every one over IPv6. */
  readonly all: Holds;
}

const DEEPEST = 30;
const SOME: Matched = { some: ALWAYS, all: NEVER };

/** Leaves that match some requests and not others, whatever stands in them. */
const LEAVES = ['GeoMatchStatement', 'LabelMatchStatement', 'RegexPatternSetReferenceStatement', 'SqliMatchStatement', 'XssMatchStatement', 'AsnMatchStatement'];
/** With the statement that narrows them. */
const NARROWED = ['RateBasedStatement', 'ManagedRuleGroupStatement'];
const EVERYTHING = /^(\^?\.\*\$?|\^|\$|\^?\.\+\$?)$/;

/** `statement`: what stands at `Statement`, or nested in one. */
export function matched(context: Context, statement: Item, depth = 0): Matched {
  const hidden = (): Matched => ({ some: perhaps(statement.guard, context.unknown(statement.value, statement.place, 'what the rule matches is not known', 'Statement')), all: perhaps(statement.guard, context.unknown(statement.value, statement.place, 'what the rule matches is not known', 'Statement')) });
  if (!isMap(statement.value) || depth > DEEPEST) return hidden();
  const view = viewInto(statement);
  const names = Object.keys(statement.value);
  const [name] = names;
  if (names.length !== 1) return hidden();
  const inner = (path: string): readonly Matched[] => view.items(path).map((item) => within(matched(context, item, depth + 1), item));
  if (name === 'IPSetReferenceStatement') return ofSet(context, view, hidden);
  if (name === 'NotStatement') return one(inner('NotStatement.Statement').map(({ some, all }) => ({ some: not(all), all: not(some) })), hidden);
  if (name === 'AndStatement') return listed(inner('AndStatement.Statements'), allOf, hidden);
  if (name === 'OrStatement') return listed(inner('OrStatement.Statements'), anyOf, hidden);
  if (name === 'ByteMatchStatement') return bytes(context, view);
  if (name === 'RegexMatchStatement') return view.items('RegexMatchStatement.RegexString').some(({ value }) => EVERYTHING.test(context.text(value) ?? '')) ? { some: ALWAYS, all: ALWAYS } : SOME;
  if (name === 'SizeConstraintStatement') return sizes(context, view);
  if (NARROWED.includes(name)) {
    const narrowed = inner(`${name}.ScopeDownStatement`);
    return narrowed.length === 0 ? SOME : { some: anyOf(narrowed.map((n) => n.some)), all: NEVER };
  }
  return name === 'RuleGroupReferenceStatement' || LEAVES.includes(name) ? SOME : hidden();
}

function within({ some, all }: Matched, { guard }: Item): Matched {
  return { some: both(some, when(guard)), all: both(all, when(guard)) };
}

function one(list: readonly Matched[], hidden: () => Matched): Matched {
  return list.length === 0 ? hidden() : { some: anyOf(list.map((m) => m.some)), all: anyOf(list.map((m) => m.all)) };
}

function listed(list: readonly Matched[], join: (holds: readonly Holds[]) => Holds, hidden: () => Matched): Matched {
  return list.length === 0 ? hidden() : { some: join(list.map((m) => m.some)), all: join(list.map((m) => m.all)) };
}

/** Every path begins with a slash, and holds one. */
function bytes(context: Context, view: View): Matched {
  const isPath = view.items('ByteMatchStatement.FieldToMatch.UriPath').length > 0;
  const every = (path: string, values: readonly string[]): boolean => {
    const items = view.items(`ByteMatchStatement.${path}`);
    return items.length > 0 && items.every(({ value }) => values.includes(context.text(value) ?? ''));
  };
  return isPath && every('SearchString', ['/']) && every('PositionalConstraint', ['STARTS_WITH', 'CONTAINS']) ? { some: ALWAYS, all: ALWAYS } : SOME;
}

/** Nothing is shorter than nothing. */
function sizes(context: Context, view: View): Matched {
  const [operator, size] = [context.text(view.items('SizeConstraintStatement.ComparisonOperator')[0]?.value), asNumber(view.items('SizeConstraintStatement.Size')[0]?.value)];
  if (operator === 'GE' && size === 0) return { some: ALWAYS, all: ALWAYS };
  return operator === 'LT' && size === 0 ? { some: NEVER, all: NEVER } : SOME;
}

function ofSet(context: Context, view: View, hidden: () => Matched): Matched {
  // An address that cannot be read in the header of a proxy may count as a match.
  const fallback = view.items('IPSetReferenceStatement.IPSetForwardedIPConfig.FallbackBehavior').some(({ value }) => context.text(value) !== 'NO_MATCH');
  const found = view.items('IPSetReferenceStatement.Arn').map((arn): Matched => {
    const [, id] = /\u0001res:([^\u0002:]+)(?::[^\u0002]*)?\u0002$/.exec(context.text(arn.value) ?? '') ?? [];
    const set = id === undefined ? undefined : context.templates.resource(id);
    if (set?.type === 'AWS::WAFv2::IPSet') return within(addresses(context, set), arn);
    const unknown: Unknown = { token: isSym(arn.value) ? arn.value.unknown.token : 'IP set', template: arn.place.template, pointer: arn.place.pointer, why: 'the addresses of the IP set are in none of the given templates' };
    return { some: perhaps(arn.guard, unknown), all: perhaps(arn.guard, unknown) };
  });
  if (found.length === 0) return hidden();
  const { some, all } = one(found, hidden);
  return { some: fallback ? ALWAYS : some, all };
}

function addresses(context: Context, set: Resource): Matched {
  const items = set.items('Addresses');
  const known: { readonly holds: Holds; readonly addresses: AddressSet }[] = [];
  const strange: Holds[] = [];
  for (const { guard, value, place } of items) {
    try {
      known.push({ holds: when(guard), addresses: AddressSet.cidr(context.text(value) ?? '') });
    } catch {
      strange.push(perhaps(guard, context.unknown(value, place, 'an address of the IP set is not known', 'Addresses')));
    }
  }
  const union = AddressSet.unionOf(known.map((k) => k.addresses));
  const isEverybody = AddressSet.allIpv4().isSubsetOf(union) || AddressSet.allIpv6().isSubsetOf(union);
  const there = when(set.guard);
  return { some: both(there, anyOf([...known.map((k) => k.holds), ...strange])), all: isEverybody ? both(there, allOf(known.map((k) => k.holds))) : strange.length > 0 ? both(there, anyOf(strange)) : NEVER };
}
