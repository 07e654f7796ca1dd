/**
 * What a statement costs and how deep it is, read from its CloudFormation and from AWS's developer guide alone: shares no line with the library.
 *
 *   documentedCapacity({ NotStatement: { Statement: { GeoMatchStatement: { ... } } } })   // 1
 *
 * Numbers are written out once more, from the pages that capacity.test.ts quotes.
 */
type Json = Readonly<Record<string, any>>;

export function documentedCapacity(statement: Json): number {
  const [name, value] = only(statement);
  switch (name) {
    case 'AndStatement':
    case 'OrStatement':
      return (value.Statements as Json[]).map(documentedCapacity).reduce((a, b) => a + b, 0);
    case 'NotStatement': return documentedCapacity(value.Statement as Json);
    case 'GeoMatchStatement':
    case 'AsnMatchStatement':
    case 'LabelMatchStatement': return 1;
    case 'IPSetReferenceStatement': return value.IPSetForwardedIPConfig?.Position === 'ANY' ? 5 : 1;
    case 'ByteMatchStatement': return inspecting(value, String(value.PositionalConstraint).startsWith('CONTAINS') ? 10 : 2);
    case 'RegexMatchStatement': return inspecting(value, 3);
    case 'RegexPatternSetReferenceStatement': return inspecting(value, 25);
    case 'SizeConstraintStatement': return inspecting(value, 1);
    case 'SqliMatchStatement': return inspecting(value, value.SensitivityLevel === 'HIGH' ? 30 : 20);
    case 'XssMatchStatement': return inspecting(value, 40);
    default: throw new Error(`no figure for ${name}`);
  }
}

export function depthOf(statement: Json): number {
  const [name, value] = only(statement);
  if (name === 'NotStatement') return 1 + depthOf(value.Statement as Json);
  return name === 'AndStatement' || name === 'OrStatement' ? 1 + Math.max(...(value.Statements as Json[]).map(depthOf)) : 1;
}

/** By pointer: what is answered where WAF cannot look, and whether the statement stands under an odd number of negations. */
export function unsureWords(statement: Json, isNegated = false, pointer = ''): readonly { readonly pointer: string; readonly word: string; readonly isNegated: boolean }[] {
  const [name, value] = only(statement);
  const here = `${pointer}/${name}`;
  if (name === 'NotStatement') return unsureWords(value.Statement as Json, !isNegated, here);
  if (name === 'AndStatement' || name === 'OrStatement') return (value.Statements as Json[]).flatMap((s, i) => unsureWords(s, isNegated, `${here}/${i}`));
  const found: { pointer: string; word: string; isNegated: boolean }[] = [];
  const visit = (node: unknown, at: string): void => {
    if (typeof node !== 'object' || node === null) return;
    for (const [key, inner] of Object.entries(node)) {
      if (['OversizeHandling', 'FallbackBehavior', 'InvalidFallbackBehavior'].includes(key)) found.push({ pointer: `${at}/${key}`, word: String(inner), isNegated });
      else visit(inner, `${at}/${key}`);
    }
  };
  visit(value, here);
  return found;
}

function inspecting(value: Json, base: number): number {
  const [part] = only(value.FieldToMatch as Json);
  const transformed = (value.TextTransformations as Json[]).filter((t) => t.Type !== 'NONE').length;
  return (part === 'JsonBody' ? 2 * base : base) + (part === 'AllQueryArguments' ? 10 : 0) + 10 * transformed;
}

function only(object: Json): [string, Json] {
  const entries = Object.entries(object) as [string, Json][];
  if (entries.length !== 1) throw new Error(`expected one key, got ${entries.map(([key]) => key).join(', ')}`);
  return entries[0];
}
