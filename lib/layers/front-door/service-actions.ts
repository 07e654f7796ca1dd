/**
 * Whether an action of an AWS service, and what its role may do, are there at all: ``wrongInService(props)``.
 *
 * Judged by the table of IAM's actions that data flows use (lib/layers/data/actions), for the services in it; of others nothing is known.
 * Of S3 the names of requests are not those of actions, and are left alone.
 */
import { Token } from 'aws-cdk-lib';
import { editDistance } from '../../intent';
import { list } from '../../intent/reader';
import { ACTION_PREFIXES, actionFacts, nearestAction } from '../data/actions';
import type { ServiceHandlerProps } from './handler';

/** Nearer than any two names that are both right. */
const SLIP = 2;
/** Whose ARNs begin as their actions do. */
const ARNS = ['dynamodb', 'kinesis', 'kms', 's3', 'secretsmanager', 'sns', 'sqs'];

/** Sentences after the name of the handler. */
export function wrongInService({ service, action, actions = [], resources = [] }: ServiceHandlerProps): string[] {
  const wrong: string[] = [];
  const prefixes = [...new Set(actions.map((a) => a.split(':')[0].toLowerCase()))].sort();
  for (const one of actions) {
    const prefix = one.split(':')[0].toLowerCase();
    if (!ACTION_PREFIXES.includes(prefix) || actionFacts(one) !== undefined || /[*?]/.test(one)) continue;
    const near = nearestAction(one, [prefix]);
    wrong.push(`names \`${one}\`, which is no action of IAM${near === undefined ? '' : `; did you mean \`${near}\`?`}; expected one of \`${prefix}\``);
  }
  if (ACTION_PREFIXES.includes(service)) {
    if (actions.length > 0 && !prefixes.includes(service)) wrong.push(`calls \`${service}\`, and its role may do ${list([...actions])}; expected an action of \`${service}\``);
  } else {
    const meant = prefixes.find((p) => ACTION_PREFIXES.includes(p) && editDistance(service, p) <= 1);
    if (meant !== undefined) wrong.push(`has service \`${service}\`, and its role may do ${list([...actions])}; did you mean \`${meant}\`?`);
  }
  const called = `${service}:${action ?? ''}`;
  const near = action === undefined || service === 's3' || !ACTION_PREFIXES.includes(service) || actionFacts(called) !== undefined ? undefined : nearestAction(called, [service]);
  if (near !== undefined && editDistance(called, near) <= SLIP) wrong.push(`has action \`${action ?? ''}\`, which \`${service}\` does not have; did you mean \`${near.split(':')[1]}\`?`);
  if (prefixes.every((p) => ARNS.includes(p))) {
    const others = resources.filter((r) => !Token.isUnresolved(r) && /^arn:/.test(r) && !prefixes.includes(r.split(':')[2]));
    if (others.length > 0 && prefixes.length > 0) wrong.push(`has an action of ${list(prefixes)} on ${list(others)}, which it never names; expected ARNs of ${list(prefixes)}`);
  }
  return wrong;
}
