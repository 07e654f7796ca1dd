/**
 * The role of one handler, which may do nothing but write its log until a route says what it does with data:
 *
 *   const role = new HandlerRole(this, 'ReadRole', { boundary });
 *   const read = new lambda.Function(this, 'Read', { ..., role, logGroup: role.logGroup });
 *   door.addRoute('GET /documents/{id}', { handler: RouteHandler.function(read), ..., data: [{ store: documents, access: DataAccess.READ }] });
 *
 * Trust: Lambda, for functions of this account where it says whose they are (`aws:SourceAccount`, `...IfExists`). No page of AWS says that
 * Lambda sends the account or the function's ARN when it assumes a role, and the ARN is not known before the function is, which needs
 * the role: so nothing is demanded that might never be sent, and there is no `aws:SourceArn`. Who passes a role needs `iam:PassRole`.
 * A role that exists is never replaced by one of these: whoever makes a function says its role.
 */
import { ArnFormat, Lazy, Stack } from 'aws-cdk-lib';
import { type IManagedPolicy, PolicyDocument, PolicyStatement, Effect, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type ILogGroup, LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { formatFinding } from '../../../intent';
import { CallSite } from '../../declaration/call-site';
import { readOptions } from '../../declaration/options';
import { ROLE } from '../options';
import { INTERFACES } from './no-resource';

/** What the role of a handler is for. */
export interface HandlerRoleProps {
  /**
   * What the handler may ever do, e.g. a `HandlerBoundary`.
   * @default - no boundary
   */
  readonly boundary?: IManagedPolicy;
  /**
   * Where the handler logs. Pass the same to the function.
   * @default - a log group of its own that is kept a year
   */
  readonly logGroup?: ILogGroup;
  /**
   * The function is in a VPC: Lambda may make its network interfaces with this role, the function's code may not.
   * @default false
   */
  readonly inVpc?: boolean;
  /**
   * For people.
   * @default - which construct it is the role of
   */
  readonly description?: string;
}

/** A role for one function. */
export class HandlerRole extends Role {
  /** Where the handler may log: pass it to the function as `logGroup`. */
  public readonly logGroup: ILogGroup;

  constructor(scope: Construct, id: string, props: HandlerRoleProps = {}) {
    const stack = Stack.of(scope);
    const told: string[] = [];
    const site = new CallSite();
    const { options } = readOptions(props, ROLE, `handler role \`${scope.node.path}/${id}\``, (code, message) => told.push(formatFinding({ code, level: 'error', pointer: '', where: site.toString(), message })));
    // The group is a child of the role, which has to be there first.
    const group = Lazy.string({ produce: (): string => this.logGroup.logGroupName });
    super(scope, id, {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com').withConditions({ StringEqualsIfExists: { 'aws:SourceAccount': stack.account } }),
      description: options.description ?? `Handler ${scope.node.path}/${id}`.replace(/[^\w+=,.@/ -]/g, '-').slice(0, 1000),
      ...(options.boundary === undefined ? {} : { permissionsBoundary: options.boundary }),
      inlinePolicies: { OwnLog: ownLog(stack, group), ...(options.inVpc === true ? { NetworkInterfaces: interfaces() } : {}) },
    });
    if (told.length > 0) this.node.addValidation({ validate: () => told });
    this.logGroup = options.logGroup ?? new LogGroup(this, 'Log', { retention: RetentionDays.ONE_YEAR });
  }
}

function ownLog(stack: Stack, group: string): PolicyDocument {
  const resource = stack.formatArn({ service: 'logs', resource: 'log-group', resourceName: `${group}:*`, arnFormat: ArnFormat.COLON_RESOURCE_NAME });
  return new PolicyDocument({ statements: [new PolicyStatement({ sid: 'OwnLog', actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [resource] })] });
}

/**
 * Lambda makes the interfaces itself; a call from the function's code carries `lambda:SourceFunctionArn`. ("Giving Lambda functions
 * access to resources in an Amazon VPC", security best practices; "Using source function ARN to control function access behavior".)
 */
function interfaces(): PolicyDocument {
  return new PolicyDocument({
    statements: [
      new PolicyStatement({ sid: 'ByLambda', actions: INTERFACES, resources: ['*'] }),
      new PolicyStatement({ sid: 'NotByCode', effect: Effect.DENY, actions: INTERFACES, resources: ['*'], conditions: { Null: { 'lambda:SourceFunctionArn': 'false' } } }),
    ],
  });
}
