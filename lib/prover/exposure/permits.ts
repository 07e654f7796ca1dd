/**
 * Whether a function's policy lets a door call it: `permits(world, target, need, stage)`.
 *
 *   matched   the statement names the service, a source that covers the call, and the function as it is called
 *   else      perhaps: whoever grants it elsewhere is not seen, so nothing is proved by the absence of a statement
 *
 * `SourceArn` is compared with StringLike. A statement for an alias holds for calls of that alias alone.
 */
import { codePoints, matches, parseGlob } from '../../algebra/glob';
import type { ExposureWorld, Holds, Need, Permission, Stage, Target } from '../../world/exposure/model';
import { ALWAYS, allOf, anyOf, both, either, NEVER, perhaps, when } from '../../world/exposure/holds';
import { fieldsOf, isOpaque, shownText } from '../../world/exposure/text';
import type { Unknown } from '../../world/facts';
import { Guard } from '../../world/guard';

const BY_TARGET = new WeakMap<ExposureWorld, ReadonlyMap<string, readonly Permission[]>>();

export function permissionsOf(world: ExposureWorld, target: Target): readonly Permission[] {
  let known = BY_TARGET.get(world);
  if (known === undefined) {
    const map = new Map<string, Permission[]>();
    for (const p of world.permissions) {
      for (const id of new Set([p.target.id, ...p.target.mayBe?.map((m) => m.id) ?? []])) {
        const list = map.get(id);
        if (list === undefined) map.set(id, [p]);
        else list.push(p);
      }
    }
    BY_TARGET.set(world, known = map);
  }
  return known.get(target.id) ?? [];
}

/** When a statement is about this function: one by a name or a token may be about another. */
export function isAbout({ target, guard }: Permission, { id }: Target): Holds {
  if (target.id === id) return when(guard);
  return both(when(guard), anyOf(target.mayBe?.filter((m) => m.id === id).map((m) => perhaps(m.guard, m.unknown)) ?? []));
}

/** What a statement says, where that is certain; else nobody can say. */
export function asHolds(answer: boolean | undefined, guard: Guard, ...unknowns: readonly Unknown[]): Holds {
  return answer === undefined ? perhaps(guard, ...unknowns) : answer ? when(guard) : NEVER;
}

export function permits(world: ExposureWorld, target: Target, need: Need & { readonly kind: 'permission' }, stage: Stage): Holds {
  const granted = granting(world, target, need, stage);
  const place = world.functions.get(target.id)?.place;
  return either(granted, perhaps(Guard.ALWAYS, { token: `permission to call ${target.label}`, template: place?.template ?? '', pointer: place?.pointer ?? '', why: `no statement of these templates surely lets ${need.service} call it, and somebody else may grant it` }));
}

export function granting(world: ExposureWorld, target: Target, need: Need & { readonly kind: 'permission' }, stage: Stage): Holds {
  return anyOf(permissionsOf(world, target).map((p) => grants(p, target, need, stage)));
}

export function grants(p: Permission, target: Target, need: Need & { readonly kind: 'permission' }, stage: Stage): Holds {
  if (p.viaUrl !== undefined || p.urlAuthType !== undefined || p.eventToken !== undefined) return NEVER;
  const sources = need.sources.map((s) => s.replace('{stage}', () => stage.name));
  const source = p.sourceArn === undefined ? true : sources.every((s) => covers(p.sourceArn!, s) === true) ? true : sources.some((s) => covers(p.sourceArn!, s) !== false) ? undefined : false;
  return allOf([
    isAbout(p, target), asHolds(sameQualifier(p.target, target), p.guard, ...p.unknowns), asHolds(isInvoke(p.action, 'InvokeFunction'), p.guard, ...p.unknowns),
    asHolds(isPrincipal(p, need.service), p.guard, ...p.unknowns), asHolds(source, p.guard, ...p.unknowns.length > 0 || source !== undefined ? p.unknowns : [undocumented(p, sources)]), asHolds(isOwnAccount(p), p.guard, ...p.unknowns),
    p.organisation === undefined ? ALWAYS : NEVER,
  ]);
}

/** Nothing hides it: nobody says which of the texts API Gateway names. */
function undocumented({ place, sourceArn }: Permission, sources: readonly string[]): Unknown {
  const tail = (s: string): string => shownText(fieldsOf(s).slice(RESOURCE).join(':').replace(/^[^/]*\//, ''));
  const out = sources.find((s) => covers(sourceArn!, s) !== true)!;
  const isPlace = tail(out) === tail(sourceArn!) || like(tail(sourceArn!), tail(out));
  return { token: `SourceArn of ${place.resource}`, template: place.template, pointer: `${place.pointer}/Properties/SourceArn`, why: isPlace ? 'whether its region, account and API are those of the call is not known' : `\`${tail(sourceArn!)}\` may not cover \`${tail(out)}\`, and AWS does not document which of its names the call has: let it cover each, with \`*\` for what differs` };
}

export function sameQualifier(a: Target, b: Target): boolean | undefined {
  return a.qualifier === undefined || b.qualifier === undefined ? undefined : a.qualifier === b.qualifier;
}

export function isInvoke(action: string, name: 'InvokeFunction' | 'InvokeFunctionUrl'): boolean | undefined {
  return isOpaque(action) ? undefined : matches(parseGlob(action.toLowerCase()), codePoints(`lambda:${name.toLowerCase()}`));
}

function isPrincipal({ principal }: Permission, service: string): boolean | undefined {
  if (isOpaque(principal)) return undefined;
  return principal === '*' || principal === service || principal === `${service}.cn`;
}

/** Absent: any account's. */
function isOwnAccount({ sourceAccount, account }: Permission): boolean | undefined {
  if (sourceAccount === undefined || sourceAccount === '\u0001pseudo:AWS::AccountId\u0002') return true;
  if (isOpaque(sourceAccount) || account === undefined) return undefined;
  return sourceAccount === account;
}

const [REGION, RESOURCE] = [3, 5];

/** Whether an encoded pattern covers an encoded ARN; undefined where a token decides. */
export function covers(pattern: string, arn: string): boolean | undefined {
  if (pattern === '*' || pattern === arn) return true;
  const [mine, theirs] = [fieldsOf(pattern), fieldsOf(arn)];
  if (mine[0] !== 'arn' || mine.length <= RESOURCE || theirs.length <= RESOURCE) return isOpaque(pattern) || /[*?]/.test(pattern) || isOpaque(arn) ? undefined : false;
  const answers = [ofPartition(mine[1], theirs[1]), ...mine.slice(2, RESOURCE).map((m, i) => field(m, theirs[i + 2], i + 2 >= REGION)), field(mine.slice(RESOURCE).join(':'), theirs.slice(RESOURCE).join(':'), false)];
  return answers.includes(false) ? false : answers.includes(undefined) ? undefined : true;
}

/** `aws` is where nobody says another: IAM refuses ARNs of other partitions than its own. */
export function ofPartition(pattern: string, partition: string): boolean | undefined {
  if (pattern === partition || pattern.startsWith('\u0001pseudo:')) return true;
  if (isOpaque(pattern)) return undefined;
  const isKnown = !partition.startsWith('\u0001');
  return like(pattern, isKnown ? partition : 'aws') ? true : isKnown ? false : undefined;
}

/** `isPlaced`: region or account, where a literal and a token of the stack itself may be the same. */
function field(pattern: string, text: string, isPlaced: boolean): boolean | undefined {
  if (pattern === text || pattern === '*') return true;
  if (isPlaced && (pattern.includes('\u0001') || text.includes('\u0001'))) return undefined;
  if (like(pattern, text)) return true;
  if (!isOpaque(pattern) && !isOpaque(text)) return false;
  return like(widened(pattern), text) || like(widened(text), pattern) ? undefined : false;
}

/** A token may be any text, the empty one and one with slashes included. */
function widened(text: string): string {
  return text.replace(/\u0001\?[^\u0002]*\u0002/g, '*');
}

export function like(pattern: string, text: string): boolean {
  return matches(parseGlob(pattern), codePoints(text));
}
