/**
 * Which resource an association is about, whatever way its ARN is written: `subjectOf(association, arn)`.
 *
 *   'Shop/Api/DeploymentStage.prod/Resource'                      // by `Ref`, `Fn::GetAtt`, `Fn::Sub`, a literal stage name
 *   ':apigateway:eu-west-1::/restapis/a1b2c3/stages/prod'         // nobody's construct
 *
 * INVARIANT: two ARNs of one resource of this app give one subject. Not modelled: imports by `Fn::ImportValue` and parameters, whose values another template says.
 */
import { type CfnResource, Stack, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { mentionsOf } from '../front-door/mentions';
import { isObject, readIfPossible, resolveValue, resourcesIn, targetOf } from '../network/members/read';

const API = 'AWS::ApiGateway::RestApi';
const STAGE = 'AWS::ApiGateway::Stage';

/** `at` stands in the stack in which the ARN is written. */
export function subjectOf(at: CfnResource, arn: unknown): string {
  const said = resolveValue(at, arn);
  const { constructs, ids } = mentionsOf(said);
  const named = [...constructs, ...ids.filter((id) => !id.startsWith('AWS::')).flatMap((id) => targetOf(at, { Ref: id }) ?? [])] as CfnResource[];
  const stage = named.find((r) => r.cfnResourceType === STAGE);
  if (stage !== undefined) return stage.node.path;
  const api = named.find((r) => r.cfnResourceType === API);
  if (api !== undefined) {
    const name = /\/stages\/([\w-]+)/.exec(JSON.stringify(said))?.[1] ?? '';
    return stageNamed(api, name)?.node.path ?? `${api.node.path}/stages/${name}`;
  }
  return named.length > 0 ? [...new Set(named.map((r) => r.node.path))].sort().join(' ') : textOf(said, at).replace(/^arn:[^:]*/, '');
}

function stageNamed(api: CfnResource, name: string): CfnResource | undefined {
  return resourcesIn(api.node.root).find((r) => r.cfnResourceType === STAGE && readIfPossible(r, 'StageName') === name && apiOfStage(r) === api);
}

function apiOfStage(stage: CfnResource): CfnResource | undefined {
  return targetOf(stage, readIfPossible(stage, 'RestApiId'));
}

/** Pseudo parameters are what the stack's environment says. */
function textOf(value: unknown, at: IConstruct): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map((v) => textOf(v, at)).join('');
  if (!isObject(value)) return JSON.stringify(value) ?? '';
  const join = value['Fn::Join'];
  if (Array.isArray(join) && Array.isArray(join[1])) return join[1].map((v) => textOf(v, at)).join(String(join[0]));
  const { account, region } = Stack.of(at);
  const known: Readonly<Record<string, string>> = { 'AWS::AccountId': account, 'AWS::Region': region };
  if (typeof value.Ref === 'string' && Object.hasOwn(known, value.Ref) && !Token.isUnresolved(known[value.Ref])) return known[value.Ref];
  return JSON.stringify(value);
}
