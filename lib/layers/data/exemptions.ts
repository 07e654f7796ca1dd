/**
 * Exemptions that would exempt everybody: ``checkExemptions(protection)``.
 *
 * An exempt role passes what stores refuse, so its arn has to name somebody: a role, or roles whose names have something in common.
 */
import { type Finding, Findings } from '../../intent';
import type { DataProtection } from './data-protection';

export function checkExemptions(protection: DataProtection): readonly Finding[] {
  const findings = new Findings();
  const refuse = (arn: string, of: string, where: string): void => {
    if (namesSomebody(arn)) return;
    findings.error('ExemptionTooWide', where, `${of} exempts \`${arn}\`; expected the arn of a role, or a pattern with some of its name, e.g. \`arn:aws:iam::111122223333:role/break-glass-*\`, because what is exempt passes all that a store refuses; name the role`);
  };
  for (const arn of protection._props.breakGlassRoles ?? []) refuse(arn, '`breakGlassRoles`', '');
  for (const store of protection._stores.values()) {
    if (store._scope !== protection._declaration.scope) continue;
    for (const { roleArn } of store._host.props.exemptions ?? []) refuse(roleArn, `store \`${store.storeId}\``, store._host.site.toString());
  }
  return findings.all();
}

/** Tokens are something; an account that is a wildcard is anybody's. */
function namesSomebody(arn: string): boolean {
  const [prefix, , service, , account = '', ...resource] = arn.replace(/\$\{Token\[[^\]]*\]\}/g, 'token').split(':');
  if (arn.startsWith('${Token[') && arn.endsWith(']}') && resource.length === 0) return true;
  return prefix === 'arn' && service === 'iam' && /^(\d{12}|token)$/.test(account) && /^role\/.*[^*?/]/.test(resource.join(':'));
}
