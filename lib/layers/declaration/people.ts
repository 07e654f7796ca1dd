/**
 * Who and what else an intent names: personas, systems that can authenticate nothing, and what must always hold.
 */
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct, type IConstruct } from 'constructs';
import type { IFlowEnd } from './endpoint';
import { connectionsOf } from './flow';

/** A kind of subject: a group of people, a partner. */
export interface PersonaProps {
  /** @default - the id */
  readonly displayName?: string;
  /** @default - none */
  readonly description?: string;
  /**
   * Names of the groups in the identity provider whose members are meant.
   * @default - none
   */
  readonly groups?: string[];
}

/** A kind of subject, for routes. No network rule can name one. */
export class Persona {
  /** @internal Path of the identity that declared it, for messages. */
  public _owner?: string;

  constructor(public readonly personaId: string) {}
}

/** A system that can authenticate nothing, and what makes up for it. */
export interface LegacyEnclaveProps {
  /** Where it lives: IPv4 or IPv6 CIDRs. */
  readonly cidrs: string[];
  /** Who answers for it. */
  readonly owner: string;
  /** When it is gone or renewed: an ISO-8601 date or instant. */
  readonly until: string;
  /** What makes up for the missing authentication. */
  readonly compensation: string;
  /** @default - the id */
  readonly displayName?: string;
}

/** A system that can authenticate nothing, as the end of a flow. */
export class LegacyEnclave implements IFlowEnd {
  public readonly flowEnd: any;

  constructor(public readonly enclaveId: string) {
    this.flowEnd = { enclave: enclaveId };
  }
}

/** Reachability in one hop, or through compromised and proxying workloads as well. */
export enum ReachLevel {
  PACKET = 'packet',
  PIVOT = 'pivot',
}

/** From whom to whom a guarantee speaks: segments, enclaves, the internet or CIDRs. What no template holds (an AWS service, a prefix list, a group of another account) is refused: `GuaranteeEndNotJudged`. */
export interface ReachGuaranteeProps {
  readonly source: IFlowEnd;
  readonly destination: IFlowEnd;
  /**
   * @default - every protocol and port
   */
  readonly port?: ec2.Port;
  /**
   * @default - PACKET for `permits`, PIVOT for `denies` and `onlyVia`
   */
  readonly level?: ReachLevel;
}

/** The same, with the only way that is allowed. */
export interface OnlyViaGuaranteeProps extends ReachGuaranteeProps {
  /** The segments through which alone the way may lead. */
  readonly via: IFlowEnd[];
}

/** What a guarantee about ways in speaks of. */
export interface EntryGuaranteeProps {
  /**
   * What is entered, by whatever way: a function; an API or a front door, for everything behind it; of `firewalled` also a stage, a load balancer, a distribution, a user pool, a
   * GraphQL API; or a segment, for its functions. Whatever stands below the construct is meant with it. L1, L2 or a construct of this library; nothing imported: its ways in are in no template.
   */
  readonly target: IConstruct;
}

/** What must hold whatever anybody adds later. Recorded in the intent; judged by the prover. */
export class Guarantee {
  /** No way leads from the source to the destination. */
  public static denies(props: ReachGuaranteeProps): Guarantee {
    return new Guarantee({ denies: reach(props) });
  }

  /** The way from the source to the destination is open. */
  public static permits(props: ReachGuaranteeProps): Guarantee {
    return new Guarantee({ permits: reach(props) });
  }

  /** Every way from the source to the destination leads through one of these. */
  public static onlyVia(props: OnlyViaGuaranteeProps): Guarantee {
    return new Guarantee({ onlyVia: { ...reach(props), via: props.via.map(endName) } });
  }

  /**
   * Whoever enters the target shows an identity: a token, a signature of a principal that is named, a client certificate. Where that is not proved, synth fails.
   * docs/semantics.md, 7 says what counts.
   */
  public static identified(props: EntryGuaranteeProps): Guarantee {
    return new Guarantee({ identified: { target: targetName(props?.target) } });
  }

  /**
   * Every request of the internet to the target passes a web firewall that stops something: one that only counts, or that another host leads round, is none. Where that is not
   * proved, synth fails. docs/semantics.md, 7.5 says what counts.
   */
  public static firewalled(props: EntryGuaranteeProps): Guarantee {
    return new Guarantee({ firewalled: { target: targetName(props?.target) } });
  }

  /** The guarantee as plain data, as in a guarantees file. */
  public readonly data: any;

  private constructor(data: any) {
    this.data = data;
  }
}

function reach(props: ReachGuaranteeProps): any {
  const connections = connectionsOf(props.port, undefined);
  return {
    source: endName(props.source),
    destination: endName(props.destination),
    over: connections?.[0],
    level: props.level,
  };
}

/** By its path: a logical id may still change. What is none is told by the reader of the intent, with all other mistakes. */
function targetName(target: unknown): unknown {
  if (typeof target !== 'object' || target === null) return target;
  if ('flowEnd' in target) return endName(target as IFlowEnd);
  return Construct.isConstruct(target) ? target.node.path : target;
}

/** Guarantees name their ends by one word or address; a segment of any façade by `scope#id`, which the reader shortens where it is its own. */
function endName(end: IFlowEnd): string {
  const data = end.flowEnd;
  if (typeof data === 'string') return data;
  if (data.segment !== undefined && data.scope !== undefined) return `${data.scope}#${data.segment}`;
  const worded = Object.entries({ prefixList: data.name ?? data.prefixList, service: data.service, account: data.account }).find(([, value]) => value !== undefined);
  return String(data.segment ?? data.enclave ?? data.cidr ?? worded?.join(':'));
}
