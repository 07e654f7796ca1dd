/**
 * What lies beyond the limits of a data flow (`until`, parts, rows) is refused by the store's own policy as well, so that no other
 * Allow of the role gives it back:
 *
 *   limitStatements({ uses, actions, ... })   // Deny role x s3:GetObject, NotResource daily/*; from the last day on everything
 *
 * For each role the union of its data flows is what stays. Roles with the same limits stand in one statement. A role that a guarded
 * tag admits is known by the words in it: each word alone, and those sets of words that data flows give to one role; a role that
 * brings together words of several offers is held to none of them here (its own policy does). So is one that is admitted both by
 * name and by tag: INVARIANT: no use that is declared is in a statement.
 */
import { compareText } from '../../../intent';
import type { Statement } from '../model';
import { shortHash, type Use } from './admission';
import { type Denial, denials, type Dimension, isUnlimited, type Permit } from './permits';

/** A use, and what it permits of an action. */
export interface LimitedUse extends Use {
  /** Absent where nothing limits it. */
  readonly permitsOf?: (action: string) => readonly Permit[];
  /** Of a role that stands here by name: it carries the tag for another policy. */
  readonly isTagged?: () => boolean;
  /** An offer: who claims it is not known. */
  readonly isOffer?: boolean;
}

export interface LimitOptions {
  readonly uses: readonly LimitedUse[];
  /** Of the data plane, as the other statements deny them. */
  readonly actions: readonly string[];
  readonly dimensionOf: (action: string) => Dimension;
  /** All that the actions are on. */
  readonly resources: (actions: readonly string[]) => readonly unknown[];
  /** Resources of these names. */
  readonly named: (dimension: Dimension, actions: readonly string[], names: readonly string[]) => readonly unknown[];
  /** Never denied, also where a data flow names it. */
  readonly isExempt: (arn: string) => boolean;
}

/** Whom a statement is about: conditions, and words for them that are the same at every synth. */
interface Who {
  readonly words: string;
  readonly arns: readonly string[];
  readonly condition: Conditions;
}
type Conditions = Readonly<Record<string, Readonly<Record<string, readonly unknown[] | string>>>>;

export function limitStatements(options: LimitOptions): Statement[] {
  // Nearly always: nothing is limited, and nothing else has to be looked at.
  if (options.uses.every((u) => u.permitsOf === undefined)) return [];
  const refusals: Refusal[] = [];
  for (const { who, permitsOf } of [...byName(options), ...byTag(options)]) {
    for (const action of options.actions) {
      const permits = permitsOf(action);
      if (permits.length === 0 || isUnlimited(permits)) continue;
      const dimension = options.dimensionOf(action);
      refusals.push(...denials(permits).map((denial): Refusal => ({ who, denial, dimension: denial.names === undefined ? 'none' : dimension, session: dimension, arns: who.arns, actions: [action] })));
    }
  }
  return merged(refusals).flatMap(({ who, denial, dimension, session: of, arns, actions }) => {
    const condition = arns.length === 0 ? who.condition : { ...who.condition, ArnEquals: { 'aws:PrincipalArn': arns } };
    return bodiesOf(denial, dimension, of, actions, options).map((body, i): Statement => ({
      Sid: `ZeroTrustLimit${shortHash(JSON.stringify([who.words, denial, dimension, actions, i]))}`, Effect: 'Deny', Principal: '*', Action: actions, ...body, Condition: joined(condition, body.Condition),
    }));
  });
}

/** A denial to some, of some actions. */
interface Refusal {
  readonly who: Who;
  readonly denial: Denial;
  readonly dimension: Dimension;
  /** By which rule tags of sessions are asked for. */
  readonly session: Dimension;
  readonly arns: readonly string[];
  readonly actions: readonly string[];
}

/** The fewest statements: the same to several roles, then more actions to the same roles, until nothing is left to merge. */
function merged(refusals: readonly Refusal[]): Refusal[] {
  let now = [...refusals];
  for (let before = Infinity; now.length < before;) {
    before = now.length;
    now = mergedBy(now, (r) => [r.actions], (a, b) => ({ ...a, arns: [...new Set([...a.arns, ...b.arns])] }));
    now = mergedBy(now, (r) => [r.arns], (a, b) => ({ ...a, actions: [...new Set([...a.actions, ...b.actions])].sort(compareText) }));
  }
  return now;
}

function mergedBy(refusals: readonly Refusal[], and: (r: Refusal) => readonly unknown[], join: (a: Refusal, b: Refusal) => Refusal): Refusal[] {
  const groups = new Map<string, Refusal>();
  for (const r of refusals) {
    // Which rule tags are asked for by does not matter where none is.
    const isSessions = r.denial.having.length + r.denial.lacking.length > 0;
    const key = JSON.stringify([r.who.words, r.denial, r.dimension, isSessions && r.session === 'keys', ...and(r)]);
    const known = groups.get(key);
    groups.set(key, known === undefined ? r : join(known, r));
  }
  return [...groups.values()];
}

interface Holder {
  readonly who: Who;
  readonly permitsOf: (action: string) => readonly Permit[];
}

function byName({ uses, isExempt }: LimitOptions): Holder[] {
  const roles = new Map<string, LimitedUse[]>();
  for (const use of [...uses].sort((a, b) => compareText(a.path, b.path))) if (use.arn !== undefined && !isExempt(use.arn)) roles.set(use.arn, [...roles.get(use.arn) ?? [], use]);
  const hasOffers = uses.some((u) => u.isOffer === true);
  const words = patterns(uses.flatMap((u) => (u.tag === undefined ? [] : [u.tag])));
  return [...roles].map(([arn, own]) => {
    const isTagged = hasOffers || own.some((u) => u.isTagged?.() === true);
    const condition: Conditions = isTagged && Object.keys(words).length > 0 ? { StringNotLike: words } : {};
    return { who: { words: JSON.stringify(condition), arns: [arn], condition }, permitsOf: (action) => united(own, action) };
  });
}

/** Words that admit an action, alone and as roles have them together. */
function byTag({ uses, actions }: LimitOptions): Holder[] {
  const tagged = uses.filter((u) => u.tag !== undefined);
  const named = uses.filter((u) => u.arn !== undefined && (u.isTagged?.() === true || tagged.some((t) => t.isOffer === true))).sort((a, b) => compareText(a.path, b.path));
  const arns = [...new Set(named.map((u) => u.arn as string))];
  const holders = new Map<string, Holder & { readonly actions: Set<string> }>();
  for (const action of actions) {
    const admitting = new Map<string, LimitedUse[]>();
    for (const use of tagged.filter((u) => u.actions.includes(action))) admitting.set(wordOf(use), [...admitting.get(wordOf(use)) ?? [], use]);
    const all = [...admitting.keys()].sort(compareText);
    for (const words of setsOf(tagged, all)) {
      const own = words.flatMap((w) => admitting.get(w) ?? []);
      if (isUnlimited(united(own, action))) continue;
      const others = patterns(all.filter((w) => !words.includes(w)).flatMap((w) => (admitting.get(w) ?? []).flatMap((u) => (u.tag === undefined ? [] : [u.tag]))));
      const condition: Conditions = {
        StringLike: together(own), ...(Object.keys(others).length === 0 ? {} : { StringNotLike: others }), ...(arns.length === 0 ? {} : { ArnNotLike: { 'aws:PrincipalArn': arns } }),
      };
      const id = JSON.stringify([words, others]);
      const known = holders.get(id) ?? { who: { words: id, arns: [], condition }, actions: new Set<string>(), permitsOf: (a) => (holders.get(id)?.actions.has(a) === true ? united(own, a) : []) };
      holders.set(id, known);
      known.actions.add(action);
    }
  }
  return [...holders].sort(([a], [b]) => compareText(a, b)).map(([, holder]) => holder);
}

/** Each word alone, and the sets of them that one role has by its data flows. */
function setsOf(tagged: readonly LimitedUse[], words: readonly string[]): readonly (readonly string[])[] {
  const ofRole = new Map<string, Set<string>>();
  for (const use of tagged) if (use.isOffer !== true && words.includes(wordOf(use))) ofRole.set(use.path, (ofRole.get(use.path) ?? new Set<string>()).add(wordOf(use)));
  const sets = [...words.map((w) => [w]), ...[...ofRole.values()].map((s) => [...s].sort(compareText))];
  return [...new Map(sets.map((s) => [JSON.stringify(s), s])).values()];
}

function wordOf({ tag }: LimitedUse): string {
  return `${tag?.key ?? ''} ${tag?.word ?? ''}`;
}

/** Words of one tag stand in it in their order, so one pattern finds all of them. */
function together(uses: readonly LimitedUse[]): Record<string, string[]> {
  const words = new Map<string, Set<string>>();
  for (const { tag } of uses) if (tag !== undefined) words.set(tag.key, (words.get(tag.key) ?? new Set<string>()).add(tag.word));
  return Object.fromEntries([...words].sort(([a], [b]) => compareText(a, b)).map(([key, set]) => [`aws:PrincipalTag/${key}`, [`*/${[...set].sort((a, b) => (a < b ? -1 : 1)).map((w) => `${w}/*`).join('')}`]]));
}

/** Any of the words. */
function patterns(tags: readonly { readonly key: string; readonly word: string }[]): Record<string, string[]> {
  const keys = [...new Set(tags.map((t) => t.key))].sort(compareText);
  return Object.fromEntries(keys.map((key) => [`aws:PrincipalTag/${key}`, [...new Set(tags.filter((t) => t.key === key).map((t) => `*/${t.word}/*`))].sort(compareText)]));
}

const UNLIMITED: Permit = { tags: [] };

function united(uses: readonly LimitedUse[], action: string): readonly Permit[] {
  const all = uses.filter((u) => u.actions.includes(action)).flatMap((u) => u.permitsOf?.(action) ?? [UNLIMITED]);
  return [...new Map(all.map((p) => [JSON.stringify(p), p])).entries()].sort(([a], [b]) => compareText(a, b)).map(([, p]) => p);
}

type Body = Pick<Statement, 'Resource' | 'NotResource'> & { readonly Condition: Conditions };

function bodiesOf({ since, having, lacking, names }: Denial, dimension: Dimension, of: Dimension, actions: readonly string[], options: LimitOptions): Body[] {
  const when = joined(since === undefined ? {} : { DateGreaterThanEquals: { 'aws:CurrentTime': since } }, session(of, having, lacking));
  const all = { Resource: options.resources(actions) };
  if (names === undefined) return [{ ...all, Condition: when }];
  switch (dimension) {
    case 'objects': case 'paths': return [{ NotResource: options.named(dimension, actions, names), Condition: when }];
    // Denied too where no prefix is asked for: a negated condition holds where its key is missing.
    case 'prefix': return [{ ...all, Condition: joined(when, { StringNotLike: { 's3:prefix': names } }) }];
    // A request without keys (a Scan, PartiQL) matches no `ForAnyValue`.
    case 'keys': return [
      { ...all, Condition: joined(when, { 'ForAnyValue:StringNotLike': { 'dynamodb:LeadingKeys': names } }) },
      { ...all, Condition: joined(when, { Null: { 'dynamodb:LeadingKeys': 'true' } }) },
    ];
    default: return [];
  }
}

/** As grants ask for tags of a session: there, and for objects without a `/`, which would name other rows. */
function session(dimension: Dimension, having: readonly string[], lacking: readonly string[]): Conditions {
  const each = (tags: readonly string[], value: string): Record<string, string> => Object.fromEntries(tags.map((t) => [`aws:PrincipalTag/${t}`, value]));
  const some = (operator: string, values: Record<string, string>): Conditions => (Object.keys(values).length === 0 ? {} : { [operator]: values });
  if (dimension === 'keys') return some('Null', { ...each(having, 'false'), ...each(lacking, 'true') });
  return { ...some('Null', each(having, 'false')), ...some('StringNotLike', each(having, '*/*')), ...some('StringLikeIfExists', each(lacking, '*/*')) };
}

/** All of both must hold. */
function joined(one: Conditions, other: Conditions): Conditions {
  const operators = [...new Set([...Object.keys(one), ...Object.keys(other)])];
  return Object.fromEntries(operators.map((o) => [o, { ...one[o], ...other[o] }]));
}
