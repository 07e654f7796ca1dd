/**
 * What stands before the public door and the login, and who is told when something is wrong.
 *
 * The door within has no web firewall: only the endpoint in the VPC leads to it. Not in here: the trail, which the organization watches for all of its accounts.
 */
import type * as kms from 'aws-cdk-lib/aws-kms';
import { type ClosedVpc, FirewallPreset, FirewallTarget, type FrontDoor, Guarantee, type IdentityFoundation, type Watch, type ZeroTrust } from 'cdk-zero-trust';

/** What takes requests from the internet. */
export interface DocumentsEntries {
  readonly door: FrontDoor;
  readonly identity: IdentityFoundation;
}

export function protect(zt: ZeroTrust, { door, identity }: DocumentsEntries, encryptionKey: kms.IKey): void {
  const firewall = zt.addWebFirewall('Firewall', { preset: FirewallPreset.API, logging: { encryptionKey } }); // it acts from the first day
  firewall.protect(FirewallTarget.frontDoor(door));
  const logins = zt.addWebFirewall('Logins', { preset: FirewallPreset.LOGIN, logging: { encryptionKey } });
  logins.protect(FirewallTarget.identity(identity));
  zt.addGuarantee(Guarantee.firewalled({ target: door }));
  zt.addGuarantee(Guarantee.firewalled({ target: identity }));
}

/** Segments, routes, stores, both doors, the pool and the firewalls: all that the intent has. Alarms go to a topic of its own. */
export function addWatch(zt: ZeroTrust, network: ClosedVpc): Watch {
  const watch = zt.addWatch('Watch', {
    owner: 'documents team', runbooks: 'https://runbooks.example.com/documents/',
    nestedStacks: 2, // the stack of the service has room for no hundred alarms; it cannot be chosen later
    noTrailBecause: 'the organization watches its trail from the account for security',
  });
  watch.observe(network, { writeFlowLog: true });
  for (const signal of ['dnsFirewall.alerted', 'dnsFirewall.blocked']) watch.off(signal, { because: 'queries are not logged: nothing in the VPC leads to the internet, whatever a name resolves to' });
  return watch;
}
