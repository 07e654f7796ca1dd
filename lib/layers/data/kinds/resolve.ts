/**
 * What people hand in as a store, as facts: ``resolveStore(bucket, { type: 's3', cfnTypes: ['AWS::S3::Bucket'], ... })`` for an L1
 * (typed, raw, or of `CfnInclude`), an L2, and what was imported by `fromXxxArn` and friends, also as an `IXxxRef`.
 *
 * Undefined where it is none of these; never an exception, whatever the construct's getters do.
 */
import { CfnResource, Resource, Token } from 'aws-cdk-lib';
import { Construct, type IConstruct } from 'constructs';
import type { StoreResource, StoreType } from '../model';
import { once } from './once';

export interface StoreShape {
  readonly type: StoreType;
  /** The main one first: what an imported store is taken for. */
  readonly cfnTypes: readonly string[];
  /** ARN of a resource of this app. Default: its attribute `Arn`. */
  readonly arn?: (resource: CfnResource) => string;
  /** Name of a resource of this app, where ARNs need it. */
  readonly name?: (resource: CfnResource) => string | undefined;
  /** Its key. */
  readonly key?: (resource: CfnResource) => StoreResource['key'];
  /** Of what is imported: properties of the L2 (`bucketArn`), which are those of its `IBucketRef` too. */
  readonly imported?: { readonly arn: string; readonly name?: string; readonly ref?: string; readonly key?: string };
  /** The ARN of what is imported, where no property says it. */
  readonly importedArn?: (construct: IConstruct) => string | undefined;
}

export function resolveStore(construct: unknown, shape: StoreShape): StoreResource | undefined {
  if (!Construct.isConstruct(construct)) return undefined;
  return once(construct, `store ${shape.type} ${shape.cfnTypes[0]}`, () => resolveNow(construct, shape));
}

function resolveNow(construct: IConstruct, shape: StoreShape): StoreResource | undefined {
  const resource = ownResource(construct, shape.cfnTypes);
  if (resource !== undefined) {
    const arn = attempt(() => (shape.arn === undefined ? Token.asString(resource.getAtt('Arn')) : shape.arn(resource)));
    if (arn === undefined) return undefined;
    const name = attempt(() => shape.name?.(resource));
    const key = attempt(() => shape.key?.(resource));
    return { type: shape.type, cfnType: resource.cfnResourceType, resource, construct, path: construct.node.path, arn, ...(name === undefined ? {} : { name }), ...(key === undefined ? {} : { key }) };
  }
  return importedStore(construct, shape);
}

/** The L1 itself, or the one that an L2 is made of. */
export function ownResource(construct: IConstruct, cfnTypes: readonly string[]): CfnResource | undefined {
  const child = CfnResource.isCfnResource(construct) ? construct : attempt(() => construct.node.defaultChild);
  return child !== undefined && CfnResource.isCfnResource(child) && cfnTypes.includes(child.cfnResourceType) ? child : undefined;
}

function importedStore(construct: IConstruct, { type, cfnTypes, imported, importedArn }: StoreShape): StoreResource | undefined {
  if (imported === undefined || CfnResource.isCfnResource(construct) || !Resource.isResource(construct)) return undefined;
  // An L2 of another type may have a property of that name (an attachment has its secret's ARN): its own resource says what it is.
  if (attempt(() => construct.node.defaultChild) !== undefined) return undefined;
  const said = (name: string | undefined): string | undefined => text(construct, name) ?? text(property(construct, imported.ref), name);
  const arn = said(imported.arn) ?? attempt(() => importedArn?.(construct));
  if (arn === undefined) return undefined;
  const name = said(imported.name);
  const keyArn = text(property(construct, imported.key), 'keyArn');
  const account = accountOf(arn, construct);
  return {
    type, cfnType: cfnTypes[0], construct, path: construct.node.path, arn, ...(name === undefined ? {} : { name }),
    ...(keyArn === undefined ? {} : { key: keyOf(property(construct, imported.key), keyArn) }), ...(account === undefined ? {} : { account }),
  };
}

/** What is imported may still have a key of this app (`Bucket.fromBucketAttributes({ encryptionKey })`). */
function keyOf(key: unknown, arn: string): StoreResource['key'] {
  const resource = Construct.isConstruct(key) ? ownResource(key, ['AWS::KMS::Key']) : undefined;
  return { arn, ...(resource === undefined ? {} : { resource }) };
}

/** Twelve digits: of the ARN, else of what was said on import. */
export function accountOf(arn: string, construct: IConstruct): string | undefined {
  const inArn = Token.isUnresolved(arn) ? undefined : /^arn:[^:]*:[^:]*:[^:]*:(\d{12}):/.exec(arn)?.[1];
  if (inArn !== undefined) return inArn;
  const { env } = construct as { env?: { account?: unknown } };
  return typeof env?.account === 'string' && /^\d{12}$/.test(env.account) ? env.account : undefined;
}

function property(of: unknown, name: string | undefined): unknown {
  return name === undefined || typeof of !== 'object' || of === null ? undefined : attempt(() => (of as Record<string, unknown>)[name]);
}

function text(of: unknown, name: string | undefined): string | undefined {
  const value = property(of, name);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** L2s throw in getters that an import cannot answer. */
export function attempt<T>(get: () => T): T | undefined {
  try {
    return get();
  } catch {
    return undefined;
  }
}
