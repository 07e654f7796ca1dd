/**
 * The watch: what is observed becomes alarms that name the flow or route that they are about.
 *
 *   const watch = new Watch(this, 'Watch', { owner: 'platform team', bus: signals });
 *   watch.observe(api);                                        // any construct: an API, a pool, a web ACL, a table, a VPC, ...
 *   watch.observe(baseline);                                   // the trail: changes of the control plane
 *   watch.off('table.scanned', { because: 'the nightly report scans' });
 *
 * Every alarm has an action, every band has a ceiling. One attack is one page: docs/watch.md says how. What cannot be watched is told, signal by signal: it never
 * becomes an alarm that cannot ring. All is compiled once, when the app is synthesized, after what it observes; beside a mistake nothing is made. Nothing that is observed is
 * changed by it. Not here: what to do about a signal, and the maths of a band, which are CloudWatch's.
 */
import { Stack, Token } from 'aws-cdk-lib';
import { Construct, type IConstruct } from 'constructs';
import { compareText, type Finding } from '../../intent';
import type { DataProtection } from '../data/data-protection';
import { accessLogFormat } from '../front-door/access-log';
import { HTTP_LOG_FIELDS } from '../front-door/compiler/http-stage';
import { CallSite } from '../declaration/call-site';
import type { Declaration } from '../declaration/declaration';
import { readOptions, type Shape } from '../declaration/options';
import { Posture } from '../declaration/posture';
import { compiledAtSynth, told } from '../layer';
import type { Microsegmentation } from '../network/microsegmentation';
import type { IdleItem } from '../network/catalogue';
import { relativePath } from '../network/stage-path';
import { buildWatch, type BuiltWatch, watchIdOf } from './build-watch';
import { FLOW_LOG_FORMAT } from './catalogue';
import { type CustomSignalProps, rowOf } from './custom-signal';
import { type EmittedFlowLog, emitFlowLog } from './emit-flow-log';
import { idleOf } from './idle';
import type { SignalRow } from './model';
import { WATCH_OPTIONS } from './options';
import { SignalBus } from './signal-bus';
import { SignalSeverity } from './signal-bus-props';
import { verifyWatch } from './verify-watch';
import type { LearningExclusionOptions, MuteOptions, ObserveOptions, SignalChangeOptions, SignalOffOptions, WatchCost, WatchProps } from './watch-props';

/** Something that was said, and where. @internal */
export interface Said<T> {
  readonly said: T;
  readonly site: CallSite;
}

/** A change of a signal. @internal */
export interface SaidChange {
  readonly signal: string;
  readonly change: SignalChangeOptions;
  readonly because?: string;
}

/** How a façade hands over what it shares, without a word of it in the public API. */
const SHARED = Symbol('cdk-zero-trust.watch');
export interface WatchedFacade {
  readonly scope: Construct;
  readonly declaration: Declaration;
  readonly network: Microsegmentation;
  readonly data: DataProtection;
}

/** Alarms on what is observed. */
export class Watch extends Construct {
  /** `LogFormat` of a flow log whose lines signals can read. */
  public static readonly FLOW_LOG_FORMAT: string = FLOW_LOG_FORMAT;
  /** Format of a REST API's access log that all signals can read: `AccessLogFormat.custom(Watch.ACCESS_LOG_FORMAT)`. It holds no token, key, body or query. */
  public static readonly ACCESS_LOG_FORMAT: string = accessLogFormat();
  /** The same for an HTTP API. */
  public static readonly HTTP_ACCESS_LOG_FORMAT: string = accessLogFormat(HTTP_LOG_FIELDS);

  /** @internal */
  public static _within(scope: Construct, id: string, props: WatchProps, shared: WatchedFacade): Watch {
    return new Watch(scope, id, Object.assign({ ...props }, { [SHARED]: shared }));
  }

  /** Where its signals go. */
  public readonly bus: SignalBus;
  /** What names of its alarms begin with. It holds the name of the stack, so that stages of one account are told apart. */
  public readonly watchId: string;
  /** @internal */
  public readonly _props: WatchProps;
  /** @internal */
  public readonly _site = new CallSite();
  /** @internal */
  public readonly _posture: Posture;
  /** @internal */
  public readonly _facade?: WatchedFacade;
  /** @internal */
  public readonly _observed: Said<{ readonly construct: IConstruct; readonly options: ObserveOptions }>[] = [];
  /** @internal */
  public readonly _changes: Said<SaidChange>[] = [];
  /** @internal */
  public readonly _rows: Said<SignalRow>[] = [];
  /** @internal */
  public readonly _mutes: Said<{ readonly id: string; readonly mute: MuteOptions }>[] = [];
  /** @internal */
  public readonly _exclusions: Said<LearningExclusionOptions>[] = [];
  /** @internal */
  public readonly _flowLogs: EmittedFlowLog[] = [];
  /** @internal Mistakes that only the calls can see. */
  public readonly _reports: Finding[] = [];
  private readonly broken = new WeakSet<object>();
  private built?: BuiltWatch;

  constructor(scope: Construct, id: string, props: WatchProps) {
    super(scope, id);
    this._facade = (props as { [SHARED]?: WatchedFacade } | undefined)?.[SHARED];
    this._props = props = this.sane(props, WATCH_OPTIONS.WatchProps, `watch \`${relativePath(this, this.node.path)}\``);
    this._posture = props.posture ?? this._facade?.declaration.posture as Posture | undefined ?? Posture.STANDARD;
    this.watchId = watchIdOf(this);
    this.bus = props.bus ?? new SignalBus(this, 'Signals', {
      posture: this._posture, findingSeverity: this._posture === Posture.HIGH ? SignalSeverity.LOW : SignalSeverity.MEDIUM,
      ...(props.topic === undefined ? {} : { topic: props.topic }), ...(props.topicKey === undefined ? {} : { encryptionKey: props.topicKey }),
    });
    if (props.bus !== undefined && (props.topic !== undefined || props.topicKey !== undefined)) this.report('error', 'WatchTopicOfBus', 'watch has a bus and a topic; expected one of both: a bus has its topic; pass the topic to `SignalBus`');
    this.bus._takeAlarms(`${this.watchId}/`);
    compiledAtSynth(this, () => this._build(), (now) => (now.isMade ? verifyWatch(this, now) : []));
  }

  /** Watches a construct: L1, L2, imported, or of this library. What can be observed: docs/watch.md. */
  public observe(construct: IConstruct, options: ObserveOptions = {}): void {
    this.assertOpen('something that is observed');
    const sane = this.sane(options, WATCH_OPTIONS.ObserveOptions, `what is observed of \`${(construct as Partial<IConstruct> | undefined)?.node?.path ?? String(construct)}\``);
    this._observed.push({ said: { construct, options: sane }, site: new CallSite() });
    if (sane.writeFlowLog === true) this.writeFlowLog(construct);
  }

  /** Changes figures of a signal. */
  public override(signal: string, change: SignalChangeOptions): void {
    this.assertOpen(`a change of signal \`${signal}\``);
    const sane = this.sane(change, WATCH_OPTIONS.SignalChangeOptions, `a change of signal \`${signal}\``);
    if (!this.broken.has(sane)) this._changes.push({ said: { signal, change: sane }, site: new CallSite() });
  }

  /** Turns a signal off, for a reason. */
  public off(signal: string, options: SignalOffOptions): void {
    this.assertOpen(`a change of signal \`${signal}\``);
    const sane = this.sane(options, WATCH_OPTIONS.SignalOffOptions, `\`off\` of signal \`${signal}\``);
    const { because, subject, subjectId } = sane;
    if (!this.broken.has(sane)) this._changes.push({ said: { signal, because, change: { ...(subject === undefined ? {} : { subject }), ...(subjectId === undefined ? {} : { subjectId }) } }, site: new CallSite() });
  }

  /** Adds a signal of your own. Its id is two words with a dot: `table.copied`. */
  public addSignal(id: string, props: CustomSignalProps): void {
    this.assertOpen(`signal \`${id}\``);
    const sane = this.sane(props, WATCH_OPTIONS.CustomSignalProps, `signal \`${id}\``);
    sane.source?._told?.(`source of signal \`${id}\``, this.teller());
    if (!this.broken.has(sane) && sane.source._told === undefined) this._rows.push({ said: rowOf(id, sane), site: new CallSite() });
  }

  /** Pages nobody at certain times, e.g. while something is deployed. Its id is its identity. */
  public muteDuring(id: string, options: MuteOptions): void {
    this.assertOpen(`mute rule \`${id}\``);
    const sane = this.sane(options, WATCH_OPTIONS.MuteOptions, `mute rule \`${id}\``);
    if (!this.broken.has(sane)) this._mutes.push({ said: { id, mute: sane }, site: new CallSite() });
  }

  /** Bands do not learn from this time, e.g. a sale or a load test. */
  public excludeFromLearning(time: LearningExclusionOptions): void {
    this.assertOpen('a time that bands do not learn from');
    const sane = this.sane(time, WATCH_OPTIONS.LearningExclusionOptions, 'a time that bands do not learn from');
    if (!this.broken.has(sane)) this._exclusions.push({ said: { start: sane.start, end: sane.end }, site: new CallSite() });
  }

  /** What it costs a month while nothing happens. It is known when everything is said: call it last; it compiles the watch, and nothing can be declared after it. */
  public costs(): WatchCost[] {
    return (this._build().plan?.costs ?? []).map(({ item, quantity, monthlyUsd, source }) => ({ item, quantity, monthlyUsd, source }));
  }

  /** Names of all its alarms, sorted; see `costs` for when to call it. */
  public alarmNames(): string[] {
    const { plan } = this._build();
    return [...(plan?.signals ?? []).flatMap((s) => [s.ceiling, s.band].flatMap((a) => a?.name ?? [])), ...(plan?.composites ?? []).map((c) => c.name)].sort(compareText);
  }

  /** @internal Compiles once; what is declared later comes too late. */
  public _build(): BuiltWatch {
    this.built ??= told(this, buildWatch(this));
    return this.built;
  }

  /** @internal What it costs idle, for the report of a façade. */
  public _idleItems(): readonly IdleItem[] {
    return idleOf(this);
  }

  /** The place is taken now: where a mistake is found, the call is too many frames away. */
  private teller(): (code: string, message: string) => void {
    const site = new CallSite();
    return (code, message) => { this.report('error', code, message, site); };
  }

  /** What is right of options; what is not is told, and \`isWhole\` says whether that was anything. */
  private sane<T extends object>(props: T | null | undefined, shape: Shape, what: string): T {
    const read = readOptions(props, shape, what, this.teller());
    if (read.wrong.size > 0) this.broken.add(read.options);
    return read.options as T;
  }

  private report(level: Finding['level'], code: string, message: string, site = new CallSite()): void {
    this._reports.push({ code, level, pointer: '', where: site.toString(), message });
  }

  /** Made at once, so that whoever looks for flow logs finds it. */
  private writeFlowLog(vpc: IConstruct): void {
    const { vpcRef } = vpc as { readonly vpcRef?: { readonly vpcId: string } };
    const within = (vpc as { readonly vpc?: { readonly vpcRef?: { readonly vpcId: string } } } | undefined)?.vpc; // of a closed VPC
    const vpcId = vpcRef?.vpcId ?? within?.vpcRef?.vpcId;
    if (vpcId === undefined) this.report('error', 'FlowLogWithoutVpc', `\`writeFlowLog\` is said of \`${(vpc as IConstruct | undefined)?.node?.path ?? String(vpc)}\`, which is no VPC; expected a VPC; leave it out`);
    else this._flowLogs.push(emitFlowLog(this, vpcId, Token.isUnresolved(vpcId) ? relativePath(vpc, vpc.node.path) : vpcId, this._posture));
  }

  private assertOpen(what: string): void {
    if (this.built !== undefined) throw new Error(`DeclaredTooLate: ${what} is declared after the app was synthesized (or by an aspect that ran later), when watch \`${Stack.of(this).stackName}/${this.node.id}\` is built already; declare it before`);
  }
}
