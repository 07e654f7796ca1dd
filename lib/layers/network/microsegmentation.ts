/**
 * The network layer alone: segments and flows in, security groups on both sides and endpoints out.
 *
 *   const network = new Microsegmentation(this, 'Network', { vpc });
 *   const api = network.addSegment('api', { members: [handler] });
 *   network.addFlow({ source: api, destination: docs, port: ec2.Port.POSTGRES, authentication: FlowAuthentication.RDS_IAM, because: 'reads documents' });
 *
 * Everything is compiled once, when the app is synthesized; then all mistakes are reported together.
 * Not modelled: network ACLs, routes, DNS, and groups that others attach to a member after deployment.
 */
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { aws_ec2 as refs } from 'aws-cdk-lib/interfaces';
import { Construct } from 'constructs';
import { didYouMean } from '../../intent';
import { CallSite } from '../declaration/call-site';
import { Declaration } from '../declaration/declaration';
import type { IFlowEnd } from '../declaration/endpoint';
import { type Cadence, connectionsOf, type FlowProps } from '../declaration/flow';
import { type Guarantee, LegacyEnclave, type LegacyEnclaveProps } from '../declaration/people';
import { Posture } from '../declaration/posture';
import type { ServiceAccess } from '../declaration/service-access';
import { compiledAtSynth, standsAlone, told, warn } from '../layer';
import type { IdleItem } from './catalogue';
import { RulesPlacement } from './emit-rules';
import { type ISegmentRef, OfferedSegment, type OfferedSegmentProps } from './offered-segment';
import { buildNetwork, type BuiltNetwork } from './build';
import { withLaterBills } from './idle';
import { relativePath, Segment, type SegmentProps } from './segment';
import { verifyNetwork } from './verify';
import { vpcIdOf } from './vpc';

/** What the account grants beyond EC2's defaults. */
export interface NetworkQuotas {
  /**
   * Rules per security group, direction and IP version.
   * @default 60
   */
  readonly rulesPerGroup?: number;
  /**
   * Security groups per network interface. Their product may not pass 1,000.
   * @default 5
   */
  readonly groupsPerInterface?: number;
}

/** How the network layer builds. */
export interface MicrosegmentationProps {
  /**
   * The VPC of all segments, L1, L2 or imported: your own, one that was looked up, or `ClosedVpc.vpc`. Endpoints need one that
   * names its subnets and route tables (an L2, or `Vpc.fromVpcAttributes`).
   */
  readonly vpc: refs.IVPCRef;
  /** @default Posture.STANDARD */
  readonly posture?: Posture;
  /**
   * How single AWS services are reached, by the name of their endpoint.
   * @default - as `defaultServiceAccess`
   */
  readonly serviceAccess?: { [service: string]: ServiceAccess };
  /**
   * How AWS services are reached.
   * @default - `ServiceAccess.create()`; in the SANDBOX posture `ServiceAccess.nat()` for what would need an interface endpoint
   */
  readonly defaultServiceAccess?: ServiceAccess;
  /**
   * Where interface endpoints have their interfaces.
   * @default - one isolated (else private) subnet per zone
   */
  readonly endpointSubnets?: ec2.SubnetSelection;
  /**
   * Ids of AWS-managed prefix lists, by service, e.g. `{ s3: 'pl-63a5400a' }`.
   * @default - the library's table by region, else a look-up
   */
  readonly prefixListIds?: { [service: string]: string };
  /**
   * Where standalone rules live. Choose before the first deployment.
   * @default RulesPlacement.TOGETHER
   */
  readonly rulesPlacement?: RulesPlacement;
  /**
   * Another scope for the rules, in a stack that nobody depends on: needed where two façades claim from each other.
   * @default - this construct
   */
  readonly rulesScope?: Construct;
  /**
   * Merge neighbouring ports and CIDRs into fewer rules, exactly. Switching it replaces live rules; the plan is printed.
   * @default false
   */
  readonly aggregateRules?: boolean;
  /**
   * Highest price in USD a month of what bills while idle; synth fails above it.
   * @default - no limit
   */
  readonly maxIdleCost?: number;
  /** @default - EC2's defaults */
  readonly quotas?: NetworkQuotas;
}

/** A claim on what the owner of a segment offers. */
export interface ClaimProps {
  /** The segment that makes the offer: of this app, or `offeredSegment`. */
  readonly segment: ISegmentRef;
  /** Id of the offer. */
  readonly offer: string;
  /** The segment that uses it. */
  readonly source: Segment;
  /** Why it is needed. */
  readonly because: string;
  /**
   * Name of the flow in reports and metadata.
   * @default - made from the segments and the offer, e.g. `api-claims-docs-sql`
   */
  readonly id?: string;
  /**
   * The business purpose, for audits.
   * @default - none
   */
  readonly purpose?: string;
  /**
   * How often it is really used.
   * @default Cadence.CONTINUOUS
   */
  readonly cadence?: Cadence;
  /**
   * An ISO-8601 date or instant.
   * @default - no end
   */
  readonly until?: string;
}

/** How a façade hands over what it was told, without a word of it in the public API. */
const DECLARATION = Symbol('cdk-zero-trust.declaration');

/** Micro-segmentation of one VPC. */
export class Microsegmentation extends Construct {
  /** @internal */
  public static _withDeclaration(scope: Construct, id: string, props: MicrosegmentationProps, declaration: Declaration): Microsegmentation {
    return new Microsegmentation(scope, id, Object.assign({ ...props }, { [DECLARATION]: declaration }));
  }

  /** @internal */
  public readonly _declaration: Declaration;
  /** @internal */
  public readonly _props: MicrosegmentationProps;
  /** @internal Segments of other façades that flows and claims of this one name, by `SCOPE#ID`. */
  public readonly _foreign = new Map<string, Segment>();
  /** @internal What other layers of the same façade pay while nothing happens. */
  public readonly _alsoBills: (() => readonly IdleItem[])[] = [];
  /** @internal The same of what is built after the network, because it is about what the network made: a watch. */
  public readonly _billsLater: (() => readonly IdleItem[])[] = [];
  private readonly segments = new Map<string, Segment>();
  private readonly before: (() => void)[] = [];
  private built?: BuiltNetwork;
  private finished?: ReturnType<typeof withLaterBills>;

  constructor(scope: Construct, id: string, props: MicrosegmentationProps) {
    super(scope, id);
    this._props = props;
    this._declaration = (props as { [DECLARATION]?: Declaration })[DECLARATION] ?? new Declaration(relativePath(this, this.node.path), props.posture ?? Posture.STANDARD);
    compiledAtSynth(this, () => this._build(), () => [...verifyNetwork(this), ...this._finish().late.filter((f) => f.level === 'error')]);
    standsAlone(this); // for all layers of a façade
  }

  /** Declares a segment. Its id is its identity: rules hang on it. */
  public addSegment(id: string, props: SegmentProps = {}): Segment {
    this._declaration.add('segments', Segment._declare(id, props));
    const segment = this._segment(id);
    for (const member of props.members ?? []) segment.addMember(member);
    return segment;
  }

  /** A segment that was declared before, e.g. in an intent file. Throws where there is none. */
  public segment(id: string): Segment {
    const segment = this.segments.get(id);
    if (segment === undefined) throw new Error(`UnknownSegment: there is no segment \`${id}\`${didYouMean(id, this.segments.keys(), 'segments')}`);
    return segment;
  }

  /** Permits what the flow says, and nothing else. */
  public addFlow(props: FlowProps): void {
    this.foreign(props.source);
    this.foreign(props.destination);
    this._declaration.add('flows', {
      id: props.id,
      source: props.source.flowEnd,
      destination: props.destination.flowEnd,
      over: connectionsOf(props.port, props.ports),
      authentication: props.authentication?.data,
      encryption: props.encryption?.data,
      because: props.because,
      purpose: props.purpose,
      until: props.until,
      cadence: props.cadence,
      withinSegment: props.withinSegment,
    });
  }

  /** Declares a system that can authenticate nothing. */
  public addLegacyEnclave(id: string, props: LegacyEnclaveProps): LegacyEnclave {
    this._declaration.add('enclaves', { id, displayName: props.displayName, cidrs: props.cidrs, owner: props.owner, until: props.until, compensation: props.compensation });
    return new LegacyEnclave(id);
  }

  /** Uses what the owner of a segment offers; the offer's terms become a flow. */
  public addClaim(props: ClaimProps): void {
    this.foreign(props.segment);
    this._declaration.add('claims', { scope: props.segment.segmentScope, segment: props.segment.segmentId, offer: props.offer, id: props.id, source: props.source.segmentId, because: props.because, purpose: props.purpose, until: props.until, cadence: props.cadence });
  }

  /** A segment of another repository, to claim its offers. `prove` over both assemblies holds the terms against its owner's. */
  public offeredSegment(props: OfferedSegmentProps): OfferedSegment {
    const site = new CallSite();
    return OfferedSegment._create(props, this._declaration, (code, message) => this._declaration.report('error', code, message, site));
  }

  /** Records what must hold whatever anybody adds later. */
  public addGuarantee(guarantee: Guarantee): void {
    this._declaration.add('guarantees', guarantee.data);
  }

  /** @internal The construct of a declared segment. */
  public _segment(id: string): Segment {
    let segment = this.segments.get(id);
    if (segment === undefined) {
      segment = Segment._create(this, id === '' ? 'unnamed' : id, { vpcId: vpcIdOf(this._props.vpc), declaration: this._declaration, siblings: () => this.segments.values() });
      this.segments.set(id, segment);
    }
    return segment;
  }

  /** @internal */
  public get _segments(): ReadonlyMap<string, Segment> {
    return this.segments;
  }

  /** @internal Another layer of the façade says its last words before the intent is closed. */
  public _beforeBuild(run: () => void): void {
    this.before.push(run);
  }

  /** @internal Compiles once; everything that is declared later comes too late. */
  public _build(): BuiltNetwork {
    if (this.built === undefined) {
      for (const run of this.before) run();
      this.built = told(this, buildNetwork(this));
    }
    return this.built;
  }

  /** @internal The same when everything else is built. */
  public _finish(): ReturnType<typeof withLaterBills> {
    if (this.finished === undefined) {
      this.finished = withLaterBills(this, this._build());
      warn(this, this.finished.late);
    }
    return this.finished;
  }

  /** Another façade's segment is known here from now on, with its offers. */
  private foreign(end: IFlowEnd): void {
    if (!(end instanceof Segment) || end._scope === this._declaration.scope) return;
    this._foreign.set(`${end._scope}#${end.segmentId}`, end);
    this._declaration.addForeign(end._scope, end.segmentId, () => end._data());
  }
}

