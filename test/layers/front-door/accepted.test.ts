/** Warnings of a layer can be accepted wherever a person would try: on the door, its stack and the app, before or after it is made. */
import { Annotations, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { CloseApi } from '../../../lib/mixins';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { made, type Made } from './made';

const ID = 'cdk-zero-trust:GatewayLogRoleMissing';
const told = ({ warnings }: Made): string[] => warnings.filter((w) => w.includes('GatewayLogRoleMissing'));
const BY: Readonly<Record<string, (on: IConstruct) => void>> = {
  'Annotations': (on) => { Annotations.of(on).acknowledgeWarning(ID, 'the platform team makes it'); },
  'Validations': (on) => { Validations.of(on).acknowledge({ id: ID, reason: 'the platform team makes it' }); },
};
const ON = ['door', 'stack', 'app'] as const;

test.each(Object.keys(BY).flatMap((by) => ON.map((on) => [by, on] as const)))('%s.of(%s) accepts a warning', (by, on) => {
  const all = made((door, w) => {
    door.addRoute('GET /health', { handler: w.handler('Health'), publicBecause: 'the status page asks' });
    BY[by]({ door, stack: w.stack, app: w.stack.node.root }[on]);
  });
  expect(told(all)).toEqual([]);
});

test.each(Object.keys(BY))('%s elsewhere, or of another warning, accepts nothing', (by) => {
  const all = made((door, w) => {
    door.addRoute('GET /health', { handler: w.handler('Health'), publicBecause: 'the status page asks' });
    BY[by](w.fn('Other'));
    Annotations.of(door).acknowledgeWarning('cdk-zero-trust:HandlerRoleTooWide');
  });
  expect(told(all)).toHaveLength(1);
});

test('the role of the same stack comes before the stage', () => {
  const all = made((door, w) => {
    door.addRoute('GET /health', { handler: w.handler('Health'), publicBecause: 'the status page asks' });
    new apigateway.CfnAccount(w.stack, 'Account', {});
  });
  expect(told(all)).toEqual([]);
  const stages = Object.values(all.template.Resources as Record<string, { Type: string; DependsOn?: string[] }>).filter((r) => r.Type === 'AWS::ApiGateway::Stage');
  expect(stages.map((s) => s.DependsOn?.includes('Account'))).toEqual([true]);
});

test.each([[false, 1], [true, 0]])('a log that `CloseApi` makes needs the role too (made here: %s)', (has, count) => {
  const all = made((door, w) => {
    door.addRoute('GET /health', { handler: w.handler('Health'), publicBecause: 'the status page asks' });
    BY.Validations(door);
    const api = new apigateway.RestApi(w.stack, 'Old', { cloudWatchRole: has });
    api.root.addMethod('GET');
    api.with(new CloseApi({ throttle: { rate: 1, burst: 1 } }));
  });
  expect(told(all).filter((t) => t.includes('Old'))).toHaveLength(count);
});
