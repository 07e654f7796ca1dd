/**
 * The latest moment that CDK offers before a template is written:
 *
 *   atSynthesis(construct, () => ...)          // after every aspect and every validation of the app; before the construct's stack is written
 *   lookTwice(construct, at, () => findings)   // with the validations, and, where these found nothing, then once more
 *
 * CDK validates construct by construct, and a validation is code like any other: one that comes later may change what was looked at
 * before. Not seen: what the synthesis of a construct that comes later in the same stack changes, and what is done to files.
 */
import { attachCustomSynthesis } from 'aws-cdk-lib';
import type { Construct, IConstruct } from 'constructs';

const ACTIONS = Symbol.for('cdk-zero-trust.last-look');
/** Of CDK (core/lib/private/synthesis.ts): a construct has one, and a second one would throw. */
const CUSTOM = Symbol.for('@aws-cdk/core:customSynthesis');

/** `construct` is no stack: these have a synthesis of their own. */
export function atSynthesis(construct: IConstruct, action: () => void): void {
  const holder = construct as unknown as Record<symbol, (() => void)[] | undefined>;
  const known = holder[ACTIONS];
  if (known !== undefined) known.push(action);
  else if (holder[CUSTOM] === undefined) {
    const actions = [action];
    Object.defineProperty(construct, ACTIONS, { value: actions });
    attachCustomSynthesis(construct as Construct, { onSynthesize: () => actions.forEach((run) => run()) });
  }
}

/** `again` may look at less than `validate`; without it both are the same. Whoever skips validation skips both. */
export function lookTwice(construct: IConstruct, at: IConstruct, validate: () => string[], again: () => readonly string[] = validate): void {
  let isClean = false;
  construct.node.addValidation({ validate: () => {
    const errors = validate();
    isClean = errors.length === 0;
    return errors;
  } });
  atSynthesis(at, () => refuse(construct, isClean ? again() : []));
}

/** In the words of CDK's own. */
export function refuse(construct: IConstruct, errors: readonly string[]): void {
  if (errors.length > 0) throw new Error(`Validation failed with the following errors:\n${errors.map((e) => `  [${construct.node.path}] ${e}`).join('\n')}`);
}
