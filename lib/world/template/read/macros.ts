/**
 * What makes resources that the text does not hold: macros, serverless resources, modules. Each is an Unknown at its place.
 *
 * A transform that makes nothing by itself is none (`AWS::LanguageExtensions` without `Fn::ForEach`), nor are serverless types that
 * are known to make nothing in the network beside themselves (SAM specification, 2026-11): the roles, permissions, stages and logs
 * that they do make are a matter of other planes.
 */
import type { Unknown } from '../../facts';
import { childPointer } from '../../../document/tree';
import { isRaw } from './body';
import { FUNCTION, globalVpc, withGlobals } from './globals';
import type { Source } from './source';

const EXTENSIONS = 'AWS::LanguageExtensions';
const SERVERLESS = /^AWS::Serverless-\d{4}-\d\d-\d\d$/;
/** They make functions, APIs, tables, code, roles and state machines: no group, no route, no interface but their own. */
const HARMLESS = new Set(['Api', 'Connector', 'Function', 'GraphQLApi', 'HttpApi', 'LayerVersion', 'SimpleTable', 'StateMachine', 'WebSocketApi'].map((name) => `AWS::Serverless::${name}`));
/** Types of CloudFormation's own transforms, and of those that stand for templates somewhere else. */
const HIDING: Readonly<Record<string, string>> = {
  'AWS::ServiceCatalog::CloudFormationProvisionedProduct': 'a product is another template',
  'AWS::Proton::ServiceInstance': 'a service instance is another template',
  'AWS::CodeDeploy::BlueGreen': 'a deployment makes task sets',
};

export function hiddenResources({ file, body }: Source): Unknown[] {
  const found: Unknown[] = [];
  const say = (token: string, pointer: string, why: string): void => { found.push({ token, template: file.file, pointer, why }); };
  const transforms: readonly unknown[] = body.Transform === undefined || body.Transform === null ? [] : [body.Transform].flat();
  transforms.forEach((transform, i) => {
    const pointer = Array.isArray(body.Transform) ? `/Transform/${i}` : '/Transform';
    const name = typeof transform === 'string' ? transform : isRaw(transform) && typeof transform.Name === 'string' ? transform.Name : undefined;
    if (name === EXTENSIONS || (name !== undefined && SERVERLESS.test(name))) return;
    if (name !== undefined && /^AWS::SecretsManager-/.test(name) && !(body.types.get('AWS::SecretsManager::RotationSchedule') ?? []).some((id) => 'HostedRotationLambda' in (body.Resources[id].Properties ?? {}))) return;
    say(name === undefined ? 'Transform' : `macro ${name}`, pointer, 'a macro may make, change or remove any resource of the template');
  });
  for (const key of body.generators) say(key, childPointer('/Resources', key), 'a macro makes the resources that stand here');
  if (globalVpc(body.Globals) !== undefined) {
    for (const id of body.types.get(FUNCTION) ?? []) {
      if (withGlobals(body.Resources[id], body.Globals) === undefined) say('Globals.Function.VpcConfig', '/Globals/Function/VpcConfig', `it is put into the function \`${id}\`, where an expression stands in the way`);
    }
  }
  for (const [type, ids] of body.types) {
    if (HARMLESS.has(type) || (!type.startsWith('AWS::Serverless::') && !type.endsWith('::MODULE') && !Object.hasOwn(HIDING, type))) continue;
    const why = HIDING[type] ?? (type.endsWith('::MODULE') ? 'a module stands for resources that are not in the template' : 'a serverless resource is expanded into resources that are not in the template');
    for (const id of ids) say(`type ${type}`, childPointer('/Resources', id), why);
  }
  return found;
}
