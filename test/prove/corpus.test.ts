/**
 * Templates that nobody of this project wrote: all are read, every rule is decided that does not hang on a parameter or on
 * something outside, two runs say the same, and docs/corpus.md shows the figures of today. Skipped where the corpus is absent.
 */
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { openTemplates } from '../../lib/prover';
import { readTemplates } from '../../lib/world/template';
import { CORPUS, corpusTemplates, figuresOf, lines, type Rule } from './decisions';

const names = corpusTemplates();
const here = names.length > 0 ? describe : describe.skip;

here('the corpus (skipped where ../shared/corpus is absent)', () => {
  test('all templates are read and judged', () => {
    expect(names.length).toBeGreaterThanOrEqual(45);
    const { templates, resources, rules } = figuresOf(false);
    expect(templates).toBe(names.length);
    expect(resources).toBeGreaterThan(800);
    expect(rules.length).toBeGreaterThan(100);
  });

  test('what is not decided hangs on a parameter or on something outside, and says which', () => {
    const undecided = figuresOf(false).rules.filter((r) => r.unknowns.length > 0);
    expect(undecided.filter((r) => !r.unknowns.every(({ token }) => isOutside(r, token))).map((r) => `${r.template}#${r.pointer}: ${r.unknowns.map((u) => u.token).join(', ')}`)).toStrictEqual([]);
  });

  test('with the defaults of parameters more is decided, and only what has none is left', () => {
    const [plain, assumed] = [figuresOf(false), figuresOf(true)].map(({ rules }) => rules.filter((r) => r.unknowns.length > 0));
    expect(assumed.length).toBeLessThan(plain.length);
    for (const rule of assumed) for (const { token } of rule.unknowns) if (parameterOf(rule, token)) expect(parameterOf(rule, token)).not.toHaveProperty('Default');
  });

  test('two runs give the same bytes', () => {
    const run = (): string => JSON.stringify(names.map((name) => openTemplates(readTemplates([name], { cwd: CORPUS })).judge()));
    expect(run() === run()).toBe(true);
    expect(run()).not.toContain(path.dirname(CORPUS));
  });

  test('the figures of the documentation are those of today', () => {
    const page = readFileSync(path.join(__dirname, '..', '..', 'docs', 'corpus.md'), 'utf8');
    expect(page).toContain(lines().join('\n'));
  });

  test('what a verdict says would settle it is taken as it stands', () => {
    let asked = 0;
    for (const name of names) {
      const { verdicts } = openTemplates(readTemplates([name], { cwd: CORPUS }), {}).judge({ scope: 'declared' });
      const assume = Object.fromEntries(verdicts.flatMap((v) => v.unknowns).flatMap((u) => (u.assume?.endsWith('=flat') === true ? [[u.assume.slice(0, -'=flat'.length), 'flat']] : [])));
      asked += Object.keys(assume).length;
      expect(() => openTemplates(readTemplates([name], { cwd: CORPUS, assume }), { assume }).judge({ scope: 'declared' })).not.toThrow();
    }
    expect(asked).toBeGreaterThan(10);
  });
});

/** The parameter that a token names: `Ref ClientCidr`, also within another operation. */
function parameterOf({ template }: Rule, token: string): Record<string, unknown> | undefined {
  const [, name] = /\bRef ([A-Za-z0-9]+)/.exec(token) ?? [];
  return name === undefined ? undefined : parametersOf(template)[name];
}

function isOutside(rule: Rule, token: string): boolean {
  return parameterOf(rule, token) !== undefined || /\bImportValue\b|\bresolve\b|\bGetStackOutput\b|\bRef AWS::/.test(token) || isMalformed(token);
}

/** A test file of a linter has a rule for `1.2.3.5/16`: which addresses are meant is not to be said. */
function isMalformed(token: string): boolean {
  return token === '1.2.3.5/16';
}

const parameters = new Map<string, Record<string, Record<string, unknown>>>();

function parametersOf(template: string): Record<string, Record<string, unknown>> {
  let known = parameters.get(template);
  if (known === undefined) {
    // Names only, whatever the syntax: enough to tell a parameter from a resource.
    const text = readFileSync(path.join(CORPUS, template), 'utf8');
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const yaml = require('../../assets/vendor/yaml.js') as typeof import('yaml');
    known = (yaml.parse(text, { logLevel: 'silent', uniqueKeys: false }) as { Parameters?: typeof known }).Parameters ?? {};
    parameters.set(template, known);
  }
  return known;
}
