/**
 * An inventory of devices, as its owner keeps it: ``readInventory(text, 'csv', options)`` -> devices to enrol, and every mistake by its line.
 *
 *   thumbprint,ceiling,id,subject
 *   bwcK0esc3ACC3DB2Y5_lESsXE8o9ltc05O89jdN-dg2,MANAGED,mdm-4711,ann
 *   6F:07:0A:...:76,KNOWN,,                                            // SHA-256 fingerprint, as OpenSSL and most managers print it
 *
 * JSON is a list of the same: `[{ "thumbprint": "...", "ceiling": "MANAGED", "id": "mdm-4711", "subjects": ["ann"] }]`; its mistakes name the entry. Several subjects of a line are
 * separated by blanks. Pure: nothing is written; `commandsOf` makes what commands.ts does. All or nothing is for the caller: a list with mistakes has its good devices too.
 * Not modelled: certificates in the list (enrol those over the endpoint, so that revocation lists find them).
 */
import { TIERS, type Tier } from '../../../contract/access/facts';
import { own, record, text } from '../../authorizer/event/plain';
import { enrolledName } from '../../authorizer/stores/keys';
import type { Command } from '../commands';
import { type CsvProblem, readCsv } from './csv';

export interface InventoryDevice {
  /** Of a CSV; of JSON the place in the list, from 1. */
  readonly line: number;
  readonly thumbprint: string;
  readonly ceiling: Tier;
  readonly id?: string;
  readonly subjects?: readonly string[];
}

export interface Inventory {
  readonly devices: readonly InventoryDevice[];
  readonly problems: readonly CsvProblem[];
}

const COLUMNS = ['thumbprint', 'ceiling', 'id', 'subject'];
const MOST_DEVICES = 100_000;
const MOST_SUBJECTS = 50;
const LONGEST = 50_000_000;

export function readInventory(given: string, format: 'csv' | 'json'): Inventory {
  if (given.length > LONGEST) return { devices: [], problems: [{ line: 1, message: `the inventory is longer than ${LONGEST} characters; import it in parts` }] };
  return checked(format === 'csv' ? ofCsv(given) : ofJson(given));
}

/** `issuer`: whose subjects the inventory names. `at`: when it was drawn up, seconds. */
export function commandsOf(devices: readonly InventoryDevice[], { provider, issuer, at }: { readonly provider: string; readonly issuer: string; readonly at: number }): readonly Command[] {
  return devices.map(({ thumbprint, ceiling, id, subjects }) => ({
    kind: 'enrol', provider, thumbprint, ...(id === undefined ? {} : { deviceId: id }),
    enrolment: { provider, at, ceiling, ...(subjects === undefined ? {} : { subjects: subjects.map((subject) => enrolledName(issuer, subject)).sort() }) },
  }));
}

type Raw = { readonly line: number; readonly thumbprint: unknown; readonly ceiling: unknown; readonly id: unknown; readonly subjects: unknown };
type RawList = { readonly raw: readonly Raw[]; readonly problems: readonly CsvProblem[] };

function ofCsv(given: string): RawList {
  const { rows: [head, ...rows], problems } = readCsv(given);
  const names = head?.fields.map((name) => name.trim().toLowerCase()) ?? [];
  const wrong = [
    ...names.filter((name) => !COLUMNS.includes(name)).map((name) => `column \`${name.slice(0, 60)}\` is unknown; known columns: ${COLUMNS.map((one) => `\`${one}\``).join(', ')}`),
    ...['thumbprint', 'ceiling'].filter((name) => !names.includes(name)).map((name) => `column \`${name}\` is missing`),
    ...names.filter((name, i) => names.indexOf(name) !== i).map((name) => `column \`${name}\` is there twice`),
  ];
  if (wrong.length > 0) return { raw: [], problems: [...problems, ...wrong.map((message) => ({ line: head?.line ?? 1, message }))] };
  const uneven = rows.filter(({ fields }) => fields.length !== names.length).map(({ line, fields }) => ({ line, message: `${fields.length} fields, expected ${names.length} as in the first line` }));
  const raw = rows.filter(({ fields }) => fields.length === names.length).map(({ line, fields }) => {
    const field = (name: string): string | undefined => fields[names.indexOf(name)]?.trim() || undefined;
    return { line, thumbprint: field('thumbprint'), ceiling: field('ceiling'), id: field('id'), subjects: field('subject')?.split(/\s+/) };
  });
  return { raw, problems: [...problems, ...uneven] };
}

function ofJson(given: string): RawList {
  let list: unknown;
  try {
    list = JSON.parse(given);
  } catch (error) {
    return { raw: [], problems: [{ line: 1, message: `the inventory is no JSON: ${(error as Error).message.slice(0, 200)}` }] };
  }
  if (!Array.isArray(list)) return { raw: [], problems: [{ line: 1, message: 'the inventory is no list' }] };
  const known = ['thumbprint', 'ceiling', 'id', 'subjects'];
  const unknown = list.flatMap((one: unknown, i) => Object.keys(record(one) ?? {}).filter((name) => !known.includes(name)).map((name) => ({ line: i + 1, message: `field \`${name.slice(0, 60)}\` is unknown; known fields: ${known.map((k) => `\`${k}\``).join(', ')}` })));
  return { problems: unknown, raw: list.map((one: unknown, i) => {
    const of = record(one);
    return { line: i + 1, thumbprint: own(of, 'thumbprint'), ceiling: own(of, 'ceiling'), id: own(of, 'id'), subjects: own(of, 'subjects') };
  }) };
}

function checked({ raw, problems: before }: RawList): Inventory {
  const [devices, problems] = [[] as InventoryDevice[], [...before]];
  if (raw.length > MOST_DEVICES) return { devices, problems: [...problems, { line: 1, message: `${raw.length} devices, expected at most ${MOST_DEVICES}; import them in parts` }] };
  const lines = new Map<string, number>();
  for (const { line, thumbprint: said, ceiling, id, subjects } of raw) {
    const thumbprint = thumbprintOf(said);
    const wrong = [
      ...(thumbprint === undefined ? [`thumbprint \`${shown(said)}\` is none, expected the SHA-256 of the certificate: 43 characters of base64url, or 64 hex digits`] : []),
      ...((TIERS as readonly unknown[]).includes(ceiling) ? [] : [`ceiling \`${shown(ceiling)}\` is no tier, expected one of ${TIERS.map((one) => `\`${one}\``).join(', ')}`]),
      ...(id === undefined || text(id, 256) !== undefined ? [] : [`id \`${shown(id)}\` is no text of at most 256 characters`]),
      ...(subjects === undefined || isSubjects(subjects) ? [] : [`subjects are no list of 1 to ${MOST_SUBJECTS} texts; leave them out where the device is anybody's`]),
      ...(thumbprint !== undefined && lines.has(thumbprint) ? [`the device is in line ${lines.get(thumbprint)} already`] : []),
    ];
    if (thumbprint !== undefined && !lines.has(thumbprint)) lines.set(thumbprint, line);
    problems.push(...wrong.map((message) => ({ line, message })));
    if (wrong.length === 0) devices.push({ line, thumbprint: thumbprint as string, ceiling: ceiling as Tier, ...(id === undefined ? {} : { id: id as string }), ...(subjects === undefined ? {} : { subjects: subjects as string[] }) });
  }
  return { devices, problems: problems.sort((a, b) => a.line - b.line) };
}

function isSubjects(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 && value.length <= MOST_SUBJECTS && value.every((one) => text(one, 512) !== undefined);
}

function thumbprintOf(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const hex = value.replace(/^sha256[: ]?(?:fingerprint=)?/i, '').replace(/[: ]/g, '');
  if (/^[0-9A-Fa-f]{64}$/.test(hex)) return Buffer.from(hex, 'hex').toString('base64url');
  // Of 43 characters the last has two bits that are no part of the hash.
  return /^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/.test(value) ? value : undefined;
}

function shown(value: unknown): string {
  return String(typeof value === 'object' ? JSON.stringify(value) : value ?? '').slice(0, 60);
}
