/**
 * Which resources a value names, whatever function of CloudFormation stands around them: ``mentionsOf(value)``.
 *
 * `Fn::Sub`, `Fn::Select`, `Fn::Join` and `Fn::If` hide a reference from whoever looks for `Ref` alone. With `near`, in whose template the
 * value stands, an import of an export of this app is what the export says, and a parameter of a nested stack what its parent passes.
 * Not modelled: exports of other apps, and parameters whose values come with the deployment.
 */
import { CfnOutput, CfnParameter, CfnResource, Stack, Stage } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { isObject, ReferenceTo, resolveValue } from '../network/members/read';
import { givenTo } from './deployment-named';

export interface Mentions {
  readonly constructs: readonly IConstruct[];
  /** Logical ids of the stack in which the value stands, as written by hand. */
  readonly ids: readonly string[];
}

export function mentionsOf(value: unknown, near?: IConstruct): Mentions {
  const [constructs, ids] = [new Set<IConstruct>(), new Set<string>()];
  const name = (id: string, at: IConstruct | undefined): void => {
    if (at === near) ids.add(id);
    const { nestedStackResource } = at === undefined ? {} : Stack.of(at);
    if (at === undefined || nestedStackResource === undefined) return;
    const stack = Stack.of(at);
    for (const c of stack.node.findAll()) if (c instanceof CfnParameter && Stack.of(c) === stack && stack.resolve(c.logicalId) === id) passed(c);
  };
  const passed = (parameter: CfnParameter): void => {
    if (constructs.has(parameter)) return;
    constructs.add(parameter);
    const given = givenTo(parameter);
    if (given !== undefined) look(given, Stack.of(parameter).nestedStackResource as IConstruct);
  };
  /** Ids stand for something in the stack of `at` alone. */
  const look = (said: unknown, at: IConstruct | undefined): void => {
    if (said instanceof ReferenceTo) {
      if (said.target instanceof CfnParameter && near !== undefined) passed(said.target);
      else constructs.add(said.target);
    } else if (Array.isArray(said)) for (const one of said) look(one, at);
    else if (isObject(said)) {
      for (const [key, inner] of Object.entries(said)) {
        if (key === 'Ref' && typeof inner === 'string') name(inner, at);
        else if (key === 'Fn::GetAtt') name(String(Array.isArray(inner) ? inner[0] : inner).split('.')[0], at);
        else {
          const text: unknown = key !== 'Fn::Sub' ? undefined : Array.isArray(inner) ? inner[0] : inner;
          if (typeof text === 'string') for (const [, id] of text.matchAll(/\$\{([A-Za-z0-9]+)(?:\.[A-Za-z0-9.]+)?\}/g)) name(id, at);
          if (key === 'Fn::ImportValue' && near !== undefined) for (const output of exportsNamed(inner, near)) look(resolveValue(output, output.value), output);
          look(inner, at);
        }
      }
    }
  };
  look(value, near);
  return { constructs: [...constructs], ids: [...ids] };
}

/** Outputs of the same app, or stage, under that name. CDK imports by references, which are kept: so this is for what was written by hand. */
function exportsNamed(name: unknown, near: IConstruct): CfnOutput[] {
  const wanted = JSON.stringify(name);
  const all = (Stage.of(near) ?? near.node.root).node.findAll();
  return all.filter((c): c is CfnOutput => c instanceof CfnOutput && c.exportName !== undefined && JSON.stringify(resolveValue(c, c.exportName)) === wanted);
}

/** Whether a value of a resource names another one: by reference, by its logical id in the same stack, by a version or alias of a function. */
export function names(near: CfnResource, value: unknown, target: CfnResource): boolean {
  const { constructs, ids } = mentionsOf(value, near);
  if (constructs.some((c) => c === target || c.node.defaultChild === target)) return true;
  return ids.length > 0 && Stack.of(target) === Stack.of(near) && ids.includes(String(Stack.of(target).resolve(target.logicalId)));
}
