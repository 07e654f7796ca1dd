/**
 * Whom a policy lets pass, action by action:
 *
 *   classesOf(actions, uses)   // [{ actions: ['s3:GetObject', ...], arns: [reader], tags: {} }, { actions: ['s3:PutObject', ...], arns: [] }]
 *
 * A role of the policy's own stack is named by its ARN, and so is one that this app did not make. A role of another stack cannot
 * be: its stack depends on the store's already. It carries a guarded tag instead (guarded-tag.ts), whose value lists what it may
 * do: `/read/`, `/read/write/`, or the hash of a list of actions.
 */
import { patternOfWord } from '../../../contract/guarded-tag';
import { compareText } from '../../../intent';
import type { PrincipalFacts } from '../model';

export { accessWords, tagValue, wordHash as shortHash } from '../../../contract/guarded-tag';

/** Somebody's or some offer's use of a store or key. */
export interface Use {
  readonly actions: readonly string[];
  /** ARN of the role; absent where a tag admits. */
  readonly arn?: string;
  /** Order among ARNs that are tokens. */
  readonly path: string;
  /** Key and word of the tag. */
  readonly tag?: { readonly key: string; readonly word: string };
}

/** Actions that the same may use. */
export interface ActionClass {
  readonly actions: readonly string[];
  readonly arns: readonly string[];
  /** Patterns by tag key. */
  readonly tags: Readonly<Record<string, readonly string[]>>;
}

/** In the order of the actions; every action is in exactly one class. */
export function classesOf(actions: readonly string[], uses: readonly Use[]): ActionClass[] {
  const classes = new Map<string, { actions: string[] } & Omit<ActionClass, 'actions'>>();
  const sorted = [...uses].sort((a, b) => compareText(a.path, b.path));
  for (const action of actions) {
    const admitted = sorted.filter((u) => u.actions.includes(action));
    const arns = [...new Set(admitted.flatMap((u) => (u.arn === undefined ? [] : [u.arn])))];
    const tags: Record<string, string[]> = {};
    for (const { tag } of [...admitted].sort((a, b) => compareText(a.tag?.key ?? '', b.tag?.key ?? '') || compareText(a.tag?.word ?? '', b.tag?.word ?? ''))) {
      if (tag === undefined) continue;
      const patterns = (tags[tag.key] ??= []);
      const pattern = patternOfWord(tag.word);
      if (!patterns.includes(pattern)) patterns.push(pattern);
    }
    const key = JSON.stringify([arns, tags]);
    const known = classes.get(key);
    if (known === undefined) classes.set(key, { actions: [action], arns, tags });
    else known.actions.push(action);
  }
  return [...classes.values()];
}

/** Whether a policy in `stack` names the role by its ARN: a tag of another account's role proves nothing. */
export function isNamedByArn(principal: PrincipalFacts, stack: string | undefined, account: string | undefined): boolean {
  if (principal.account !== undefined && account !== undefined && principal.account !== account) return true;
  return principal.resource === undefined || (stack !== undefined && principal.stack === stack);
}
