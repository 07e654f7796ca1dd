/**
 * Ways in that are no doors: statements of a function's policy, and whatever calls it (`callerEntries(world)`).
 *
 * A statement for a service without a source takes its calls on behalf of anybody: whoever has an AWS account makes an API, a bucket or
 * a topic that calls the function. One with a source is as good as that source; where it is an API or a balancer that these templates
 * do not hold, nobody can say what is asked there. `*` is every principal of every account.
 * Source: Lambda developer guide, "Using resource-based policies", AddPermission, 2026-11.
 */
import type { CheckData } from '../../contract/verdicts';
import { either, NEVER, perhaps, when } from '../../world/exposure/holds';
import type { Door, ExposureWorld, Holds, Permission, Trigger } from '../../world/exposure/model';
import { fieldsOf, isOpaque, shownText } from '../../world/exposure/text';
import type { Entry } from './model';
import { isInvoke } from './permits';

/** Services of which it is known that a resource of any account can name any function. */
const OF_ANYBODY = new Set(['apigateway', 's3', 'sns', 'events', 'logs', 'iot', 'ses', 'config', 'cloudwatch', 'elasticloadbalancing', 'scheduler', 'lex', 'lexv2', 'connect', 'bedrock', 'vpc-lattice', 'cloudfront', 'cognito-idp', 'codecommit'].map((s) => `${s}.amazonaws.com`));
/** Those that forward what anybody sends. */
const DOORS = /^(apigateway|elasticloadbalancing|vpc-lattice|cloudfront|lex|lexv2|connect|alexa)[.-]/;

export function callerEntries(world: ExposureWorld): Entry[] {
  return [...world.permissions.flatMap((p, i) => permissionEntry(world, p, i)), ...world.triggers.map(triggerEntry), ...hiddenEntries(world)];
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
function doorsOf(world: ExposureWorld, { principal, sourceArn }: Permission): 'these' | 'others' | 'none' {
  if (!DOORS.test(principal)) return 'none';
  const [, api] = /\u0001api:([^\u0002]+)\u0002/.exec(sourceArn ?? '') ?? [];
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

/** Whether the source is somebody's in particular. */
export function isPinned({ sourceArn, sourceAccount, eventToken }: Permission): boolean | undefined {
  const answers = [sourceAccount === undefined ? false : isOpaque(sourceAccount) ? undefined : /^\d{12}$|^\u0001pseudo/.test(sourceAccount), sourceArn === undefined ? false : isPinnedArn(sourceArn), eventToken === undefined ? false : isOpaque(eventToken) ? undefined : eventToken !== '*'];
  return answers.includes(true) ? true : answers.includes(undefined) ? undefined : false;
}

function isPinnedArn(arn: string): boolean | undefined {
  if (/^\u0001(res|api|fn):/.test(arn)) return true;
  if (arn.startsWith('\u0001')) return undefined;
  const [prefix, , , , account, ...rest] = fieldsOf(arn);
  if (prefix !== 'arn' || rest.length === 0) return /[*?]/.test(arn) ? false : undefined;
  const resource = rest.join(':');
  // An id that AWS gives is nobody else's.
  if (resource.startsWith('\u0001') && !isOpaque(resource.slice(0, resource.indexOf('\u0002')))) return true;
  if (account !== '' && !/[*?]/.test(account)) return isOpaque(account) ? undefined : true;
  const head = resource.split(/[*?]/)[0];
  return head === '' ? false : isOpaque(head) ? undefined : account === '' || /^[\w-]{10}\//.test(resource);
}

function triggerEntry(t: Trigger): Entry {
  const identity = t.kind === 'unmodelled' ? 'unknown' : 'yes';
  const open = t.unknown === undefined ? NEVER : perhaps(t.guard, t.unknown);
  return {
    key: `trigger ${t.id} ${t.target.id}`, kind: t.kind, entry: `${t.label} (${t.type})`, target: t.target, trigger: t, reached: either(NEVER, when(t.guard)), open, weak: NEVER, weakWays: [], knownWays: [],
    checks: [{ kind: t.kind, identity, text: t.text }], because: [{ ...t.place, what: t.type }], ways: [], unknowns: open.unknowns,
    assumptions: t.kind === 'authorizer' ? [`\`${t.target.label}\` decides who gets in, so every request of \`${t.label}\` gets to it`] : [],
  };
}

/** Routes that nobody can name may call whatever the door is let call. */
function hiddenEntries(world: ExposureWorld): Entry[] {
  return world.doors.filter((d) => d.hidden.length > 0).flatMap((door) => world.permissions.filter((p) => p.sourceArn?.includes(`\u0001api:${door.id}\u0002`) === true || (p.principal.startsWith('apigateway') && isPinned(p) !== true)).map((p): Entry => {
    const open = perhaps(p.guard.and(door.guard), ...door.hidden);
    return {
      key: `${door.id} hidden ${p.target.id}`, kind: door.kind, entry: `routes of ${door.label} that are not known`, target: p.target, door, reached: open, open, weak: NEVER, weakWays: [], knownWays: [],
      checks: [{ kind: 'unknown', identity: 'unknown', text: 'it is not known what' }], assumptions: [], because: [{ ...door.place, what: 'API' }], ways: [], unknowns: door.hidden,
    };
  }));
}
