/**
 * CloudWatch Logs' filter patterns, for tests: ``readPattern('{ $.status = "403" }').matches(line)``.
 *
 * Written after the Amazon CloudWatch Logs user guide, "Filter pattern syntax for metric filters, subscription filters, filter log events,
 * and Live Tail" (stored copy without a date). No npm package does it: searched in the registry's list and in public code; there are a Rust crate
 * (fakecloud-logs) and unpublished parsers. Not modelled: quotas, multi-byte characters, what the service accepts beyond its page.
 */
import { type JsonReading, readJsonPattern, select } from './json';
import { readSpacePattern } from './space';
import { readTerms } from './terms';

export { PatternError } from './read';

export interface FilterPattern {
  matches(message: string): boolean;
  /** Value at `$.field` or `$field` of a line that matches. */
  valueOf(message: string, selector: string): string | number | boolean | undefined;
}

export function readPattern(pattern: string, reading: JsonReading = {}): FilterPattern {
  const text = pattern.trim();
  if (text.startsWith('{')) {
    const matches = readJsonPattern(text, reading);
    return { matches, valueOf: (message, selector) => (matches(message) ? select(message, selector) : undefined) };
  }
  if (text.startsWith('[')) {
    const read = readSpacePattern(text);
    return { matches: (message) => read(message) !== undefined, valueOf: (message, selector) => read(message)?.[selector.replace(/^\$/, '')] };
  }
  const matches = readTerms(text);
  return { matches, valueOf: () => undefined };
}
