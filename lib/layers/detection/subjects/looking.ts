/**
 * Looking around in the stage: who points at what, and which log group a value names.
 *
 *   look.pointing('AWS::ApiGateway::Stage', 'RestApiId', api)   // the stages of an API
 *   look.logAt(stage, 'AccessLogSetting.DestinationArn')        // { name: <token>, id: 'App/AccessLog' }
 *
 * One walk for all. Nothing that is lazy is frozen by it (members/read.ts). What cannot be read is not there: whoever needs it says so.
 */
import { type CfnResource, Stage, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { mentionsOf } from '../../front-door/mentions';
import { isObject, readIfPossible, ReferenceTo, resourcesIn, targetOf } from '../../network/members/read';
import { relativePath } from '../../network/stage-path';

/** A log group: its name, maybe a token, and a stable name for it. */
export interface FoundLog {
  readonly name: string;
  readonly id: string;
}

const LOG_GROUP = 'AWS::Logs::LogGroup';

export class Looking {
  private readonly byType = new Map<string, CfnResource[]>();

  constructor(scope: IConstruct) {
    for (const resource of resourcesIn(Stage.of(scope) ?? scope.node.root)) {
      const known = this.byType.get(resource.cfnResourceType);
      if (known === undefined) this.byType.set(resource.cfnResourceType, [resource]);
      else known.push(resource);
    }
  }

  public of(...types: readonly string[]): readonly CfnResource[] {
    return types.flatMap((type) => this.byType.get(type) ?? []);
  }

  /** Resources of a type that name another one in a property, in whatever function. */
  public pointing(type: string, property: string, at: IConstruct): readonly CfnResource[] {
    return this.of(type).filter((r) => this.named(r, readIfPossible(r, property)).includes(at));
  }

  /** What a value names. */
  public named(resource: CfnResource, value: unknown): readonly IConstruct[] {
    if (value === undefined) return [];
    const { constructs, ids } = mentionsOf(value);
    const written = ids.filter((id) => !id.startsWith('AWS::')).flatMap((id) => targetOf(resource, { Ref: id }) ?? []);
    return [...constructs, ...written];
  }

  /** By an ARN or a name in a property. */
  public logAt(resource: CfnResource, property: string): FoundLog | undefined {
    return this.logOf(resource, readIfPossible(resource, property));
  }

  public logOf(resource: CfnResource, value: unknown): FoundLog | undefined {
    const group = this.named(resource, value).find((c): c is CfnResource => (c as Partial<CfnResource>).cfnResourceType === LOG_GROUP);
    if (group !== undefined) return { name: group.ref, id: idOf(group) };
    const text = textIn(value);
    // A destination of another service has no log group in its ARN.
    const name = /:log-group:([^:"*\\]+)/.exec(text)?.[1] ?? (/^[\w./#-]+$/.test(text) ? text : undefined);
    return name === undefined || name === '' ? undefined : { name, id: name };
  }
}

/** L1, L2 or imported. */
export function logOfGroup(group: IConstruct & { readonly logGroupRef: { readonly logGroupName: string } }): FoundLog {
  const { logGroupName: name } = group.logGroupRef;
  return { name, id: Token.isUnresolved(name) ? idOf(group) : name };
}

/** The path of what the user made: an L2 rather than the resource in it. */
export function idOf(construct: IConstruct): string {
  return relativePath(construct, construct.node.path).replace(/\/Resource$/, '');
}

/** A literal property of a resource; undefined for one that only the deployment knows. */
export function literalOf(resource: CfnResource, property: string): string | undefined {
  const value = readIfPossible(resource, property);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A property as a value for a dimension: literal, or the token that it was. */
export function valueOf(resource: CfnResource, property: string): string | undefined {
  const said = readIfPossible(resource, property);
  if (typeof said === 'string') return said;
  if (said === undefined || said === null) return undefined;
  if (said instanceof ReferenceTo) return Token.asString(said.attribute === 'Ref' ? (said.target as CfnResource).ref : (said.target as CfnResource).getAtt(said.attribute));
  return Token.asString(unrevived(said));
}

/** Back from what the reader shows to what CloudFormation takes. */
function unrevived(value: unknown): unknown {
  if (value instanceof ReferenceTo) return value.attribute === 'Ref' ? (value.target as CfnResource).ref : (value.target as CfnResource).getAtt(value.attribute);
  if (Array.isArray(value)) return value.map(unrevived);
  return isObject(value) ? Object.fromEntries(Object.entries(value).map(([k, v]) => [k, unrevived(v)])) : value;
}

function textIn(value: unknown): string {
  if (typeof value === 'string') return value;
  return value === undefined || value === null ? '' : JSON.stringify(value, (_, v: unknown) => (isObject(v) && Array.isArray(v['Fn::Join']) && Array.isArray(v['Fn::Join'][1]) ? v['Fn::Join'][1].map((p: unknown) => (typeof p === 'string' ? p : '')).join('') : v));
}
