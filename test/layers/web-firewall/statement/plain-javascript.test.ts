/** What a compiler of TypeScript refuses is refused without one as well: nothing that was said is forgotten. */
import { FirewallAction as A, FirewallStatement as S, RequestPart as P, TextTransformation } from '../../../../lib/layers/web-firewall/statement';
import { FirewallTarget } from '../../../../lib/layers/web-firewall';
import { codes, synth, world } from '../construct/made';

jest.setTimeout(60_000);

const js = S as unknown as Record<string, (...given: unknown[]) => S>;
const [DE, OFFICE] = [S.geo(['DE']), S.addresses(['192.0.2.0/24'])];
const PATH = { part: P.uriPath() };
const told = (statement: S): string[] => statement._facts().findings.map((f) => `${f.code}: ${f.message}`);

describe('statements side by side', () => {
  test.each(['allOf', 'anyOf'])('%s of two that are no list', (name) => {
    expect(told(js[name](DE, OFFICE))).toEqual([expect.stringMatching(new RegExp(`^StatementInvalid: .*\`${name}\`.*expected one list of statements`))]);
    expect(told(js[name](DE))).toEqual([expect.stringContaining('expected a list')]);
    expect(told(js[name]([DE], OFFICE))).toEqual([expect.stringContaining('expected one list')]);
    expect(told(js[name](undefined))).toEqual([expect.stringContaining('expected a list')]);
    expect(told(js[name](null))).toEqual([expect.stringContaining('expected a list')]);
    expect(told(js[name]([DE, OFFICE]))).toEqual([]);
    expect(told(js[name]([DE, OFFICE], undefined))).toEqual([]);
  });

  test('negate of two', () => {
    expect(told(js.negate(DE, OFFICE))).toEqual([expect.stringContaining('expected one statement')]);
    expect(told(js.negate([DE]))).toEqual([expect.stringContaining('StatementInvalid')]);
    expect(told(js.negate(DE))).toEqual([]);
  });

  test('in a firewall it ends the synth', () => {
    const w = world();
    w.firewall.protect(FirewallTarget.stage(w.api.deploymentStage));
    w.firewall.addRule('office', { action: A.allow(), statement: js.allOf(DE, OFFICE) });
    expect(codes(w)).toEqual(['StatementInvalid']);
  });
});

describe('null for options', () => {
  const acts = (action: A): string[] => action._facts().findings.map((f) => f.code);

  test.each<[string, (props: never) => A]>([['block', (p) => A.block(p)], ['allow', (p) => A.allow(p)], ['count', (p) => A.count(p)], ['captcha', (p) => A.captcha(p)], ['challenge', (p) => A.challenge(p)]])('action %s', (_, make) => {
    expect(acts(make(null as never))).toEqual(['WrongType']);
    expect(acts(make(undefined as never))).toEqual([]);
  });

  test('of a statement and of a part', () => {
    expect(told(S.geo(['DE'], null as never))).toEqual([expect.stringContaining('WrongType: options of `geo` are empty; expected an object with')]);
    expect(told(S.crossSiteScripting({ part: P.body(null as never) }))).toEqual([expect.stringContaining('WrongType')]);
  });
});

describe('regular expressions', () => {
  test('an object of JavaScript is no text', () => {
    const [said] = told(S.regex(/^admin/i as never, PATH));
    expect(said).toMatch(/^RegexInvalid: .*`\/\^admin\/i`.*is an object.*write its source as text, `\^admin`.*`LOWERCASE`/);
    expect(told(S.regex(undefined as never, PATH))[0]).toContain('is empty');
    expect(told(S.regex('', PATH))[0]).toContain('the regular expression is empty');
    expect(told(S.regexPatterns([/^a$/ as never], PATH))).toEqual([expect.stringMatching(/`\/\^a\$\/`.*is an object.*write its source as text, `\^a\$`/)]);
  });

  test.each(['/^admin/i', '/admin$/', '/^a$/gi'])('%s has the slashes of JavaScript, and never matches', (pattern) => {
    expect(told(S.regex(pattern, PATH))).toEqual([expect.stringMatching(/^RegexInvalid: .*begins and ends with the `\/` of JavaScript/)]);
    expect(told(S.regexPatterns([pattern], PATH))).toHaveLength(1);
  });

  test.each(['/api/i', '^/admin/', '/a/$', '^/x$', '/[^/]+/i', '/a\\$/', '/price/$'])('%s is a path', (pattern) => {
    expect(told(S.regex(pattern, { ...PATH, transformations: [TextTransformation.LOWERCASE] }))).toEqual([]);
  });
});

test.each<[string, object]>([['spaces', { forwardedHeader: 'X Forwarded For' }], ['a colon in what is hidden', { logging: { hiddenHeaders: ['x-secret:'] } }]])('names of headers of a firewall: %s', (_, props) => {
  const w = world(props as never);
  w.firewall.addRateLimit('slow', { limit: 100 });
  w.firewall.protect(FirewallTarget.stage(w.api.deploymentStage));
  expect(codes(w)).toEqual(['FirewallPropInvalid']);
  expect(synth(w).error).toContain('expected');
});
