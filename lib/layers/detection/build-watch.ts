/**
 * What was said -> subjects -> plan -> constructs, once per watch, when everything else is built. With any mistake nothing is made.
 */
import { ArnFormat, Names, Stack } from 'aws-cdk-lib';
import { ALARM_PREFIX } from '../../contract/signal-words';
import { compareText, type Finding, Findings } from '../../intent';
import { relativePath } from '../network/stage-path';
import { checkCost, checkPlan, checkTrail, readingTrail } from './check-watch';
import { compileWatch } from './compiler/compile';
import { CATALOGUE } from './catalogue';
import { collect } from './collect';
import { type EmittedWatch, emitWatch } from './emit-watch';
import { checkMutes, muteCount, planMutes } from './mute';
import type { SignalOverride, SignalRow, WatchFacts, WatchPlan } from './model';
import type { Observed } from './subjects/observe';
import type { Watch } from './watch';
import { WatchPaging } from './watch-props';

export interface BuiltWatch {
  readonly findings: readonly Finding[];
  readonly isMade: boolean;
  readonly plan?: WatchPlan;
  readonly emitted: EmittedWatch;
}

const NOTHING: EmittedWatch = { written: [], stacks: [] };

/** Two stages in one account are two: the name of the stack is in it. */
export function watchIdOf(watch: Watch): string {
  return `${ALARM_PREFIX}${Names.uniqueResourceName(watch, { maxLength: 80, separator: '-' })}`;
}

export function buildWatch(watch: Watch): BuiltWatch {
  const findings = new Findings();
  findings.append(watch._reports);
  const { isRefused, observed } = collect(watch, findings);
  if (isRefused) return { findings: [], isMade: false, emitted: NOTHING };
  const facts = factsOf(watch, observed, findings);
  checkTrail(watch, observed, findings);
  const where = watch._site.toString();
  const plan = compileWatch(facts);
  findings.append(plan.findings.map((f) => (f.where === '' ? { ...f, where } : f)));
  checkPlan(watch, plan, muteCount(watch, plan, observed), findings);
  checkCost(watch, plan, findings);
  checkMutes(watch, observed, findings);
  const isWrong = findings.errors().length > 0;
  const emitted = isWrong ? NOTHING : emitWatch(plan, { scope: watch, watchId: watch.watchId, topicArn: watch.bus.topicArn, mutes: planMutes(watch, plan, observed) });
  return { findings: findings.all(), isMade: !isWrong, plan, emitted };
}

function factsOf(watch: Watch, observed: readonly Observed[], findings: Findings): WatchFacts {
  const { _props: props } = watch;
  const rows = watch._rows.map((r) => r.said);
  return {
    id: watch.watchId, path: relativePath(watch, watch.node.path), posture: watch._posture, owner: props.owner ?? 'told',
    ...(props.runbooks === undefined ? {} : { runbooks: props.runbooks }), ...(props.nestedStacks === undefined ? {} : { shards: props.nestedStacks }), ...(props.timeZone === undefined ? {} : { timeZone: props.timeZone }),
    subjects: observed.map((o) => o.facts), overrides: watch._changes.flatMap((c) => overridesOf(c, observed, [...CATALOGUE, ...rows], findings)).concat(withoutTrail(watch, observed)), extra: [...props.signals ?? []],
    isComposite: props.paging !== WatchPaging.PER_ALARM, rows, exclusions: watch._exclusions.map((e) => e.said), region: Stack.of(watch).region,
    alarmArn: Stack.of(watch).formatArn({ service: 'cloudwatch', resource: 'alarm', resourceName: '', arnFormat: ArnFormat.COLON_RESOURCE_NAME }),
  };
}

/** Without a trail what reads one is off, and `TrailNotObserved` says so once for all; what was named by somebody stays on, and is a mistake. */
function withoutTrail(watch: Watch, observed: readonly Observed[]): SignalOverride[] {
  if (observed.some((o) => (o.facts.logs.cloudTrail ?? '') !== '')) return [];
  const kinds = new Set(observed.map((o) => o.facts.kind));
  return readingTrail(watch).filter((r) => kinds.has(r.subject)).map((r) => ({ signal: r.id, offBecause: 'no trail is observed', where: '' }));
}

/** A change for a construct is one for all that it consists of. */
function overridesOf({ said: { signal, change, because }, site }: Watch['_changes'][number], observed: readonly Observed[], rows: readonly SignalRow[], findings: Findings): SignalOverride[] {
  const { subject, subjectId, ceiling, band, period, severity, periodicSpikes } = change;
  const where = site.toString();
  const figures = {
    signal, where, ...(ceiling === undefined ? {} : { ceiling }), ...(band === undefined ? {} : { band }), ...(period === undefined ? {} : { period: period.toSeconds({ integral: false }) }),
    ...(severity === undefined ? {} : { severity }), ...(periodicSpikes === undefined ? {} : { hasPeriodicSpikes: periodicSpikes }), ...(because === undefined ? {} : { offBecause: because }),
  };
  if (subject === undefined) return [{ ...figures, ...(subjectId === undefined ? {} : { subject: subjectId }) }];
  const error = (code: string, message: string): SignalOverride[] => { findings.append([{ code, level: 'error', pointer: '', where, message }]); return []; };
  if (subjectId !== undefined) return error('SubjectSaidTwice', `a change of signal \`${signal}\` has \`subject\` and \`subjectId\`; expected one of both; leave one out`);
  const kind = rows.find((r) => r.id === signal)?.subject;
  const mine = observed.filter((o) => o.roots.includes(subject) && (kind === undefined || o.facts.kind === kind));
  if (mine.length === 0) return error('SubjectNotObserved', `a change of signal \`${signal}\` is for \`${(subject as { node?: { path?: string } }).node?.path ?? String(subject)}\`, of which this watch observes nothing that the signal is about; expected something that is observed; observe it, or leave \`subject\` out`);
  return [...new Set(mine.map((o) => o.facts.id))].sort(compareText).map((id) => ({ ...figures, subject: id }));
}

