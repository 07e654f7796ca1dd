/**
 * Policies of doors as statements whose every part is a text: `policiesOf(context, resource, 'Policy')`.
 *
 * Nothing is judged here. A part that is no text, or stands under a condition within the document, is an unknown of its statement;
 * the alternatives of the whole document stand apart.
 */
import type { Place, Unknown } from '../facts';
import type { Guard } from '../guard';
import type { Resource } from '../template/model';
import { own } from '../template/read/body';
import { Absent, Choice, type Value } from '../template/value';
import { asText, isList, isMap, keyOf } from '../template/walk';
import type { Alternative, Context } from './context';
import type { Condition, Policy, Statement } from './model';

export function policiesOf(context: Context, resource: Resource, path: string): Policy[] {
  return context.each(resource, path).map((a) => policyOf(context, a));
}

export function policyOf(context: Context, { guard, value, place }: Alternative): Policy {
  if (value === undefined) return { guard, unknowns: [], place };
  const document = typeof value === 'string' ? parsed(value) : value;
  if (!isMap(document)) return { guard, unknowns: [context.unknown(value, place, 'the policy is not known', 'policy')], place };
  const statements = document.Statement;
  const list = statements === undefined || statements instanceof Absent ? [] : isList(statements) ? statements : [statements];
  return { guard, statements: list.map((s) => statementOf(context, s, place)), unknowns: [], place };
}

/** Texts that hold JSON are policies of VPC Lattice and of OpenAPI documents. */
function parsed(text: string): Value {
  try {
    return JSON.parse(text) as Value;
  } catch {
    return text;
  }
}

function statementOf(context: Context, value: Value, place: Place): Statement {
  const unknowns: Unknown[] = [];
  const hidden = (part: Value | undefined, why: string): void => void unknowns.push(context.unknown(part, place, why, 'policy statement'));
  if (!isMap(value)) {
    hidden(value, 'a statement of the policy is not known');
    return { effect: 'unknown', conditions: [], unknowns };
  }
  const texts = (part: Value | undefined): readonly string[] | undefined => {
    if (part === undefined || part instanceof Absent) return undefined;
    return (isList(part) ? part : [part]).map((item) => {
      const text = item instanceof Choice ? undefined : context.text(item);
      if (text === undefined) hidden(item, 'a part of the policy is not known');
      // A variable of IAM is whatever the request says.
      return text?.replace(/\$\{([^}\u0001\u0002]*)\}/g, '\u0001?$1\u0002') ?? `\u0001?${keyOf(item)}\u0002`;
    });
  };
  const effect = asText(value.Effect);
  if (effect !== 'Allow' && effect !== 'Deny') hidden(value.Effect, 'whether the statement allows or denies is not known');
  const principals = principalsOf(value.Principal, texts, hidden);
  const notPrincipals = principalsOf(value.NotPrincipal, texts, hidden);
  const lists = { actions: texts(value.Action), notActions: texts(value.NotAction), resources: texts(value.Resource), notResources: texts(value.NotResource) };
  return {
    effect: effect === 'Allow' || effect === 'Deny' ? effect : 'unknown',
    ...principals === undefined ? {} : { principals }, ...notPrincipals === undefined ? {} : { notPrincipals },
    ...Object.fromEntries(Object.entries(lists).filter(([, list]) => list !== undefined)),
    conditions: conditionsOf(value.Condition, texts, hidden), unknowns,
  };
}

type Texts = (part: Value | undefined) => readonly string[] | undefined;
type Hidden = (part: Value | undefined, why: string) => void;

const KINDS: Readonly<Record<string, string>> = { AWS: 'aws', Service: 'service' };

function principalsOf(value: Value | undefined, texts: Texts, hidden: Hidden): readonly string[] | undefined {
  if (value === undefined || value instanceof Absent) return undefined;
  if (value === '*') return ['*'];
  if (!isMap(value)) {
    hidden(value, 'who is meant by the policy is not known');
    return ['\u0001?principal\u0002'];
  }
  return Object.entries(value).flatMap(([kind, of]) => (texts(of) ?? []).map((text) => (kind === 'AWS' && text === '*' ? '*' : `${own(KINDS, kind) ?? 'other'}:${text}`)));
}

function conditionsOf(value: Value | undefined, texts: Texts, hidden: Hidden): Condition[] {
  if (value === undefined || value instanceof Absent) return [];
  if (!isMap(value)) {
    hidden(value, 'the condition of a statement is not known');
    return [{ operator: 'unknown', key: '', values: [] }];
  }
  return Object.entries(value).flatMap(([operator, keys]) => {
    if (isMap(keys)) return Object.entries(keys).map(([key, values]): Condition => ({ operator, key, values: texts(values) ?? [] }));
    hidden(keys, 'the condition of a statement is not known');
    return [{ operator: 'unknown', key: '', values: [] }];
  });
}

/** For doors that have none by nature. */
export function noPolicy(guard: Guard, place: Place): Policy[] {
  return [{ guard, unknowns: [], place }];
}
