/**
 * Roles and users of templates with their guarded tags and what their own policies permit:
 *
 *   const roles = rolesOf(templates);
 *   roles.get('App.Api')?.tags            // [{ key: 'zero-trust:app.data.documents', words: ['read'] }]
 *
 * Tags as templates show them: not those of a stack, which CloudFormation hands on to what it makes, nor those of a session. Of
 * policies the actions of Allow alone: whether a Deny, a boundary or an organisation takes them back is not asked here.
 */
import { asciiLowerCase, codePoints, matches, parseGlob } from '../../algebra/glob';
import { GUARDED_PREFIX, sameTagKey, wordsOfTag } from '../../contract/guarded-tag';
import type { Unknown } from '../../world/facts';
import type { Resource, TemplateWorld } from '../../world/template/model';
import { Sym, Text, type Value } from '../../world/template/value';
import { alternativesOf, asText, isList, isMap, unknownsIn } from '../../world/template/walk';

export interface RoleTag {
  /** As `sameTagKey` spells it. */
  readonly key: string;
  /** As the template does. */
  readonly shown: string;
  readonly words: readonly string[];
  /** Where the value is not known: it may hold any word. */
  readonly unknowns: readonly Unknown[];
}

export interface Role {
  readonly resource: Resource;
  readonly tags: readonly RoleTag[];
  /** Tags of which not even the key is known. */
  readonly hidden: readonly Unknown[];
  readonly policies: readonly RolePolicy[];
}

export interface RolePolicy {
  /** Data flows that the policy serves, as its metadata says. */
  readonly flows: readonly string[];
  readonly document: Value | undefined;
}

const PRINCIPALS = ['AWS::IAM::Role', 'AWS::IAM::User'];
/** Policies beside the role, with the property that names roles. */
const POLICIES: readonly (readonly [type: string, property: string])[] = [['AWS::IAM::RolePolicy', 'RoleName'], ['AWS::IAM::Policy', 'Roles'], ['AWS::IAM::ManagedPolicy', 'Roles']];

const READ = new WeakMap<TemplateWorld, ReadonlyMap<string, Role>>();

/** By id of the resource. */
export function rolesOf(templates: TemplateWorld): ReadonlyMap<string, Role> {
  let roles = READ.get(templates);
  if (roles === undefined) {
    const attached = attachments(templates);
    roles = new Map(PRINCIPALS.flatMap((type) => templates.ofType(type)).map((r): [string, Role] => [r.id, { resource: r, ...tagsOf(r), policies: [...ownPolicies(r, templates), ...attached(r)] }]));
    READ.set(templates, roles);
  }
  return roles;
}

function tagsOf(role: Resource): Pick<Role, 'tags' | 'hidden'> {
  const tags: RoleTag[] = [];
  const hidden: Unknown[] = [];
  for (const { value: tag, guard, place } of role.items('Tags')) {
    if (!isMap(tag)) {
      hidden.push(...orPlace(unknownsIn(tag), place, 'a tag'));
      continue;
    }
    for (const { value: key } of alternativesOf(tag.Key, guard)) {
      const shown = asText(key);
      if (shown === undefined) {
        if (mayBeGuarded(key)) hidden.push(...orPlace(unknownsIn(key), place, 'the key of a tag'));
      } else if (sameTagKey(shown).startsWith(GUARDED_PREFIX)) {
        for (const { value } of alternativesOf(tag.Value, guard)) {
          const text = asText(value);
          tags.push({ key: sameTagKey(shown), shown, words: text === undefined ? [] : wordsOfTag(text), unknowns: text === undefined ? orPlace(unknownsIn(value), place, `the value of tag ${shown}`) : [] });
        }
      }
    }
  }
  return { tags, hidden };
}

/** A text that begins with something else is none of ours, whatever follows. */
function mayBeGuarded(key: Value): boolean {
  const [first] = key instanceof Text ? key.parts : [];
  if (typeof first !== 'string') return true;
  const head = sameTagKey(first);
  return head.startsWith(GUARDED_PREFIX) || GUARDED_PREFIX.startsWith(head);
}

function orPlace(unknowns: readonly Unknown[], { template, pointer }: { readonly template: string; readonly pointer: string }, what: string): readonly Unknown[] {
  return unknowns.length > 0 ? unknowns : [{ token: what, template, pointer, why: 'it cannot be read' }];
}

function ownPolicies(role: Resource, templates: TemplateWorld): RolePolicy[] {
  const inline = role.items('Policies').map(({ value }): RolePolicy => ({ flows: [], document: isMap(value) ? value.PolicyDocument : value }));
  const managed = role.items('ManagedPolicyArns').flatMap(({ value }) => {
    const policy = value instanceof Sym && value.resource !== undefined ? templates.resource(value.resource) : undefined;
    return policy === undefined ? [] : [policyOf(policy)];
  });
  return [...inline, ...managed];
}

function policyOf(resource: Resource): RolePolicy {
  return { flows: resource.place.flows ?? [], document: resource.value('PolicyDocument') };
}

/** Policies that name their roles: by reference, or by a name that a role has. */
function attachments(templates: TemplateWorld): (role: Resource) => readonly RolePolicy[] {
  const byRole = new Map<string, RolePolicy[]>();
  const put = (key: string, policy: Resource): void => { byRole.set(key, [...byRole.get(key) ?? [], policyOf(policy)]); };
  for (const [type, property] of POLICIES) {
    for (const policy of templates.ofType(type)) {
      for (const { value } of policy.items(property)) {
        const name = asText(value);
        if (value instanceof Sym && value.resource !== undefined) put(`id ${value.resource}`, policy);
        else if (name !== undefined) put(`name ${name}`, policy);
      }
    }
  }
  return (role) => {
    const names = role.alternatives('RoleName').flatMap(({ value }) => asText(value) ?? []);
    return [`id ${role.id}`, ...names.map((n) => `name ${n}`)].flatMap((key) => byRole.get(key) ?? []);
  };
}

/** Which of the actions no statement permits; `isUnsure` where one cannot be read. */
export function missingActions(policies: readonly RolePolicy[], actions: readonly string[]): { readonly missing: readonly string[]; readonly isUnsure: boolean } {
  const patterns: string[] = [];
  let isUnsure = false;
  for (const { document } of policies) {
    for (const { value } of alternativesOf(document)) {
      if (!isMap(value)) isUnsure = true;
      else for (const statement of listOf(value.Statement)) {
        if (!isMap(statement) || asText(statement.Effect) === undefined || (statement.Effect === 'Allow' && statement.NotAction !== undefined)) isUnsure = true;
        else if (statement.Effect === 'Allow') {
          for (const action of listOf(statement.Action)) {
            const text = asText(action);
            if (text === undefined) isUnsure = true;
            else patterns.push(text);
          }
        }
      }
    }
  }
  const globs = [...new Set(patterns)].map((p) => parseGlob(asciiLowerCase(p)));
  return { missing: actions.filter((a) => !globs.some((g) => matches(g, codePoints(asciiLowerCase(a))))), isUnsure };
}

/** A list or the one thing that stands for it; what is under a condition in every form. */
function listOf(value: Value | undefined): readonly Value[] {
  return alternativesOf(value).flatMap((a): readonly Value[] => (isList(a.value) ? a.value.flatMap((v) => alternativesOf(v).map((b): Value => b.value)) : [a.value]));
}
