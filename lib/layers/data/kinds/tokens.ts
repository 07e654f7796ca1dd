/** What was read from a template, as a value for another place: ``asToken({ 'Fn::GetAtt': [...] })``, ``asToken(referenceTo)``. */
import { CfnResource, Token } from 'aws-cdk-lib';
import { isObject, ReferenceTo } from '../../network/members/read';

export function asToken(value: unknown): string {
  return typeof value === 'string' ? value : Token.asString(revived(value));
}

/** References become CDK's again, so that they work across stacks. */
export function revived(value: unknown): unknown {
  if (value instanceof ReferenceTo) {
    const { target, attribute } = value;
    if (!CfnResource.isCfnResource(target)) return (target as unknown as { value?: unknown }).value ?? { Ref: attribute };
    return attribute === 'Ref' ? target.ref : target.getAtt(attribute);
  }
  if (Array.isArray(value)) return value.map(revived);
  if (!isObject(value)) return value;
  const parts = joined(value);
  return parts === undefined ? Object.fromEntries(Object.entries(value).map(([k, v]) => [k, revived(v)])) : { 'Fn::Join': ['', parts.map(revived)] };
}

/** The parts of a join without a delimiter, joins within it opened, as CDK writes it. */
function joined(value: unknown): unknown[] | undefined {
  const join = isObject(value) && Object.keys(value).length === 1 ? value['Fn::Join'] : undefined;
  if (!Array.isArray(join) || join[0] !== '' || !Array.isArray(join[1])) return undefined;
  return join[1].flatMap((part) => joined(part) ?? [part]).reduce<unknown[]>((all, part) => {
    const last = all.at(-1);
    return typeof last === 'string' && typeof part === 'string' ? [...all.slice(0, -1), last + part] : [...all, part];
  }, []);
}
