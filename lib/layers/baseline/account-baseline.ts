/**
 * What an account has once, in a stack of its own, and only what was asked for.
 *
 *   const baseline = new AccountBaseline(this, 'Baseline', { guardDuty: {}, externalAccessAnalyzer: true });
 *   baseline.plan();               // what changes for everybody in the account
 *   baseline.trailLogGroupName;    // where the watch reads control-plane changes
 *
 * Everything but a sandbox's stays when the stack is deleted, where its absence would open something. Nothing of it is ever implied by another construct.
 * What CloudFormation has no type for is refused with the command that does it. Not here: policies of an organization, and who reads the findings (`SignalBus`).
 */
import { Construct } from 'constructs';
import { type Finding, Findings } from '../../intent';
import { CallSite } from '../declaration/call-site';
import { readAt } from '../declaration/options';
import { Posture } from '../declaration/posture';
import { Written } from '../identity/written';
import { compiledAtSynth, told } from '../layer';
import { relativePath } from '../network/stage-path';
import { writeMetadata } from '../network/verbatim';
import type { AccountBaselineProps, AccountChange } from './baseline-props';
import { changesOf, hasTrail } from './changes';
import { checkBaseline, checkOnce, checkSecond, registerBaseline } from './check-baseline';
import { BASELINE_OPTIONS } from './options';
import { emitSingletons } from './emit-singletons';
import { emitTrail, type EmittedTrail } from './emit-trail';
import { keptOf, verifyBaseline } from './verify-baseline';

/** The account-wide settings of one account and region. */
export class AccountBaseline extends Construct {
  private readonly props: AccountBaselineProps;
  private readonly path: string;
  private readonly toldOfProps: readonly Finding[];
  private readonly site = new CallSite();
  private readonly written = new Written();
  private readonly trail?: EmittedTrail;
  private built?: { readonly findings: readonly Finding[] };

  constructor(scope: Construct, id: string, props: AccountBaselineProps = {}) {
    super(scope, id);
    this.path = relativePath(this, this.node.path);
    const { options, findings } = readAt(props, BASELINE_OPTIONS.AccountBaselineProps, `account baseline \`${this.path}\``);
    this.props = props = options;
    this.toldOfProps = findings;
    registerBaseline(this);
    const early = this.early();
    // What is wrong is told at synth; beside it nothing is made that could not be.
    if (early.every((f) => f.level !== 'error')) {
      this.trail = hasTrail(props) ? this.written.taking(this, () => emitTrail(this, props.posture ?? Posture.STANDARD, props.trail ?? {})) : undefined;
      this.written.taking(this, () => { emitSingletons(this, props); });
      for (const resource of this.written.resources) writeMetadata(resource, 'zero-trust', { baseline: this.path });
    }
    const kept = keptOf(this.written);
    const days = this.trail?.log.retentionInDays ?? 0;
    compiledAtSynth(this, () => this._build(), () => verifyBaseline(this.written, kept, days));
  }

  /** What this baseline changes for everybody in the account, one line for each setting. */
  public plan(): AccountChange[] {
    return [...changesOf(this.props)];
  }

  /** Log group with the trail's events. Throws where there is no trail. */
  public get trailLogGroupName(): string {
    return this.made('trailLogGroupName').log.ref;
  }

  /** Bucket with the trail's files. Throws where there is no trail. */
  public get trailBucketName(): string {
    return this.made('trailBucketName').bucket.ref;
  }

  /** ARN of the trail. Throws where there is no trail. */
  public get trailArn(): string {
    return this.made('trailArn').trail.attrArn;
  }

  /** @internal */
  public _build(): { readonly findings: readonly Finding[] } {
    if (this.built === undefined) {
      const findings = new Findings();
      findings.append(this.early());
      checkSecond(this, this.path, findings);
      checkOnce(this, this.path, this.props, findings);
      this.built = told(this, { findings: findings.all().map((f) => ({ ...f, where: this.site.toString() })) });
    }
    return this.built;
  }

  private early(): readonly Finding[] {
    const findings = new Findings();
    findings.append(this.toldOfProps);
    checkBaseline(this.path, this.props, findings);
    return findings.all();
  }

  private made(what: string): EmittedTrail {
    if (this.trail === undefined) throw new Error(`BaselineWithoutTrail: \`${this.path}\` has no trail, so \`${what}\` is of nothing; remove \`noTrailBecause\`, or name the trail's log group yourself`);
    return this.trail;
  }
}
