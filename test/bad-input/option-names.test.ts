/**
 * Messages name options as the API does: every name in backticks of a message of the web firewall, the watch, the signal bus and the baseline that looks
 * like an option is a member, a parameter or a value of the public API, or stands in the list of what AWS and CDK call so.
 */
import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import * as ts from 'typescript';

const LIB = path.join(__dirname, '..', '..', 'lib');
const ROOMS = ['layers/web-firewall', 'layers/detection', 'layers/baseline', 'mixins/firewall'];
const API = ['layers', 'mixins', 'validation', 'zero-trust.ts'];
/** Of AWS (a path that a group looks for, parts of ARNs, a kind of load balancer) and of CDK. */
const THEIRS = new Set(['sqlmanager', 'global', 'application', 'masterKey', 'env']);

const sourcesUnder = (place: string): string[] => (place.endsWith('.ts') ? [place] : (readdirSync(path.join(LIB, place), { recursive: true }) as string[]).filter((f) => f.endsWith('.ts')).map((f) => `${place}/${f}`).sort());
const sourceOf = (file: string): ts.SourceFile => ts.createSourceFile(file, readFileSync(path.join(LIB, file), 'utf8'), ts.ScriptTarget.Latest, true);

/** Of exported interfaces and classes that others see: members, parameters, values of enumerations. */
function publicNames(): Set<string> {
  const names = new Set<string>();
  for (const file of API.flatMap(sourcesUnder)) {
    sourceOf(file).forEachChild((node) => {
      if (!(ts.isInterfaceDeclaration(node) || ts.isClassDeclaration(node) || ts.isEnumDeclaration(node))) return;
      if (!(node.modifiers ?? []).some((m) => m.kind === ts.SyntaxKind.ExportKeyword) || /(Facts|Plan|Rule|Row|Override|Written)$/.test(node.name?.text ?? '')) return;
      for (const member of node.members) {
        if (member.name !== undefined) names.add(member.name.getText());
        if (ts.isEnumMember(member) && member.initializer !== undefined && ts.isStringLiteral(member.initializer)) names.add(member.initializer.text);
        if (ts.isMethodDeclaration(member)) for (const parameter of member.parameters) names.add(parameter.name.getText());
      }
    });
  }
  return names;
}

/** Names of one word in the texts of a room, with where they stand. */
function namedIn(file: string): [string, string][] {
  const found: [string, string][] = [];
  const source = sourceOf(file);
  const visit = (node: ts.Node): void => {
    const text = ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node) || ts.isTemplateHead(node) || ts.isTemplateMiddle(node) || ts.isTemplateTail(node) ? node.text : '';
    for (const [, name] of text.matchAll(/`([a-z]+[a-zA-Z]*)`/g)) found.push([name, `${file}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1}`]);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

test('names of options in messages are names of the API', () => {
  const known = publicNames();
  expect(known.has('because')).toBe(true);
  expect(known.has('offBecause')).toBe(false); // of the model between the halves of the watch
  const strange = ROOMS.flatMap(sourcesUnder).flatMap(namedIn).filter(([name]) => !known.has(name) && !THEIRS.has(name));
  expect(strange).toEqual([]);
});
