/**
 * The audited way out: what opens it, what does not, and that it is always seen.
 */
import { plant, violated } from './planted';
import { newApp, OpenStack, rules, synth } from './support';
import { Validations } from 'aws-cdk-lib';
import { ZeroTrustValidator } from '../../lib';

const AT = { template: 'App.template.json', resource: 'Group' };
const GLASS = { reason: 'INC-7: restore orders', by: 'mara', until: '2027-03-01T18:00:00Z' };
const NOW = '2027-03-01T12:00:00Z';

function synthesized(context: Record<string, unknown>, acknowledge: readonly string[] = []): ReturnType<typeof synth> {
  plant(() => [violated('nothing-more.1', AT)]);
  const app = newApp({ context });
  const stack = new OpenStack(app, 'App');
  ZeroTrustValidator.enable(app);
  for (const id of acknowledge) Validations.of(stack.node.root).acknowledge({ id: `ZeroTrust::${id}`, reason: 'be quiet' });
  return synth(app);
}

test.each<[string, unknown, string]>([
  ['as JSON of cdk.json', GLASS, NOW],
  ['as text of the command line', JSON.stringify(GLASS), NOW],
  ['to the end of a day', { ...GLASS, until: '2027-03-01' }, '2027-03-01T23:59:59Z'],
  ['for seven days', { ...GLASS, until: '2027-03-08T12:00:00Z' }, NOW],
  ['across offsets', { ...GLASS, until: '2027-03-01T13:30:00+01:00' }, NOW],
])('opens %s: findings warn, and so does it', (_, breakGlass, now) => {
  const { error, report } = synthesized({ 'zero-trust:breakGlass': breakGlass, 'zero-trust:now': now });
  expect(error).toBeUndefined();
  expect(rules(report!.violations)).toStrictEqual(['warning nothing-more.1 @ App/Group', 'warning break-glass.open @ ']);
  expect(report!.metadata!.breakGlass).toContain('INC-7: restore orders; by mara, until 2027-03-');
  expect(report!.violations[1].description).toMatch(/^the glass is broken: findings do not fail until 2027-03-.* in the name of mara: INC-7: restore orders$/s);
});

test.each<[string, unknown, unknown, string]>([
  ['no time', GLASS, undefined, 'the time is not known: pass it as context `zero-trust:now`'],
  ['a time that is none', GLASS, 'yesterday', 'got no ISO-8601 instant'],
  ['a time that is a number', GLASS, 1_900_000_000, 'got no ISO-8601 instant'],
  ['its end', GLASS, '2027-03-01T18:00:00Z', 'it ended at `2027-03-01T18:00:00Z`'],
  ['after its end', GLASS, '2027-03-02T00:00:00Z', 'it ended'],
  ['a day that is over', { ...GLASS, until: '2027-02-28' }, '2027-03-01T00:00:00Z', 'it ended'],
  ['eight days', { ...GLASS, until: '2027-03-09T12:00:01Z' }, NOW, 'at most 7 days'],
  ['an end that is no day', { ...GLASS, until: '2027-02-30' }, NOW, '`until` is `2027-02-30`'],
  ['an end without offset', { ...GLASS, until: '2027-03-01T18:00:00' }, NOW, 'expected a date'],
  ['no reason', { ...GLASS, reason: ' ' }, NOW, 'says no `reason`'],
  ['nobody', { reason: 'x', until: GLASS.until }, NOW, 'says no `by`'],
  ['no end', { reason: 'x', by: 'mara' }, NOW, 'says no `until`'],
  ['a field too many', { ...GLASS, scope: 'App' }, NOW, 'field `scope` is not known'],
  ['true', true, NOW, 'it cannot be read'],
  ['a list', [GLASS], NOW, 'it cannot be read'],
  ['no JSON', '{reason: x}', NOW, 'it cannot be read'],
])('%s opens nothing, and says why', (_, breakGlass, now, why) => {
  const { error, report } = synthesized({ 'zero-trust:breakGlass': breakGlass, 'zero-trust:now': now });
  expect(error).toBeDefined();
  expect(rules(report!.violations)).toStrictEqual(['error nothing-more.1 @ App/Group', 'warning break-glass.refused @ ']);
  expect(report!.violations[1].description).toContain(why);
});

test('an acknowledgement does not hide it', () => {
  const context = { 'zero-trust:breakGlass': GLASS, 'zero-trust:now': NOW };
  const { error, report } = synthesized(context, ['break-glass.open', 'break-glass.open.2']);
  expect(error).toBeUndefined();
  expect(rules(report!.violations)).toContain('warning break-glass.open.3 @ ');
});

test.each([undefined, null, '', false])('%p is no break-glass', (breakGlass) => {
  expect(rules(synthesized({ 'zero-trust:breakGlass': breakGlass, 'zero-trust:now': NOW }).report!.violations)).toStrictEqual(['error nothing-more.1 @ App/Group']);
});
