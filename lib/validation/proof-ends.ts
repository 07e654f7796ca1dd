/**
 * How a test names the ends of a question: a segment or another end of a flow, a construct, or a text as on the command line.
 *
 *   endName(zt.segment('docs'))   // `docs`
 *   endName(database)             // `App.DatabaseB269D8BB`
 *   endName('10.0.0.0/8')
 */
import { CfnResource, type NestedStack, Stack } from 'aws-cdk-lib';
import { Construct, type IConstruct } from 'constructs';

export function endName(end: unknown, field: string): string {
  if (typeof end === 'string' && end !== '') return end;
  if (typeof end === 'object' && end !== null) {
    if ('flowEnd' in end) return flowEndName(end.flowEnd, field);
    if (Construct.isConstruct(end)) return resourceName(end as IConstruct);
  }
  throw new TypeError(`EndNotNamed: \`${field}\` is ${end === null ? 'null' : typeof end === 'string' ? 'empty' : `of type ${typeof end}`}; expected a segment, an endpoint, a construct, or a text such as \`internet\`, \`10.0.0.0/8\` or \`Stack.LogicalId\``);
}

/** What is entered: a construct by its path, because a front door or an API is more than its main resource. */
export function targetName(target: unknown): string {
  return Construct.isConstruct(target) && !('flowEnd' in target) ? target.node.path : endName(target, 'target');
}

/** The grammar of an intent file. A segment is named with its scope: two façades may each have one of that name. */
function flowEndName(data: unknown, field: string): string {
  if (typeof data === 'string') return data;
  const { segment, scope, enclave, cidr, prefixList, service } = (typeof data === 'object' && data !== null ? data : {}) as Record<string, unknown>;
  if (segment !== undefined) return scope === undefined ? String(segment) : `${String(scope)}#${String(segment)}`;
  const name = enclave ?? cidr ?? prefixList;
  if (name !== undefined) return String(name);
  if (service !== undefined) return `service:${String(service)}`;
  throw new TypeError(`EndNotNamed: \`${field}\` is an end that a proof cannot ask about; expected a segment, addresses, a prefix list or a service`);
}

/** As templates name it: `STACK.LogicalId`, in a nested stack `STACK/NestedLogicalId.LogicalId`. */
function resourceName(construct: IConstruct): string {
  const resource = resourceOf(construct);
  const stack = Stack.of(resource);
  return `${templateKey(stack)}.${String(stack.resolve(resource.logicalId))}`;
}

function resourceOf(construct: IConstruct): CfnResource {
  if (CfnResource.isCfnResource(construct)) return construct;
  const { defaultChild } = construct.node;
  if (defaultChild !== undefined && CfnResource.isCfnResource(defaultChild)) return defaultChild;
  throw new TypeError(`EndNotNamed: \`${construct.node.path}\` is no resource of a template and has no main one; name one of its parts, or its segment`);
}

function templateKey(stack: Stack): string {
  const parent = stack.nestedStackParent;
  if (parent === undefined) return stack.artifactId;
  const resource = (stack as NestedStack).nestedStackResource;
  return `${templateKey(parent)}/${resource === undefined ? stack.node.id : String(parent.resolve(resource.logicalId))}`;
}
