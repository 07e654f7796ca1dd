/**
 * Segments, enclaves, personas, stores and doors are named in the same breath, so that one name means one thing.
 */
import { type Findings } from './finding';

/** Sections in the order of an intent file: the first one keeps the name. */
const SECTIONS = ['segments', 'enclaves', 'personas', 'stores', 'doors'];

export function checkNames(input: Readonly<Record<string, unknown>>, findings: Findings): void {
  const seen = new Map<string, { readonly section: string; readonly pointer: string }>();
  for (const section of SECTIONS) {
    const items = input[section];
    if (!Array.isArray(items)) continue;
    items.forEach((item: unknown, i) => {
      const id = idOf(item);
      if (id === undefined) return;
      const pointer = `/${section}/${i}/id`;
      const first = seen.get(id);
      if (first !== undefined) findings.error('NameTaken', pointer, `\`${id}\` is declared twice, first in \`${first.section}\`${findings.at(first.pointer)}; choose another id`);
      else seen.set(id, { section, pointer });
    });
  }
}

/** Ids of a section, usable or not: whoever names one of these is not told that it is unknown. */
export function idsOf(items: unknown): string[] {
  return Array.isArray(items) ? items.map(idOf).filter((id): id is string => id !== undefined) : [];
}

function idOf(item: unknown): string | undefined {
  const id = (item as { id?: unknown } | null | undefined)?.id;
  return typeof id === 'string' && id.trim() !== '' ? id.trim() : undefined;
}
