/** Where rules live: together, in a nested stack per segment, or in another stack; and what fits there. */
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Endpoint, type FlowProps, RulesPlacement, ZeroTrust, type ZeroTrustProps } from 'cdk-zero-trust';
import { ground, type Ground, HOW, importVpc, instance, task } from '../../support/apps/ground';
import { type Json, mistakesOf, newApp, newStack, resourcesOf, rulesOfFlow, simulate, type Synthesized, synthesize } from '../../support/apps/synthesize';

const PER_SEGMENT = { rulesPlacement: RulesPlacement.PER_SEGMENT };

function facade({ stack, vpc }: Ground, props: Partial<ZeroTrustProps> = {}): ZeroTrust {
  return new ZeroTrust(stack, 'ZeroTrust', { vpc, ...props });
}

/** Segments `s0`, `s1`, ... in a ring: each calls the next on its own port. */
function ring(on: Ground, count: number, props: Partial<ZeroTrustProps> = {}): ZeroTrust {
  const zt = facade(on, props);
  const segments = Array.from({ length: count }, (_, i) => zt.addSegment(`s${i}`, { members: [instance(on.stack, `I${i}`)] }));
  segments.forEach((source, i) => zt.addFlow({ id: `f${i}`, source, destination: segments[(i + 1) % count], port: ec2.Port.tcp(i + 1), ...HOW }));
  return zt;
}

const whereAre = ({ templates }: Synthesized, flow: string): string[] => resourcesOf(templates)
  .filter(([, r]) => /SecurityGroup(In|E)gress$/.test(r.Type) && r.Metadata['zero-trust'].flows.includes(flow)).map(([id]) => id.split('/').slice(0, -1).join('/'));
const budgetsOf = ({ networks }: Synthesized): Json[] => (JSON.parse(Object.values(networks)[0]) as Json).scopes[0].budgets as Json[];

describe('per segment', () => {
  test('each segment has a nested stack with the rules of its own group, and of no other', () => {
    const on = ground();
    ring(on, 3, PER_SEGMENT);
    const made = synthesize(on.app);
    const nested = Object.keys(made.templates).filter((key) => key.startsWith('App/'));
    expect(nested).toHaveLength(3);
    for (const key of nested) {
      const groups = new Set(Object.values<Json>(made.templates[key].Resources).map((r) => JSON.stringify(r.Properties.GroupId)));
      expect([key, groups.size]).toEqual([key, 1]);
    }
    expect(new Set(whereAre(made, 'f0')).size).toBe(2);
  });

  test('a rule keeps its id wherever it lives', () => {
    const idsOf = (props: Partial<ZeroTrustProps>): string[] => {
      const on = ground();
      ring(on, 3, props);
      return resourcesOf(synthesize(on.app).templates).filter(([, r]) => /SecurityGroup(In|E)gress$/.test(r.Type)).map(([id]) => /(Egress|Ingress)[0-9a-f]{16}/.exec(id)![0]).sort();
    };
    expect(idsOf(PER_SEGMENT)).toEqual(idsOf({}));
  });

  test('a flow to a service lives beside its source', () => {
    const on = ground();
    const zt = ring(on, 2, PER_SEGMENT);
    zt.addFlow({ id: 'log', source: zt.segment('s0'), destination: Endpoint.awsService('logs'), because: 'x' });
    const made = synthesize(on.app);
    expect([...new Set(whereAre(made, 'log'))]).toEqual([expect.stringContaining('Ruless0')]);
  });

  test('takes more rules than one stack holds: 560 of 20 segments', () => {
    const many = (props: Partial<ZeroTrustProps>): Ground => {
      const on = ground();
      const zt = ring(on, 20, props);
      for (let i = 0; i < 20; i++) {
        for (let port = 0; port < 13; port++) zt.addFlow({ id: `m${i}-${port}`, source: zt.segment(`s${i}`), destination: zt.segment(`s${(i + 2) % 20}`), port: ec2.Port.tcp(1000 + port * 2), ...HOW });
      }
      return on;
    };
    expect(mistakesOf(many({}).app)).toEqual([expect.stringMatching(/^BudgetExceeded: stack App: 600 of 500 resources of a template; dearest: .*`rulesPlacement: RulesPlacement\.PER_SEGMENT`/)]);
    expect(mistakesOf(many(PER_SEGMENT).app)).toEqual([]);
  });

  test('members wait for the nested stack that lets them boot', () => {
    const on = ground();
    const zt = facade(on, PER_SEGMENT);
    zt.addSegment('api', { members: [task(on.stack, 'Task')] });
    const made = synthesize(on.app);
    const [nested] = resourcesOf(made.templates).filter(([, r]) => r.Type === 'AWS::CloudFormation::Stack').map(([id]) => id.split('/')[1]);
    expect(made.templates.App.Resources.Task.DependsOn).toContain(nested);
  });
});

describe('budgets of templates', () => {
  test('count everything in the stack, whoever made it, and warn from 80 % on', () => {
    const filled = (count: number): Ground => {
      const on = ground();
      ring(on, 2); // two groups, two members, four rules
      for (let i = 0; i < count; i++) new sqs.CfnQueue(on.stack, `Queue${i}`);
      return on;
    };
    expect(synthesize(filled(391).app).warnings).toEqual([]);
    expect(synthesize(filled(392).app).warnings).toEqual([expect.stringContaining('BudgetNearlyUsed: stack App: 400 of 500 resources of a template; dearest: `f0` (2), `f1` (2)')]);
    expect(mistakesOf(filled(493).app)).toEqual([expect.stringMatching(/^BudgetExceeded: stack App: 501 of 500/)]);
  });

  test('a nested stack has its own, and takes each group as a parameter', () => {
    const on = ground();
    const zt = facade(on, PER_SEGMENT);
    const hub = zt.addSegment('hub', { members: [instance(on.stack, 'Hub')] });
    for (let i = 0; i < 5; i++) zt.addFlow({ source: zt.addSegment(`s${i}`, { members: [instance(on.stack, `I${i}`)] }), destination: hub, port: ec2.Port.tcp(1), ...HOW });
    const made = synthesize(on.app);
    const ofHub = budgetsOf(made).filter((b) => b.subject === 'nested stack of segment hub').map((b) => [b.name, b.used, b.limit]);
    expect(ofHub).toEqual([['resources of a template', 5, 500], ['parameters of a template', 6, 200]]);
    const [, template] = Object.entries(made.templates).find(([key]) => key.includes('Ruleshub'))!;
    expect([Object.keys(template.Resources as Json).length, Object.keys(template.Parameters as Json).length]).toEqual([5, 6]);
  });
});

describe('in another stack', () => {
  const apart = (props: Partial<ZeroTrustProps> = {}): Synthesized => {
    const app = newApp();
    const [home, rules] = ['App', 'Rules'].map((id) => newStack(app, id));
    ring({ app, stack: home, vpc: importVpc(home) }, 2, { rulesScope: rules, ...props });
    return synthesize(app);
  };

  test('rules live there, and the groups stay', () => {
    const made = apart();
    expect(new Set(whereAre(made, 'f0'))).toEqual(new Set(['Rules']));
    expect(simulate(made).permits({ source: 'App/I0', destination: 'App/I1', protocol: 'tcp', port: 1 }).allowed).toBe(true);
    expect(budgetsOf(made).map((b) => b.subject)).toEqual(expect.arrayContaining(['stack App', 'stack Rules']));
  });

  test('per segment too', () => {
    const made = apart(PER_SEGMENT);
    expect(Object.keys(made.templates).filter((key) => key.startsWith('Rules/'))).toHaveLength(2);
    expect(simulate(made).permits({ source: 'App/I0', destination: 'App/I1', protocol: 'tcp', port: 1 }).allowed).toBe(true);
  });

  test('one stack may hold the rules of several façades', () => {
    const app = newApp();
    const rules = newStack(app, 'Rules');
    for (const id of ['One', 'Two']) {
      const stack = newStack(app, id);
      ring({ app, stack, vpc: importVpc(stack) }, 2, { rulesScope: rules });
    }
    expect(rulesOfFlow(synthesize(app).templates, 'f0')).toHaveLength(4);
  });
});

test('a segment may not have the name of a construct beside it', () => {
  for (const id of ['Rules', 'Endpoints', 'PrefixList-s3']) {
    const on = ground();
    const zt = facade(on);
    zt.addFlow({ source: Endpoint.INTERNET, destination: zt.addSegment(id, { members: [instance(on.stack, 'I')] }), port: ec2.Port.tcp(1), ...HOW } satisfies FlowProps);
    expect(mistakesOf(on.app)).toEqual([expect.stringMatching(new RegExp(`^IdReserved: segment id \`${id}\``))]);
  }
});
