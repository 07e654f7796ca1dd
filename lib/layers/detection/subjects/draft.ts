/**
 * What one type of resource tells of itself, and what a reader of it works with.
 *
 * A draft is a subject without its whole: the id of what was observed is put before `part`, and what is not a part keeps that id.
 */
import type { CfnResource } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { FilterSource, SubjectKind } from '../model';
import type { ObserveOptions } from '../watch-props';
import type { FoundLog, Looking } from './looking';

export interface Draft {
  readonly kind: SubjectKind;
  /** What is put behind the id of what was observed: `GET /documents/{id}`. Absent: it is the thing itself. */
  readonly part?: string;
  /** Id of its own, of something that is more than a part: a NAT gateway of a VPC. */
  readonly id?: string;
  readonly title?: string;
  readonly values: Readonly<Record<string, string | undefined>>;
  readonly lacks?: Readonly<Record<string, string>>;
  /** Metrics that it cannot publish as it is configured. */
  readonly never?: readonly string[];
  readonly logs?: Readonly<Partial<Record<FilterSource['log'], FoundLog | undefined>>>;
  readonly flows?: readonly string[];
  readonly routes?: readonly string[];
  /** The thing itself silences it, or another draft by its part. */
  readonly within?: string | true;
  /** The same by an id of its own. */
  readonly whole?: string;
  /** Nobody named it: it is left out where no signal about its kind is on. */
  readonly isImplied?: true;
  /** Metrics that stand in one region alone, whatever region the resource is of. */
  readonly region?: string;
}

/** Something that is observed. */
export interface Thing {
  /** What the user handed in. */
  readonly construct: IConstruct;
  /** Absent where this app does not create it. */
  readonly resource?: CfnResource;
  /** What CDK's reference interface says of it: `tableRef`. */
  readonly ref?: Readonly<Record<string, string>>;
  readonly look: Looking;
  readonly options: ObserveOptions;
  /** Some signal that is on reads flows that were accepted. */
  readonly readsAccepted: boolean;
  readonly tell: (level: 'error' | 'warning', code: string, message: string) => void;
}

export interface ObservedType {
  /** CloudFormation types. */
  readonly types: readonly string[];
  /** What people call it, for messages. */
  readonly words: string;
  /** Names of CDK's reference interfaces that L1, L2 and imports have. */
  readonly refs: readonly string[];
  read(thing: Thing): readonly Draft[];
}

/** `thing.ref?.[name]`, else an attribute of the resource. */
export function value({ ref, resource }: Thing, name: string, attribute?: string): string | undefined {
  return ref?.[name] ?? (resource === undefined ? undefined : attribute === undefined ? resource.ref : resource.getAtt(attribute).toString());
}
