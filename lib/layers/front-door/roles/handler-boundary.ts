/**
 * What handlers may ever do, whatever their policies come to say:
 *
 *   const boundary = new HandlerBoundary(this, 'Boundary');
 *   new HandlerRole(this, 'ReadRole', { boundary });
 *
 * A customer-managed policy that is a permissions boundary and nothing else: data of the accounts that are named, calls of other
 * services, logs, traces and network interfaces; no administration. One of a stack serves all its handlers. Not modelled: what
 * policies of resources grant to a session by its own ARN, beyond what is denied here in so many words.
 */
import { Stack, Token } from 'aws-cdk-lib';
import { ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { formatFinding } from '../../../intent';
import { CallSite } from '../../declaration/call-site';
import { readOptions } from '../../declaration/options';
import { BOUNDARY } from '../options';
import { boundaryStatements } from './boundary-statements';

/** What a boundary lets through. */
export interface HandlerBoundaryProps {
  /**
   * Other accounts whose data handlers may use, twelve digits each.
   * @default - only the account of the stack
   */
  readonly otherAccounts?: string[];
  /**
   * More actions that handlers may do, without wildcards, e.g. `ses:SendEmail`.
   * @default - the data planes of docs/stores.md, and calls of functions, state machines, event buses, APIs and parameters
   */
  readonly additionalActions?: string[];
}

/** Of a managed policy, white space not counted. (IAM user guide, "IAM and AWS STS quotas".) */
const LIMIT = 6_144;
const ACTION = /^[a-z0-9-]+:[A-Z][A-Za-z0-9]*$/;

/** A permissions boundary for handlers. */
export class HandlerBoundary extends ManagedPolicy {
  private readonly site = new CallSite();

  constructor(scope: Construct, id: string, props: HandlerBoundaryProps = {}) {
    const { account, partition } = Stack.of(scope);
    const told: [code: string, message: string][] = [];
    const { options: { otherAccounts = [], additionalActions = [] } } = readOptions(props, BOUNDARY, `boundary \`${scope.node.path}/${id}\``, (...one) => told.push(one));
    const actions = additionalActions.filter((a) => ACTION.test(a));
    const accounts = otherAccounts.filter(isAccount);
    super(scope, id, {
      description: 'Zero trust: what handlers of routes may ever do',
      statements: boundaryStatements({ accounts: [account, ...accounts.filter((a) => a !== account)], partition, also: actions }).map((s) => PolicyStatement.fromJson(s)),
    });
    const wide = additionalActions.filter((a) => !actions.includes(a));
    const wrong = otherAccounts.filter((a) => !accounts.includes(a));
    this.node.addValidation({
      validate: () => [
        ...told.map(([code, message]) => formatFinding({ code, level: 'error', pointer: '', where: this.site.toString(), message })),
        ...wide.map((a) => this.report('HandlerBoundaryTooWide', `lets \`${a}\` through; expected actions one by one such as \`ses:SendEmail\`, because what a pattern names grows with AWS; write them down`)),
        ...wrong.map((a) => this.report('HandlerBoundaryTooWide', `names account \`${a}\`; expected twelve digits; write the account's number down`)),
        ...this.tooLong(),
      ],
    });
  }

  private tooLong(): string[] {
    const length = JSON.stringify(Stack.of(this).resolve(this.document)).replace(/\s/g, '').length;
    if (length <= LIMIT) return [];
    return [this.report('HandlerBoundaryTooLong', `has ${length} characters; expected at most ${LIMIT}, which is what a managed policy takes; name fewer actions or accounts, or make a boundary for each of them`)];
  }

  private report(code: 'HandlerBoundaryTooLong' | 'HandlerBoundaryTooWide', what: string): string {
    return formatFinding({ code, level: 'error', pointer: '', where: this.site.toString(), message: `boundary \`${this.node.path}\` ${what}` });
  }
}

function isAccount(account: string): boolean {
  return Token.isUnresolved(account) || /^\d{12}$/.test(account);
}
