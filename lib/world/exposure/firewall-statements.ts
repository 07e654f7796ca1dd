/**
 * Whether a statement of a rule matches anybody at all, or everybody: `matched(context, view)`.
 *
 *   { some: NEVER }     an IP set without addresses, a label that no rule puts on: a rule on it does nothing
 *   { all: ALWAYS }     `0.0.0.0/1` and `128.0.0.0/1`, a path that begins with `/`: an allow of it switches off what stands after
 *   { all: perhaps }    whatever is not in one country, a header of any text, half of all addresses: so much that an allow of it is never a proof of what stands after
 *
 * Every other leaf matches some requests and not others. Sources: CloudFormation, AWS::WAFv2::WebACL Statement; AWS WAF developer guide,
 * "Using rule statements" (2026-11). Not read: what transformations make of strings, how statements of two rules exclude each other.
 */
import { AddressSet } from '../../algebra/address-set';
import type { Unknown } from '../facts';
import { asNumber, viewInto, type Item, type View } from '../network/read';
import type { Resource } from '../template/model';
import { isMap, isSym } from '../template/walk';
import type { Context } from './context';
import { ALWAYS, allOf, anyOf, both, NEVER, not, perhaps, when } from './holds';
import { type Everything, isImpossible, sizeEverything, textEverything } from './firewall-everything';
import type { Holds } from './model';

export interface Matched {
  /** It matches some request. */
  readonly some: Holds;
  /** It matches every request that comes over IPv4, or every one over IPv6. */
  readonly all: Holds;
  /** It may match so many that whoever is allowed by it is nobody in particular; nothing of what it says is certain. Absent: no. */
  readonly most?: Holds;
}

/** Whether some rule puts a label of that name, or of that namespace, on requests. */
export type LabelsPut = (key: string, isNamespace: boolean) => Holds;

const DEEPEST = 30;
const SOME: Matched = { some: ALWAYS, all: NEVER };
const EVERY: Matched = { some: ALWAYS, all: ALWAYS };
const NOBODY: Matched = { some: NEVER, all: NEVER };
/** Of 249 codes. */
const MOST_COUNTRIES = 200;
/** Longest prefix that is no organisation's network; no single one has a `/7`. */
const HUGE: Readonly<Record<string, number>> = { ':': 8, '.': 7 };

/** Leaves that match some requests and not others, whatever stands in them. */
const LEAVES = ['SqliMatchStatement', 'XssMatchStatement', 'AsnMatchStatement'];
/** With the statement that narrows them. */
const NARROWED = ['RateBasedStatement', 'ManagedRuleGroupStatement'];

/** `statement`: what stands at `Statement`, or nested in one. `labels`: of the web ACL or the rule group in which it stands. */
export function matched(context: Context, statement: Item, labels: LabelsPut, depth = 0): Matched {
  const hidden = (): Matched => ({ some: perhaps(statement.guard, context.unknown(statement.value, statement.place, 'what the rule matches is not known', 'Statement')), all: perhaps(statement.guard, context.unknown(statement.value, statement.place, 'what the rule matches is not known', 'Statement')) });
  if (!isMap(statement.value) || depth > DEEPEST) return hidden();
  const view = viewInto(statement);
  const names = Object.keys(statement.value);
  const [name] = names;
  if (names.length !== 1) return hidden();
  const inner = (path: string): readonly Matched[] => view.items(path).map((item) => within(matched(context, item, labels, depth + 1), item));
  const likely = (): Matched => ({ ...SOME, most: perhaps(statement.guard, { token: name, template: statement.place.template, pointer: statement.place.pointer, why: 'whom it leaves over is not judged' }) });
  const of = (everything: readonly Everything[]): Matched => (everything.includes('sure') ? EVERY : everything.includes('likely') ? likely() : SOME);
  switch (name) {
    case 'IPSetReferenceStatement': return ofSet(context, view, hidden, likely);
    case 'NotStatement': return negated(inner('NotStatement.Statement'), hidden, likely);
    case 'AndStatement': return listed(inner('AndStatement.Statements'), allOf, hidden);
    case 'OrStatement': return listed(inner('OrStatement.Statements'), anyOf, hidden);
    case 'ByteMatchStatement': return bytes(context, view);
    case 'RegexMatchStatement': return of(view.items(`${name}.RegexString`).map(({ value }) => textEverything(context.text(value) ?? '', partIn(view, name))));
    case 'RegexPatternSetReferenceStatement': return of(patterns(context, view).map((pattern) => textEverything(pattern, partIn(view, name))));
    case 'SizeConstraintStatement': return sizes(context, view, of);
    case 'LabelMatchStatement': return labelled(context, view, labels);
    case 'GeoMatchStatement': return view.items(`${name}.CountryCodes`).length >= MOST_COUNTRIES ? likely() : SOME;
    default:
  }
  if (NARROWED.includes(name)) {
    const narrowed = inner(`${name}.ScopeDownStatement`);
    return narrowed.length === 0 ? SOME : { some: anyOf(narrowed.map((n) => n.some)), all: NEVER };
  }
  return name === 'RuleGroupReferenceStatement' || LEAVES.includes(name) ? SOME : hidden();
}

/** Every request, or perhaps so many that nobody is left. */
export function everybodyOf({ all, most }: Matched): Holds {
  return most === undefined ? all : anyOf([all, most]);
}

function within({ some, all, most }: Matched, { guard }: Item): Matched {
  return { some: both(some, when(guard)), all: both(all, when(guard)), ...most === undefined ? {} : { most: both(most, when(guard)) } };
}

function one(list: readonly Matched[], hidden: () => Matched): Matched {
  return listed(list, anyOf, hidden);
}

function listed(list: readonly Matched[], join: (holds: readonly Holds[]) => Holds, hidden: () => Matched): Matched {
  if (list.length === 0) return hidden();
  const isMost = list.some((m) => m.most !== undefined);
  return { some: join(list.map((m) => m.some)), all: join(list.map((m) => m.all)), ...isMost ? { most: join(list.map(everybodyOf)) } : {} };
}

/** Who is not one of a few is nearly everybody. */
function negated(list: readonly Matched[], hidden: () => Matched, likely: () => Matched): Matched {
  if (list.length === 0) return hidden();
  const { some, all, most } = one(list, hidden);
  const rest = { some: not(all), all: not(some) };
  return rest.some.may.isNever() || !some.must.isAlways() || most !== undefined ? rest : { ...rest, most: likely().most };
}

/** The key of `FieldToMatch`; empty where there is none, or where two are said. */
function partIn(view: View, statement: string): string {
  const parts = view.items(`${statement}.FieldToMatch`).flatMap((i) => (isMap(i.value) ? Object.keys(i.value) : []));
  return parts.length === 1 ? parts[0] : '';
}

/** Every path begins with a slash, and holds one. */
function bytes(context: Context, view: View): Matched {
  const every = (path: string, values: readonly string[]): boolean => {
    const items = view.items(`ByteMatchStatement.${path}`);
    return items.length > 0 && items.every(({ value }) => values.includes(context.text(value) ?? ''));
  };
  return partIn(view, 'ByteMatchStatement') === 'UriPath' && (every('SearchString', ['/']) || every('SearchStringBase64', ['Lw=='])) && every('PositionalConstraint', ['STARTS_WITH', 'CONTAINS']) ? EVERY : SOME;
}

function sizes(context: Context, view: View, of: (everything: readonly Everything[]) => Matched): Matched {
  const [operator, size] = [context.text(view.items('SizeConstraintStatement.ComparisonOperator')[0]?.value), asNumber(view.items('SizeConstraintStatement.Size')[0]?.value)];
  const part = partIn(view, 'SizeConstraintStatement');
  if (operator === undefined || size === undefined) return of(['likely']);
  return isImpossible(operator, size, part) ? NOBODY : of([sizeEverything(operator, size, part)]);
}

/** A label that no rule puts on matches nobody. */
function labelled(context: Context, view: View, labels: LabelsPut): Matched {
  const isNamespace = view.items('LabelMatchStatement.Scope').some(({ value }) => context.text(value) !== 'LABEL');
  const keys = view.items('LabelMatchStatement.Key').map(({ guard, value }) => both(when(guard), labels(context.text(value) ?? '', isNamespace)));
  return { some: anyOf(keys), all: NEVER };
}

/** Of a set of these templates; of another nobody can say. */
function patterns(context: Context, view: View): readonly string[] {
  return view.items('RegexPatternSetReferenceStatement.Arn').flatMap((arn) => {
    const [, id] = /\u0001res:([^\u0002:]+)(?::[^\u0002]*)?\u0002$/.exec(context.text(arn.value) ?? '') ?? [];
    const set = id === undefined ? undefined : context.templates.resource(id);
    // A text that is not known is any.
    return set?.type === 'AWS::WAFv2::RegexPatternSet' ? set.items('RegularExpressionList').map(({ value }) => (isSym(value) ? UNREAD : context.text(value) ?? UNREAD)) : [UNREAD];
  });
}

/** No engine reads it. */
const UNREAD = '(';

function ofSet(context: Context, view: View, hidden: () => Matched, likely: () => Matched): Matched {
  // An address that cannot be read in the header of a proxy may count as a match.
  const fallback = view.items('IPSetReferenceStatement.IPSetForwardedIPConfig.FallbackBehavior').some(({ value }) => context.text(value) !== 'NO_MATCH');
  const found = view.items('IPSetReferenceStatement.Arn').map((arn): Matched => {
    const [, id] = /\u0001res:([^\u0002:]+)(?::[^\u0002]*)?\u0002$/.exec(context.text(arn.value) ?? '') ?? [];
    const set = id === undefined ? undefined : context.templates.resource(id);
    if (set?.type === 'AWS::WAFv2::IPSet') return within(addresses(context, set, likely), arn);
    const unknown: Unknown = { token: isSym(arn.value) ? arn.value.unknown.token : 'IP set', template: arn.place.template, pointer: arn.place.pointer, why: 'the addresses of the IP set are in none of the given templates' };
    return { some: perhaps(arn.guard, unknown), all: perhaps(arn.guard, unknown) };
  });
  if (found.length === 0) return hidden();
  const { some, all, most } = one(found, hidden);
  // A caller writes into a header what is no address.
  return fallback ? { some: ALWAYS, all, most: likely().most } : { some, all, ...most === undefined ? {} : { most } };
}

function addresses(context: Context, set: Resource, likely: () => Matched): Matched {
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
  const isHuge = items.some(({ value }) => isHugeNetwork(context.text(value) ?? ''));
  return { ...isHuge ? { most: likely().most } : {}, some: both(there, anyOf([...known.map((k) => k.holds), ...strange])), all: isEverybody ? both(there, allOf(known.map((k) => k.holds))) : strange.length > 0 ? both(there, anyOf(strange)) : NEVER };
}

/** Halves and quarters of the internet may stand in two rules. */
function isHugeNetwork(cidr: string): boolean {
  const [, address, length] = /^([^/]+)\/(\d+)$/.exec(cidr) ?? [];
  return address !== undefined && Number(length) <= HUGE[address.includes(':') ? ':' : '.'];
}
