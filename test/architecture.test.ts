/**
 * DESIGN.md's rooms: who may import whom, and why. A broken rule prints the reason of the room that was broken.
 */
import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import * as ts from 'typescript';

interface Room {
  /** Folders and files of lib/ that may be imported, beside the room itself. A leading `type ` means: types only. */
  readonly rooms: readonly string[];
  /** Packages that may be imported; `node:` modules are named one by one. */
  readonly packages: readonly string[];
  readonly why: string;
}

const CDK = ['aws-cdk-lib', 'constructs'];

const ROOMS: Readonly<Record<string, Room>> = {
  'algebra': { rooms: [], packages: [], why: 'arithmetic is checked alone, by property tests' },
  'contract': { rooms: [], packages: ['node:crypto'], why: 'shapes that synth time and run time agree on depend on neither' },
  'document': { rooms: [], packages: ['node:fs', 'node:path', 'type yaml'], why: 'reads texts with positions; the parser comes from assets/vendor, lazily' },
  'intent': { rooms: ['algebra'], packages: [], why: 'the pure centre: usable from the command line, at run time and in docs' },
  'world': { rooms: ['algebra', 'document'], packages: ['node:fs', 'node:path'], why: 'one model whatever the source' },
  'prover': { rooms: ['algebra', 'intent', 'world', 'contract'], packages: [], why: 'it must never import layers: a shared bug would prove itself' },
  'policy': { rooms: ['intent', 'contract'], packages: [], why: 'policies are validated and compiled at synth, evaluated anywhere' },
  'layers': { rooms: ['intent', 'algebra', 'contract', 'policy'], packages: [...CDK, 'node:crypto', 'node:fs', 'node:path', 'node:tls'], why: 'layers compile intent to constructs; they judge nothing' },
  'mixins': { rooms: ['layers', 'intent', 'algebra', 'contract', 'policy'], packages: CDK, why: 'the same closings for resources that exist' },
  'validation': { rooms: ['prover', 'world', 'intent', 'algebra', 'contract', 'evidence', 'type layers'], packages: [...CDK, 'node:crypto', 'node:fs', 'node:path'], why: 'a thin adapter between CDK and the prover' },
  'runtime': { rooms: ['contract', 'policy'], packages: ['@aws-sdk/client-eventbridge', '@aws-sdk/client-secrets-manager', 'aws-jwt-verify', 'node:crypto', 'node:fs', 'node:http', 'node:https', 'node:net', 'node:path', 'node:zlib'], why: 'cold start: no synth code in a Lambda function; the SDK is the one that the Lambda runtime brings' },
  'migration': { rooms: ['intent', 'algebra', 'world', 'contract'], packages: [], why: 'its suggestions are intent, so the same prover judges them' },
  'evidence': { rooms: ['intent', 'contract', 'type prover'], packages: ['@dagrejs/dagre'], why: 'reports what was declared and proved, nothing else' },
  'cli': { rooms: ['intent', 'algebra', 'contract', 'document', 'evidence', 'world', 'prover', 'policy', 'migration', 'validation', 'runtime'], packages: ['commander', 'node:fs', 'node:path'], why: 'last: it imports all but layers, and nobody imports it' },
  'zero-trust.ts': { rooms: ['layers', 'validation', 'intent', 'document'], packages: CDK, why: 'the façade picks layers and holds no logic' },
  'index.ts': { rooms: ['layers', 'mixins', 'validation', 'zero-trust.ts'], packages: [], why: 'the promise: exports only' },
};

const LIB = path.join(__dirname, '..', 'lib');
const FILES = (readdirSync(LIB, { recursive: true }) as string[])
  .filter((f) => f.endsWith('.ts') && !f.endsWith('.d.ts'))
  .map((f) => f.split(path.sep).join('/'))
  .sort();

interface Import {
  readonly file: string;
  readonly target: string;
  readonly typeOnly: boolean;
}

function importsOf(file: string): Import[] {
  const source = ts.createSourceFile(file, readFileSync(path.join(LIB, file), 'utf8'), ts.ScriptTarget.ES2022, true);
  const found: Import[] = [];
  const visit = (node: ts.Node): void => {
    if ((ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier && ts.isStringLiteral(node.moduleSpecifier)) {
      const clause = ts.isImportDeclaration(node) ? node.importClause : undefined;
      const names = clause?.namedBindings && ts.isNamedImports(clause.namedBindings) ? clause.namedBindings.elements : undefined;
      const typeOnly = clause?.isTypeOnly === true || (ts.isExportDeclaration(node) && node.isTypeOnly)
        || (clause !== undefined && clause.name === undefined && names !== undefined && names.length > 0 && names.every((n) => n.isTypeOnly));
      found.push({ file, target: node.moduleSpecifier.text, typeOnly });
    }
    if (ts.isCallExpression(node) && (node.expression.kind === ts.SyntaxKind.ImportKeyword || node.expression.getText(source) === 'require')) {
      const [arg] = node.arguments;
      if (arg && ts.isStringLiteral(arg)) found.push({ file, target: arg.text, typeOnly: false });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function roomOf(file: string): string {
  return file.split('/')[0];
}

/** The sentence that says what is wrong, or undefined. */
function breach({ file, target, typeOnly }: Import): string | undefined {
  const name = roomOf(file);
  const room = ROOMS[name];
  if (room === undefined) return `lib/${file}: room \`${name}\` is not in the table; add it with its reason`;
  const allowed = (list: readonly string[], what: string): boolean => list.includes(what) || (typeOnly && list.includes(`type ${what}`));
  if (target.startsWith('.')) {
    const to = roomOf(path.posix.normalize(path.posix.join(path.posix.dirname(file), target)));
    const other = ROOMS[to] === undefined && ROOMS[`${to}.ts`] !== undefined ? `${to}.ts` : to;
    return other === name || allowed(room.rooms, other) ? undefined : `lib/${file} imports \`${other}\`: ${room.why}`;
  }
  const packageName = target.startsWith('node:') ? target : target.split('/').slice(0, target.startsWith('@') ? 2 : 1).join('/');
  return allowed(room.packages, packageName) ? undefined : `lib/${file} imports the package \`${packageName}\`: ${room.why}`;
}

test('every import keeps to the rooms of DESIGN.md', () => {
  expect(FILES.flatMap(importsOf).map(breach).filter((b) => b !== undefined)).toEqual([]);
});

test.each<[string, Import, string | undefined]>([
  ['the prover never sees layers', { file: 'prover/network/reach.ts', target: '../../layers/network', typeOnly: false }, 'a shared bug would prove itself'],
  ['the intent is pure', { file: 'intent/normalise.ts', target: 'aws-cdk-lib', typeOnly: false }, 'the pure centre'],
  ['a Lambda function holds no CDK', { file: 'runtime/authorizer.ts', target: 'aws-cdk-lib/core', typeOnly: false }, 'cold start'],
  ['nobody imports the command line', { file: 'evidence/text.ts', target: '../cli/main', typeOnly: false }, 'nothing else'],
  ['types of the prover may be reported', { file: 'evidence/text.ts', target: '../prover/verdict', typeOnly: true }, undefined],
  ['values of the prover may not', { file: 'evidence/text.ts', target: '../prover/verdict', typeOnly: false }, 'nothing else'],
  ['a new room needs a row', { file: 'helpers/x.ts', target: './y', typeOnly: false }, 'not in the table'],
])('the test can fail: %s', (_, planted, words) => {
  if (words === undefined) expect(breach(planted)).toBeUndefined();
  else expect(breach(planted)).toContain(words);
});

test('only exports stand in lib/index.ts', () => {
  const source = ts.createSourceFile('index.ts', readFileSync(path.join(LIB, 'index.ts'), 'utf8'), ts.ScriptTarget.ES2022, true);
  expect(source.statements.filter((s) => !ts.isExportDeclaration(s))).toEqual([]);
});

test('library code reads no clock, randomness or environment', () => {
  const forbidden = /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bprocess\.env\b|\bprocess\.cwd\(|\brandomUUID\(|\brandomBytes\(/;
  const offenders = FILES.filter((f) => !['cli', 'runtime'].includes(roomOf(f))).filter((f) => forbidden.test(readFileSync(path.join(LIB, f), 'utf8')));
  expect(offenders).toEqual([]);
});

test('nothing in the library writes to stdout', () => {
  // What a Lambda function writes there is its log.
  const offenders = FILES.filter((f) => !['cli', 'runtime'].includes(roomOf(f))).filter((f) => /\bconsole\.(log|info)\(|process\.stdout/.test(readFileSync(path.join(LIB, f), 'utf8')));
  expect(offenders).toEqual([]);
});

test('files open with what they make possible, and stay short', () => {
  const lines = (f: string): number => readFileSync(path.join(LIB, f), 'utf8').split('\n').length;
  const sizes = FILES.map(lines).sort((a, b) => a - b);
  expect(sizes[Math.floor(sizes.length / 2)]).toBeLessThan(120);
  expect(FILES.filter((f) => lines(f) > 500)).toEqual([]);
  expect(FILES.filter((f) => !f.endsWith('index.ts') && !readFileSync(path.join(LIB, f), 'utf8').startsWith('/**'))).toEqual([]);
});

test('the package has peers only, and its lock file no download address', () => {
  const read = (f: string): string => readFileSync(path.join(LIB, '..', f), 'utf8');
  const manifest = JSON.parse(read('package.json')) as Record<string, object | undefined>;
  expect(manifest.dependencies ?? {}).toEqual({});
  expect(Object.keys(manifest.peerDependencies ?? {})).toEqual(['aws-cdk-lib', 'constructs']);
  expect(read('package-lock.json')).not.toContain('"resolved"');
});
