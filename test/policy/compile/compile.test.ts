/** Cedar's text to the table: what is refused, with which code and place, and what is kept as it was written. */
import { withCedar } from '../../../lib/policy/cedar';
import { compilePolicies, formatPolicyFinding } from '../../../lib/policy/compile';
import { loadPolicies } from '../../../lib/policy/evaluate';
import { request, tableOf } from '../support';

const SCHEMA = `
entity Group;
entity User in [Group] { department?: String, level: Long };
entity Doc { owner: User };
action readers;
action read in [readers] appliesTo { principal: [User], resource: [Doc], context: { tier: Long } };
action write appliesTo { principal: [User], resource: [Doc], context: { tier: Long } };
`;
const GOOD = 'permit (principal, action == Action::"read", resource) when { context.tier >= 2 };';

function said(files: Readonly<Record<string, string>>, schema?: string): string[] {
  const { table, findings } = compilePolicies({ files, ...(schema === undefined ? {} : { schema }) });
  // A table exactly where nothing is wrong.
  expect(table === undefined).toBe(findings.some((f) => f.level === 'error'));
  return findings.map((f) => `${f.code} ${f.file}:${f.line}:${f.column} ${f.message}`);
}

test('policies are named by @id, or by file and number, and sorted', () => {
  const { table, findings } = compilePolicies({ files: { 'b.cedar': `${GOOD}\n@id("a first") ${GOOD}`, 'a.cedar': `// nothing\n${GOOD}` }, schema: SCHEMA });
  expect(findings).toEqual([]);
  expect(table?.policies.map((p) => p.id)).toEqual(['a first', 'a.cedar#1', 'b.cedar#1']);
});

test.each<[string, Readonly<Record<string, string>>, string | undefined, string]>([
  ['a syntax error, behind characters of several bytes', { f: '// é😀\n  permit (principal, action, resource) when { "😀" == foo bar };' }, undefined, 'PolicySyntax f:2:59 failed to parse policy from string: unexpected token `bar`'],
  ['a policy that does not end', { f: `${GOOD}\npermit (principal, action, resource)` }, undefined, 'PolicySyntax f:2:37 failed to parse policy from string: unexpected end of input'],
  ['a text that does not end', { f: 'permit (principal, action, resource) when { "a };' }, undefined, 'PolicySyntax f:1:45 failed to parse policy from string: invalid token'],
  ['an attribute that the schema does not know', { f: `${GOOD}\r\n\r\npermit (principal, action == Action::"read", resource) when {\r\n  context.teir > 1\r\n};` }, SCHEMA, 'PolicyInvalid f:4:3 for policy `f#2`, attribute `teir` in context for Action::"read" not found: did you mean `tier`?'],
  ['an optional attribute that is not asked for', { f: 'permit (principal, action == Action::"read", resource) when { principal.department == "a" };' }, SCHEMA, 'PolicyInvalid f:1:63 for policy `f#1`, unable to guarantee safety of access to optional attribute `department`'],
  ['an action that the schema does not know', { f: 'permit (principal, action == Action::"raed", resource);' }, SCHEMA, 'PolicyInvalid f:1:30 for policy `f#1`, unrecognized action `Action::"raed"`'],
  ['a wrong type', { f: 'permit (principal, action == Action::"read", resource) when { context.tier == "2" };' }, SCHEMA, 'PolicyInvalid f:1:63 the types Long and String are not compatible: for policy `f#1`'],
  ['a template', { f: `${GOOD}\n@id("t")\npermit (principal == ?principal, action, resource);` }, undefined, 'PolicyTemplate f:3:22 failed to parse policy from string: expected a static policy, got a template containing the slot ?principal'],
  ['two policies with one id, in two files', { 'a.cedar': `@id("x") ${GOOD}`, 'b.cedar': `\n  @id("x") ${GOOD}` }, undefined, 'PolicyIdDuplicate b.cedar:2:3 the id `x` is taken by the policy at a.cedar:1:1'],
  ['an id that looks like the number of another', { 'f': `@id("f#2") ${GOOD} ${GOOD}` }, undefined, 'PolicyIdDuplicate f:1:95 the id `f#2` is taken'],
  ['what the evaluator does not decide', { f: 'permit (principal, action, resource) when { ip("1.2.3.4", "a").isIpv4() };' }, undefined, 'PolicyUnsupported f:1:1 the compiled engine does not decide policy `f#1`: `ip` takes 1 value'],
  ['brackets deeper than Cedar can read', { f: `\npermit (principal, action, resource) when { ${'('.repeat(5000)}true${')'.repeat(5000)} };` }, undefined, 'PolicyTooLarge f:2:1 the policy is nested too deeply'],
  ['depth without brackets', { f: `permit (principal, action, resource) when { ${'if true then false else '.repeat(5000)}true };` }, undefined, 'PolicyTooLarge f:1:1 the policy is nested too deeply'],
  ['a chain of attributes', { f: `permit (principal, action, resource) when { context${'.a'.repeat(20_000)} };` }, undefined, 'PolicyTooLarge f:1:1 the policy is nested too deeply'],
  ['a file that is too long', { f: `${GOOD}${' '.repeat(1_000_000)}` }, undefined, 'PolicyTooLarge f:1:1 the file has 10'],
  ['a schema that is none', { f: GOOD }, 'entity User;\nentity Doc {', 'PolicySchemaInvalid schema:2:13 '],
  ['a schema that names what is not there', { f: GOOD }, 'entity User in [Grp];', 'PolicySchemaInvalid schema:1:17 failed to resolve type'],
])('refused, with its place: %s', (_, files, schema, expected) => {
  const lines = said(files, schema);
  expect(lines.map((line) => line.slice(0, expected.length))).toContain(expected);
});

test('all mistakes at once: of every file, of syntax and of the schema', () => {
  const lines = said({ 'a.cedar': 'permit (principal, action);\nforbid (principal, action, resource) when { context.zz };', 'b.cedar': 'permit (principal == ?principal, action, resource);\npermit (principal, action, resource) when { 1 + };' }, SCHEMA);
  expect(lines.map((line) => line.split(' ').slice(0, 2).join(' '))).toEqual(expect.arrayContaining(['PolicySyntax a.cedar:1:26', 'PolicyInvalid a.cedar:2:45', 'PolicyTemplate b.cedar:1:22', 'PolicySyntax b.cedar:2:49']));
});

test('after a text that Cedar could not survive, the next one is read as ever', () => {
  // Needs most of the stack that there is: what is left of an instance that ran over has less.
  const deep = `permit (principal, action, resource) when { ${'('.repeat(60)}${'true && '.repeat(200)}true${')'.repeat(60)} };`;
  for (let i = 0; i < 3; i++) {
    expect(said({ f: `permit (principal, action, resource) when { ${'!'.repeat(4)}${'true && '.repeat(20_000)}true };` })[0]).toMatch(/^PolicyTooLarge/);
    expect(said({ f: GOOD }, SCHEMA)).toEqual([]);
    expect(said({ f: deep })).toEqual([]);
  }
});

test('a warning of the validator is said and stops nothing', () => {
  const { table, findings } = compilePolicies({ files: { f: 'permit (principal, action == Action::"read", resource) when { false };' }, schema: SCHEMA });
  expect(findings.map((f) => [f.level, f.code, f.policy])).toEqual([['warning', 'PolicyInvalid', 'f#1']]);
  expect(formatPolicyFinding(findings[0])).toMatch(/^f:1:1: .*policy is impossible/);
  expect(table?.policies).toHaveLength(1);
});

test('no file, an empty one and one with comments only give an empty table that denies', () => {
  for (const files of [{}, { f: '' }, { f: ' // permit (principal, action, resource);\n\n' }] as Record<string, string>[]) {
    const { table, findings } = compilePolicies({ files, schema: SCHEMA });
    expect(findings).toEqual([]);
    expect(loadPolicies(table!, { strict: true }).evaluate(request({}))).toEqual({ decision: 'deny', determining: [], errors: [] });
  }
});

test('semicolons in texts and comments end nothing; Cedar counts as many policies', () => {
  const text = `permit (principal, action, resource) when { context.s == "a;\\";b" }; // ; permit
    @note("x;") permit (principal, action, resource) // ;
    when { context.s like "*;*" };`;
  expect(tableOf(text).policies.map((p) => p.id)).toEqual(['p#1', 'p#2']);
  const parts = withCedar((cedar) => cedar.policySetTextToParts(text));
  expect(parts?.type === 'success' && parts.policies).toHaveLength(2);
});

test('names that objects have by themselves stay names', () => {
  const text = '@id("__proto__") @__proto__("y") @constructor("z") permit (principal, action, resource) when { {"__proto__": 1, "constructor": 2} == context.r };\n@id("constructor") forbid (principal == User::"__proto__", action, resource);';
  const table = tableOf(text, undefined);
  expect(table.policies.map((p) => p.id)).toEqual(['__proto__', 'constructor']);
  expect(Object.entries(table.policies[0].annotations!)).toEqual([['__proto__', 'y'], ['constructor', 'z'], ['id', '__proto__']]);
  const evaluator = loadPolicies(table, { strict: true });
  const context = JSON.parse('{ "r": { "__proto__": 1, "constructor": 2 } }') as Record<string, unknown>;
  expect(evaluator.evaluate(request({ context }))).toEqual({ decision: 'allow', determining: ['__proto__'], errors: [] });
  expect(evaluator.evaluate(request({ context: { r: { constructor: 2 } } })).decision).toBe('deny');
  expect(evaluator.evaluate(request({ context, principal: 'User::__proto__' })).determining).toEqual(['constructor']);
});

test('two ids of which one is __proto__ are still told apart by the validator', () => {
  expect(said({ f: `@id("__proto__") ${GOOD.replace('tier', 'zz')}\n@id("b") ${GOOD}` }, SCHEMA)).toEqual([expect.stringMatching(/^PolicyInvalid f:1:80 for policy `__proto__`, attribute `zz`/)]);
});

test.each(['9223372036854775807', '-9223372036854775808', '9007199254740992', '9007199254740993', '-9007199254740993', '4294967296', '-1', '0', '9223372036854775806', '-9223372036854775807'])('the number %s is the same number after JSON', (number) => {
  const table = tableOf(`permit (principal, action, resource) when { context.n == ${number} };`);
  const evaluator = loadPolicies(table, { strict: true });
  expect(evaluator.evaluate(request({ context: { n: BigInt(number) } })).decision).toBe('allow');
  for (const other of [BigInt(number) + 1n, BigInt(number) - 1n].filter((n) => n < 2n ** 63n && n >= -(2n ** 63n))) expect(evaluator.evaluate(request({ context: { n: other } })).decision).toBe('deny');
});

test('groups of actions come from the schema, whatever the request says', () => {
  const table = tableOf('permit (principal, action in Action::"readers", resource);', SCHEMA);
  const evaluator = loadPolicies(table, { strict: true });
  expect(evaluator.evaluate(request({ action: 'Action::read' })).decision).toBe('allow');
  expect(evaluator.evaluate(request({ action: 'Action::write' })).decision).toBe('deny');
  expect(evaluator.evaluate(request({ action: 'Action::write', entities: { 'Action::write': { in: ['Action::readers'] } } })).decision).toBe('deny');
  expect(evaluator.evaluate(request({ action: 'Action::read', entities: { 'Action::read': {} } })).decision).toBe('allow');
});

test('actions of a namespace, and groups in groups', () => {
  const schema = 'namespace App { entity User, Doc; action all; action some in [all]; action "GET /x" in [some] appliesTo { principal: User, resource: Doc, context: {} }; }';
  const table = tableOf('permit (principal, action in App::Action::"all", resource);', schema);
  expect(table.actions?.map((a) => `${a.uid.type} ${a.uid.id} < ${a.parents.map((p) => `${p.type} ${p.id}`).join()}`)).toEqual(['App::Action GET /x < App::Action some', 'App::Action all < ', 'App::Action some < App::Action all']);
  expect(loadPolicies(table, { strict: true }).evaluate(request({ action: 'App::Action::GET /x' })).decision).toBe('allow');
});

test('the same texts give the same bytes', () => {
  const once = (): string => JSON.stringify(compilePolicies({ files: { b: GOOD, a: `@z("1") @a("2") ${GOOD}` }, schema: SCHEMA }));
  expect(once()).toBe(once());
});
