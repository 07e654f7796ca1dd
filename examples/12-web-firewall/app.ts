/**
 * The shop behind web firewalls: one that only counts until the end of January, one for logins that acts, and two rules more in the web ACL of another team. Nothing else of it
 * changes, and nothing that answers requests is forgotten.
 */
import { App, Duration, Stack } from 'aws-cdk-lib';
import { FirewallMode, FirewallPreset, FirewallRules, FirewallStatement, FirewallTarget, ManagedRuleGroup, PositionalConstraint, RateKey, RequestPart, UnprotectedEntriesGuard, WebFirewall } from 'cdk-zero-trust';
import { acknowledge } from './acknowledged';
import { shop } from './shop';

export const app = new App();
const stack = new Stack(app, 'Shop', { env: { region: 'eu-west-1' } });
const { orders, users, partnersAcl } = shop(stack);

const firewall = new WebFirewall(stack, 'Firewall', { preset: FirewallPreset.API, mode: FirewallMode.observe('2027-01-31') });
firewall.addRule('no-admin', { statement: FirewallStatement.byteMatch({ part: RequestPart.uriPath(), position: PositionalConstraint.STARTS_WITH, text: '/admin' }) });
firewall.addRateLimit('status', {
  keys: [RateKey.address()], limit: 100, window: Duration.minutes(1),
  scopeDown: FirewallStatement.byteMatch({ part: RequestPart.uriPath(), position: PositionalConstraint.ENDS_WITH, text: '/status' }),
});
firewall.protect(FirewallTarget.stage(orders.deploymentStage));

const logins = new WebFirewall(stack, 'Logins', { preset: FirewallPreset.LOGIN });
logins.protect(FirewallTarget.userPool(users));

const more = new FirewallRules({ firstPriority: 10_000_000 });
more.addManagedGroup(ManagedRuleGroup.KNOWN_BAD_INPUTS);
more.addManagedGroup(ManagedRuleGroup.IP_REPUTATION);
partnersAcl.with(more);

UnprotectedEntriesGuard.enable(app);
acknowledge(stack);
