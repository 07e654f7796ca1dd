/**
 * What parameters and pseudo parameters are worth.
 *
 * In order: what is assumed, what the parent stack passes, the default of a nested stack whose parent passes nothing (nobody else
 * can), the allowed values as alternatives, else a symbol. The default of a stack that somebody deploys is a suggestion and no
 * value, unless `defaults` asks for it. A parameter that names an SSM parameter is worth what is kept there, never its name.
 */
import { Guard } from '../../guard';
import { childPointer } from '../../../document/tree';
import { isRaw, own, type Raw } from '../read/body';
import { Absent, Sym, type Value } from '../value';
import { choice, isListType, lift, scalarText } from './combine';
import type { Scope } from './scope';
import { split } from './texts';

/** More alternatives than a reader of a verdict would look at; the values still bound conditions. */
const MOST_ALTERNATIVES = 16;

export function parameterValue(scope: Scope, name: string, pointer: string): Value {
  const parameter = scope.body.Parameters[name];
  const type = typeof parameter.Type === 'string' ? parameter.Type : 'String';
  const { assumptions } = scope.links;
  const { parent } = scope;
  const isStored = type.startsWith('AWS::SSM::Parameter::Value<');
  const assumed = assumptions.qualified(scope, name) ?? (parent === undefined || isStored ? assumptions.named(name) : undefined);
  if (assumed !== undefined) return typed(scope, assumed, type, pointer);
  if (parent !== undefined && !isStored) {
    const resource = parent.scope.body.Resources[parent.logicalId];
    const at = `${childPointer('/Resources', parent.logicalId)}/Properties/Parameters`;
    const given = resource.Properties && own(resource.Properties, 'Parameters');
    const passed = isRaw(given) && Object.hasOwn(given, name)
      ? parent.scope.evaluate(given[name], childPointer(at, name))
      : given === undefined || isPlain(given) ? Absent.VALUE : parent.scope.unevaluated(`Parameters of ${parent.logicalId}`, at, 'what the parent passes is not known');
    if (!(passed instanceof Absent)) return typed(scope, passed, type, pointer);
    if (parameter.Default !== undefined) return typed(scope, asScalar(parameter.Default), type, pointer);
  }
  const { Default: fallback } = parameter;
  if (assumptions.defaults && fallback !== undefined && !isStored) return typed(scope, asScalar(fallback), type, pointer);
  return allowed(scope, name, parameter, type) ?? scope.symbol(
    'parameter', `${scope.key}.${name}`, type, `Ref ${name}`, pointer,
    isStored ? 'its value is kept in SSM' : fallback === undefined ? 'the parameter can have any value' : 'the default of a parameter is a suggestion, not a value',
    `${name}=${hint(type, name)}`,
  );
}

/** The names of AWS's own parameters that differ from stack to stack are the stack's, all others those of the whole deployment. */
export function pseudoValue(scope: Scope, name: string, pointer: string): Value {
  if (name === 'AWS::NoValue') return Absent.VALUE;
  const isOwn = name === 'AWS::StackName' || name === 'AWS::StackId';
  const from = isOwn ? scope : scope.root;
  const { assumptions } = scope.links;
  const known = assumptions.qualified(from, name) ?? knownPseudo(from, name) ?? assumptions.named(name);
  if (known !== undefined) return known;
  if (!PSEUDO.has(name)) return scope.unevaluated(`Ref ${name}`, pointer, `there is no pseudo parameter \`${name}\``);
  return scope.symbol('parameter', `${from.key}.${name}`, name === 'AWS::NotificationARNs' ? 'List<String>' : 'String', `Ref ${name}`, pointer, 'it depends on where and how the stack is deployed', name === 'AWS::Region' ? ASSUME_REGION : `${name}=<value>`);
}

/** Of a stack that names none. */
export const ASSUME_REGION = 'AWS::Region=<REGION>';

const PSEUDO = new Set(['AWS::AccountId', 'AWS::NotificationARNs', 'AWS::Partition', 'AWS::Region', 'AWS::StackId', 'AWS::StackName', 'AWS::URLSuffix']);

/** As of 2026-11: by the prefix of a region. */
const PARTITIONS: readonly (readonly [prefix: string, partition: string, suffix: string])[] = [
  ['cn-', 'aws-cn', 'amazonaws.com.cn'],
  ['us-gov-', 'aws-us-gov', 'amazonaws.com'],
  ['us-iso-', 'aws-iso', 'c2s.ic.gov'],
  ['us-isob-', 'aws-iso-b', 'sc2s.sgov.gov'],
  ['eu-isoe-', 'aws-iso-e', 'cloud.adc-e.uk'],
  ['us-isof-', 'aws-iso-f', 'csp.hci.ic.gov'],
  ['eusc-', 'aws-eusc', 'amazonaws.eu'],
];

function knownPseudo(scope: Scope, name: string): string | undefined {
  const { account } = scope.file;
  const region = scope.file.region ?? scope.links.assumptions.qualified(scope, 'AWS::Region') ?? scope.links.assumptions.named('AWS::Region');
  if (name === 'AWS::Region') return region;
  if (name === 'AWS::AccountId') return account;
  if (name === 'AWS::StackName') return scope.parent === undefined ? scope.stackName : undefined;
  if (region === undefined) return undefined;
  const [, partition, suffix] = PARTITIONS.find(([prefix]) => region.startsWith(prefix)) ?? ['', 'aws', 'amazonaws.com'];
  return name === 'AWS::Partition' ? partition : name === 'AWS::URLSuffix' ? suffix : undefined;
}

/** Each allowed value under the condition that it is the one; undefined where any value is allowed. */
function allowed(scope: Scope, name: string, parameter: Raw, type: string): Value | undefined {
  const values = parameter.AllowedValues;
  if (!Array.isArray(values) || values.length === 0 || isListType(type) || type.startsWith('AWS::SSM::')) return undefined;
  const texts = [...new Set(values.map((v: unknown) => scalarText(v as Value)))];
  if (texts.includes(undefined)) return undefined;
  const domain = texts as string[];
  const variable = `${scope.key}.${name}`;
  if (domain.length <= MOST_ALTERNATIVES) return choice(domain.map((value) => ({ guard: Guard.oneOf(variable, [value], domain), value })));
  scope.links.domains.set(variable, domain);
  return undefined;
}

/** A list where the type is one. */
function typed(scope: Scope, value: Value, type: string, pointer: string): Value {
  if (!isListType(type)) return value;
  return lift([value], ([flat]) => {
    if (Array.isArray(flat)) return flat as Value;
    if (flat instanceof Sym && isListType(flat.type)) return flat;
    const items = split(scope, ',', flat, pointer);
    return Array.isArray(items) ? (items as readonly Value[]).map((item) => (typeof item === 'string' ? item.trim() : item)) : items;
  }, (why) => scope.unevaluated('Ref', pointer, why));
}

function asScalar(value: unknown): Value {
  return scalarText(value as Value) === undefined ? Absent.VALUE : value as Value;
}

function isPlain(given: unknown): boolean {
  return isRaw(given) && !Object.keys(given).some((key) => key === 'Ref' || key.startsWith('Fn::'));
}

function hint(type: string, name: string): string {
  const id = /^(?:List<)?AWS::EC2::(\w+)::Id>?$/.exec(type)?.[1];
  const one = id !== undefined ? `<id of a ${id.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase()}>` : /cidr/i.test(name) ? '<CIDR>' : type === 'Number' ? '<number>' : '<value>';
  return isListType(type) ? `${one},${one}` : one;
}

