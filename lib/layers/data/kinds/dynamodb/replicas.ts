/**
 * Replicas of a global table: ``editReplicas(table, 'pitr', (replica) => ({ ...replica, ... }))``.
 *
 * Each replica holds the whole data, with a key, a policy and a protection of its own, so each is judged. Edits are made when the
 * template is rendered, by region and not by place: a replica that is added later is closed with the others. Not modelled: an
 * override that somebody writes under `Replicas` afterwards; CDK merges it by place.
 */
import { CfnResource, Lazy, Stack, Token } from 'aws-cdk-lib';
import { isObject, type Json, overlay, read, resolveValue, Unreadable } from '../../../network/members/read';
import { hasIntrinsic } from '../rows';
import { revived } from '../tokens';

export const GLOBAL = 'AWS::DynamoDB::GlobalTable';

/** PascalCase, as the template will have them. A list that only the deployment knows throws `Unreadable`. */
export function replicasOf(table: CfnResource): Json[] {
  const list = read(table, 'Replicas');
  return replicasIn(table, list);
}

function replicasIn(table: CfnResource, list: unknown): Json[] {
  if (!Array.isArray(list) || !list.every((r) => isObject(r) && !('Fn::If' in r))) throw new Unreadable(table, 'Replicas', 'not a list of replicas');
  return list.map((r) => pascal(r) as Json);
}

/** The one that stands in the stack's own region: by the same literal, `AWS::Region`, or as the only one. */
export function isLocal(table: CfnResource, replica: Json, count: number): boolean {
  const { region } = Stack.of(table);
  if (count === 1) return true;
  return typeof replica.Region === 'string' && !Token.isUnresolved(region) ? replica.Region === region : hasIntrinsic(replica.Region);
}

type Edit = (replica: Json, isOwn: boolean) => Json;
const EDITS = Symbol.for('cdk-zero-trust.data.replicas');

/** One edit per name; the last one holds. */
export function editReplicas(table: CfnResource, name: string, edit: Edit): void {
  const holder = table as unknown as Record<symbol, Map<string, Edit> | undefined>;
  const edits = holder[EDITS];
  if (edits !== undefined) {
    edits.set(name, edit);
    return;
  }
  const made = (holder[EDITS] = new Map([[name, edit]]));
  const earlier = (table as unknown as { rawOverrides?: { Properties?: Json } }).rawOverrides?.Properties?.Replicas;
  table.addPropertyOverride('Replicas', Lazy.any({
    produce: () => {
      const base = pascal(read(table, 'Replicas', 'Replicas'));
      const replicas = replicasIn(table, earlier === undefined ? base : overlay(base, resolveValue(table, earlier)));
      return replicas.map((replica) => revived([...made.values()].reduce((r, change) => change(r, isLocal(table, replica, replicas.length)), replica)));
    },
  }));
}

/** With the value at a path, whatever is missing on the way. */
export function withValue(object: Json, [key, ...rest]: readonly string[], value: unknown): Json {
  if (rest.length === 0) return { ...object, [key]: value };
  const inner = object[key];
  return { ...object, [key]: withValue(isObject(inner) ? inner : {}, rest, value) };
}

export function valueAt(object: Json, path: readonly string[]): unknown {
  return path.reduce<unknown>((value, key) => (isObject(value) ? value[key] : undefined), object);
}

/** Typed L1s spell properties in camelCase. A policy document is written as it is, so nothing in one is touched. */
function pascal(value: unknown, key?: string): unknown {
  if (key === 'PolicyDocument' || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((v) => pascal(v));
  if (!isObject(value) || hasFunction(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([k, v]) => {
    const name = k === 'sseSpecification' ? 'SSESpecification' : k === 'kmsMasterKeyId' ? 'KMSMasterKeyId' : k.replace(/^[a-z]/, (c) => c.toUpperCase());
    return [name, pascal(v, name)];
  }));
}

function hasFunction(value: Json): boolean {
  return Object.keys(value).some((k) => k === 'Ref' || k.startsWith('Fn::'));
}
