/**
 * Exemptions that would exempt everybody, or nobody: ``checkExemptions(protection)``.
 *
 * An exempt role passes what stores refuse, so its arn has to name somebody: a role, or roles whose names have something in common.
 * What is no role exempts nobody, and that is noticed in the emergency: `aws:PrincipalArn` of a session is the ARN of its role.
 */
import { type Finding, Findings } from '../../intent';
import type { DataProtection } from './data-protection';

export function checkExemptions(protection: DataProtection): readonly Finding[] {
  const findings = new Findings();
  const { breakGlassRoles = [], deployerRoles = [] } = protection._props;
  for (const arn of breakGlassRoles) checkArn(arn, '`breakGlassRoles`', '', findings);
  for (const arn of deployerRoles) checkArn(arn, '`deployerRoles`', '', findings);
  for (const store of protection._stores.values()) {
    if (store._scope !== protection._declaration.scope) continue;
    const { exemptions = [] } = store._host.props;
    const where = store._host.site.toString();
    for (const { roleArn, because } of exemptions) {
      checkArn(roleArn, `store \`${store.storeId}\``, where, findings);
      if (typeof because !== 'string' || because.trim() === '') findings.error('EmptyText', where, `\`because\` of the exemption of \`${roleArn}\` from store \`${store.storeId}\` is empty; expected a sentence, because a reviewer has to know why this role passes what the store refuses; say what it does`);
    }
  }
  return findings.all();
}

function checkArn(arn: string, of: string, where: string, findings: Findings): void {
  const parts = partsOf(arn);
  if (parts === 'token') return;
  const kind = noRole(arn, parts);
  if (kind !== undefined) {
    findings.error('ExemptionNotARole', where, `${of} exempts \`${arn}\`, which is ${kind}; expected the arn of a role, e.g. \`arn:aws:iam::111122223333:role/break-glass\`, because who has assumed a role asks under the role's own arn, and anything else exempts nobody; write down the role's arn`);
  } else if (!/^(\d{12}|token)$/.test(parts.account) || !/^role\/.*[^*?/]/.test(parts.resource)) {
    findings.error('ExemptionTooWide', where, `${of} exempts \`${arn}\`; expected the arn of a role, or a pattern with some of its name, e.g. \`arn:aws:iam::111122223333:role/break-glass-*\`, because what is exempt passes all that a store refuses; name the role`);
  }
}

interface Parts {
  readonly prefix: string;
  readonly service: string;
  readonly account: string;
  readonly resource: string;
}

/** A token alone is an ARN of the app; one within a text is a name. */
function partsOf(arn: string): Parts | 'token' {
  if (/^\$\{Token\[[^\]]*\]\}$/.test(arn)) return 'token';
  const [prefix, , service = '', , account = '', ...resource] = arn.replace(/\$\{Token\[[^\]]*\]\}/g, 'token').split(':');
  return { prefix, service, account, resource: resource.join(':') };
}

/** What it is, where a pattern of it can match no role's ARN. */
function noRole(arn: string, { prefix, service, resource }: Parts): string | undefined {
  if (/^[*?]+$/.test(arn)) return undefined; // everybody, and so too wide
  if (prefix !== 'arn') return arn.includes(':') ? 'no arn' : 'a name';
  if (service === 'sts') return resource.startsWith('assumed-role/') ? 'the session of a role' : 'of the service that makes sessions';
  if (service !== 'iam' && !/^[*?]*$/.test(service)) return `of the service \`${service}\``;
  if (/^(user|group|policy|instance-profile|saml-provider|oidc-provider|server-certificate|mfa)\//.test(resource)) return `a ${resource.split('/')[0]}`;
  if (resource === 'root') return 'the account';
  return /^role\//.test(resource) || /[*?]/.test(resource.split('/')[0]) ? undefined : 'no role';
}
