/** Every option of firewalls and rule groups by name and kind: what `readOptions` compares them with. A test holds all tables of this room against the interfaces. */
import { DURATION, FLAG, instanceOf, type Kind, known, needed, NUMBER, oneOf, POSTURE, reference, setOf, type Shape, struct, TEXT } from '../declaration/options';
import { BodyLimit, FirewallScope } from './firewall-props';
import { FirewallLogDestination, FirewallLogFilter } from './logs';
import { FirewallMode } from './mode';
import { FirewallPreset } from './preset';
import { NAMES } from './rule-options';

const PROP = { code: 'FirewallPropInvalid' };
const words = (members: object, type: string): Kind => oneOf(Object.values(members) as string[], type, PROP);
const SCOPE = words(FirewallScope, 'FirewallScope');
const MODE = instanceOf(() => FirewallMode, 'FirewallMode', '`FirewallMode.ENFORCE` or `FirewallMode.observe(until)`', PROP);
const LIMIT = words(BodyLimit, 'BodyLimit');
const BODY: Shape = { apiStages: LIMIT, userPools: LIMIT, appRunner: LIMIT, verifiedAccess: LIMIT, distributions: LIMIT };
const LOG: Shape = {
  destination: instanceOf(() => FirewallLogDestination, 'FirewallLogDestination', 'a `FirewallLogDestination`, e.g. `FirewallLogDestination.bucket(bucket)`', PROP), retention: known(DURATION),
  encryptionKey: reference('keyRef', 'kms.IKeyRef', 'a key; import it, e.g. with `Key.fromKeyArn`'), filter: instanceOf(() => FirewallLogFilter, 'FirewallLogFilter', 'a `FirewallLogFilter`, e.g. `FirewallLogFilter.ACTED_ON`', PROP),
  hiddenHeaders: NAMES, hiddenQueryArguments: NAMES,
};

/** By interface. */
export const FIREWALL_OPTIONS = {
  WebFirewallProps: {
    preset: instanceOf(() => FirewallPreset, 'FirewallPreset', 'one of `FirewallPreset`, e.g. `FirewallPreset.API`', PROP), mode: MODE, scope: SCOPE, blockSet: FLAG, forwardedHeader: TEXT, logging: struct(LOG, 'FirewallLogProps'),
    bodyInspection: struct(BODY, 'BodyInspectionProps'), tokenDomains: setOf(TEXT, 'a list of hosts, e.g. `example.com`'), maxCapacity: known(NUMBER), posture: POSTURE,
  },
  FirewallLogProps: LOG, BodyInspectionProps: BODY,
  FirewallRuleGroupProps: { capacity: needed({ ...known(NUMBER), expected: 'a whole number from 1 to 5000, which never changes; choose one with room for more rules', ...PROP }), scope: SCOPE, mode: MODE },
} satisfies Readonly<Record<string, Shape>>;
