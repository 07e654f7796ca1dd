/**
 * The names of what is not known, as a verdict prints them and `--assume` takes them: `Ref ClientCidr`, `ImportValue net-vpc`.
 */
import { childPointer } from '../../../document/tree';
import { isRaw } from '../read/body';
import { Sym, Text } from '../value';
import { branchesOf, scalarText, type Flat } from './combine';
import type { Scope } from './scope';

const DEEPEST = 200;

/** In the name of a token, as the user wrote it where that is known. */
export function shown(value: Flat): string {
  if (value instanceof Sym) return value.unknown.token;
  if (value instanceof Text) return value.parts.map((p) => (typeof p === 'string' ? p : `\${${p.unknown.token.replace(/^Ref /, '')}}`)).join('');
  return scalarText(value) ?? '?';
}

/** Of every expression that stands in the template. */
export function tokensOf(scope: Scope): Set<string> {
  const found = new Set<string>();
  const reference = (name: string): void => {
    const dot = name.startsWith('AWS::') ? -1 : name.indexOf('.');
    found.add(dot > 0 ? `GetAtt ${name}` : `Ref ${name}`);
  };
  const put = (kind: string, parts: readonly unknown[], pointer: string): void => {
    let texts = [''];
    for (const part of parts) texts = branchesOf(scope.evaluate(part, pointer)).flatMap(({ value }) => texts.map((text) => `${text}${text === '' ? '' : '.'}${shown(value)}`)).slice(0, 64);
    for (const text of texts) found.add(`${kind} ${text}`);
  };
  const visit = (value: unknown, pointer: string, depth: number): void => {
    if (typeof value === 'string') for (const [, text] of value.matchAll(/\{\{(resolve:[^}]*)\}\}/g)) found.add(text);
    if (typeof value !== 'object' || value === null || depth > DEEPEST) return;
    for (const [key, argument] of Object.entries(value) as [string, unknown][]) {
      const at = childPointer(pointer, key);
      if (key === 'Ref' && typeof argument === 'string') reference(argument);
      if (key === 'Fn::GetAZs') found.add('GetAZs');
      if (key === 'Fn::GetAtt') found.add(`GetAtt ${Array.isArray(argument) ? argument.map(String).join('.') : String(argument)}`);
      if (key === 'Fn::Sub') for (const [, name] of String(Array.isArray(argument) ? argument[0] : argument).matchAll(/\$\{([^!}][^}]*)\}/g)) reference(name.trim());
      if (key === 'Fn::ImportValue') put('ImportValue', [argument], at);
      if (key === 'Fn::FindInMap' && Array.isArray(argument)) put('FindInMap', argument.slice(0, 3), at);
      if (key === 'Fn::GetStackOutput' && isRaw(argument)) put('GetStackOutput', [argument.StackName, argument.OutputName], at);
      visit(argument, at, depth + 1);
    }
  };
  visit(scope.body.Resources, '/Resources', 0);
  visit(scope.body.Outputs, '/Outputs', 0);
  return found;
}
