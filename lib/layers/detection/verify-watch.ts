/**
 * The last look, when the app is synthesized: alarms stand, ring at what was planned, and tell whom they should. Aspects, overrides and escape hatches come later than
 * the watch is built. Actions may be added; tags, too.
 *
 * Not seen: what a macro does, a mute rule by names that only the deployment knows, and what is changed in the account (`account.alarmsSilenced` watches that).
 */
import { CfnResource, Stage } from 'aws-cdk-lib';
import { CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { type Finding, Findings } from '../../intent';
import { isInTree } from '../declaration/declaration';
import { list } from '../front-door/compiler/say';
import { mentionsOf } from '../front-door/mentions';
import { read, readIfPossible, resolveValue, resourcesIn, targetOf, typeOf } from '../network/members/read';
import type { BuiltWatch } from './build-watch';
import type { EmittedFlowLog } from './emit-flow-log';
import type { WrittenResource } from './emit-watch';
import type { Properties } from './model';
import type { Watch } from './watch';

/** Nobody plans them, and they change nothing of who is told when: names of L1 properties by type; of the rest what was not planned is a change. */
const FREE = new Set(['tags', 'insufficientDataActions']);
/** Of a nested stack and of a log group: what makes nothing silent. */
const OF_OTHERS = new Set(['tags', 'retentionInDays', 'kmsKeyId', 'timeoutInMinutes', 'notificationARNs']);
const BESIDE = new Set(['Properties', 'Metadata', 'DependsOn', 'DeletionPolicy', 'UpdateReplacePolicy']);
const MUTE = 'AWS::CloudWatch::AlarmMuteRule';

interface Internals {
  readonly cfnProperties?: Properties;
  readonly rawOverrides?: Properties & { readonly Properties?: Properties };
}

export function verifyWatch(watch: Watch, { emitted, plan }: BuiltWatch): readonly Finding[] {
  const findings = new Findings();
  for (const one of [...emitted.written, ...watch._flowLogs.flatMap((f) => writtenOf(f))]) {
    const { resource, what } = one;
    const changed = isInTree(resource) ? changesOf(one) : ['all'];
    if (changed.length > 0) findings.error('WatchChanged', '', `${list(changed)} of \`${resource.node.path}\` (${what}) was changed after the watch was built; expected what was planned, or somebody believes that it watches; say it with \`override\`, \`off\` or \`muteDuring\`, and remove the override or aspect that changes it`);
  }
  const names = new Set([lossesOf(watch)?.alarmName, ...(plan?.signals ?? []).flatMap((s) => [s.ceiling?.name, s.band?.name]), ...(plan?.composites ?? []).map((c) => c.name)]);
  const mine = new Set(emitted.written.map((w) => w.resource));
  for (const other of resourcesIn(Stage.of(watch) ?? watch.node.root)) {
    if (typeOf(other) !== MUTE || mine.has(other)) continue;
    const silenced = mutedBy(other, (alarm) => mine.has(alarm) || alarm === lossesOf(watch), (name) => names.has(name));
    if (silenced.length > 0) findings.error('WatchMutedByOther', '', `\`${other.node.path}\` mutes ${list(silenced)} of watch \`${watch.node.id}\`; expected \`muteDuring\`, which says why and leaves what is critical; remove it`);
  }
  return findings.all().map((f) => ({ ...f, where: watch._site.toString() }));
}

/** The bus's own alarm. */
function lossesOf({ bus }: Watch): CfnAlarm | undefined {
  const alarm = bus.node.tryFindChild('Losses');
  return alarm instanceof CfnAlarm ? alarm : undefined;
}

/** Alarms of ours that a mute rule names: by name, by reference, or by a text that holds one. */
function mutedBy(rule: CfnResource, isMine: (alarm: CfnResource) => boolean, isName: (name: string) => boolean): readonly string[] {
  const targets = readIfPossible(rule, 'MuteTargets.AlarmNames');
  return (Array.isArray(targets) ? targets : []).flatMap((target: unknown) => {
    if (typeof target === 'string') return isName(target) ? [target] : [];
    const { constructs, ids } = mentionsOf(target);
    const written = ids.filter((id) => !id.startsWith('AWS::')).flatMap((id) => targetOf(rule, { Ref: id }) ?? []);
    return [...constructs, ...written].filter((c): c is CfnResource => CfnResource.isCfnResource(c)).filter(isMine).map((alarm) => alarm.node.path);
  });
}

/** A flow log of the watch: which flows it has is settled when the watch is built. */
function writtenOf({ flowLog, log, then }: EmittedFlowLog): readonly WrittenResource[] {
  return [{ resource: flowLog, props: { ...then, trafficType: flowLog.trafficType === 'ALL' ? 'ALL' : 'REJECT' }, what: 'flows for signals' }, { resource: log, props: {}, what: 'the log of flows', isOfCdk: true }];
}

function changesOf({ resource, props, isOfCdk }: WrittenResource): readonly string[] {
  const { cfnProperties = {}, rawOverrides = {} } = resource as unknown as Internals;
  const overridden = Object.keys(rawOverrides.Properties ?? {});
  const changed = new Set<string>();
  for (const [name, then] of Object.entries(props)) {
    const isTouched = overridden.some((o) => o.toLowerCase() === name.toLowerCase());
    if ((isTouched || !isSame(cfnProperties[name], then)) && !saysStill(resource, name, then)) changed.add(templateName(name));
  }
  if (isOfCdk !== true) for (const [name, now] of Object.entries(cfnProperties)) if (now !== undefined && !(name in props) && !FREE.has(name)) changed.add(templateName(name));
  const free = isOfCdk === true ? OF_OTHERS : FREE;
  for (const name of overridden) if (!Object.keys(props).some((p) => p.toLowerCase() === name.toLowerCase()) && !free.has(name[0].toLowerCase() + name.slice(1))) changed.add(name);
  for (const name of Object.keys(rawOverrides)) if (!BESIDE.has(name)) changed.add(name);
  if (resource.cfnOptions.condition !== undefined) changed.add('Condition');
  return [...changed].sort();
}

function isSame(now: unknown, then: unknown): boolean {
  if (now === then) return true;
  if (typeof now !== 'object' || typeof then !== 'object' || now === null || then === null) return false;
  const [a, b] = [Object.keys(now), Object.keys(then)];
  return a.length === b.length && a.every((k) => isSame((now as Properties)[k], (then as Properties)[k]));
}

/** In the template's words. Whom it tells may be more than was planned. */
function saysStill(resource: CfnResource, name: string, then: unknown): boolean {
  try {
    const [now, planned] = [read(resource, templateName(name)), resolveValue(resource, then)];
    if (/Actions$/.test(name) && Array.isArray(now) && Array.isArray(planned)) {
      const said = now.map((n) => plain(n));
      return planned.every((p) => said.includes(plain(p)));
    }
    return plain(now) === plain(planned);
  } catch {
    return false; // what cannot be read any more is not what was written
  }
}

function templateName(name: string): string {
  return name === 'okActions' ? 'OKActions' : name[0].toUpperCase() + name.slice(1);
}

function plain(value: unknown): string {
  const keyed = (_: string, v: unknown): unknown => (typeof v === 'object' && v !== null && Object.getPrototypeOf(v) === Object.prototype ? Object.fromEntries(Object.entries(v).map(([k, e]): [string, unknown] => [k === '' ? k : k[0].toLowerCase() + k.slice(1), e]).sort(([a], [b]) => (a < b ? -1 : 1))) : v);
  return JSON.stringify(value, keyed) ?? '';
}
