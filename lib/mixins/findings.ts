/**
 * What mixins and guards tell, with a way to accept it:
 *
 *   Validations.of(bucket).acknowledge({ id: 'cdk-zero-trust:s3.versioning', reason: 'scratch space, emptied daily' });
 *
 * An error fails synth, a warning is an annotation; both have a stable code in their text and an id that says what is accepted:
 * one closing of one resource, never all that may be found there later. What a mixin left out beside an error is `isFinal`: accepted, it
 * would be missing in silence. An acknowledgement counts on the construct itself and above it. Annotations of CDK that are errors cannot be acknowledged, so errors are validations of the construct here.
 */
import { Annotations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { type Finding, formatFinding } from '../intent';
import { isAccepted } from '../layers/layer';

export const PREFIX = 'cdk-zero-trust:';

export interface Told {
  /** What is accepted by acknowledging it, e.g. `s3.versioning`; without the prefix. */
  readonly id: string;
  /** Where it was found. */
  readonly construct: IConstruct;
  readonly finding: Finding;
  /** Nobody can accept it: nothing was made beside it. @default false */
  readonly isFinal?: boolean;
  /** What happens where it is accepted, after a colon. @default - it stays as it is */
  readonly accepted?: string;
}

/** The errors, as CDK's validations want them; warnings become annotations. What is acknowledged is neither. */
export function tell(told: readonly Told[]): string[] {
  const seen = new Set<string>();
  return told.filter(({ id, construct, isFinal }) => isFinal === true || !isAcknowledged(construct, id)).flatMap(({ id, construct, finding, isFinal, accepted }) => {
    const way = isFinal === true ? '' : `; or accept \`${PREFIX}${id}\`${accepted === undefined ? '' : `: ${accepted}`}`;
    const text = formatFinding({ ...finding, message: `${finding.message}${way}` });
    if (seen.has(text)) return [];
    seen.add(text);
    if (finding.level === 'error') return [text];
    Annotations.of(construct).addWarningV2(`${PREFIX}${id}`, text);
    return [];
  });
}

/** With a reason, on the construct or above it. */
export function isAcknowledged(construct: IConstruct, id: string): boolean {
  return isAccepted(construct, `${PREFIX}${id}`);
}

export function finding(level: Finding['level'], code: string, message: string, where = ''): Finding {
  return { code, level, pointer: '', where, message };
}
