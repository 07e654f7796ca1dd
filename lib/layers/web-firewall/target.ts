/**
 * What a firewall protects, by whatever the app has of it: an L1, an L2, an import.
 *
 *   firewall.protect(FirewallTarget.frontDoor(door));
 *   firewall.protect(FirewallTarget.loadBalancer(alb));
 *
 * Nothing is judged when it is said: target-facts.ts does that when the app is synthesized.
 * Not here: Amplify apps, and HTTP APIs, which WAF does not protect (put a distribution before one).
 */
import type { aws_apigateway as apigateway, aws_apprunner as apprunner, aws_appsync as appsync, aws_cloudfront as cloudfront, aws_cognito as cognito, aws_ec2 as ec2, aws_elasticloadbalancingv2 as elbv2 } from 'aws-cdk-lib/interfaces';
import type { FrontDoor } from '../front-door/front-door';
import type { IdentityFoundation } from '../identity/identity-foundation';
import type { ProtectedKind } from './model';

/** What a firewall protects. */
export class FirewallTarget {
  /** A stage of a REST API. */
  public static stage(stage: apigateway.IStageRef): FirewallTarget {
    return new FirewallTarget('apiStage', stage);
  }

  /** The stage of a front door that speaks REST. */
  public static frontDoor(door: FrontDoor): FirewallTarget {
    return new FirewallTarget('apiStage', door);
  }

  /** An application load balancer. Others WAF does not protect. */
  public static loadBalancer(loadBalancer: elbv2.ILoadBalancerRef): FirewallTarget {
    return new FirewallTarget('loadBalancer', loadBalancer);
  }

  /** A user pool: its managed login and its public API. */
  public static userPool(pool: cognito.IUserPoolRef): FirewallTarget {
    return new FirewallTarget('userPool', pool);
  }

  /** The user pool of an identity foundation. */
  public static identity(identity: IdentityFoundation): FirewallTarget {
    return new FirewallTarget('userPool', identity);
  }

  /** A GraphQL API of AppSync. */
  public static graphqlApi(api: appsync.IGraphQLApiRef): FirewallTarget {
    return new FirewallTarget('graphqlApi', api);
  }

  /** An instance of Verified Access. */
  public static verifiedAccess(instance: ec2.IVerifiedAccessInstanceRef): FirewallTarget {
    return new FirewallTarget('verifiedAccess', instance);
  }

  /** A service of App Runner. */
  public static appRunner(appRunnerService: apprunner.IServiceRef): FirewallTarget {
    return new FirewallTarget('appRunner', appRunnerService);
  }

  /** A distribution that this app makes; of a firewall with scope `CLOUDFRONT`. */
  public static distribution(distribution: cloudfront.IDistributionRef): FirewallTarget {
    return new FirewallTarget('distribution', distribution);
  }

  private constructor(
    /** @internal */
    public readonly _kind: ProtectedKind,
    /** @internal */
    public readonly _of: unknown,
  ) {}
}
