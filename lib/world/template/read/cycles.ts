/**
 * References that lead back to where they began: CloudFormation cannot create such a template, and nothing can be proved of it.
 *
 *   refuseCycles(source);   // InputError CyclicReference: `A` -> `B` -> `A`
 *
 * Counted are references that always hold: what stands in a branch of `Fn::If`, or on a resource under a condition, may go away.
 * Resources are looked through up to the size that can be deployed (500 resources; some more here), conditions always.
 */
import { InputError } from '../../input-error';
import { own, resourceIn, type Body, type Raw } from './body';
import type { Source } from './source';

const DEPLOYABLE = 2000;
const DEEPEST = 200;

export function refuseCycles({ file, body }: Source): void {
  const refuse = (what: string, cycle: readonly string[]): void => {
    throw new InputError('CyclicReference', `file \`${file.file}\` at \`/${what}/${cycle[0]}\`: a cycle of references ${cycle.map((id) => `\`${id}\``).join(' -> ')}; expected ${what === 'Conditions' ? 'conditions' : 'resources'} that can be made one after the other`);
  };
  const conditions = cycleIn(Object.keys(body.Conditions), (id) => conditionsIn(own(body.Conditions, id)));
  if (conditions !== undefined) refuse('Conditions', conditions);
  if (body.resourceIds.length > DEPLOYABLE) return;
  const resources = cycleIn(body.resourceIds, (id) => (resourceIn(body, id) === undefined ? [] : referencesOf(body, id)));
  if (resources !== undefined) refuse('Resources', resources);
}

/** A cycle as `A, B, A`; without recursion, because chains are as long as templates. */
function cycleIn(ids: readonly string[], next: (id: string) => readonly string[]): string[] | undefined {
  const state = new Map<string, 'open' | 'done'>();
  for (const start of ids) {
    if (state.has(start)) continue;
    const path: { readonly id: string; readonly rest: string[] }[] = [{ id: start, rest: [...next(start)] }];
    state.set(start, 'open');
    while (path.length > 0) {
      const { id, rest } = path[path.length - 1];
      const to = rest.pop();
      if (to === undefined) {
        state.set(id, 'done');
        path.pop();
      } else if (state.get(to) === 'open') {
        return [...path.slice(path.findIndex((p) => p.id === to)).map((p) => p.id), to];
      } else if (!state.has(to)) {
        state.set(to, 'open');
        path.push({ id: to, rest: [...next(to)] });
      }
    }
  }
  return undefined;
}

function conditionsIn(value: unknown): string[] {
  const found: string[] = [];
  walk(value, 0, (node) => {
    const name = own(node, 'Condition');
    if (typeof name === 'string') found.push(name);
    return true;
  });
  return found;
}

function referencesOf(body: Body, id: string): string[] {
  const { Properties: properties, DependsOn: dependsOn, Condition: condition } = body.Resources[id];
  if (typeof condition === 'string') return [];
  const found = new Set<string>();
  const add = (name: unknown): void => { if (typeof name === 'string' && Object.hasOwn(body.Resources, name)) found.add(name); };
  for (const name of [dependsOn].flat()) add(name);
  walk(properties, 0, (node) => {
    if (Object.hasOwn(node, 'Fn::If')) return false;
    add(own(node, 'Ref'));
    const attribute = own(node, 'Fn::GetAtt');
    if (typeof attribute === 'string') add(attribute.split('.', 1)[0]);
    else if (Array.isArray(attribute)) add(attribute[0]);
    const sub = own(node, 'Fn::Sub');
    const text: unknown = Array.isArray(sub) ? sub[0] : sub;
    const given: unknown = Array.isArray(sub) ? sub[1] : undefined;
    if (typeof text === 'string') {
      for (const [, name] of text.matchAll(/\$\{([^!}][^}]*)\}/g)) {
        if (typeof given !== 'object' || given === null || !Object.hasOwn(given, name.trim())) add(name.trim().split('.', 1)[0]);
      }
    }
    return true;
  });
  return [...found];
}

/** `into` sees each object and says whether to look into it. */
function walk(value: unknown, depth: number, into: (node: Raw) => boolean): void {
  if (typeof value !== 'object' || value === null || depth > DEEPEST) return;
  if (!Array.isArray(value) && !into(value as Raw)) return;
  for (const inner of Object.values(value)) walk(inner, depth + 1, into);
}
