/**
 * Random statements:
 *
 *   capacity(s)      =  what AWS's guide says of each statement in s, added up
 *   json(s)          is valid by CloudFormation's schema
 *   facts(s)         =  facts(s), however often and in whatever order they are asked for
 *   unsure(s, act)   =  MATCH under an even number of negations, NO_MATCH under an odd one; in a rule that allows the other way round
 */
import * as fc from 'fast-check';
import { FirewallStatement } from '../../../../lib/layers/web-firewall/statement';
import { PlannedSet } from '../../../../lib/layers/web-firewall/statement/planned-set';
import { runs } from '../../../algebra/support';
import { aStatement } from './arbitrary';
import { depthOf, documentedCapacity, unsureWords } from './oracle';
import { schemaProblems } from './schema';

type Json = Record<string, unknown>;

test('capacity is what AWS documents, added up, and depth is that of the JSON', () => {
  fc.assert(fc.property(aStatement(4), (statement) => {
    const { json, capacity, depth, findings } = statement._facts();
    expect(findings).toEqual([]);
    expect(capacity).toBe(documentedCapacity(json));
    expect(depth).toBe(depthOf(json));
  }), runs(400));
});

test('capacity of a combination is the sum of its parts, and a negation costs nothing', () => {
  fc.assert(fc.property(fc.array(aStatement(2), { minLength: 2, maxLength: 6 }), (statements) => {
    const sum = statements.reduce((total, s) => total + s._facts().capacity, 0);
    expect(FirewallStatement.allOf(statements)._facts().capacity).toBe(sum);
    expect(FirewallStatement.anyOf(statements)._facts().capacity).toBe(sum);
    expect(FirewallStatement.negate(FirewallStatement.anyOf(statements))._facts().capacity).toBe(sum);
  }), runs(100));
});

test('what is emitted is valid by CloudFormation\'s schema', () => {
  fc.assert(fc.property(fc.array(aStatement(3), { minLength: 20, maxLength: 30 }), (statements) => {
    expect(schemaProblems(statements.map((s) => ({ statement: s._facts().json })))).toEqual([]);
  }), runs(4));
});

test('the schema validator sees mistakes in statements', () => {
  const geo = (codes: string[]): unknown => ({ GeoMatchStatement: { CountryCodes: codes } });
  expect(schemaProblems([{ statement: { NotStatement: { Statement: geo(['DE']) } } }])).toEqual([]);
  expect(schemaProblems([{ statement: { NotStatement: { Statement: geo(['ZZ']) } } }])).toEqual([expect.stringContaining('NotStatement.Statement.GeoMatchStatement.CountryCodes.0')]);
  expect(schemaProblems([{ statement: { GeoMatchStatement: { Countries: ['DE'] } } }])).toEqual([expect.stringContaining('Countries')]);
});

test('the same statement gives the same facts, again and from the same choices', () => {
  const told = (s: FirewallStatement): string => JSON.stringify([s._facts(), s._facts('noMatch')]);
  fc.assert(fc.property(fc.integer(), (seed) => {
    const [first] = fc.sample(aStatement(4), { seed, numRuns: 1 });
    const [second] = fc.sample(aStatement(4), { seed, numRuns: 1 });
    const once = told(first);
    expect(told(first)).toBe(once);
    expect(told(second)).toBe(once);
  }), runs(60));
});

test('where WAF cannot look nobody passes, also under negations and in rules that allow', () => {
  fc.assert(fc.property(aStatement(4, false), (statement) => {
    const [acting, allowing] = [statement._facts(), statement._facts('noMatch')].map(({ json }) => unsureWords(json));
    for (const { word, isNegated } of acting) expect(word).toBe(isNegated ? 'NO_MATCH' : 'MATCH');
    for (const { word, isNegated } of allowing) expect(word).toBe(isNegated ? 'MATCH' : 'NO_MATCH');
    expect(allowing.map(({ pointer }) => pointer)).toEqual(acting.map(({ pointer }) => pointer));
  }), runs(200));
});

test('what was said stays, whatever the rule does', () => {
  fc.assert(fc.property(aStatement(3), (statement) => {
    const strip = (json: unknown): unknown => JSON.parse(JSON.stringify(json, (key, value: unknown) => (['OversizeHandling', 'FallbackBehavior', 'InvalidFallbackBehavior'].includes(key) ? undefined : value)));
    expect(strip(statement._facts('noMatch').json)).toEqual(strip(statement._facts().json));
  }), runs(60));
});

test('planned sets hang on their values and ids alone', () => {
  fc.assert(fc.property(aStatement(3), aStatement(3), (one, other) => {
    const sets = (json: unknown): string[] => {
      const found: string[] = [];
      JSON.stringify(json, (_, value: unknown) => { if (value instanceof PlannedSet) found.push(value.path); return value; });
      return found;
    };
    const alone = sets(one._facts().json);
    const beside = FirewallStatement.allOf([other, one])._facts().json as Json;
    expect(sets(beside)).toEqual([...sets(other._facts().json), ...alone]);
  }), runs(60));
});
