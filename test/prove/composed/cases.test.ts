/**
 * Cases in which no rule is wrong alone: the mistake is in how they go together. Each template of `cases/` is read from its
 * file, as the command line reads it, and says itself what is to be found (expectation.ts).
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import type * as Yaml from 'yaml';
import { ask, prove } from './pipeline';
import { type Answered, differences, type Expected, parseQuestion, type Question, shortName } from './expectation';

const CASES = path.join(__dirname, 'cases');
// eslint-disable-next-line @typescript-eslint/no-require-imports
const { parse } = require('../../../assets/vendor/yaml.js') as typeof Yaml;

interface Case {
  readonly name: string;
  /** As on the command line: a template and those that go with it (`NAME+OTHER`), or an assembly. */
  readonly paths: readonly string[];
  readonly questions: readonly { readonly text: string; readonly expected: Expected }[];
}

const names = readdirSync(CASES).filter((file) => !file.includes('+')).sort();
const cases: Case[] = names.map((file) => {
  const name = file.replace(/\.\w+$/, '');
  const assembly = existsSync(path.join(CASES, file, 'manifest.json'));
  const main = path.join(CASES, file, assembly ? 'Parent.template.json' : '');
  const { Metadata } = parse(readFileSync(main, 'utf8'), { logLevel: 'error' }) as { Metadata: { Expect: Record<string, Expected>[] } };
  const questions = Metadata.Expect.flatMap((one) => Object.entries(one).map(([text, expected]) => ({ text, expected })));
  const others = readdirSync(CASES).filter((f) => f.startsWith(`${name}+`));
  return { name, paths: [file, ...others], questions };
});

describe.each(cases)('$name', ({ paths, questions }) => {
  test.each(questions)('$text', ({ text, expected }) => {
    const question = parseQuestion(text);
    if (question.kind === 'standing') {
      const found = prove(CASES, paths, question).filter((v) => v.verdict === 'violated').map((v) => `${shortName(v.subject.source)} -> ${shortName(v.subject.destination)}`);
      expect(found).toStrictEqual(expect.arrayContaining([...expected.violated ?? []]));
    } else {
      expect(differences(expected, answer(paths, question))).toStrictEqual([]);
    }
  });
});

function answer(paths: readonly string[], question: Question): Answered {
  if (question.kind === 'reach') {
    const { answer: is, witness, blockedBy, unknowns } = ask(CASES, paths, question);
    return { is, witness, blockedBy, unknowns };
  }
  const verdicts = prove(CASES, paths, question).filter((v) => v.kind === question.kind);
  if (verdicts.length !== 1) throw new Error(`expected one verdict, got ${JSON.stringify(verdicts)}`);
  const [{ verdict: is, witness, blockedBy = [], unknowns }] = verdicts;
  // Every answer carries what makes it one.
  if (is === 'unknown' && unknowns.length === 0) throw new Error('unknown, and nothing says why');
  if (is === 'violated' && question.kind !== 'permits' && witness === undefined) throw new Error('violated without a witness');
  return { is, witness, blockedBy, unknowns };
}

test('the cases are there', () => {
  expect(cases.length).toBeGreaterThanOrEqual(35);
  expect(cases.flatMap((c) => c.questions).length).toBeGreaterThanOrEqual(150);
});

test('the comparison can fail', () => {
  const answered: Answered = {
    is: 'violated', blockedBy: [], unknowns: [],
    witness: { conditions: { 'A.Prod': true }, hops: [{ source: 'internet', destination: 'A.Db', protocol: 'tcp', port: 1, because: [{ template: 't', pointer: '/Resources/G', resource: 'G', what: 'ingress rule' }] }] },
  };
  const wrong: Expected = { is: 'proved', hops: ['internet'], port: 2, because: ['/Resources/H'], conditions: { Prod: false }, token: 'Ref X', blockedBy: 'route', via: ['proxy'], parameters: { X: '1' }, last: 'X', sourceAddress: '1.*', sourcePort: 3, assume: 'X' };
  for (const [key, value] of Object.entries(wrong)) expect(differences({ [key]: value }, answered)).toHaveLength(1);
  expect(differences({ is: 'violated', hops: ['internet', 'Db'], port: 1, because: ['/Resources/G'], conditions: { Prod: true }, via: [null], last: 'Db' }, answered)).toStrictEqual([]);
});
