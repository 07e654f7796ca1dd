/**
 * The codes that the library can tell its users, read from its sources:
 *
 *   codesInLib()   // Map { 'UnknownSegment' => ['lib/intent/endpoint.ts', ...], ... }
 *
 * A code is a text in PascalCase where codes stand: an argument of what reports, refuses or finds a problem, the value of a
 * `code`, or the first word of an error that is thrown. Codes of the algebra reach people with the prefix `Cidr`, from the
 * two files that read addresses. Not read here: what reads and proves templates (docs/proof.md and docs/cli.md show its messages,
 * test/prove/bad-input.test.ts and test/validation run them). Not found: codes that are put together at run time in any other way.
 */
import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import * as ts from 'typescript';

const ROOT = path.join(__dirname, '..', '..');
const REPORTERS = ['error', 'warning', 'report', 'refuse', 'refusal', 'problem', 'warn', 'note', 'finding', 'DocumentError', 'add'];
const CODE = /^[A-Z][A-Za-z0-9]*[a-z][A-Z][A-Za-z0-9]*$/;
const PROVING = ['lib/world/', 'lib/prover/', 'lib/validation/'];
const CIDR_FILES = ['lib/algebra/cidr.ts', 'lib/algebra/address-text.ts'];

export function codesInLib(): Map<string, string[]> {
  const codes = new Map<string, string[]>();
  for (const file of sourcesUnder('lib')) {
    const prefix = CIDR_FILES.includes(file) ? 'Cidr' : '';
    if (file.startsWith('lib/algebra/') && prefix === '') continue;
    if (PROVING.some((room) => file.startsWith(room))) continue;
    for (const code of codesIn(file)) codes.set(prefix + code, [...codes.get(prefix + code) ?? [], file]);
  }
  return new Map([...codes].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function codesIn(file: string): Set<string> {
  const found = new Set<string>();
  const take = (node: ts.Node): void => {
    if (ts.isStringLiteral(node) && CODE.test(node.text)) found.add(node.text);
    if (ts.isConditionalExpression(node)) [node.whenTrue, node.whenFalse].forEach(take);
    if (ts.isArrayLiteralExpression(node)) node.elements.forEach(take);
  };
  const visit = (node: ts.Node): void => {
    if ((ts.isCallExpression(node) || ts.isNewExpression(node)) && REPORTERS.includes(nameOf(node.expression))) node.arguments?.forEach(take);
    if (ts.isCallExpression(node) && nameOf(node.expression) === 'refusal') node.arguments.forEach((a) => ts.forEachChild(a, visitRows));
    if (ts.isPropertyAssignment(node) && node.name.getText() === 'code') take(node.initializer);
    if (ts.isParameter(node) && node.name.getText() === 'code' && node.initializer) take(node.initializer);
    if (ts.isThrowStatement(node)) {
      const first = /^throw new \w+\(`([A-Za-z]+): /.exec(node.getText())?.[1];
      if (first !== undefined && CODE.test(first)) found.add(first);
    }
    ts.forEachChild(node, visit);
  };
  const visitRows = (node: ts.Node): void => {
    take(node);
    ts.forEachChild(node, visitRows);
  };
  visit(ts.createSourceFile(file, readFileSync(path.join(ROOT, file), 'utf8'), ts.ScriptTarget.Latest, true));
  return found;
}

function nameOf(callee: ts.Expression): string {
  return ts.isPropertyAccessExpression(callee) ? callee.name.text : ts.isIdentifier(callee) ? callee.text : '';
}

function sourcesUnder(folder: string): string[] {
  return readdirSync(path.join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const name = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return sourcesUnder(name);
    return name.endsWith('.ts') && !name.endsWith('.d.ts') ? [name] : [];
  }).sort();
}
