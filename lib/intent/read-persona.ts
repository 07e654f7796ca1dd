/**
 * A persona: a kind of subject, for routes. No network rule can name one.
 *
 *   { id: employee, displayName: Employees, groups: [staff] }
 */
import { compareText, type Findings } from './finding';
import type { PersonaData } from './model';
import { labelOf } from './read-segment';
import { ObjectReader } from './reader';
import { readId } from './terms';

export function readPersona(value: unknown, scope: string, pointer: string, findings: Findings): PersonaData | undefined {
  const r = new ObjectReader(value, pointer, labelOf('persona', value), findings);
  if (!r.isObject) return undefined;
  const id = readId(r, 'persona', 'a name', findings);
  const displayName = r.optionalText('displayName');
  const description = r.optionalText('description');
  const groups = r.texts('groups').sort(compareText);
  r.done();
  return id === undefined ? undefined : { scope, id, displayName: displayName ?? id, ...(description === undefined ? {} : { description }), groups };
}
