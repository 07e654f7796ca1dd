/**
 * Whether a resource still says what was written: ``changesOf(resource, properties)`` names what it does not.
 *
 * Hundreds of resources are looked at, and hardly ever did anybody touch one: so first whether the very values stand where they were
 * put, and only else what the template says. What others add without widening (tags, tracing, a permissions boundary) is theirs.
 */
import type { CfnResource } from 'aws-cdk-lib';
import { read, resolveValue } from '../network/members/read';
import { propsOf } from './emit-shapes';
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

/** Names of properties in the casing of templates. */
export function changesOf(resource: CfnResource, properties: Properties): string[] {
  const { cfnProperties = {}, rawOverrides } = resource as unknown as Internals;
  const planned = propsOf(properties);
  const names = new Map(Object.keys(properties).map((name) => [Object.keys(propsOf({ [name]: 0 }))[0], name]));
  const changed = new Set<string>();
  for (const [prop, name] of names) if (!isSame(cfnProperties[prop], planned[prop]) && !saysStill(resource, name, planned[prop])) changed.add(name);
  const harmless = HARMLESS[resource.cfnResourceType];
  const isForeign = (name: string): boolean => harmless !== undefined && name !== 'Tags' && !(name in properties) && !harmless.includes(name);
  for (const [prop, value] of Object.entries(cfnProperties)) {
    const name = prop[0].toUpperCase() + prop.slice(1);
    if (value !== undefined && !names.has(prop) && isForeign(name)) changed.add(name);
  }
  for (const name of Object.keys(rawOverrides?.Properties ?? {})) {
    if (name in properties ? !saysStill(resource, name, planned[[...names].find(([, n]) => n === name)?.[0] ?? '']) : isForeign(name)) changed.add(name);
  }
  if (rawOverrides?.Type !== undefined) changed.add('Type');
  return [...changed].sort();
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
