/**
 * Whether a resource still says what was written: ``changesOf(resource, properties)`` names what it does not.
 *
 * Hundreds of resources are looked at, and hardly ever did anybody touch one: so first whether the very values stand where they were
 * put, and only else what the template says. What others add without widening (tags, tracing, a permissions boundary) is theirs.
 */
import type { CfnResource } from 'aws-cdk-lib';
import { read, resolveValue } from '../network/members/read';
import { propOf } from './emit-shapes';
import type { Properties } from './model';

interface Internals {
  readonly cfnProperties?: Readonly<Record<string, unknown>>;
  readonly rawOverrides?: Readonly<Record<string, unknown>> & { readonly Properties?: Readonly<Record<string, unknown>> };
}

/** Properties that nobody planned and that open nothing, by type; of the rest of the types all but what is planned is left alone. */
const HARMLESS: Readonly<Record<string, readonly string[]>> = {
  'AWS::ApiGateway::RestApi': ['Description', 'BinaryMediaTypes', 'MinimumCompressionSize'],
  'AWS::ApiGateway::Method': ['OperationName'],
  'AWS::ApiGateway::Stage': ['Description', 'DocumentationVersion', 'TracingEnabled', 'ClientCertificateId'],
  'AWS::ApiGateway::Authorizer': [],
  'AWS::ApiGateway::DomainName': [],
  'AWS::ApiGateway::Deployment': ['Description'],
  'AWS::ApiGateway::Resource': [],
  'AWS::ApiGateway::GatewayResponse': [],
  'AWS::ApiGateway::RequestValidator': [],
  'AWS::ApiGateway::Model': ['Description'],
  'AWS::ApiGateway::ApiKey': ['Description'],
  'AWS::ApiGateway::UsagePlan': ['Description'],
  'AWS::ApiGateway::UsagePlanKey': [],
  'AWS::ApiGateway::BasePathMapping': [],
  'AWS::ApiGatewayV2::Api': ['Description', 'Version'],
  'AWS::ApiGatewayV2::Route': ['OperationName'],
  'AWS::ApiGatewayV2::Stage': ['Description', 'ClientCertificateId'],
  'AWS::ApiGatewayV2::Authorizer': [],
  'AWS::ApiGatewayV2::DomainName': [],
  'AWS::ApiGatewayV2::Deployment': ['Description'],
  'AWS::ApiGatewayV2::Integration': ['Description'],
  'AWS::ApiGatewayV2::ApiMapping': [],
  'AWS::Lambda::Permission': [],
  'AWS::IAM::Role': ['PermissionsBoundary', 'Path', 'RoleName', 'MaxSessionDuration'],
  'AWS::IAM::RolePolicy': ['PolicyName'],
};

/** Names of properties in the casing of templates. `props`: the same properties as a class takes them. */
export function changesOf(resource: CfnResource, properties: Properties, props: Properties): string[] {
  const { cfnProperties = {}, rawOverrides } = resource as unknown as Internals;
  const changed = new Set<string>();
  const then = (name: string): unknown => props[propOf(name)];
  for (const name of Object.keys(properties)) if (!isSame(cfnProperties[propOf(name)], then(name)) && !saysStill(resource, name, then(name))) changed.add(name);
  const harmless = HARMLESS[resource.cfnResourceType];
  const isForeign = (name: string): boolean => harmless !== undefined && name !== 'Tags' && !(name in properties) && !harmless.includes(name);
  for (const [prop, value] of Object.entries(cfnProperties)) {
    const name = prop[0].toUpperCase() + prop.slice(1);
    if (value !== undefined && !(prop in props) && isForeign(name)) changed.add(name);
  }
  for (const name of Object.keys(rawOverrides?.Properties ?? {})) {
    if (name === INCLUDE) changed.add(name);
    else if (name in properties ? !saysStill(resource, name, then(name)) : isForeign(name)) changed.add(name);
  }
  for (const name of besideProperties(resource)) changed.add(name);
  return [...changed].sort();
}

/** It brings along whatever stands elsewhere. */
const INCLUDE = 'Fn::Transform';
const FREE = ['Properties', 'Metadata'];

/** Overrides of what is no property: a type, what a deployment waits for, a transform; and whether it is there at all. */
function besideProperties(resource: CfnResource): string[] {
  const { rawOverrides = {} } = resource as unknown as Internals;
  return [...Object.keys(rawOverrides).filter((name) => !FREE.includes(name)), ...(resource.cfnOptions.condition === undefined ? [] : ['Condition'])];
}

const NESTED = new WeakMap<CfnResource, Readonly<Record<string, unknown>>>();

/** A nested stack of a door's own, when it was made. */
export function rememberNested(nested: CfnResource): void {
  NESTED.set(nested, (nested as unknown as Internals).cfnProperties ?? {});
}

/** Of the resource of a nested stack: another template or other values for it say something else than what was written into it. */
export function changesOfNested(nested: CfnResource): string[] {
  const { cfnProperties = {}, rawOverrides = {} } = nested as unknown as Internals;
  const over = Object.keys(rawOverrides.Properties ?? {});
  const then = NESTED.get(nested);
  // Somebody else's may have a condition and properties of its own.
  if (then === undefined) return [...over.filter((name) => ['TemplateURL', 'Parameters', INCLUDE].includes(name)), ...besideProperties(nested).filter((name) => ['Type', INCLUDE].includes(name))].sort();
  const set = [...new Set([...Object.keys(cfnProperties), ...Object.keys(then)])].filter((prop) => prop !== 'tags' && !isSame(cfnProperties[prop], then[prop]));
  return [...over.filter((name) => name !== 'Tags'), ...set, ...besideProperties(nested)].sort();
}

/** The very object, or a list or struct of the same. L1 setters copy nothing. */
function isSame(now: unknown, then: unknown): boolean {
  if (now === then) return true;
  if (typeof now !== 'object' || typeof then !== 'object' || now === null || then === null) return false;
  const [a, b] = [Object.keys(now), Object.keys(then)];
  return a.length === b.length && a.every((k) => isSame((now as Record<string, unknown>)[k], (then as Record<string, unknown>)[k]));
}

function saysStill(resource: CfnResource, name: string, then: unknown): boolean {
  try {
    return plain(read(resource, name)) === plain(resolveValue(resource, then));
  } catch {
    return false; // what cannot be read any more is not what was written
  }
}

/** Structs are in camelCase before they are rendered; what stands in them counts as it is: scopes and paths know their case. */
function plain(value: unknown): string {
  const keyed = (_: string, v: unknown): unknown => (typeof v === 'object' && v !== null && Object.getPrototypeOf(v) === Object.prototype ? Object.fromEntries(Object.entries(v).map(([k, e]): [string, unknown] => [k === '' ? k : k[0].toLowerCase() + k.slice(1), e]).sort(([a], [b]) => (a < b ? -1 : 1))) : v);
  return JSON.stringify(value, keyed) ?? '';
}
