/**
 * What answers a route.
 *
 *   RouteHandler.function(read)
 *   RouteHandler.http({ vpcLink, listener, url: 'https://documents.internal.example.com/documents/{id}' })
 *   RouteHandler.service({ service: 'dynamodb', action: 'GetItem', actions: ['dynamodb:GetItem'], resources: [table.tableArn], requestTemplate: '{...}' })
 *
 * Whole programs for DynamoDB and SQS: docs/front-door.md, "Handlers".
 */
import type { Duration } from 'aws-cdk-lib';
import type { aws_apigateway as rest, aws_apigatewayv2 as v2, aws_elasticloadbalancingv2 as elb, aws_lambda as lambda } from 'aws-cdk-lib/interfaces';

/** A service behind a VPC link. */
export interface HttpHandlerProps {
  /**
   * Where it is: a URL with `https`, whose host is what the certificate says, and whose path may hold parameters of the route: `{id}`.
   * A parameter `{proxy+}` of the route is `{proxy}` here.
   */
  readonly url: string;
  /**
   * A VPC link of the second version; needs `listener`.
   * @default - `networkLink`
   */
  readonly vpcLink?: v2.IVpcLinkRef;
  /**
   * The listener of the load balancer behind `vpcLink`.
   * @default - none
   */
  readonly listener?: elb.IListenerRef;
  /**
   * A VPC link of the first version, to a network load balancer. REST APIs alone have it.
   * @default - `vpcLink`
   */
  readonly networkLink?: rest.IVpcLinkRef;
  /**
   * The method there.
   * @default - that of the route
   */
  readonly method?: string;
  /** @default - 29 seconds, which is as long as API Gateway waits */
  readonly timeout?: Duration;
  /**
   * Why the way from API Gateway to the service is not encrypted, where `url` begins with `http`.
   * @default - it is encrypted
   */
  readonly unencryptedBecause?: string;
}

/** An action of an AWS service, called with a role that may do this and nothing else. REST APIs alone have it. */
export interface ServiceHandlerProps {
  /** As in the host of its API: `sqs`, `dynamodb`, `states`, `s3`. */
  readonly service: string;
  /**
   * Name of the action, e.g. `SendMessage`. Exactly one of `action` and `path` is said.
   * @default - `path`
   */
  readonly action?: string;
  /**
   * Path below the service, e.g. `111122223333/imports`.
   * @default - `action`
   */
  readonly path?: string;
  /** @default POST */
  readonly method?: string;
  /** IAM actions that the call needs, e.g. `sqs:SendMessage`. */
  readonly actions: string[];
  /** ARNs on which they are needed. */
  readonly resources: string[];
  /** What is sent: a template (VTL) for bodies of `application/json`; other content types are refused. Empty: no body. */
  readonly requestTemplate: string;
  /**
   * Parameters of the call, e.g. `{ 'integration.request.header.Content-Type': "'application/x-www-form-urlencoded'" }`.
   * @default - none
   */
  readonly requestParameters?: { [name: string]: string };
  /**
   * What the caller gets of a successful answer: a template (VTL).
   * @default - an empty object; what the service says stays inside
   */
  readonly responseTemplate?: string;
}

/** What stands behind a handler. @internal */
export type HandlerSource =
  | { readonly kind: 'function'; readonly handler: lambda.IFunctionRef }
  | { readonly kind: 'http'; readonly props: HttpHandlerProps }
  | { readonly kind: 'service'; readonly props: ServiceHandlerProps };

/** What answers a route: a function, a service behind a VPC link, or an action of an AWS service. */
export class RouteHandler {
  /** A function: L1, L2, imported, a version or an alias. */
  public static function(handler: lambda.IFunctionRef): RouteHandler {
    return new RouteHandler({ kind: 'function', handler });
  }

  /**
   * A service in a VPC, through a VPC link. It gets requests as they came, token included, and has to look at it once more.
   * A route to it that is removed is served, to whom it let in, until the door is deployed the next time.
   */
  public static http(props: HttpHandlerProps): RouteHandler {
    return new RouteHandler({ kind: 'http', props });
  }

  /** An action of an AWS service. */
  public static service(props: ServiceHandlerProps): RouteHandler {
    return new RouteHandler({ kind: 'service', props });
  }

  /** @internal */
  public readonly _data: any;

  private constructor(data: any) {
    this._data = data;
  }
}
