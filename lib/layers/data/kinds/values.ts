/** What a property may be, whichever way conditions go: ``valuesAt(stream, 'StreamEncryption.KeyId')``, ``branches({ 'Fn::If': [...] })``. */
import type { CfnResource } from 'aws-cdk-lib';
import { isIntrinsic, isObject, read, ReferenceTo } from '../../network/members/read';

/** Every value that `Fn::If` may choose: closed is what is closed whichever way a condition goes. */
export function branches(value: unknown): unknown[] {
  const choice = isObject(value) && Object.keys(value).length === 1 ? value['Fn::If'] : undefined;
  if (!Array.isArray(choice) || choice.length !== 3) return [value];
  return [...branches(choice[1]), ...branches(choice[2])].map((one) => (isObject(one) && one.Ref === 'AWS::NoValue' ? undefined : one));
}

/** The values at a path, also where something above it is conditional (CDK's default encryption of streams is). An intrinsic above stays what it is. */
export function valuesAt(resource: CfnResource, path: string): unknown[] {
  const [first, ...rest] = path.split('.');
  return rest.reduce((values, key) => values.flatMap((value) => branches(child(value, key))), branches(read(resource, first)));
}

/** L1s name their properties in camelCase, templates in PascalCase. */
export function child(value: unknown, name: string): unknown {
  if (isIntrinsic(value) || value instanceof ReferenceTo) return value;
  if (Array.isArray(value)) return value[Number(name)];
  if (!isObject(value)) return undefined;
  const key = Object.keys(value).find((k) => k === name) ?? Object.keys(value).find((k) => k.toLowerCase() === name.toLowerCase());
  return key === undefined ? undefined : value[key];
}
