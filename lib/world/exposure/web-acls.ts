/**
 * Web ACLs of the templates, their logs, and the promise that the library wrote beside those of its own: `readWebAcls(context)`.
 *
 * A web ACL that a template only names is one elsewhere: it is there, and nobody knows what it does. A log that drops what was blocked is none (firewall-logs.ts).
 * Source: CloudFormation, AWS::WAFv2::WebACL and LoggingConfiguration (2026-11).
 */
import type { Place, Unknown } from '../facts';
import { viewInto, viewOf } from '../network/read';
import type { Resource } from '../template/model';
import { isMap } from '../template/walk';
import { type Context, labelOf } from './context';
import { ALWAYS, anyOf, both, perhaps, when } from './holds';
import type { FirewallPromise, WebAcl } from './firewall-model';
import { keepsBlocked } from './firewall-logs';
import { rulesOf } from './firewall-rules';
import type { Holds, Id } from './model';
import { isOpaque, shownText } from './text';

const TYPE = 'AWS::WAFv2::WebACL';

export function readWebAcls(context: Context): Map<Id, WebAcl> {
  const logs = new Map<Id, Holds[]>();
  let strays: Holds[] = [];
  for (const log of context.ofType('AWS::WAFv2::LoggingConfiguration')) {
    for (const { guard, value, place } of context.each(log, 'ResourceArn')) {
      if (value === undefined) continue;
      const id = aclIn(context.text(value) ?? '');
      const kept = both(when(guard), keepsBlocked(context, log));
      if (id !== undefined && !id.startsWith('external:')) logs.set(id, [...logs.get(id) ?? [], kept]);
      else strays = [...strays, both(kept, perhaps(guard, context.unknown(value, place, 'of which web ACL it is the log is not known', 'ResourceArn')))];
    }
  }
  return new Map(context.ofType(TYPE).map((acl): [Id, WebAcl] => [acl.id, webAcl(context, acl, [...logs.get(acl.id) ?? [], ...strays])]));
}

function webAcl(context: Context, acl: Resource, logs: readonly Holds[]): WebAcl {
  const { rules, hidden } = rulesOf(context, acl);
  const view = viewOf(acl);
  const strange = view.items('DefaultAction').filter((i) => !isMap(i.value)).map((i) => perhaps(i.guard, context.unknown(i.value, i.place, 'what becomes of a request that no rule decides is not known', 'DefaultAction')));
  const blocks = view.items('DefaultAction').filter((i) => isMap(i.value)).flatMap((i) => viewInto(i).items('Block')).map((i) => when(i.guard));
  const promise = promiseIn(acl.place);
  return {
    id: acl.id, label: labelOf(acl.id), place: acl.place, isElsewhere: false, there: when(acl.guard), rules: [...rules].sort(byPriority), hidden,
    blocksByDefault: anyOf([...blocks, ...strange]), logged: anyOf(logs), ...promise === undefined ? {} : { promise },
  };
}

function byPriority(a: { readonly priority?: number; readonly name: string }, b: typeof a): number {
  return (a.priority ?? Infinity) - (b.priority ?? Infinity) || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
}

/** One that no template makes. */
export function elsewhereAcl(id: Id, place: Place): WebAcl {
  const text = id.replace(/^external:/, '');
  const label = /\/webacl\/([^/\u0001]+)/.exec(text)?.[1] ?? (isOpaque(text) ? 'a web ACL elsewhere' : shownText(text));
  const unknown: Unknown = { token: label.startsWith('a web ACL') ? label : `web ACL ${label}`, template: place.template, pointer: place.pointer, why: 'its rules are in none of the given templates' };
  const hidden = perhaps(ALWAYS.may, unknown);
  return { id, label, place, isElsewhere: true, there: ALWAYS, rules: [], hidden: [unknown], blocksByDefault: hidden, logged: hidden };
}

/** `App.Acl`, `external:arn:...`; undefined where nothing is named. */
export function aclIn(text: string): Id | undefined {
  if (text === '') return undefined;
  const [, id] = /^\u0001res:([^\u0002:]+)(?::[^\u0002]*)?\u0002$/.exec(text) ?? [];
  return id ?? `external:${text}`;
}

/** What is written otherwise is no promise: rules are judged as anybody's. */
function promiseIn({ firewall }: Place): FirewallPromise | undefined {
  const { firewall: id, mode, until, rules } = firewall ?? {};
  if (typeof id !== 'string' || (mode !== 'observe' && mode !== 'enforce')) return undefined;
  const dates = typeof rules === 'object' && rules !== null && !Array.isArray(rules) ? Object.entries(rules).filter((e): e is [string, string] => typeof e[1] === 'string') : [];
  return { id, mode, ...typeof until === 'string' ? { until } : {}, rules: Object.fromEntries(dates.sort(([a], [b]) => (a < b ? -1 : 1))) };
}
