/** Tables of options against the interfaces they describe: a property that nobody put into its table would be refused as unknown. */
import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import * as ts from 'typescript';
import type { Shape } from '../../../lib/layers/declaration/options';
import { PERSONA_OPTIONS } from '../../../lib/layers/declaration/options';
import { OPTIONS as DOOR } from '../../../lib/layers/front-door/options';
import { OPTIONS as IDENTITY } from '../../../lib/layers/identity/options';
import { BASELINE_OPTIONS } from '../../../lib/layers/baseline/options';
import { WATCH_OPTIONS } from '../../../lib/layers/detection/options';
import { MANAGED_OPTIONS } from '../../../lib/layers/web-firewall/managed/options';
import { FIREWALL_OPTIONS } from '../../../lib/layers/web-firewall/options';
import { RULE_OPTIONS } from '../../../lib/layers/web-firewall/rule-options';
import { STATEMENT_OPTIONS } from '../../../lib/layers/web-firewall/statement/options';
import { OPTIONS as APIS } from '../../../lib/mixins/apis/options';
import { OPTIONS as FIREWALL_MIXINS } from '../../../lib/mixins/firewall/options';

const LIB = path.join(__dirname, '..', '..', '..', 'lib');
/** Read by their own readers; between files of a room. */
const NOT_HERE = ['TruststoreS3Options', 'WebAclProps'];

interface Declared {
  readonly bases: readonly string[];
  readonly fields: ReadonlyMap<string, string>;
  readonly required: ReadonlySet<string>;
}

function declaredIn(folder: string): Map<string, Declared> {
  const found = new Map<string, Declared>();
  for (const file of readdirSync(path.join(LIB, folder), { recursive: true }).map(String).filter((f) => /(?<!\.d)\.ts$/.test(f))) {
    const source = ts.createSourceFile(file, readFileSync(path.join(LIB, folder, file), 'utf8'), ts.ScriptTarget.Latest, true);
    source.forEachChild((node) => {
      const isExported = ts.isInterfaceDeclaration(node) && (node.modifiers ?? []).some((m) => m.kind === ts.SyntaxKind.ExportKeyword);
      if (!isExported || !/(Props|Options)$/.test(node.name.text) || /@internal/.test(node.getFullText())) return;
      const bases = (node.heritageClauses ?? []).flatMap((h) => h.types.map((t) => t.expression.getText()));
      found.set(node.name.text, { bases, fields: new Map(node.members.filter(ts.isPropertySignature).map((m) => [m.name.getText(), m.type?.getText() ?? ''])), required: new Set(node.members.filter(ts.isPropertySignature).filter((m) => m.questionToken === undefined).map((m) => m.name.getText())) });
    });
  }
  return found;
}

function fieldsOf(name: string, all: ReadonlyMap<string, Declared>): Map<string, string> {
  const { bases, fields } = all.get(name)!;
  return new Map([...bases.flatMap((b) => [...fieldsOf(b, all)]), ...fields]);
}

function requiredOf(name: string, all: ReadonlyMap<string, Declared>): string[] {
  const { bases, required } = all.get(name)!;
  return [...new Set([...bases.flatMap((b) => requiredOf(b, all)), ...required])].sort();
}

/** `v2.IVpcLinkRef` and `{ [id: string]: X }` are named otherwise in places; parts of modules and names of keys say nothing. */
const plain = (type: string): string => type.replace(/\b\w+\./g, '').replace(/\[\w+: string\]/g, '[]').replace(/\s/g, '');

const ROOMS: readonly (readonly [folder: string, tables: Readonly<Record<string, Shape>>])[] = [['layers/front-door', DOOR], ['layers/identity', IDENTITY], ['mixins/apis', APIS], ...strictRooms()];

/** Of these what the interface requires is needed, too, and no option is left to its reader. */
function strictRooms(): readonly (readonly [folder: string, tables: Readonly<Record<string, Shape>>])[] {
  return [
    ['layers/web-firewall', { ...FIREWALL_OPTIONS, ...RULE_OPTIONS, ...MANAGED_OPTIONS, ...STATEMENT_OPTIONS }], ['layers/detection', WATCH_OPTIONS], ['layers/baseline', BASELINE_OPTIONS], ['mixins/firewall', FIREWALL_MIXINS],
  ];
}

describe.each(ROOMS)('%s', (folder, tables) => {
  const declared = declaredIn(folder);

  test('every struct has a table, and every table a struct', () => {
    expect(Object.keys(tables).sort()).toEqual([...declared.keys()].filter((name) => !NOT_HERE.includes(name)).sort());
    expect(declared.size).toBeGreaterThan(0);
  });

  test.each(Object.entries(tables))('%s: names and types', (name, table) => {
    const fields = fieldsOf(name, declared);
    expect(Object.keys(table).sort()).toEqual([...fields.keys()].sort());
    // A kind without a type is judged by whoever reads it.
    const types = Object.entries(table).filter(([, kind]) => kind.type !== '').map(([field, kind]) => [field, plain(kind.type)]);
    expect(types).toEqual(Object.entries(table).filter(([, kind]) => kind.type !== '').map(([field]) => [field, plain(fields.get(field)!)]));
  });
});

test('PersonaProps', () => {
  const declared = declaredIn('layers/declaration');
  expect(Object.keys(PERSONA_OPTIONS).sort()).toEqual([...fieldsOf('PersonaProps', declared).keys()].sort());
});

describe.each(strictRooms())('%s', (folder, tables) => {
  const declared = declaredIn(folder);

  test.each(Object.entries(tables))('%s: what is required is needed, and every option has a kind', (name, table) => {
    expect(Object.keys(table).filter((field) => table[field].isNeeded === true).sort()).toEqual(requiredOf(name, declared));
    expect(Object.keys(table).filter((field) => table[field].type === '')).toEqual([]);
  });
});
