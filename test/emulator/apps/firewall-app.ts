/**
 * A web firewall before a stage, a balancer and a user pool, with a rule of every kind that refers to something: sets of addresses, of regular expressions, a rule group.
 * Beside it a set of addresses of somebody else, with a description, which changes as it likes.
 */
import { App, Stack, type StackProps } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as waf from 'aws-cdk-lib/aws-wafv2';
import { FirewallAction, FirewallLogFilter, FirewallMode, FirewallPreset, FirewallRuleGroup, FirewallStatement, FirewallTarget, PositionalConstraint, Posture, RequestPart, WebFirewall } from 'cdk-zero-trust';
import type { Construct } from 'constructs';

class Guarded extends Stack {
  constructor(scope: Construct, id: string, props: StackProps) {
    super(scope, id, props);
    const api = new apigateway.RestApi(this, 'Api', { cloudWatchRole: false });
    api.root.addMethod('GET', new apigateway.MockIntegration());
    const users = new cognito.UserPool(this, 'Users');
    const vpc = new ec2.CfnVPC(this, 'Vpc', { cidrBlock: '10.0.0.0/16' });
    const subnets = ['a', 'b'].map((zone, i) => new ec2.CfnSubnet(this, `Subnet${zone}`, { vpcId: vpc.ref, cidrBlock: `10.0.${i}.0/24`, availabilityZone: `eu-west-1${zone}` }).ref);
    const balancer = new elbv2.CfnLoadBalancer(this, 'Balancer', { type: 'application', scheme: 'internal', subnets });
    const partners = new waf.CfnIPSet(this, 'Partners', { scope: 'REGIONAL', ipAddressVersion: 'IPV4', addresses: [], description: 'partners' });

    const group = new FirewallRuleGroup(this, 'Group', { capacity: 50 });
    group.addRule('no-dotfiles', { statement: FirewallStatement.regex('/[.]', { part: RequestPart.uriPath() }) });

    const firewall = new WebFirewall(this, 'Firewall', {
      preset: FirewallPreset.API,
      mode: FirewallMode.observe('2027-01-31'),
      posture: Posture.SANDBOX, // the log goes with its stack
      logging: { filter: FirewallLogFilter.ACTED_ON, hiddenHeaders: ['X-Api-Key'], hiddenQueryArguments: ['token'] },
    });
    firewall.addRule('office', { statement: FirewallStatement.addresses(['192.0.2.0/24', '2001:db8::/32']), action: FirewallAction.allow(), priority: 10 });
    firewall.addRule('partners', { statement: FirewallStatement.ipSet(partners), action: FirewallAction.allow(), priority: 20 });
    firewall.addRuleGroup('own-group', { group: group.ruleGroup, capacity: 50, rules: ['no-dotfiles'], priority: 10 });
    firewall.addRule('no-admin', { statement: FirewallStatement.byteMatch({ part: RequestPart.uriPath(), position: PositionalConstraint.STARTS_WITH, text: '/admin' }), priority: 10 });
    firewall.addRule('no-scanners', { statement: FirewallStatement.regexPatterns(['nikto', 'sqlmap'], { part: RequestPart.header('user-agent') }), action: FirewallAction.captcha(), priority: 30 });
    firewall.protect(FirewallTarget.stage(api.deploymentStage));
    firewall.protect(FirewallTarget.loadBalancer(balancer));
    firewall.protect(FirewallTarget.userPool(users));
  }
}

export const app = new App();
new Guarded(app, 'FirewallApp', { env: { account: process.env.CDK_DEFAULT_ACCOUNT, region: process.env.CDK_DEFAULT_REGION } });
