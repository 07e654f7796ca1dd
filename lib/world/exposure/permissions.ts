/**
 * `AWS::Lambda::Permission`: each statement of a function's policy, once for each combination of its conditions.
 *
 * As of 2026-11 (AddPermission): `SourceArn` is compared with StringLike; a statement without `SourceArn` and `SourceAccount` takes
 * the service's call on behalf of any account; one for an alias or version does not hold for the function itself.
 */
import type { Unknown } from '../facts';
import type { Guard } from '../guard';
import type { Resource } from '../template/model';
import { labelOf, type Context } from './context';
import type { Permission } from './model';

const OPTIONAL = { SourceArn: 'sourceArn', SourceAccount: 'sourceAccount', PrincipalOrgID: 'organisation', EventSourceToken: 'eventToken', FunctionUrlAuthType: 'urlAuthType', InvokedViaFunctionUrl: 'viaUrl' } as const;

export function readPermissions(context: Context): void {
  for (const resource of context.ofType('AWS::Lambda::Permission')) context.permissions.push(...permissionsOf(context, resource));
}

interface Draft {
  readonly guard: Guard;
  readonly fields: Readonly<Record<string, string>>;
  readonly unknowns: readonly Unknown[];
}

function permissionsOf(context: Context, resource: Resource): Permission[] {
  let drafts: Draft[] = [{ guard: resource.guard, fields: {}, unknowns: [] }];
  for (const property of ['Action', 'Principal', ...Object.keys(OPTIONAL)]) {
    const alternatives = context.each(resource, property);
    drafts = drafts.flatMap((draft) => alternatives.flatMap(({ guard, value, place }): Draft[] => {
      const both = draft.guard.and(guard);
      if (both.isNever()) return [];
      if (value === undefined) return [{ ...draft, guard: both }];
      const text = context.text(value);
      if (text !== undefined) return [{ ...draft, guard: both, fields: { ...draft.fields, [property]: text } }];
      const unknown = context.unknown(value, place, `\`${property}\` is not known`, property);
      return [{ guard: both, fields: { ...draft.fields, [property]: `\u0001?${unknown.token}\u0002` }, unknowns: [...draft.unknowns, unknown] }];
    }));
  }
  const { account } = resource.template;
  return context.each(resource, 'FunctionName').flatMap(({ guard, value, place }) => drafts.flatMap((draft): Permission[] => {
    const all = draft.guard.and(guard);
    if (all.isNever()) return [];
    const { Action: action = '', Principal: principal = '', ...fields } = draft.fields;
    return [{
      id: resource.id, guard: all, place: resource.place, target: context.target(value, place), action, principal, ...renamed(fields),
      ...account === undefined || !/^\d{12}$/.test(account) ? {} : { account },
      unknowns: [...draft.unknowns, ...opaqueOf(context, resource, draft)],
    }];
  }));
}

function renamed(fields: Readonly<Record<string, string>>): Partial<Permission> {
  return Object.fromEntries(Object.entries(fields).map(([property, text]) => [OPTIONAL[property as keyof typeof OPTIONAL], text]));
}

/** Tokens that stand in texts. */
function opaqueOf(context: Context, resource: Resource, { fields }: Draft): readonly Unknown[] {
  return Object.keys(fields).flatMap((property) => (fields[property].includes('\u0001?') ? [context.unknown(resource.value(property), resource.placeOf(property), `\`${property}\` of the statement \`${labelOf(resource.id)}\` is not known`, property)] : []));
}
