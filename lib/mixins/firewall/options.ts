/** Options of rules for web ACLs that exist by name and kind: what `readOptions` compares them with. A test holds it against the interfaces. */
import { instanceOf, known, NUMBER, type Shape } from '../../layers/declaration/options';
import { FirewallMode } from '../../layers/web-firewall/mode';

export const OPTIONS = {
  FirewallRulesProps: { mode: instanceOf(() => FirewallMode, 'FirewallMode', '`FirewallMode.ENFORCE` or `FirewallMode.observe(until)`', { code: 'FirewallPropInvalid' }), firstPriority: known(NUMBER) },
} satisfies Readonly<Record<string, Shape>>;
