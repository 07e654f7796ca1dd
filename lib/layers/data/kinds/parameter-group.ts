/**
 * Parameters of an engine, in the group that a database names:
 *
 *   parameter({ id: 'docdb.tls', group: DOCDB_GROUP, name: () => 'tls', isClosed: ..., write: () => 'enabled', ... })
 *
 * A group of this app is edited: every database that uses it gets the value. Default groups of AWS cannot be edited, so a
 * database without one, or with `default.…`, gets a group of its own beside it, with the family of its engine version. A group
 * that is named but not made in this app is unknown. Not modelled: parameters that only a restart applies (AWS says so in the
 * console), and an instance's group that overrides its cluster's.
 */
import { CfnResource, Lazy, Stack, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { describe, isObject, read, targetOf } from '../../network/members/read';
import type { Closing, ClosingContext, Judgement } from '../kind';
import { literal, unknownValue } from './related';
import { CLOSED, closing, hasIntrinsic, NOT_ASKED, type Row } from './rows';
import { revived } from './tokens';

export interface GroupShape {
  /** Property of the database that names its group. */
  readonly property: string;
  readonly cfnType: string;
  /** Property of the group that is its name, where it states one. */
  readonly nameAt: string;
  /** Where the group keeps its parameters, and whether as `{ name: value }` or as a list of names and values. */
  readonly parametersAt: string;
  readonly form: 'map' | 'list';
  /** Of a group that the library makes. A judgement where the family cannot be told. */
  readonly family: (resource: CfnResource) => string | Judgement;
  readonly familyAt: string;
}

export interface ParameterRow extends Row {
  readonly group: GroupShape;
  /** Undefined: this engine has no such parameter, and the row says nothing about it. */
  readonly parameter: (resource: CfnResource) => Parameter | Judgement | undefined;
}

export interface Parameter {
  readonly name: string;
  /** May depend on what the group says now, lower-cased. */
  readonly write: (present: string | undefined) => string;
  /** Lower-cased; undefined where the group says nothing, so that the engine's default counts. */
  readonly isClosed: (value: string | undefined) => boolean;
}

export function parameter(row: ParameterRow): Closing {
  const property = row.property ?? `${row.group.property} > ${row.group.parametersAt}`;
  return closing({ ...row, property }, (resource, context) => {
    const wanted = row.parameter(resource);
    if (wanted === undefined) return NOT_ASKED;
    if ('is' in wanted) return wanted;
    return judgeParameter(row.group, wanted, resource, context);
  });
}

function judgeParameter(shape: GroupShape, wanted: Parameter, resource: CfnResource, context: ClosingContext): Judgement {
  const named = read(resource, shape.property);
  const group = groupNamed(resource, shape, named);
  if (group !== undefined) return judgeGroup(group, shape, wanted);
  const isDefault = named === undefined || named === '' || (typeof named === 'string' && /^default[.:]/.test(named));
  if (!isDefault) {
    return typeof named === 'string'
      ? { is: 'unknown', got: `\`${shape.property}\` is \`${named}\`, a group that this app does not make` }
      : unknownValue(shape.property, named);
  }
  if (wanted.isClosed(undefined)) return CLOSED;
  const family = shape.family(resource);
  if (typeof family !== 'string') return family;
  const got = named === undefined || named === '' ? `no \`${shape.property}\`, so that the engine's default for \`${wanted.name}\` holds` : `\`${shape.property}\` \`${describe(named)}\`, which cannot be edited`;
  return { is: 'open', got, close: () => makeGroup(resource, shape, family, wanted, context.scope) };
}

/** By reference, or by a name that a group of the same stack states. */
export function groupNamed(resource: CfnResource, shape: Pick<GroupShape, 'cfnType' | 'nameAt'>, named: unknown): CfnResource | undefined {
  if (typeof named !== 'string') {
    const target = named === undefined ? undefined : targetOf(resource, named);
    return target?.cfnResourceType === shape.cfnType ? target : undefined;
  }
  const stack = Stack.of(resource);
  return stack.node.findAll().find((c): c is CfnResource => CfnResource.isCfnResource(c) && c.cfnResourceType === shape.cfnType && Stack.of(c) === stack && literal(c, shape.nameAt) === named.toLowerCase());
}

function judgeGroup(group: CfnResource, shape: GroupShape, wanted: Parameter): Judgement {
  const value = valueIn(read(group, shape.parametersAt), wanted.name, shape);
  if (value !== undefined && hasIntrinsic(value)) return { is: 'unknown', got: `\`${wanted.name}\` of \`${group.node.path}\` is \`${describe(value)}\`` };
  const text = value === undefined || value === null ? undefined : String(value).toLowerCase();
  if (wanted.isClosed(text)) return CLOSED;
  const got = value === undefined ? `no \`${wanted.name}\` in \`${group.node.path}\`` : `\`${wanted.name}\` \`${describe(value)}\` in \`${group.node.path}\``;
  return { is: 'open', got, close: () => setParameter(group, shape, wanted.name, wanted.write(text)) };
}

/** The value of one parameter; names are compared as AWS does, whatever their case. A list or a map that is no literal is the value itself, so that it is unknown. */
export function valueIn(parameters: unknown, name: string, { form }: Pick<GroupShape, 'form'>): unknown {
  if (parameters === undefined) return undefined;
  if (form === 'map') {
    if (!isObject(parameters) || isWhole(parameters)) return parameters;
    const key = Object.keys(parameters).find((k) => k.toLowerCase() === name.toLowerCase());
    return key === undefined ? undefined : parameters[key];
  }
  if (!Array.isArray(parameters)) return parameters;
  for (const entry of parameters) {
    const [key, value] = pairOf(entry);
    if (hasIntrinsic(key)) return key;
    if (String(key).toLowerCase() === name.toLowerCase()) return value;
  }
  return undefined;
}

/** `Fn::If` and friends in the place of the map. */
function isWhole(value: object): boolean {
  return Object.keys(value).length === 1 && hasIntrinsic(value) && Object.keys(value)[0].startsWith('Fn::');
}

const NAME_KEYS = ['ParameterName', 'parameterName', 'ParameterKey', 'parameterKey'];

function pairOf(entry: unknown): [unknown, unknown] {
  if (!isObject(entry)) return [undefined, undefined];
  const key = NAME_KEYS.find((k) => k in entry);
  return [key === undefined ? entry : entry[key], entry.ParameterValue ?? entry.parameterValue];
}

function setParameter(group: CfnResource, shape: GroupShape, name: string, write: string): void {
  if (shape.form === 'list') {
    setInList(group, shape.parametersAt, name, write);
    return;
  }
  // An existing name keeps its spelling: two spellings of one parameter would be two entries.
  const present = read(group, shape.parametersAt);
  const spelled = isObject(present) ? Object.keys(present).find((k) => k.toLowerCase() === name.toLowerCase()) : undefined;
  group.addPropertyOverride(`${shape.parametersAt}.${(spelled ?? name).replaceAll('.', '\\.')}`, write);
}

const LISTED = Symbol.for('cdk-zero-trust.data.listed-parameters');

/** Into a list of names and values; what an L2 adds to the list later stays. */
export function setInList(resource: CfnResource, path: string, name: string, value: string, keys: readonly [string, string] = ['ParameterName', 'ParameterValue']): void {
  const puts = ((resource as unknown as Record<symbol, Map<string, string> | undefined>)[LISTED] ??= new Map());
  const isFirst = puts.size === 0;
  puts.set(name, value);
  if (!isFirst) return;
  const earlier = overrideAt(resource, path);
  resource.addPropertyOverride(path, Lazy.any({
    produce: () => {
      const base = earlier ?? read(resource, path, path);
      const theirs = (Array.isArray(base) ? base : []).filter((entry) => !puts.has(String(pairOf(entry)[0]).toLowerCase()));
      return [...theirs.map((entry) => spelledAs(entry, keys)), ...[...puts].map(([n, v]) => ({ [keys[0]]: n, [keys[1]]: v }))];
    },
  }));
}

function spelledAs(entry: unknown, keys: readonly [string, string]): unknown {
  const [name, value] = pairOf(entry);
  return { [keys[0]]: revived(name), [keys[1]]: revived(value) };
}

/** A list that somebody wrote over the property before. */
function overrideAt(resource: CfnResource, path: string): unknown {
  const value = (resource as unknown as { rawOverrides?: { Properties?: Record<string, unknown> } }).rawOverrides?.Properties?.[path];
  return Array.isArray(value) ? value : undefined;
}

/** A group of the database's own, in the database's stack. */
function makeGroup(resource: CfnResource, shape: GroupShape, family: string, wanted: Parameter, scope: IConstruct | undefined): void {
  const home = scope !== undefined && Stack.of(scope) === Stack.of(resource) ? scope : (resource.node.scope as IConstruct);
  const id = `${shape.cfnType.split('::')[2]}${resource.node.addr.slice(-8)}`;
  const made = home.node.tryFindChild(id);
  const group = CfnResource.isCfnResource(made) ? made : new CfnResource(home as never, id, {
    type: shape.cfnType,
    // The same text for all: CloudFormation replaces a group whose description changes.
    properties: { Description: 'What the data layer of cdk-zero-trust demands', [shape.familyAt]: family },
  });
  setParameter(group, shape, wanted.name, wanted.write(undefined));
  resource.addPropertyOverride(shape.property, Token.asString(group.ref));
}
