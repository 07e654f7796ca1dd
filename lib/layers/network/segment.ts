/**
 * A segment: workloads that share one blast radius.
 *
 *   const api = zt.addSegment('api', { members: [handler] });
 *   const docs = zt.addSegment('docs', { members: [database], crownJewel: CrownJewel.restricted() });
 *
 * It is closed in both directions, also between its own members, until a flow opens it.
 */
import { Stack, Token } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct, type IConstruct } from 'constructs';
import { CallSite } from '../declaration/call-site';
import { type Declaration } from '../declaration/declaration';
import { connectionsOf, type FlowAuthentication, type FlowEncryption } from '../declaration/flow';
import type { MemberData, SegmentData } from '../../intent';
import { bootFactsOf, bootNotesOf } from './boot-facts';
import type { SegmentFacts } from './compiler/plan';
import { NO_TRAFFIC } from './emit-endpoints';
import { writeMetadata } from './verbatim';
import type { ISegmentRef } from './offered-segment';
import { DUMMY_VPC, vpcKey } from './vpc';
import { attach, type ImportedMember, type MemberGroup, type OwnedMember, resolveMember, sealGroup } from './members';
import { relativePath } from './stage-path';

/** The mark of data whose loss hurts most: every access to it is declared, authenticated and encrypted. */
export class CrownJewel {
  /** Loss would end the business or break the law. */
  public static restricted(because?: string): CrownJewel {
    return new CrownJewel('restricted', because);
  }

  /** Loss would hurt badly. */
  public static confidential(because?: string): CrownJewel {
    return new CrownJewel('confidential', because);
  }

  /** A classification of your own. */
  public static classified(classification: string, because?: string): CrownJewel {
    return new CrownJewel(classification, because);
  }

  private constructor(public readonly classification: string, public readonly because?: string) {}
}

/** An edge that the owner of a segment is willing to accept. */
export interface OfferProps {
  /** Name that consumers claim. */
  readonly id: string;
  /** Protocol and port. */
  readonly port: ec2.Port;
  /** How a consumer authenticates. */
  readonly authentication: FlowAuthentication;
  /**
   * @default - TLS where the authentication implies it; required otherwise
   */
  readonly encryption?: FlowEncryption;
  /** What the offer is for. */
  readonly because: string;
}

/** What a segment is and who is in it. */
export interface SegmentProps {
  /**
   * Workloads: L1, L2 or imported resources of the types in docs/members.md.
   * @default - none yet; add them with `addMember`
   */
  readonly members?: IConstruct[];
  /**
   * A name for people. Changing it changes no resource.
   * @default - the id
   */
  readonly displayName?: string;
  /** @default - none */
  readonly description?: string;
  /**
   * Marks the segment as a crown jewel: it refuses flows without authentication and encryption.
   * @default - an ordinary segment
   */
  readonly crownJewel?: CrownJewel;
  /**
   * Edges that other stacks may claim.
   * @default - none
   */
  readonly offers?: OfferProps[];
  /**
   * Names of implied flows (what compute needs to boot) to leave out, e.g. `container-logs`.
   * @default - none
   */
  readonly withoutImplied?: string[];
  /**
   * Names of opt-in implied flows to add.
   * @default - none
   */
  readonly withImplied?: string[];
}

/** What the network layer knows and a segment needs. @internal */
export interface SegmentHost {
  readonly siblings: () => Iterable<Segment>;
  readonly vpcId: string;
  readonly declaration: Declaration;
}

/** Workloads that share one blast radius. Made by `addSegment`. */
export class Segment extends Construct implements ISegmentRef {
  /** @internal */
  public static _create(scope: Construct, id: string, host: SegmentHost): Segment {
    return new Segment(scope, id, host);
  }

  /** @internal The segment in the grammar of an intent file. */
  public static _declare(id: string, props: SegmentProps): unknown {
    return {
      id,
      displayName: props.displayName,
      description: props.description,
      crownJewel: props.crownJewel === undefined ? undefined : { classification: props.crownJewel.classification, because: props.crownJewel.because },
      offers: props.offers?.map((o) => ({ id: o.id, over: connectionsOf(o.port, undefined), authentication: o.authentication.data, encryption: o.encryption?.data, because: o.because })),
      implied: props.withoutImplied === undefined && props.withImplied === undefined ? undefined : { leaveOut: props.withoutImplied, add: props.withImplied },
    };
  }

  /** The id in the intent. */
  public readonly segmentId: string;
  /** Construct path of the façade within its stage. */
  public readonly segmentScope: string;
  /** The segment as the end of a flow. */
  public readonly flowEnd: any;

  private readonly host: SegmentHost;
  private readonly members: { readonly construct: IConstruct; readonly site: CallSite }[] = [];
  private resolved?: { readonly owned: readonly OwnedMember[]; readonly imported: readonly ImportedMember[] };
  private ownGroup?: ec2.CfnSecurityGroup;
  private handle?: ec2.ISecurityGroup;

  private constructor(scope: Construct, id: string, host: SegmentHost) {
    super(scope, id);
    this.segmentId = id;
    this.host = host;
    this.segmentScope = host.declaration.scope;
    this.flowEnd = { segment: id, scope: host.declaration.scope };
  }

  /** Puts a workload into the segment: its group list becomes the segment's group, and the group it came with is sealed. */
  public addMember(member: IConstruct): void {
    this.host.declaration.assertOpen(`member \`${member.node.path}\` of segment \`${this.segmentId}\``);
    this.members.push({ construct: member, site: new CallSite() });
  }

  /** Id of the segment's own group. */
  public get securityGroupId(): string {
    return this.group().attrGroupId;
  }

  /**
   * The segment's own group, for constructs that want one when they are made. It cannot be opened: `allowFrom` and the like
   * change nothing, flows do.
   */
  public get securityGroup(): ec2.ISecurityGroup {
    this.handle ??= ec2.SecurityGroup.fromSecurityGroupId(this, 'Handle', this.securityGroupId, { mutable: false, allowAllOutbound: false });
    return this.handle;
  }

  /** @internal All segments of the façade, itself included. */
  public _siblings(): Iterable<Segment> {
    return this.host.siblings();
  }

  /** @internal */
  public get _scope(): string {
    return this.host.declaration.scope;
  }

  /** @internal */
  public _group(): ec2.CfnSecurityGroup {
    return this.group();
  }

  /**
   * @internal Finds what each member really is and puts the owned ones behind the segment's group. Done when the app is
   * synthesized, so that parts added late (another mount target, another database instance) are members too.
   */
  public _join(): readonly ec2.CfnSecurityGroup[] {
    return this.joined().owned.flatMap((m) => m.generatedGroups);
  }

  private joined(): { readonly owned: readonly OwnedMember[]; readonly imported: readonly ImportedMember[] } {
    if (this.resolved !== undefined) return this.resolved;
    const owned: OwnedMember[] = [];
    const imported: ImportedMember[] = [];
    for (const { construct, site } of this.members) {
      const member = resolveMember(construct);
      if (member.kind === 'problem') {
        this.host.declaration.report('error', member.code, member.message, site);
        continue;
      }
      for (const note of member.notes) this.host.declaration.report('warning', note.code, note.message, site);
      if (member.kind === 'imported') {
        imported.push(member);
        continue;
      }
      const elsewhere = this.vpcOf(member);
      if (elsewhere !== undefined) {
        this.host.declaration.report('error', 'MemberInOtherVpc', `member \`${member.path}\` is in another VPC than segment \`${this.segmentId}\`: got \`${elsewhere}\`, expected \`${vpcKey(this.host.vpcId)}\`; a group serves one VPC: give each VPC its own \`ZeroTrust\``, site);
        continue;
      }
      for (const note of bootNotesOf(member)) this.host.declaration.report('warning', note.code, note.message, site);
      const refused = attach(member, this.securityGroupId);
      if (refused !== undefined) this.host.declaration.report('error', refused.code, refused.message, site);
      else owned.push(member);
    }
    this.resolved = { owned, imported };
    for (const group of owned.flatMap((m) => m.generatedGroups)) sealGroup(group);
    return this.resolved;
  }

  /** @internal */
  public get _owned(): readonly OwnedMember[] {
    return this.joined().owned;
  }

  /** @internal Whether it, or what it is a part of, was put into the segment; joins nothing. */
  public _isMember(construct: IConstruct): boolean {
    return this.members.some(({ construct: { node: { path } } }) => construct.node.path === path || construct.node.path.startsWith(`${path}/`) || path.startsWith(`${construct.node.path}/`));
  }

  /** @internal Construct paths of all members, imported ones too. */
  public get _memberPaths(): readonly string[] {
    return [...this.joined().owned, ...this.joined().imported].map((m) => m.path);
  }

  /** @internal Groups that imported members keep, by their stable names. */
  public get _importedGroups(): ReadonlyMap<string, MemberGroup> {
    return new Map(this.joined().imported.flatMap((m) => m.groups).map((g) => [this.stableName(g), g]));
  }

  /** @internal */
  public get _hasMembers(): boolean {
    return this.members.length > 0 || this.handle !== undefined;
  }

  /** @internal A segment with imported groups only needs none of its own. */
  public get _hasOwnGroup(): boolean {
    this.joined();
    return this.ownGroup !== undefined || this._importedGroups.size === 0;
  }

  /** @internal */
  public _facts(): SegmentFacts {
    const importedGroups = [...this._importedGroups.keys()].sort();
    return {
      hasOwnGroup: this._hasOwnGroup,
      importedGroups,
      bootProfiles: this._owned.flatMap((m) => bootFactsOf(m)),
    };
  }

  /** @internal */
  public _memberData(): MemberData[] {
    const owned = this._owned.flatMap((m) => m.resources.map(({ resource }) => ({
      path: relativePath(this, resource.node.path),
      type: resource.cfnResourceType,
      template: Stack.of(resource).templateFile,
      logicalId: String(Stack.of(resource).resolve(resource.logicalId)),
    })));
    const imported = this.joined().imported.map((m) => ({
      path: relativePath(this, m.path),
      type: 'imported',
      groups: m.groups.map((g): unknown => Stack.of(this).resolve(g.id)),
    }));
    return [...owned, ...imported];
  }

  /** @internal The declared segment, for façades that claim from it. */
  public _data(): SegmentData | undefined {
    return this.host.declaration.segmentData(this.segmentId);
  }

  /** The VPC of a member, where it is known and not the segment's. */
  private vpcOf(member: OwnedMember): string | undefined {
    const own = vpcKey(this.host.vpcId);
    if (Token.isUnresolved(own) || own === DUMMY_VPC) return undefined;
    return member.generatedGroups
      .map((g) => (typeof g.vpcId === 'string' ? vpcKey(g.vpcId) : own))
      // A token may turn out to be the same VPC as a literal or another token: only two of a kind are surely two.
      .find((other) => other !== own && other !== DUMMY_VPC && other.startsWith('path:') === own.startsWith('path:') && !Token.isUnresolved(other));
  }

  /** A literal id outlives any move of the construct that imported it; where the id is a token, its path must do. */
  private stableName(group: MemberGroup): string {
    return Token.isUnresolved(group.id) ? relativePath(this, group.path) : group.id;
  }

  private group(): ec2.CfnSecurityGroup {
    if (this.ownGroup === undefined) {
      // INVARIANT: nothing that people may rename is in here: a group's description cannot change without replacement.
      this.ownGroup = new ec2.CfnSecurityGroup(this, 'Group', {
        groupDescription: `zero-trust segment ${this.segmentId}`,
        vpcId: this.host.vpcId,
        securityGroupEgress: [NO_TRAFFIC],
        tags: [{ key: 'zero-trust:segment', value: this.segmentId }],
      });
      writeMetadata(this.ownGroup, 'zero-trust', { segment: this.segmentId });
    }
    return this.ownGroup;
  }
}

export { relativePath, stagePath } from './stage-path';
