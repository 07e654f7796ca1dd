/**
 * Rows about resources that belong to a store and are not its own L1: instances of a cluster, workgroups of a namespace.
 *
 *   onEach(row, (cluster) => referring(cluster, 'AWS::RDS::DBInstance', 'DBClusterIdentifier'), (instance) => judgeInstance(instance))
 *   when((resource) => !isInCluster(resource), closing)
 *
 * Only what this app creates is found. An instance that somebody adds to the cluster elsewhere is not modelled.
 */
import { CfnResource, Stack } from 'aws-cdk-lib';
import { describe, read, readIfPossible, targetOf, Unreadable } from '../../network/members/read';
import type { Closing, ClosingContext, Judgement } from '../kind';
import { CLOSED, closing, NOT_ASKED, type Row } from './rows';

/** Resources of a type whose property names `of`, by reference or by the same literal; sorted by path. */
export function referring(of: CfnResource, cfnType: string, property: string, nameProperty?: string): CfnResource[] {
  const name = nameProperty === undefined ? undefined : readIfPossible(of, nameProperty);
  return of.node.root.node.findAll()
    .filter((c): c is CfnResource => CfnResource.isCfnResource(c) && c.cfnResourceType === cfnType)
    .filter((c) => {
      const value = readIfPossible(c, property);
      if (value === undefined) return false;
      if (typeof value === 'string' && typeof name === 'string') return value === name && Stack.of(c).region === Stack.of(of).region;
      return targetOf(c, value) === of;
    })
    .sort((a, b) => (a.node.path < b.node.path ? -1 : 1));
}

/** All of the related resources are closed; one that is not makes the row what it is. */
export function onEach(row: Row & { readonly property: string }, related: (resource: CfnResource) => readonly CfnResource[], judge: Closing['judge']): Closing {
  return closing(row, (resource, context) => united(related(resource).map((one) => ({ one, judgement: judge(one, context) }))));
}

function united(all: readonly { readonly one: CfnResource; readonly judgement: Judgement }[]): Judgement {
  const asked = all.filter(({ judgement }) => judgement.is !== 'not-asked');
  if (asked.length === 0) return NOT_ASKED;
  const worst = asked.find(({ judgement }) => judgement.is === 'refused') ?? asked.find(({ judgement }) => judgement.is === 'unknown');
  if (worst !== undefined && worst.judgement.is !== 'closed' && worst.judgement.is !== 'not-asked') return { ...worst.judgement, got: `${worst.judgement.got} of \`${worst.one.node.path}\`` };
  const open = asked.flatMap(({ one, judgement }) => (judgement.is === 'open' ? [{ one, judgement }] : []));
  if (open.length === 0) return CLOSED;
  return { is: 'open', got: open.map(({ one, judgement }) => `${judgement.got} of \`${one.node.path}\``).join(', '), close: () => open.forEach(({ judgement }) => judgement.close()) };
}

/** The row where `applies` says so. What cannot be read applies, and is judged unknown by the row itself. */
export function when(applies: (resource: CfnResource, context: ClosingContext) => boolean, row: Closing): Closing {
  return { ...row, judge: (resource, context) => (row.types.includes(resource.cfnResourceType) && !applies(resource, context) ? NOT_ASKED : row.judge(resource, context)) };
}

/** A literal text, lower-cased; undefined for a token or what is absent. */
export function literal(resource: CfnResource, path: string): string | undefined {
  const value = readIfPossible(resource, path);
  return typeof value === 'string' ? value.toLowerCase() : typeof value === 'number' ? String(value) : undefined;
}

/** Whether a property is there at all, be it a token. */
export function states(resource: CfnResource, path: string): boolean {
  try {
    return read(resource, path) !== undefined;
  } catch (error) {
    if (error instanceof Unreadable) return true;
    throw error;
  }
}

export function unknownValue(path: string, value: unknown): Judgement {
  return { is: 'unknown', got: `\`${path}\` is \`${describe(value)}\`` };
}
