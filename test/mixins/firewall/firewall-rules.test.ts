/** Rules for web ACLs that exist: what is wrong with them cannot be accepted away, what may be accepted says what then happens, and a web ACL without a log is told. */
import { App, CfnCondition, Fn, Stack, Validations } from 'aws-cdk-lib';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import * as waf from 'aws-cdk-lib/aws-wafv2';
import { FirewallPreset, FirewallStatement, ManagedRuleGroup, WebFirewall } from '../../../lib/layers/web-firewall';
import { FirewallRules, type FirewallRulesProps } from '../../../lib/mixins/firewall/firewall-rules';
import { UnprotectedEntriesGuard } from '../../../lib/mixins/firewall/unprotected-entries-guard';
import { codes, ENV, NOW, of, synth } from '../../layers/web-firewall/construct/made';

jest.setTimeout(60_000);

interface World {
  readonly app: App;
  readonly stack: Stack;
  readonly acl: waf.CfnWebACL;
}

const SEEN = { sampledRequestsEnabled: true, cloudWatchMetricsEnabled: true, metricName: 'theirs' };
const rule = (name: string, priority: number, statement: unknown): unknown => ({ name, priority, action: { block: {} }, statement, visibilityConfig: SEEN });

function world(rules: unknown[] = []): World {
  const app = new App({ analyticsReporting: false, context: { 'zero-trust:now': NOW } });
  const stack = new Stack(app, 'App', { env: ENV });
  return { app, stack, acl: new waf.CfnWebACL(stack, 'Acl', { scope: 'REGIONAL', defaultAction: { allow: {} }, visibilityConfig: SEEN, rules: rules as never }) };
}

function logged(w: World, arn: string = w.acl.attrArn): waf.CfnLoggingConfiguration {
  return new waf.CfnLoggingConfiguration(w.stack, 'Logging', { resourceArn: arn, logDestinationConfigs: ['arn:aws:s3:::aws-waf-logs-x'] });
}

function known(props: FirewallRulesProps = {}): FirewallRules {
  const rules = new FirewallRules(props);
  rules.addManagedGroup(ManagedRuleGroup.KNOWN_BAD_INPUTS);
  return rules;
}

const accept = (w: World, ...ids: string[]): void => Validations.of(w.app).acknowledge(...ids.map((id) => ({ id: `cdk-zero-trust:${id}`, reason: 'seen' })));

describe('beside an error nothing is added, so nobody may accept it', () => {
  const taken = rule('theirs', 5_000_100, { geoMatchStatement: { countryCodes: ['DE'] } });

  test.each<[string, string, unknown[], (w: World) => void]>([
    ['an option of another kind', 'WrongType', [], (w) => w.acl.with(known({ firstPriority: '0' as never }))],
    ['a priority of somebody else', 'FirewallPriorityTaken', [taken], (w) => w.acl.with(known())],
    ['no rule', 'FirewallWithoutRules', [], (w) => w.acl.with(new FirewallRules())],
    ['the web ACL of a firewall', 'FirewallAclOwned', [], (w) => new WebFirewall(w.stack, 'Firewall', { preset: FirewallPreset.STATIC })._acl.with(known())],
    ['an imported web ACL', 'FirewallAclImported', [], (w) => known().applyTo(Object.assign(new Stack(w.stack, 'There'), { webAclRef: { webAclArn: 'arn', webAclId: 'x', webAclName: 'x', scope: 'REGIONAL' } }))],
    ['a rule that is taken away later', 'FirewallChanged', [], (w) => { w.acl.with(known()); w.acl.rules = []; }],
  ])('%s', (_, code, rules, build) => {
    const make = (isAccepted: boolean): string => {
      const w = world(rules);
      logged(w);
      build(w);
      if (isAccepted) accept(w, code);
      return synth(w).error;
    };
    expect(make(false)).toContain(`${code}: `);
    expect(make(false)).not.toContain('or accept');
    expect(make(true)).toContain(`${code}: `);
  });
});

test('a warning may be accepted: it says under which id, and what happens then', () => {
  const group = rule('group', 1, { ruleGroupReferenceStatement: { arn: 'arn:aws:wafv2:eu-west-1:111122223333:regional/rulegroup/g/1' } });
  const make = (isAccepted: boolean): readonly string[] => {
    const w = world([group]);
    logged(w);
    w.acl.with(known());
    if (isAccepted) accept(w, 'FirewallCapacityUnknown');
    const { warnings, template } = synth(w);
    expect(of(template, 'AWS::WAFv2::WebACL')[0][1].Properties.Rules).toHaveLength(2);
    return warnings.filter((text) => text.includes('FirewallCapacityUnknown'));
  };
  expect(make(false)).toHaveLength(1);
  expect(make(false)[0]).toContain('or accept `cdk-zero-trust:FirewallCapacityUnknown`: the rules are added all the same');
  expect(make(true)).toEqual([]);
});

test('an entry without a firewall may be accepted: it says that it then stays without', () => {
  const w = world();
  UnprotectedEntriesGuard.enable(w.app);
  new cognito.CfnUserPool(w.stack, 'Pool');
  expect(synth(w).error).toContain('or accept `cdk-zero-trust:EntryUnprotected`: it then stands there without one');
});

describe('a log', () => {
  const told = (build: (w: World) => void): number => {
    const w = world();
    w.acl.with(known());
    build(w);
    return synth(w).warnings.filter((text) => /FirewallAclWithoutLog: web ACL `App\/Acl` /.test(text)).length;
  };

  test('none: told once, by mixins together too', () => {
    expect(told(() => undefined)).toBe(1);
    expect(told(({ acl }) => { const more = new FirewallRules({ firstPriority: 20_000_000 }); more.addManagedGroup(ManagedRuleGroup.PHP); acl.with(more); })).toBe(1);
  });

  test('of another web ACL, or one that may not be there: told', () => {
    expect(told((w) => { logged(w, 'arn:aws:wafv2:eu-west-1:111122223333:regional/webacl/other/1'); })).toBe(1);
    expect(told((w) => { logged(w).cfnOptions.condition = new CfnCondition(w.stack, 'Maybe', { expression: Fn.conditionEquals('a', 'b') }); })).toBe(1);
  });

  test('one of this app, or accepted: nothing', () => {
    expect(told((w) => { logged(w); })).toBe(0);
    expect(told((w) => { const maybe = new CfnCondition(w.stack, 'Maybe', { expression: Fn.conditionEquals('a', 'b') }); w.acl.cfnOptions.condition = maybe; logged(w).cfnOptions.condition = maybe; })).toBe(0);
    expect(told((w) => { accept(w, 'FirewallAclWithoutLog'); })).toBe(0);
  });
});

describe('references to sets and groups: 50 in a web ACL', () => {
  const set = (i: number): unknown => ({ ipSetReferenceStatement: { arn: `arn:aws:wafv2:eu-west-1:111122223333:regional/ipset/s${i}/1` } });
  const beside = (others: number): string[] => {
    const w = world(Array.from({ length: others }, (_, i) => rule(`r${i}`, i, i % 2 === 0 ? set(i) : { notStatement: { statement: set(i) } })));
    logged(w);
    const rules = new FirewallRules({ firstPriority: 1000 });
    rules.addRule('office', { statement: FirewallStatement.addresses(['192.0.2.0/24', '2001:db8::/32']) });
    w.acl.with(rules);
    return codes(w);
  };

  test('those that stand in it are counted', () => {
    expect(beside(48)).toEqual([]);
    expect(beside(49)).toEqual(['FirewallReferencesExceeded']);
  });
});
