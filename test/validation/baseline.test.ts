/**
 * What a baseline accepts, for how long, and that what gets worse fails.
 */
import { plant, unknown, violated } from './planted';
import { newApp, OpenStack, rules, synth } from './support';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { ZeroTrustValidator } from '../../lib';

const AT = { template: 'App.template.json', resource: 'Group' };
const directory = mkdtempSync(path.join(os.tmpdir(), 'zero-trust-baseline-'));
const file = path.join(directory, 'baseline.json');
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const entry = (more: Record<string, unknown> = {}): Record<string, unknown> => ({ id: 'nothing-more.1', question: 'nothing-more internet -> docs tcp/5432', verdict: 'violated', owner: 'orders', until: '2027-03-01', ...more });

function synthesized(baseline: unknown, context: Record<string, unknown> = {}, verdicts = [violated('nothing-more.1', AT), violated('nothing-more.2', AT)]): ReturnType<typeof synth> {
  writeFileSync(file, typeof baseline === 'string' ? baseline : JSON.stringify(baseline));
  plant(() => verdicts);
  const app = newApp({ context });
  new OpenStack(app, 'App');
  ZeroTrustValidator.enable(app, { baselineFile: file });
  return synth(app);
}
const of = (...accepted: unknown[]): unknown => ({ schema: 'zero-trust/baseline/1', accepted });
const NOW = { 'zero-trust:now': '2027-02-01T00:00:00Z' };

test('accepts what it names and nothing else', () => {
  const { error, report } = synthesized(of(entry()), NOW);
  expect(error).toBeDefined();
  expect(rules(report!.violations)).toStrictEqual(['error nothing-more.2 @ App/Group']);
  expect(report!.metadata!.summary).toBe('1 violated, 0 unknown, 0 proved, 0 implied, 1 accepted by the baseline');
});

test('from the context too, where no façade names one', () => {
  writeFileSync(file, JSON.stringify(of(entry(), entry({ id: 'nothing-more.2' }))));
  plant(() => [violated('nothing-more.1', AT), violated('nothing-more.2', AT)]);
  const app = newApp({ context: { ...NOW, 'zero-trust:baseline': file } });
  new OpenStack(app, 'App');
  ZeroTrustValidator.enable(app);
  expect(synth(app)).toMatchObject({ error: undefined, report: undefined });
});

test.each<[string, string, boolean, string[]]>([
  ['on its last day it is silent', '2027-03-01T23:59:59Z', true, []],
  ['when it has ended it warns', '2027-03-02T00:00:00Z', true, ['warning baseline.ending.nothing-more.1 @ ']],
  ['for two weeks', '2027-03-15T23:59:59Z', true, ['warning baseline.ending.nothing-more.1 @ ']],
  ['then it fails', '2027-03-16T00:00:00Z', false, ['error nothing-more.1 @ App/Group', 'warning baseline.ended.nothing-more.1 @ ']],
])('%s', (_, now, passes, told) => {
  const { error, report } = synthesized(of(entry()), { 'zero-trust:now': now }, [violated('nothing-more.1', AT)]);
  expect(error === undefined).toBe(passes);
  expect(rules(report?.violations)).toStrictEqual(told);
});

test('without the time it accepts, and says that nobody looked at the ends', () => {
  const { error, report } = synthesized(of(entry()), {}, [violated('nothing-more.1', AT)]);
  expect(error).toBeUndefined();
  expect(rules(report!.violations)).toStrictEqual(['info baseline.unchecked @ ']);
});

test('what was unknown and is violated now fails; the other way round it does not', () => {
  expect(synthesized(of(entry({ verdict: 'unknown' })), NOW, [violated('nothing-more.1', AT)]).error).toBeDefined();
  expect(synthesized(of(entry()), NOW, [unknown('nothing-more.1', AT, { strict: true })]).error).toBeUndefined();
});

test('an id that is another question\'s now is not accepted, and told', () => {
  const { error, report } = synthesized(of(entry({ question: 'nothing-more internet -> till tcp/443' })), NOW, [violated('nothing-more.1', AT)]);
  expect(error).toBeDefined();
  expect(rules(report!.violations)).toStrictEqual(['error nothing-more.1 @ App/Group', 'warning baseline.stray.nothing-more.1 @ ']);
  expect(report!.violations[1].description).toContain('`nothing-more.1` was `nothing-more internet -> till tcp/443`, and is `nothing-more internet -> docs tcp/5432` now');
});

test('what is accepted for more than a year, or in nobody\'s name, warns', () => {
  const [one, two] = [violated('nothing-more.1', AT), violated('nothing-more.2', AT)];
  const { error, report } = synthesized(of(entry({ until: '9999-12-31' }), entry({ id: 'nothing-more.2', owner: 'unassigned' })), NOW, [one, two]);
  expect(error).toBeUndefined();
  expect(rules(report!.violations)).toStrictEqual(['warning baseline.lasting.nothing-more.1 @ ', expect.stringMatching(/^warning baseline\.unassigned\.[0-9a-f]{16} @ $/)]);
  expect(rules(synthesized(of(entry({ until: '2028-02-02' })), NOW, [one]).report?.violations)).toStrictEqual([]);
});

test('what is not there any more is told', () => {
  const { error, report } = synthesized(of(entry({ id: 'nothing-more.9' })), NOW, []);
  expect(error).toBeUndefined();
  expect(report!.violations.map((v) => v.description)).toStrictEqual(['the baseline accepts what is not there any more: `nothing-more.9`']);
});

test.each<[string, unknown, string]>([
  ['no JSON', '{', 'is no JSON'],
  ['another schema', { schema: 'zero-trust/baseline/2', accepted: [] }, '`schema` is `zero-trust/baseline/2`; expected `zero-trust/baseline/1`'],
  ['an entry without an owner', of(entry({ owner: undefined })), '`accepted[0].owner` is missing'],
])('%s fails with one line', (_, baseline, words) => {
  const { error, report } = synthesized(baseline, NOW);
  expect(error).toContain(words);
  // CDK's own report of a plugin that throws has no violations, and `cdk synth` ends well on it.
  expect(report!.violations).toStrictEqual([expect.objectContaining({ ruleName: 'failed', severity: 'fatal', description: expect.stringMatching(/^nothing is proved: BaselineUnreadable: file /), violatingConstructs: [expect.objectContaining({ constructPath: '' })] })]);
});

test('a file that is not there fails', () => {
  plant(() => []);
  const app = newApp();
  new OpenStack(app, 'App');
  ZeroTrustValidator.enable(app, { baselineFile: 'no-such-baseline.json' });
  expect(synth(app).error).toContain('BaselineUnreadable: file `no-such-baseline.json` does not exist');
});
