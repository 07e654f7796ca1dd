/**
 * Roles of the app that a store's policy would let pass though no data flow names them:
 *
 *   checkStrays(protection)   // a role that `Tags.of(app)` gave a guarded tag; one that is named as the deployer is
 *
 * Looked at when the app is synthesized, after all aspects. Tags are looked at only where no proof follows: in a façade the prover
 * says the same of the templates, with the place, and can be told to accept it for a while (GRANT_NOT_CLAIMED). Not seen: roles of
 * other apps in the account, for which the service control policy of docs/stores.md is, and tags that somebody sets after the
 * deployment.
 */
import { type CfnResource, Stack, Stage, Token } from 'aws-cdk-lib';
import { type Finding, Findings } from '../../intent';
import { isObject, read, readIfPossible, resolveValue, resourcesIn } from '../network/members/read';
import { relativePath } from '../network/segment';
import type { DataProtection } from './data-protection';
import { deployerNames } from './deployer';
import { globMatches } from './guarded-statements';
import { GUARDED_PREFIX } from './guarded-tag';

const HAVE_TAGS = ['AWS::IAM::Role', 'AWS::IAM::User'];
/** By which façade does not matter: each is declared. */
const GIVEN = new WeakMap<CfnResource, Record<string, string>>();

/** Tags that data flows give a role. */
export function rememberTags(role: CfnResource, tags: Readonly<Record<string, string>>): void {
  GIVEN.set(role, { ...GIVEN.get(role), ...tags });
}

/** Whether some data flow gave the role this tag. */
export function carriesTag(role: CfnResource, key: string): boolean {
  return GIVEN.get(role)?.[key] !== undefined;
}

/** Several façades look; a role is told by the first. */
const TOLD = new WeakMap<CfnResource, DataProtection>();

export function checkStrays(protection: DataProtection): readonly Finding[] {
  const findings = new Findings();
  const stage = Stage.of(protection) ?? protection.node.root;
  const proofFollows = protection._network !== undefined;
  const deployers = deployerNames(protection);
  for (const role of resourcesIn(stage).filter((r) => HAVE_TAGS.includes(r.cfnResourceType) && (TOLD.get(r) ?? protection) === protection)) {
    const mistakes = [proofFollows ? undefined : strayTag(role, protection), exemptName(role, deployers, protection)].filter((m) => m !== undefined);
    if (mistakes.length > 0) TOLD.set(role, protection);
    for (const { code, message } of mistakes) findings.error(code, '', message);
  }
  return findings.all();
}

interface Mistake {
  readonly code: string;
  readonly message: string;
}

/** Keys in any spelling: IAM takes them without regard to case. */
function strayTag(role: CfnResource, protection: DataProtection): Mistake | undefined {
  const path = relativePath(protection, role.node.path);
  let tags: unknown;
  try {
    tags = read(role, 'Tags') ?? [];
  } catch {
    tags = undefined;
  }
  if (!Array.isArray(tags)) return { code: 'GuardedTagStray', message: `the tags of \`${path}\` are known at deployment only, and one under \`${GUARDED_PREFIX}\` admits to stores; expected a list of tags; write it down` };
  for (const tag of tags) {
    const [key, value] = isObject(tag) ? [tag.Key ?? tag.key, tag.Value ?? tag.value] : [undefined, undefined];
    if (typeof key !== 'string' || !key.toLowerCase().startsWith(GUARDED_PREFIX)) continue;
    const given = GIVEN.get(role)?.[key];
    if (given !== undefined && given === value) continue;
    const expected = given === undefined ? 'none, because no data flow gives it' : `\`${given}\`, as its data flows say`;
    return { code: 'GuardedTagStray', message: `\`${path}\` carries tag \`${key}\` = \`${String(value)}\`, by which stores know who is declared; expected ${expected}; remove the tag, or keep the aspect that sets it from this role, and declare a data flow for what it may do` };
  }
  return undefined;
}

/** The policies of stores exempt the roles of CDK's bootstrap by the beginning of their names. */
function exemptName(role: CfnResource, deployers: readonly string[], protection: DataProtection): Mistake | undefined {
  if (role.cfnResourceType !== 'AWS::IAM::Role' || !['/', undefined].includes(readIfPossible(role, 'Path') as string | undefined)) return undefined;
  const name = nameOf(role);
  const hit = name === undefined ? undefined : deployers.find((pattern) => globMatches(pattern, name));
  if (hit === undefined) return undefined;
  return { code: 'RoleNamedAsDeployer', message: `role \`${relativePath(protection, role.node.path)}\` is named \`${name}\`, and no store refuses the roles that deploy (\`${hit}\`); expected another name; rename it` };
}

/** What CloudFormation names begins with the stack's name. */
export function nameOf(role: CfnResource): string | undefined {
  const said = readIfPossible(role, 'RoleName');
  if (typeof said === 'string') return said;
  const { stackName } = Stack.of(role);
  return said === undefined && !Token.isUnresolved(stackName) ? `${stackName}-${String(resolveValue(role, role.logicalId))}-` : undefined;
}
