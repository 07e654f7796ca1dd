/**
 * Who deploys a stack, and so is never refused the data of its stores:
 *
 *   deployersOf(stack, { bootstrapQualifier, deployerRoles })   // { exempt: [{ arn, because }], isKnown }
 *
 * The stack's synthesizer says it: `DefaultStackSynthesizer` and `BootstraplessSynthesizer` hand CloudFormation a role, and name one that
 * starts the deployment. Where these are CDK's bootstrap's, they are exempt by the beginning of their names, in any region; else by the
 * very ARN. Synthesizers without roles (`CliCredentialsStackSynthesizer`, `LegacyStackSynthesizer`) deploy with whatever credentials
 * somebody has: then `deployerRoles`, `breakGlassRoles` or `bootstrapQualifier` of the layer have to say who that is (`DeployerUnknown`).
 */
import { Aws, DefaultStackSynthesizer, Stack } from 'aws-cdk-lib';
import { type Finding, Findings } from '../../intent';
import { globMatches } from './guarded-statements';
import type { DataProtection, DataProtectionProps } from './data-protection';
import { kindOfType } from './kinds';
import type { StoreFacts } from './model';
import { deployerExemptions, type Exemption } from './resource-policies';

export interface Deployers {
  readonly exempt: readonly Exemption[];
  /** Whether anybody said who deploys. */
  readonly isKnown: boolean;
}

type Saying = Pick<DataProtectionProps, 'bootstrapQualifier' | 'deployerRoles' | 'breakGlassRoles'>;

export function deployersOf(stack: Stack, { bootstrapQualifier, deployerRoles = [], breakGlassRoles = [] }: Saying): Deployers {
  const said = rolesOf(topOf(stack));
  const exempt = [
    ...(bootstrapQualifier !== undefined ? deployerExemptions(bootstrapQualifier) : said),
    ...deployerRoles.map((arn) => ({ arn, because: 'deploys' })),
  ];
  return { exempt, isKnown: exempt.length > 0 || breakGlassRoles.length > 0 };
}

/** Stores whose own policy, or whose key's, could refuse a deployer of whom nobody knows. */
export function checkDeployers(protection: DataProtection, stores: readonly StoreFacts[]): readonly Finding[] {
  const findings = new Findings();
  const told = new Set<Stack>();
  for (const { scope, id, store } of stores) {
    if (scope !== protection._declaration.scope || store.resource === undefined) continue;
    const stack = topOf(Stack.of(store.resource));
    if (told.has(stack) || (kindOfType(store.type).policy === undefined && store.key?.resource === undefined)) continue;
    if (deployersOf(stack, protection._props).isKnown) continue;
    told.add(stack);
    findings.error('DeployerUnknown', protection._stores.get(`${scope}#${id}`)?._host.site.toString() ?? '', `stack \`${stack.node.path}\` is deployed by nobody that its synthesizer \`${stack.synthesizer.constructor.name}\` names, and the policy of store \`${id}\` refuses its data to who is not declared: got no role that deploys, expected one, because CloudFormation could not make what uses the store; pass \`deployerRoles\` or \`breakGlassRoles\` with the arns of the roles that deploy`);
  }
  return findings.all();
}

/** Beginnings of names, which any role of the app might have. */
export function deployerNames(protection: DataProtection): readonly string[] {
  const { bootstrapQualifier } = protection._props;
  const stacks = [protection, ...[...protection._stores.values()].map((s) => s._host.store?.resource)].flatMap((c) => (c === undefined ? [] : [Stack.of(c)]));
  const arns = [...new Set(stacks)].flatMap((stack) => deployersOf(stack, { ...(bootstrapQualifier === undefined ? {} : { bootstrapQualifier }) }).exempt.map((e) => e.arn));
  return [...new Set(arns.filter((arn) => arn.endsWith('*')).map(nameOf))];
}

/** Nested stacks are deployed with their parent. */
function topOf(stack: Stack): Stack {
  let top = stack;
  while (top.nestedStackParent !== undefined) top = top.nestedStackParent;
  return top;
}

/** In the order of `deployerExemptions`. */
function rolesOf(stack: Stack): Exemption[] {
  const synthesizer = stack.synthesizer as unknown as { readonly bootstrapQualifier?: string; readonly cloudFormationExecutionRoleArn?: unknown; readonly deployRoleArn?: unknown };
  const usual = deployerExemptions(synthesizer.bootstrapQualifier ?? DefaultStackSynthesizer.DEFAULT_QUALIFIER);
  const said = (['cloudFormationExecutionRoleArn', 'deployRoleArn'] as const).map((name) => textOf(synthesizer, name));
  return usual.flatMap((exemption, i) => {
    const arn = said[i];
    if (arn === undefined) return [];
    return isOfBootstrap(arn, exemption, stack) ? [exemption] : [{ arn: withoutPlaceholders(arn), because: exemption.because }];
  });
}

/** As CDK's bootstrap names it, in the account of the stack. */
function isOfBootstrap(arn: string, { arn: usual }: Exemption, { account }: Stack): boolean {
  const [, owner = '', name = ''] = /^arn:(?:\$\{AWS::Partition\}|[a-z-]+):iam::(\$\{AWS::AccountId\}|\d{12}):role\/([^/]+)$/.exec(arn) ?? [];
  return [account, '${AWS::AccountId}'].includes(owner) && globMatches(nameOf(usual), name);
}

function textOf(synthesizer: object, name: string): string | undefined {
  try {
    const value = (synthesizer as Record<string, unknown>)[name];
    return typeof value === 'string' && value !== '' ? value : undefined;
  } catch {
    return undefined; // a synthesizer of somebody's own, which is not bound
  }
}

function nameOf(arn: string): string {
  return arn.split('/').pop() as string;
}

/** `${AWS::AccountId}` and its like, which the CLI fills in, as CloudFormation does. */
function withoutPlaceholders(arn: string): string {
  const known: Readonly<Record<string, string>> = { 'AWS::Partition': Aws.PARTITION, 'AWS::AccountId': Aws.ACCOUNT_ID, 'AWS::Region': Aws.REGION, 'AWS::URLSuffix': Aws.URL_SUFFIX };
  return arn.replace(/\$\{(AWS::\w+)\}/g, (whole, name: string) => known[name] ?? whole);
}
