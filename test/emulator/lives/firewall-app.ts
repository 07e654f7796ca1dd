/**
 * A web firewall that counts, then acts, gains a rule and loses one: after each step WAF's API is asked what stands there. What a rule matches is not tried: the emulator looks
 * at no request. A responder fills a set of blocked addresses at the beginning; no deployment may empty it.
 */
import { strict as assert } from 'node:assert';
import { ACCOUNT, REGION } from '../emulator';
import { actionOf, actless, ask, declaredFirewall, type Json, partsOf, readFirewall } from '../firewall-deployed';
import { type Edit, Project } from '../project';
import { failing, Life, type World } from './life';

const FILE = 'firewall-app.ts';
const STACK = 'FirewallApp';
const ACL = 'FirewallWebAcl5A849C4E';
const LOGGING = 'FirewallLoggingB851CD9F';
const [IPV4, IPV6, PARTNERS] = ['FirewallBlockedIpv4B26F8E23', 'FirewallBlockedIpv6F1B6C0EB', 'Partners'];
const LAST = 'firewall.protect(FirewallTarget.userPool(users));';
const ENFORCE: Edit = { file: FILE, was: "FirewallMode.observe('2027-01-31')", is: 'FirewallMode.ENFORCE' };
const ADD: readonly Edit[] = [
  { file: FILE, was: LAST, is: `${LAST}\n    firewall.addRule('no-traversal', { statement: FirewallStatement.byteMatch({ part: RequestPart.queryString(), position: PositionalConstraint.CONTAINS, text: '../' }), priority: 5 });` },
  { file: FILE, was: "description: 'partners'", is: "description: 'partners of this year'" },
];
const SCANNERS = "    firewall.addRule('no-scanners', { statement: FirewallStatement.regexPatterns(['nikto', 'sqlmap'], { part: RequestPart.header('user-agent') }), action: FirewallAction.captcha(), priority: 30 });\n";
const FAIL: readonly Edit[] = [
  { file: FILE, was: "import * as waf from", is: "import * as iam from 'aws-cdk-lib/aws-iam';\nimport * as waf from" },
  { file: FILE, was: LAST, is: `${LAST}\n    firewall.addRule('no-luck', { statement: FirewallStatement.addresses(['203.0.113.0/24']) });\n    ${failing('this', 'firewall')}` },
];

/** By hand, of docs/web-firewall.md: bands, and by preset what it holds. Rules without a priority of their own have a place that hangs on their name alone. */
const COUNTS = [
  '1597726 block-set: Count', '2000010 office: Count', '2000020 partners: Count', '3407892 rate-address: Count', '3502493 rate-token: Count', '3586100 rate-token-absent: Count',
  '4000100 ip-reputation: None group, 3 Count', '5000100 known-bad-inputs: None group, 12 Count', '5000200 common: None group, 22 Count', '5000400 sql-injection: None group, 8 Count',
  '6000010 own-group: None group, 1 Count', '7000010 no-admin: Count', '7000030 no-scanners: Count',
];
const ACTS = [
  '1597726 block-set: Block', '2000010 office: Allow', '2000020 partners: Allow', '3407892 rate-address: Block', '3502493 rate-token: Block', '3586100 rate-token-absent: Block',
  '4000100 ip-reputation: None group', '5000100 known-bad-inputs: None group', '5000200 common: None group, 2 Count', '5000400 sql-injection: None group',
  '6000010 own-group: None group', '7000010 no-admin: Block', '7000030 no-scanners: Captcha',
];

export async function firewallApp(world: World): Promise<void> {
  const { emulator, scratch, report } = world;
  const project = new Project(emulator, scratch, 'firewall-app', 'test/emulator/apps', [FILE], FILE);
  const life = new Life(world, project, [STACK]);
  const waf = (action: string, data: object): Promise<Json> => ask(emulator, 'AWSWAF_20190729', action, data);
  const id = (logicalId: string): Promise<string> => life.stacks.physicalId(STACK, logicalId);
  const read = (): Promise<Readonly<Record<string, Json>>> => readFirewall(emulator, life.stacks, STACK);
  const rules = async (): Promise<Json[]> => (await read())[ACL].Rules;
  const acts = (there: readonly Json[]): string[] => [...there].sort((a, b) => a.Priority - b.Priority).map((r) => `${r.Priority} ${r.Name}: ${actionOf(r)}`);
  /** Every property of every resource of WAF that its API tells, but for what somebody wrote into a set behind CloudFormation's back. */
  const compare = async (): Promise<void> => {
    const there = await read();
    const declared = await declaredFirewall(life.stacks, STACK, (await life.stacks.template(STACK))!, there);
    assert.deepStrictEqual(Object.keys(declared).sort(), Object.keys(there).sort());
    for (const [logicalId, said] of Object.entries(declared)) {
      const { Addresses, Scope, ...rest } = said;
      const wanted = Addresses === undefined || logicalId === IPV4 || logicalId === PARTNERS ? rest : { ...rest, Addresses };
      assert.deepStrictEqual(Object.fromEntries(Object.keys(wanted as object).map((key) => [key, there[logicalId][key]])), wanted, logicalId);
    }
  };
  const associated = async (): Promise<unknown> => {
    const pool = `arn:aws:cognito-idp:${REGION}:${ACCOUNT}:userpool/${await id('Users0A0EEA89')}`;
    const stage = `arn:aws:apigateway:${REGION}::/restapis/${await id('ApiF70053CD')}/stages/prod`;
    const arns = [stage, await id('Balancer'), pool];
    const acl = (await read())[ACL].ARN;
    const ofEach = await Promise.all(arns.map(async (ResourceArn) => (await waf('GetWebACLForResource', { ResourceArn })).WebACL.ARN));
    assert.deepStrictEqual(ofEach, [acl, acl, acl]);
    assert.deepStrictEqual((await waf('ListResourcesForWebACL', { WebACLArn: acl })).ResourceArns.sort(), [...arns].sort());
    return [acl, arns];
  };
  /** What changes; not what CloudFormation only looks at. */
  const deploy = async (step: string): Promise<readonly string[]> => (await life.deploy(step))[STACK].filter((c) => !c.startsWith('Look at '));
  const standing = async (): Promise<unknown> => [await read(), await associated()];

  await report.must('deploys', async () => { await life.deploy('first'); });
  await report.check('while it observes every rule only counts, rule by rule of groups too', async () => {
    assert.deepStrictEqual(acts(await rules()), COUNTS);
    for (const { Name, VisibilityConfig } of await rules()) assert.deepStrictEqual(VisibilityConfig, { CloudWatchMetricsEnabled: true, MetricName: Name, SampledRequestsEnabled: true });
  });
  await report.check('web ACL, sets, group and log are in every property what the template says', compare);
  await report.check('its default lets through and is measured; what is secret stands in no log and no sample', async () => {
    const { [ACL]: acl, [LOGGING]: logging } = await read();
    assert.deepStrictEqual([acl.DefaultAction, acl.VisibilityConfig.CloudWatchMetricsEnabled, acl.VisibilityConfig.SampledRequestsEnabled], [{ Allow: {} }, true, true]);
    assert.deepStrictEqual(acl.DataProtectionConfig.DataProtections.map((p: Json) => [p.Action, p.Field.FieldType, p.Field.FieldKeys.join()]), [['SUBSTITUTION', 'SINGLE_HEADER', 'authorization,cookie,x-api-key'], ['SUBSTITUTION', 'SINGLE_QUERY_ARGUMENT', 'token']]);
    assert.deepStrictEqual(logging.RedactedFields.map((f: Json) => f.SingleHeader.Name), ['authorization', 'cookie', 'x-api-key']);
    const [{ Behavior, Conditions, Requirement }] = logging.LoggingFilter.Filters;
    assert.deepStrictEqual([logging.LoggingFilter.DefaultBehavior, Behavior, Requirement, Conditions.map((c: Json) => c.ActionCondition.Action).join()], ['DROP', 'KEEP', 'MEETS_ANY', 'BLOCK,CAPTCHA,CHALLENGE,COUNT,EXCLUDED_AS_COUNT']);
  });
  await report.check('its log is a group that stands, and whose policy lets the delivery service of this account write', async () => {
    const [destination] = (await read())[LOGGING].LogDestinationConfigs;
    assert.equal(destination, `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:${await id('FirewallLog96E68B05')}`);
    const { resourcePolicies: [{ policyDocument }] } = await ask(emulator, 'Logs_20140328', 'DescribeResourcePolicies', { resourceArn: destination });
    const [{ Action, Condition, Effect, Principal, Resource }] = JSON.parse(policyDocument as string).Statement;
    assert.deepStrictEqual([Effect, Principal, Action, Resource, Condition.StringEquals], ['Allow', { Service: 'delivery.logs.amazonaws.com' }, ['logs:CreateLogStream', 'logs:PutLogEvents'], `${destination}:log-stream:*`, { 'aws:SourceAccount': ACCOUNT }]);
  });
  await report.check('it stands before the stage, the balancer and the user pool, and before nothing else', async () => { await associated(); });
  await report.must('block sets are empty; a responder fills one with what the stack tells it', async () => {
    const there = await read();
    assert.deepStrictEqual([there[IPV4].Addresses, there[IPV4].IPAddressVersion, there[IPV6].Addresses, there[IPV6].IPAddressVersion], [[], 'IPV4', [], 'IPV6']);
    for (const set of [(await life.stacks.outputs(STACK)).FirewallBlockedIpv4Ref3471A93E, await id(PARTNERS)]) {
      const { LockToken } = await waf('GetIPSet', partsOf(set));
      await waf('UpdateIPSet', { ...partsOf(set), LockToken, Addresses: ['198.51.100.7/32'] });
    }
  });
  const blocked = async (): Promise<unknown> => { const there = await read(); return [IPV4, IPV6, PARTNERS].map((set) => there[set].Addresses); };

  await report.must('from observing to enforcing changes what rules do, and nothing else', async () => {
    const before = await read();
    const places = await associated();
    project.edit(ENFORCE);
    assert.deepStrictEqual(await deploy('enforce'), ['Modify AWS::WAFv2::WebACL Metadata, Rules for no flow']);
    const after = await read();
    assert.deepStrictEqual(acts(after[ACL].Rules), ACTS);
    assert.deepStrictEqual(after[ACL].Rules.map(actless), before[ACL].Rules.map(actless));
    assert.deepStrictEqual({ ...after, [ACL]: { ...after[ACL], Rules: [] } }, { ...before, [ACL]: { ...before[ACL], Rules: [] } });
    assert.deepStrictEqual(await associated(), places);
    await compare();
  });
  await report.must('the responder\'s addresses stay', async () => { assert.deepStrictEqual(await blocked(), [['198.51.100.7/32'], [], ['198.51.100.7/32']]); });
  await report.must('a rule more is that rule; a set of somebody else that changes is emptied, as in CloudFormation, and block sets are not', async () => {
    const before = await rules();
    project.edit(...ADD);
    assert.deepStrictEqual(await deploy('more'), ['Modify AWS::WAFv2::IPSet Description for no flow', 'Modify AWS::WAFv2::WebACL Rules for no flow']);
    const after = await rules();
    assert.deepStrictEqual(acts(after.filter((r) => !before.some((b) => b.Name === r.Name))), ['7000005 no-traversal: Block']);
    assert.deepStrictEqual(after.filter((r) => r.Name !== 'no-traversal'), before);
    assert.deepStrictEqual(await blocked(), [['198.51.100.7/32'], [], []]);
    await compare();
  });
  await report.must('a rule less is without its set, which goes behind it', async () => {
    const before = await rules();
    project.edit({ file: FILE, was: SCANNERS, is: '' });
    assert.deepStrictEqual(await deploy('less'), ['Modify AWS::WAFv2::WebACL Rules for no flow', 'Remove AWS::WAFv2::RegexPatternSet for no flow']);
    assert.deepStrictEqual(await rules(), before.filter((r) => r.Name !== 'no-scanners'));
    assert.deepStrictEqual((await waf('ListRegexPatternSets', { Scope: 'REGIONAL' })).RegexPatternSets, []);
    assert.deepStrictEqual(await blocked(), [['198.51.100.7/32'], [], []]);
    await compare();
  });
  await life.failUpdate(FAIL, STACK, standing);
  await report.check('is destroyed; nothing is left of it, addresses in its sets or not', async () => {
    const { ARN } = (await read())[ACL];
    life.succeeded(await project.destroy());
    assert.deepStrictEqual(await life.statuses(), [undefined]);
    await assert.rejects(waf('GetLoggingConfiguration', { ResourceArn: ARN }), /WAFNonexistentItemException/);
    for (const [action, list] of [['ListWebACLs', 'WebACLs'], ['ListIPSets', 'IPSets'], ['ListRuleGroups', 'RuleGroups']]) {
      assert.deepStrictEqual((await waf(action, { Scope: 'REGIONAL' }))[list].filter((r: Json) => r.Name.startsWith(STACK)), [], list);
    }
  });
}
