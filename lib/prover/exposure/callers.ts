/**
 * Ways in that are no doors: statements of a function's policy, and whatever calls it (`callerEntries(world)`).
 *
 * A statement for a service without a source takes its calls on behalf of anybody: whoever has an AWS account makes an API, a bucket or
 * a topic that calls the function. One with a source is as good as that source; where it is an API or a balancer that these templates
 * do not hold, nobody can say what is asked there. `*` is every principal of every account.
 * Source: Lambda developer guide, "Using resource-based policies", AddPermission, 2026-11.
 */
import type { CheckData } from '../../contract/verdicts';
import { labelOf } from '../../world/exposure/context';
import { anyOf, both, either, NEVER, perhaps, when } from '../../world/exposure/holds';
import type { Door, ExposureWorld, Holds, Permission, Target, Trigger } from '../../world/exposure/model';
import { fieldsOf, isOpaque, shownText } from '../../world/exposure/text';
import type { Guard } from '../../world/guard';
import type { Entry } from './model';
import { guestEntries } from './guests';
import { isInvoke } from './permits';
import { type Openings, writable } from './sources';

/** Services of which it is known that a resource of any account can name any function. */
const OF_ANYBODY = new Set(['apigateway', 's3', 'sns', 'events', 'logs', 'iot', 'ses', 'config', 'cloudwatch', 'elasticloadbalancing', 'scheduler', 'lex', 'lexv2', 'connect', 'bedrock', 'vpc-lattice', 'cloudfront', 'cognito-idp', 'codecommit'].map((s) => `${s}.amazonaws.com`));
/** Those that forward what anybody sends. */
const DOORS = /^(apigateway|elasticloadbalancing|vpc-lattice|cloudfront|lex|lexv2|connect|alexa)[.-]/;

/** `openings`: of a route, the ways that nobody gets through. */
export function callerEntries(world: ExposureWorld, openings: Openings): Entry[] {
  return [...world.permissions.flatMap((p, i) => permissionEntry(world, p, i).flatMap((e) => [e, ...perhapsOf(e)])), ...world.triggers.flatMap((t) => {
    const entry = triggerEntry(world, t, openings);
    return [...world.functions.has(t.target.id) ? [entry] : [], ...perhapsOf(entry)];
  }), ...hiddenEntries(world), ...guestEntries(world)];
}

/** The same for each function that may be meant instead. */
function perhapsOf(entry: Entry): Entry[] {
  const { target, key, reached, open } = entry;
  return [...new Set(target.mayBe?.map((m) => m.id))].map((id): Entry => {
    const isMeant = anyOf(target.mayBe!.filter((m) => m.id === id).map((m) => perhaps(m.guard, m.unknown)));
    const opens = both(open, isMeant);
    return { ...entry, key: `${key} ${id}`, target: { ...target, id, label: labelOf(id) }, reached: both(reached, isMeant), open: opens, ways: [], knownWays: [], weakWays: [], unknowns: opens.unknowns };
  });
}

interface Judged {
  readonly open: Holds;
  readonly check: CheckData;
  readonly by?: 'principal' | 'service';
}

function permissionEntry(world: ExposureWorld, p: Permission, index: number): Entry[] {
  if (isUrls(p) || isInvoke(p.action, 'InvokeFunction') === false) return [];
  const doors = doorsOf(world, p);
  // What these doors ask is an entry of theirs.
  if (doors === 'these') return [];
  const judged = judge(p, doors);
  const who = p.principal === '*' ? 'everybody' : shownText(p.principal);
  return [{
    key: `permission ${p.id} ${p.target.id} ${p.principal} ${p.sourceArn ?? ''} ${p.sourceAccount ?? ''}`, kind: 'permission', entry: `calls of ${who}${sourceText(p)}`, target: p.target, permission: p,
    reached: when(p.guard), open: judged.open, weak: NEVER, weakWays: [], knownWays: [{ way: { kind: 'permission', permission: index, caller: 'known' }, holds: when(p.guard), because: [{ ...p.place, what: 'invoke permission' }] }].filter((w) => !w.holds.must.isNever()) as Entry['ways'], checks: [judged.check], assumptions: [], because: [{ ...p.place, what: 'invoke permission' }], unknowns: judged.open.unknowns,
    ways: judged.by === undefined || judged.open.must.isNever() ? [] : [{ way: { kind: 'permission', permission: index, caller: judged.by }, holds: judged.open, because: [{ ...p.place, what: 'invoke permission' }] }],
  }];
}

function sourceText({ sourceArn, sourceAccount }: Permission): string {
  return sourceArn !== undefined ? ` for ${shownText(sourceArn)}` : sourceAccount !== undefined ? ` for account ${shownText(sourceAccount)}` : '';
}

/** Of the function's URL alone. */
function isUrls({ viaUrl, urlAuthType, action }: Permission): boolean {
  return viaUrl === 'true' || urlAuthType !== undefined || isInvoke(action, 'InvokeFunction') === false;
}

/** `these`: its source is a door of these templates. `others`: a door elsewhere. */
function doorsOf(world: ExposureWorld, { principal, sourceArn, sourceAccount }: Permission): 'these' | 'others' | 'none' {
  // `*` of an account is any of its services, a door elsewhere as well.
  const isAny = principal === '*' && (sourceArn === undefined ? sourceAccount !== undefined : /^(execute-api|elasticloadbalancing|vpc-lattice|cloudfront|lex|connect)$/.test(fieldsOf(sourceArn)[2] ?? ''));
  if (!DOORS.test(principal) && !isAny) return 'none';
  // The API comes first in what an ARN names; behind another one it is a path.
  const [, api] = /^\u0001api:([^\u0002]+)\u0002(?:[/*]|$)/.exec(fieldsOf(sourceArn ?? '').slice(5).join(':')) ?? [];
  const [, resource] = /^\u0001res:([^\u0002]+)\u0002$/.exec(sourceArn ?? '') ?? [];
  const isHere = (api !== undefined && world.doors.some((d) => d.id === api)) || (resource !== undefined && world.doors.some((d) => calls(d, sourceArn!)));
  return isHere ? 'these' : 'others';
}

function calls({ routes }: Door, source: string): boolean {
  return routes.some((r) => r.targets.some(({ need }) => need.kind === 'permission' && need.sources.includes(source)));
}

function judge(p: Permission, doors: 'others' | 'none'): Judged {
  const unknown = { token: `permission ${p.place.resource}`, template: p.place.template, pointer: p.place.pointer, why: 'on whose behalf the service calls is not known' };
  const elsewhere = { ...unknown, why: 'what is asked of requests there is not known: it is not in these templates' };
  const isService = /\.amazon(aws)?\.com(\.cn)?$/.test(p.principal);
  if (isOpaque(p.principal)) return { open: perhaps(p.guard, ...p.unknowns, ...p.unknowns.length === 0 ? [unknown] : []), check: { kind: 'unknown', identity: 'unknown', text: 'who may call is not known' } };
  if (p.organisation !== undefined) return { open: NEVER, check: { kind: 'iam', identity: 'yes', text: `a signature of a principal of the organisation ${shownText(p.organisation)}` } };
  const pinned = isPinned(p);
  if (p.principal === '*' && pinned === false) return { open: when(p.guard), by: 'principal', check: { kind: 'iam', identity: 'no', text: 'a signature of any principal of any account' } };
  if (!isService && p.principal !== '*' && !SOMEONE.test(p.principal)) return { open: perhaps(p.guard, { ...unknown, why: 'who is meant by the principal is not known' }), check: { kind: 'unknown', identity: 'unknown', text: `a signature of ${shownText(p.principal)}, whoever that is` } };
  if (!isService && p.principal !== '*') return { open: NEVER, check: { kind: 'iam', identity: 'yes', text: `a signature of ${shownText(p.principal)}` } };
  const service = p.principal === '*' ? 'a service' : p.principal;
  if (pinned === false) {
    const isKnown = OF_ANYBODY.has(p.principal.replace(/\.cn$/, '')) || p.principal.startsWith('alexa-');
    return { open: isKnown ? when(p.guard) : perhaps(p.guard, unknown), by: 'service', check: { kind: 'service', identity: isKnown ? 'no' : 'unknown', text: `that ${service} calls, on behalf of any account` } };
  }
  if (pinned === undefined) return { open: perhaps(p.guard, ...p.unknowns.length > 0 ? p.unknowns : [unknown]), check: { kind: 'service', identity: 'unknown', text: `that ${service} calls, for a source that is not known` } };
  if (doors === 'others') return { open: perhaps(p.guard, elsewhere), check: { kind: 'service', identity: 'unknown', text: `that ${service} calls for a door that these templates do not hold` } };
  return { open: NEVER, check: { kind: 'service', identity: 'yes', text: `that ${service} calls${sourceText(p)}` } };
}

/** An account, a role or user by its ARN or unique id, what these templates make. */
const SOMEONE = /^(\d{12}|arn:[^*?]*|A[A-Z]{3}[A-Z0-9]+|\u0001[^*?]*)$/s;

/** Whether the source is somebody's in particular. */
export function isPinned({ sourceArn, sourceAccount, eventToken }: Permission): boolean | undefined {
  const answers = [sourceAccount === undefined ? false : isOpaque(sourceAccount) ? undefined : /^\d{12}$|^\u0001pseudo/.test(sourceAccount), sourceArn === undefined ? false : isPinnedArn(sourceArn), eventToken === undefined ? false : isOpaque(eventToken) ? undefined : eventToken !== '*'];
  return answers.includes(true) ? true : answers.includes(undefined) ? undefined : false;
}

/** ARN operators look at each part by itself; what stands behind the resource's first part is its own. */
function isPinnedArn(arn: string): boolean | undefined {
  const [, after] = /^\u0001(?:res|api|fn):[^\u0002]*\u0002(.*)$/s.exec(arn) ?? [];
  // A bucket whose name only begins like this one is anybody's.
  if (after !== undefined) return /^(?:$|[:/])/.test(after) ? true : undefined;
  if (arn.startsWith('\u0001')) return undefined;
  const [prefix, , service, , account, ...rest] = fieldsOf(arn);
  if (prefix !== 'arn' || rest.length === 0) return /[*?]/.test(arn) ? false : undefined;
  const resource = rest.join(':');
  if (isOpaque(account)) return undefined;
  if (account !== '' && !/[*?]/.test(account)) return true;
  if (isOpaque(resource)) return undefined;
  const head = resource.split(/[*?]/)[0];
  if (head === '') return false;
  const isWhole = head === resource;
  // An id that AWS gives is nobody else's, and neither is the name of a bucket.
  if (service === 'execute-api') return /^(?:\u0001api:[^\u0002]*\u0002|[a-z0-9]{10})(?:\/|$)/.test(head) ? true : isWhole || head.includes('/') ? undefined : false;
  if (account === '') return isWhole || /^\u0001[^\u0002]*\u0002\//.test(head) ? true : false;
  return isWhole && !BY_NAME.test(service) ? undefined : false;
}

/** Services whose resources are called as their owners like, in each account. */
const BY_NAME = /^(sns|sqs|events|logs|iot|scheduler|codecommit|s3|states|config|cloudwatch|lex|kinesis|firehose|dynamodb)$/;

function triggerEntry(world: ExposureWorld, t: Trigger, openings: Openings): Entry {
  const sources = both(when(t.guard), anyOf((t.sources ?? []).map((id) => writable(world, id, openings))));
  const open = either(t.unknown === undefined ? NEVER : perhaps(t.guard, t.unknown), sources);
  const identity = t.kind === 'unmodelled' || !open.may.isNever() ? 'unknown' : 'yes';
  return {
    key: `trigger ${t.id} ${t.target.id}`, kind: t.kind, entry: `${t.label} (${t.type})`, target: t.target, trigger: t, reached: either(NEVER, when(t.guard)), open, weak: NEVER, weakWays: [], knownWays: [],
    checks: [{ kind: t.kind, identity, text: t.text }], because: [{ ...t.place, what: t.type }], ways: [], unknowns: open.unknowns,
    assumptions: [
      ...t.kind === 'authorizer' ? [`\`${t.target.label}\` decides who gets in, so every request of \`${t.label}\` gets to it`] : [],
      ...(t.sources ?? []).length === 0 ? [] : [`IAM, and what is not in these templates, lets nobody write to what \`${t.label}\` brings events of who is not meant to`],
    ],
  };
}

/** Routes that nobody can name may call whatever the door is let call, and by a role whatever they may name. */
function hiddenEntries(world: ExposureWorld): Entry[] {
  return world.doors.filter((d) => d.hidden.length > 0).flatMap((door) => {
    const granted = world.permissions.filter((p) => p.sourceArn?.includes(`\u0001api:${door.id}\u0002`) === true || (p.principal.startsWith('apigateway') && isPinned(p) !== true));
    const targets = new Map<string, { readonly target: Target; readonly guard: Guard }>();
    for (const { target, guard } of granted) for (const id of [target.id, ...target.mayBe?.map((m) => m.id) ?? []]) targets.set(id, { target: { ...target, id, ...id === target.id ? {} : { label: labelOf(id) } }, guard: guard.or(targets.get(id)?.guard ?? guard) });
    for (const { id, guard } of door.mayCall ?? []) targets.set(id, { target: { kind: 'function', id, label: labelOf(id) }, guard });
    return [...targets.values()].map(({ target, guard }): Entry => {
      const open = perhaps(guard.and(door.guard), ...door.hidden);
      return {
        key: `${door.id} hidden ${target.id}`, kind: door.kind, entry: `routes of ${door.label} that are not known`, target, door, reached: open, open, weak: NEVER, weakWays: [], knownWays: [],
        checks: [{ kind: 'unknown', identity: 'unknown', text: 'it is not known what' }], assumptions: [], because: [{ ...door.place, what: 'API' }], ways: [], unknowns: door.hidden,
      };
    });
  });
}
