/**
 * Words of policies that Cedar takes for mere texts, and that stand for something declared: ``context.time.windows.contains("ofice")``, ``context.location.sets.contains("hq")``.
 * A word that stands for nothing never holds: a forbid that asks for it forbids nothing.
 */
import type { PolicyTable, TablePolicy } from '../../contract/access/policy-table';
import { isRecord } from '../../contract/token-claims';
import { didYouMean, type Findings } from '../../intent';

interface Words {
  readonly code: 'AddressSetUnknown' | 'WindowUnknown';
  readonly kind: string;
  readonly known: readonly string[];
}

export function checkWords({ policies }: PolicyTable, { windows, addressSets }: { readonly windows: object; readonly addressSets: object }, findings: Findings): void {
  const words: Readonly<Record<string, Words>> = {
    'context.time.windows': { code: 'WindowUnknown', kind: 'windows', known: Object.keys(windows) },
    'context.location.sets': { code: 'AddressSetUnknown', kind: 'address sets', known: Object.keys(addressSets) },
  };
  for (const policy of policies) {
    for (const [of, word] of new Map(wordsOf(policy).map((pair) => [pair.join(' '), pair])).values()) {
      const { code, kind, known } = words[of] ?? {};
      if (code === undefined || known.includes(word)) continue;
      findings.error(code, '/policies', `policy \`${policy.id}\` asks whether \`${of}\` holds \`${word}\`, which is never so${didYouMean(word, known, kind)}`);
    }
  }
}

/** What is compared with a literal: the path that is asked, and the word. */
function wordsOf({ conditions }: TablePolicy): (readonly [string, string])[] {
  const found: (readonly [string, string])[] = [];
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) return node.forEach(visit);
    if (!isRecord(node)) return;
    for (const [operator, inner] of Object.entries(node)) {
      if (isRecord(inner) && ['contains', 'containsAll', 'containsAny'].includes(operator)) {
        const of = pathOf(inner.left);
        if (of !== undefined) for (const word of textsOf(inner.right)) found.push([of, word]);
      }
      visit(inner);
    }
  };
  conditions.forEach((condition) => visit(condition.body));
  return found;
}

/** `context.time.windows`. */
function pathOf(node: unknown): string | undefined {
  if (!isRecord(node)) return undefined;
  if (typeof node.Var === 'string') return node.Var;
  const inner = node['.'];
  if (!isRecord(inner) || typeof inner.attr !== 'string') return undefined;
  const of = pathOf(inner.left);
  return of === undefined ? undefined : `${of}.${inner.attr}`;
}

function textsOf(node: unknown): string[] {
  if (!isRecord(node)) return [];
  if (typeof node.Value === 'string') return [node.Value];
  return Array.isArray(node.Set) ? node.Set.flatMap(textsOf) : [];
}
