/**
 * Whether the consumer's own template grants what a claim says: ``grantOf(own, flow, templates, isAsked)``.
 *
 * The role needs a policy with the claim's actions, and where the store's policy asks for its tag, the tag with the claim's words.
 * Looked at is what templates show: that the policy names the right resource, and that the key is permitted too, is not.
 */
import { sameTagKey } from '../../contract/guarded-tag';
import type { UnknownData } from '../../contract/verdicts';
import type { DataFlowData } from '../../intent/model-data';
import type { Resource, TemplateWorld } from '../../world/template/model';
import { unknownData } from '../judge-unknowns';
import type { BoundIntent } from '../network/model';
import { keyOfStore, rolesBehind, wordsOfFlow } from './admitted';
import { missingActions, type Role } from './roles';

export interface Grant {
  readonly wrong: readonly { readonly code: string; readonly text: string; readonly at?: readonly Resource[] }[];
  readonly unknowns: readonly UnknownData[];
  readonly assumptions: readonly string[];
  /** The first role that the templates make. */
  readonly at?: Resource;
}

export function grantOf(own: BoundIntent, flow: DataFlowData, templates: TemplateWorld, asksForTag: boolean): Grant {
  const wrong: Grant['wrong'][number][] = [];
  const unknowns: UnknownData[] = [];
  const assumptions: string[] = [];
  const behind = rolesBehind(own, flow, templates);
  const missing = (text: string, at?: Resource): void => void wrong.push({ code: 'GRANT_MISSING', text, ...(at === undefined ? {} : { at: [at] }) });
  if (behind.length === 0) missing('no role stands behind the claim');
  for (const { path, role, isLost } of behind) {
    if (role !== undefined) judgeRole(role, path, flow, asksForTag, missing, unknowns);
    else if (!isLost) assumptions.push(`role \`${path}\` is not in these templates: that its owner gives it the policy and the tag of claim \`${flow.id}\` is assumed`);
    else if (templates.unknowns.length > 0) unknowns.push({ token: `role ${path}`, pointer: '', why: 'resources of its template are hidden, and it may be one of them' });
    else missing(`no template makes role \`${path}\` any more`);
  }
  const at = behind.find((b) => b.role !== undefined)?.role?.resource;
  return { wrong, unknowns, assumptions, ...(at === undefined ? {} : { at }) };
}

function judgeRole(role: Role, path: string, flow: DataFlowData, asksForTag: boolean, missing: (text: string, at?: Resource) => void, unknowns: UnknownData[]): void {
  const { resource } = role;
  const serving = role.policies.filter((p) => p.flows.includes(flow.id));
  const { missing: absent, isUnsure } = missingActions(serving.length > 0 ? serving : role.policies, flow.actions);
  // With rows or parts the layer grants only what can be narrowed to them.
  const isLess = flow.rows !== undefined || flow.parts.length > 0;
  const isAbsent = isLess ? absent.length === flow.actions.length : absent.length > 0;
  if (isAbsent && isUnsure) unknowns.push({ token: `policies of ${path}`, pointer: resource.place.pointer, template: resource.place.template, why: 'a policy of the role cannot be read before deployment' });
  else if (isAbsent) missing(`no policy of role \`${path}\` permits ${absent.slice(0, 3).map((a) => `\`${a}\``).join(', ')}${absent.length > 3 ? ` and ${absent.length - 3} more` : ''}`, resource);
  if (!asksForTag) return;
  const key = keyOfStore(flow.store);
  const tags = role.tags.filter((t) => t.key === key);
  const carried = new Set(tags.flatMap((t) => t.words));
  const lacks = wordsOfFlow(flow).filter((w) => !carried.has(w));
  if (lacks.length === 0) return;
  const hidden = [...tags.flatMap((t) => t.unknowns), ...role.hidden];
  if (hidden.length > 0) unknowns.push(...hidden.map(unknownData));
  else missing(`role \`${path}\` does not carry tag \`${tags[0]?.shown ?? sameTagKey(key)}\` with ${lacks.map((w) => `\`${w}\``).join(' and ')}, and the store's policy refuses it without`, resource);
}
