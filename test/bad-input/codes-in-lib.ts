/**
 * The codes that the library can tell its users, read from its sources:
 *
 *   codesInLib()   // Map { 'UnknownSegment' => ['lib/intent/endpoint.ts', ...], ... }
 *
 * A code is a text in PascalCase where codes stand: an argument of what reports, refuses or finds a problem, the value of a
 * `code`, or the first word of an error that is thrown. Codes of the algebra reach people with the prefix `Cidr`, from the
 * two files that read addresses. Not found: codes that are put together at run time in any other way.
 *
 *   findingsInLib()   // 'nothing-more', 'baseline.ended', ...: kinds of verdicts, and what the validator says about the proof
 *   reasonsInLib()    // 'SG_HAS_NO_RULES', ...: the vocabulary of AWS's Reachability Analyzer, in the prover
 */
import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import * as ts from 'typescript';

const ROOT = path.join(__dirname, '..', '..');
const REPORTERS = ['error', 'warning', 'report', 'refuse', 'refusal', 'problem', 'warn', 'note', 'finding', 'DocumentError', 'InputError', 'NameError', 'add', 'tell', 'BundleError'];
/** There a reader of an option tells under the name that it was given. */
const OPTIONS = 'lib/layers/declaration/options.ts';
const CODE = /^[A-Z][A-Za-z0-9]*[a-z][A-Z][A-Za-z0-9]*$/;
const REASON = /^[A-Z][A-Z0-9]*(_[A-Z0-9]+)+$/;
/** A value of CloudFormation that looks like a reason. */
const AWS_VALUES = ['AWS_IAM'];
const GLASS = ['open', 'refused'];
const SARIF_RULES = 'lib/evidence/verdicts/sarif/proof.ts';
const CIDR_FILES = ['lib/algebra/cidr.ts', 'lib/algebra/address-text.ts'];

export function codesInLib(): Map<string, string[]> {
  const codes = new Map<string, string[]>();
  for (const file of sourcesUnder('lib')) {
    const prefix = CIDR_FILES.includes(file) ? 'Cidr' : '';
    if (file.startsWith('lib/algebra/') && prefix === '') continue;
    for (const code of codesIn(file)) codes.set(prefix + code, [...codes.get(prefix + code) ?? [], file]);
  }
  return new Map([...codes].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function codesIn(file: string): Set<string> {
  const found = new Set<string>();
  // There `add` is of sets.
  const reporters = file.startsWith('lib/world/') ? REPORTERS.filter((name) => name !== 'add') : file === OPTIONS ? [...REPORTERS, 'said'] : REPORTERS;
  const take = (node: ts.Node): void => {
    if (ts.isStringLiteral(node) && CODE.test(node.text)) found.add(node.text);
    if (ts.isConditionalExpression(node)) [node.whenTrue, node.whenFalse].forEach(take);
    if (ts.isArrayLiteralExpression(node)) node.elements.forEach(take);
  };
  const visit = (node: ts.Node): void => {
    if ((ts.isCallExpression(node) || ts.isNewExpression(node)) && reporters.includes(nameOf(node.expression))) node.arguments?.forEach(take);
    if (ts.isCallExpression(node) && nameOf(node.expression) === 'refusal') node.arguments.forEach((a) => ts.forEachChild(a, visitRows));
    if (ts.isPropertyAssignment(node) && node.name.getText() === 'code') take(node.initializer);
    if (ts.isParameter(node) && node.name.getText() === 'code' && node.initializer) take(node.initializer);
    if (ts.isThrowStatement(node)) {
      const first = /^throw new \w+\([`']([A-Za-z]+): /.exec(node.getText())?.[1];
      if (first !== undefined && CODE.test(first)) found.add(first);
    }
    ts.forEachChild(node, visit);
  };
  // An annotation of CDK is told by its id.
  const annotated = (node: ts.Node): void => {
    const code = ts.isStringLiteral(node) ? /^cdk-zero-trust:(\w+)$/.exec(node.text)?.[1] : undefined;
    if (code !== undefined && CODE.test(code)) found.add(code);
    ts.forEachChild(node, annotated);
  };
  const visitRows = (node: ts.Node): void => {
    take(node);
    ts.forEachChild(node, visitRows);
  };
  const source = sourceOf(file);
  visit(source);
  annotated(source);
  return found;
}

/** Kinds stand in the table of SARIF rules; ids of notices are what `notice` and `unacknowledged` are given, up to a part that varies. */
export function findingsInLib(): Set<string> {
  const found = new Set([...readFileSync(path.join(ROOT, SARIF_RULES), 'utf8').matchAll(/\{ kind: '([\w-]+)', id: 'zero-trust\//g)].map((m) => m[1]));
  const take = (node: ts.Node | undefined): void => {
    if (node !== undefined && (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node))) found.add(node.text);
    if (node === undefined || !ts.isTemplateExpression(node)) return;
    const states = node.templateSpans[0].expression.getText() === 'glass.is' ? GLASS : [''];
    for (const state of states) found.add(`${node.head.text}${state}`.replace(/\.$/, ''));
  };
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && ['notice', 'unacknowledged'].includes(nameOf(node.expression))) take(node.arguments[0]);
    if (ts.isPropertyAssignment(node) && ['id', 'ruleName'].includes(node.name.getText())) take(node.initializer);
    ts.forEachChild(node, visit);
  };
  for (const file of sourcesUnder('lib/validation')) visit(sourceOf(file));
  found.delete(''); // an id that is an expression alone
  return found;
}

export function reasonsInLib(): Set<string> {
  const found = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteral(node) && REASON.test(node.text) && !AWS_VALUES.includes(node.text)) found.add(node.text);
    ts.forEachChild(node, visit);
  };
  for (const file of sourcesUnder('lib/prover')) visit(sourceOf(file));
  return found;
}

function sourceOf(file: string): ts.SourceFile {
  return ts.createSourceFile(file, readFileSync(path.join(ROOT, file), 'utf8'), ts.ScriptTarget.Latest, true);
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
