/**
 * Templates in JSON, at the price of `JSON.parse`: places are found only when the text is refused.
 *
 * A key that stands twice makes a template that two readers read differently (yaml-text.ts: refused, or unknown). Telling costs
 * less than the parsing: strings before a colon are counted in the text and fields in the value. Above CloudFormation's limit of 1 MB, where
 * nothing can be deployed as it stands, it is not looked for.
 */
import { DocumentError, parseDocument } from '../../../document';
import { InputError } from '../../input-error';
import type { TemplateText } from './source-text';
import { parseYamlText } from './yaml-text';

const DEPLOYABLE = 1_000_000;

export function parseJsonText(source: TemplateText): unknown {
  let value: unknown;
  try {
    value = JSON.parse(source.text);
  } catch (error) {
    const { sentence, place } = jsonProblem(source.text, error as Error);
    throw new InputError('NotJson', `file \`${source.name}\`${place === undefined ? '' : ` (${place})`}: ${sentence}`);
  }
  // JSON is YAML, and that reader sees every key.
  return source.text.length <= DEPLOYABLE && keysInText(source.text) !== keysIn(value) ? parseYamlText(source) : value;
}

/** Strings that a colon follows. The text is JSON. */
function keysInText(text: string): number {
  let count = 0;
  for (let open = text.indexOf('"'); open >= 0;) {
    let close = text.indexOf('"', open + 1);
    while (isEscaped(text, close)) close = text.indexOf('"', close + 1);
    let after = close + 1;
    while (text.charCodeAt(after) <= 32) after += 1; // space, tab, line breaks
    if (text.charCodeAt(after) === 58) count += 1;
    open = text.indexOf('"', after);
  }
  return count;
}

function isEscaped(text: string, at: number): boolean {
  let backslashes = 0;
  while (text.charCodeAt(at - 1 - backslashes) === 92) backslashes += 1;
  return backslashes % 2 === 1;
}

/** Without recursion: JSON.parse reads any depth. */
function keysIn(value: unknown): number {
  let count = 0;
  const open: unknown[] = [value];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (typeof next !== 'object' || next === null) continue;
    if (Array.isArray(next)) {
      for (const item of next) if (typeof item === 'object' && item !== null) open.push(item);
      continue;
    }
    for (const key of Object.keys(next)) {
      count += 1;
      const inner = (next as Record<string, unknown>)[key];
      if (typeof inner === 'object' && inner !== null) open.push(inner);
    }
  }
  return count;
}

/** Why a text is not JSON, with the place as `3:1` where that can be said. */
export function jsonProblem(text: string, error: Error): { readonly sentence: string; readonly place?: string } {
  try {
    parseDocument(text, 'template.json');
  } catch (strict) {
    if (strict instanceof DocumentError) {
      const [{ message, where }] = strict.problems;
      const place = /:(\d+:\d+)$/.exec(where)?.[1];
      // What an intent may not and JSON may: the parser's own words say where it stopped.
      if (!/no intent is|editors do not show|stands twice/.test(message)) return { sentence: message, ...(place === undefined ? {} : { place }) };
    }
  }
  const position = /position (\d+)/.exec(error.message)?.[1];
  if (position === undefined) return { sentence: 'not JSON' };
  const before = text.slice(0, Number(position)).split('\n');
  return { sentence: 'not JSON', place: `${before.length}:${before[before.length - 1].length + 1}` };
}
