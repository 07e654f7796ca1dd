// Rewrites the compiled lib/index.js so that each exported name loads its own module when it is first asked for, as aws-cdk-lib does
// with its services: an app that imports one construct does not load the mixins, the front door and every kind of store. What it does
// load is in a few files (pack-library.mjs).
//   node scripts/lazy-index.mjs [FOLDER]     after compiling: writes FOLDER/lib/index.js and FOLDER/lib/rooms (FOLDER: here)
// Which names there are is read from the sources beside it. Declarations stay as they are.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { packLibrary } from './pack-library.mjs';

const LIB = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', 'lib');

/** Exported values of a module with the module that declares each: `[['ZeroTrust', './zero-trust'], ...]`. */
export function exportsOf(file = path.join(LIB, 'index.ts')) {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.ES2022, true);
  return source.statements.flatMap((statement) => {
    if (ts.isExportDeclaration(statement)) {
      if (statement.isTypeOnly) return [];
      const from = resolve(file, statement.moduleSpecifier.text);
      if (statement.exportClause === undefined) return exportsOf(from);
      const wanted = statement.exportClause.elements.filter((e) => !e.isTypeOnly);
      const known = new Map(exportsOf(from));
      return wanted.filter((e) => known.has((e.propertyName ?? e.name).text)).map((e) => [e.name.text, known.get((e.propertyName ?? e.name).text)]);
    }
    const isExported = ts.canHaveModifiers(statement) && ts.getModifiers(statement)?.some((m) => m.kind === ts.SyntaxKind.ExportKeyword);
    if (!isExported) return [];
    const names = ts.isVariableStatement(statement) ? statement.declarationList.declarations.map((d) => d.name.text)
      : ts.isClassDeclaration(statement) || ts.isFunctionDeclaration(statement) || ts.isEnumDeclaration(statement) ? [statement.name.text] : [];
    return names.map((name) => [name, file]);
  });
}

function resolve(file, specifier) {
  const base = path.join(path.dirname(file), specifier);
  return existsSync(`${base}.ts`) ? `${base}.ts` : path.join(base, 'index.ts');
}

/** Writes the new index of a compiled library, and the rooms behind it. */
export async function writeLazyIndex(folder = '.') {
  const lib = path.join(folder, 'lib');
  if (!existsSync(path.join(lib, 'index.js'))) throw new Error(`${path.join(lib, 'index.js')} is not there: compile first`);
  const names = [...new Map(exportsOf())].sort(([a], [b]) => (a < b ? -1 : 1));
  const files = names.map(([name, file]) => [name, path.relative(LIB, file).split(path.sep).join('/').replace(/\.ts$/, '')]);
  const load = await packLibrary(lib, files.map(([, id]) => id));
  writeFileSync(path.join(lib, 'index.js'), indexOf(files, load));
}

function indexOf(files, load) {
  return [
    '"use strict";',
    'Object.defineProperty(exports, "__esModule", { value: true });',
    // What Node's reader of names in CommonJS sees, for `import { ZeroTrust } from 'cdk-zero-trust'`.
    ...files.map(([name]) => `exports.${name} = void 0;`),
    load,
    'const lazy = (name, load) => Object.defineProperty(exports, name, {',
    '  enumerable: true, configurable: true,',
    '  get: () => { const value = load()[name]; Object.defineProperty(exports, name, { enumerable: true, configurable: true, value }); return value; },',
    '});',
    ...files.map(([name, file]) => `lazy("${name}", () => load("${file}"));`),
    '',
  ].join('\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await writeLazyIndex(process.argv[2]);
