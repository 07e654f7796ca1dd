/**
 * The last look, when the app is synthesized: what was closed is closed still, and every statement that was written stands as it
 * was written. An aspect, an override or an escape hatch that came later may have undone it. What others add beside our
 * statements is theirs: a Deny wins over every Allow.
 */
import type { CfnResource } from 'aws-cdk-lib';
import { type Finding, Findings } from '../../intent';
import { warn } from '../layer';
import { contextOf } from './build';
import { checkGrants } from './check-grants';
import { checkSessionTags } from './check-session-tags';
import { closingFindings, judgeStore } from './close';
import { isDataKey } from './data-key';
import type { DataProtection } from './data-protection';
import { askedOf } from './exceptions';
import { storeNow } from './facts';
import { KMS } from './kinds/kms';
import { letServicesUseKeys } from './services';
import { checkStrays } from './strays';
import type { Written } from './written';

export function verifyData(protection: DataProtection): readonly Finding[] {
  const findings = new Findings();
  const { intent, closings, written } = protection._build();
  const own = new Map((intent.stores ?? []).filter((s) => s.scope === protection._declaration.scope).map((s) => [s.id, s]));
  for (const id of closings.keys()) {
    const data = own.get(id);
    const store = protection._stores.get(`${protection._declaration.scope}#${id}`);
    const now = store === undefined ? undefined : storeNow(store);
    if (data === undefined || store === undefined || now === undefined || store._host.kind === undefined) continue;
    // A key that the layer made stands on the resource by now.
    const found = closingFindings(judgeStore(now, askedOf(store._host.kind, data), contextOf(protection, store, data))).filter((f) => f.level === 'error');
    findings.append([...found, ...keyFindings(now.key?.resource, protection)].map((f) => ({ ...f, where: store._host.site.toString() })));
  }
  for (const one of written) checkWritten(one, findings);
  letLateServicesIn(protection);
  findings.append(checkStrays(protection));
  // Warnings are annotations; errors alone end the synth.
  const late = [...checkGrants(protection), ...checkSessionTags(protection)];
  warn(protection, late);
  findings.append(late.filter((f) => f.level === 'error'));
  return findings.all();
}

/** A statement for a service may have been added to a store's policy since: what is written now is what the template says. */
function letLateServicesIn(protection: DataProtection): void {
  const { facts, findings } = protection._build();
  if (findings.some((f) => f.level === 'error')) return;
  const own = facts.stores.filter((s) => s.scope === protection._declaration.scope);
  letServicesUseKeys(own, { scope: protection, report: (code, message) => { warn(protection, [{ code, level: 'warning', pointer: '', where: '', message }]); } });
}

/**
 * Whoever may write a key's policy has what it encrypts, whatever that policy denies; and a key of the layer's that is deleted with
 * its stack takes the data with it.
 */
function keyFindings(key: CfnResource | undefined, { _declaration: { posture } }: DataProtection): readonly Finding[] {
  const store = key === undefined ? undefined : KMS.resolve(key);
  if (key === undefined || store === undefined) return [];
  const rows = ['kms.no-public-policy', ...(isDataKey(key) ? ['kms.retained'] : [])];
  const asked = { ...KMS, closings: KMS.closings.filter((c) => rows.includes(c.id)) };
  return closingFindings(judgeStore(store, asked, { posture, isJewel: false, allowReplacement: false })).filter((f) => f.level === 'error');
}

function checkWritten({ name, path, isStill }: Written, findings: Findings): void {
  try {
    if (isStill()) return;
  } catch {
    // what cannot be read any more is not what was written
  }
  findings.error('PolicyChanged', '', `the policy of ${name} (\`${path}\`) was changed after the data layer wrote it; expected its statements as the declared data flows make them; declare what is to be permitted as a data flow, and remove the override or aspect that changes it`);
}
