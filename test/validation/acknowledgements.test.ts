/**
 * `Validations.of(scope).acknowledge(...)` counts where the scope contains the finding, and stays in the report as evidence.
 */
import { plant, violated } from './planted';
import { newApp, OpenStack, rules, synth } from './support';
import * as path from 'node:path';
import { Stage, Validations } from 'aws-cdk-lib';
import { ZeroTrustValidator } from '../../lib';

const AT = { template: 'App.template.json', resource: 'Group' };
const ID = 'nothing-more.1a2b3c';
const ACK = { id: `ZeroTrust::${ID}`, reason: 'the partner has no fixed addresses' };

test.each<[string, (app: ReturnType<typeof newApp>, stack: OpenStack) => Parameters<typeof Validations.of>[0]]>([
  ['the resource', (_, stack) => stack.group],
  ['its stack', (_, stack) => stack],
  ['the app', (app) => app],
])('on %s it hides the finding, and is kept as evidence', (_, where) => {
  plant(() => [violated(ID, AT)]);
  const app = newApp();
  const stack = new OpenStack(app, 'App');
  ZeroTrustValidator.enable(app);
  Validations.of(where(app, stack)).acknowledge(ACK);
  const { error, report } = synth(app);
  expect(error).toBeUndefined();
  expect(report!.violations).toStrictEqual([]);
  expect(rules(report!.suppressedViolations)).toStrictEqual([`error ${ID} @ App/Group`]);
  expect(report!.suppressedViolations![0]).toMatchObject({ reason: ACK.reason, description: expect.stringContaining('1. internet => docs') });
});

test('elsewhere it hides nothing, and the finding says where it was acknowledged', () => {
  plant(() => [violated(ID, { template: 'AppOther.template.json', resource: 'Group' })]);
  const app = newApp();
  new OpenStack(app, 'AppOther'); // its path begins with the other's
  ZeroTrustValidator.enable(app);
  Validations.of(new OpenStack(app, 'App')).acknowledge(ACK);
  const { error, report } = synth(app);
  expect(rules(report!.violations)).toStrictEqual([`fatal ${ID} @ AppOther/Group`, 'fatal fails @ ']);
  expect(report!.suppressedViolations).toBeUndefined();
  expect(error).toContain('acknowledged on `App`, which does not contain it: acknowledge it on `AppOther/Group` or on what contains that');
});

test('in one of two stages it counts for that one alone', () => {
  const stages: Stage[] = [];
  plant((outdir) => stages.map((s) => violated(ID, { template: path.relative(outdir, path.join(s.outdir, (s.node.findChild('App') as OpenStack).templateFile)), resource: 'Group' })));
  const app = newApp();
  for (const name of ['Dev', 'Prod']) {
    const stage = new Stage(app, name);
    new OpenStack(stage, 'App');
    stages.push(stage);
  }
  ZeroTrustValidator.enable(app);
  Validations.of(stages[0]).acknowledge(ACK);
  const { error, report } = synth(app);
  expect(error).toBeDefined();
  expect(rules(report!.violations)).toStrictEqual([`fatal ${ID} @ Prod/App/Group`, 'fatal fails @ ']);
  expect(rules(report!.suppressedViolations)).toStrictEqual([`error ${ID} @ Dev/App/Group`]);
});

test('elsewhere it does not hide a warning either', () => {
  plant(() => [violated(ID, AT, { severity: 'warning' })]);
  const app = newApp();
  new OpenStack(app, 'App');
  ZeroTrustValidator.enable(app);
  Validations.of(new OpenStack(app, 'Other')).acknowledge(ACK, { ...ACK, id: `${ACK.id}.2` });
  const { error, report } = synth(app);
  expect(error).toBeUndefined();
  expect(rules(report!.violations)).toContain(`warning ${ID}.3 @ App/Group`);
});

test('what hides nothing any more is told', () => {
  plant(() => []);
  const app = newApp();
  const stack = new OpenStack(app, 'App');
  ZeroTrustValidator.enable(app);
  Validations.of(stack.group).acknowledge(ACK, { id: 'AwsSolutions-EC23', reason: 'of another plugin' });
  const { error, report } = synth(app);
  expect(error).toBeUndefined();
  expect(report!.violations.map((v) => `${v.severity} ${v.ruleName}: ${v.description}`)).toStrictEqual([`info acknowledgement.${ID}: \`ZeroTrust::${ID}\` is acknowledged and hides nothing: there is no such finding`]);
});
