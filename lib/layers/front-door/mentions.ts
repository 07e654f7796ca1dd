/**
 * Which resources a value names, whatever function of CloudFormation stands around them: ``mentionsOf(value)``.
 *
 * `Fn::Sub`, `Fn::Select`, `Fn::Join` and `Fn::If` hide a reference from whoever looks for `Ref` alone. Not modelled: imports and
 * parameters, whose values another template says.
 */
import type { IConstruct } from 'constructs';
import { isObject, ReferenceTo } from '../network/members/read';

export interface Mentions {
  readonly constructs: readonly IConstruct[];
  /** Logical ids of the stack in which the value stands, as written by hand. */
  readonly ids: readonly string[];
}

export function mentionsOf(value: unknown): Mentions {
  const [constructs, ids] = [new Set<IConstruct>(), new Set<string>()];
  const look = (at: unknown): void => {
    if (at instanceof ReferenceTo) constructs.add(at.target);
    else if (Array.isArray(at)) at.forEach(look);
    else if (isObject(at)) {
      for (const [key, inner] of Object.entries(at)) {
        if (key === 'Ref' && typeof inner === 'string') ids.add(inner);
        else if (key === 'Fn::GetAtt') ids.add(String(Array.isArray(inner) ? inner[0] : inner).split('.')[0]);
        else {
          const text: unknown = key !== 'Fn::Sub' ? undefined : Array.isArray(inner) ? inner[0] : inner;
          if (typeof text === 'string') for (const [, name] of text.matchAll(/\$\{([A-Za-z0-9]+)(?:\.[A-Za-z0-9.]+)?\}/g)) ids.add(name);
          look(inner);
        }
      }
    }
  };
  look(value);
  return { constructs: [...constructs], ids: [...ids] };
}
