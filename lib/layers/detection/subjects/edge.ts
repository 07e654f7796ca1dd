/** Other ways in, and what ends: load balancers, GraphQL APIs, distributions, certificates. */
import { Fn, Token } from 'aws-cdk-lib';
import { certificateArnOf } from '../../identity/certificate-arn';
import { literalOf } from './looking';
import { type ObservedType, type Thing, value } from './draft';

/** `app/web/50dc6c495c0c9188`, from the end of the ARN. */
function fullName({ resource, ref }: Thing): string | undefined {
  if (resource !== undefined) return resource.getAtt('LoadBalancerFullName').toString();
  const arn = ref?.loadBalancerArn;
  if (arn === undefined) return undefined;
  return Token.isUnresolved(arn) ? Fn.select(1, Fn.split(':loadbalancer/', arn)) : arn.split(':loadbalancer/')[1];
}

/** Metrics of a certificate are where it is: one for CloudFront or an edge-optimized API is in us-east-1. */
export function regionOf(arn: string): { readonly region?: string } {
  const region = Token.isUnresolved(arn) ? undefined : arn.split(':')[3];
  return region === undefined || region === '' ? {} : { region };
}

export const EDGE: readonly ObservedType[] = [
  {
    types: ['AWS::ElasticLoadBalancingV2::LoadBalancer'], words: 'an application load balancer', refs: ['loadBalancerRef'],
    read: (thing) => {
      const type = thing.resource === undefined ? 'application' : literalOf(thing.resource, 'Type') ?? 'application';
      if (type !== 'application') thing.tell('error', 'ObservedKindUnsupported', `\`${thing.construct.node.path}\` is a load balancer of type \`${type}\`, whose metrics are others; expected an application load balancer; observe what stands behind it`);
      return type === 'application' ? [{ kind: 'loadBalancer', values: { LoadBalancer: fullName(thing) } }] : [];
    },
  },
  { types: ['AWS::AppSync::GraphQLApi'], words: 'a GraphQL API', refs: ['graphQlApiRef'], read: ({ resource, construct }) => [{ kind: 'graphqlApi', values: { GraphQLAPIId: resource?.getAtt('ApiId').toString() ?? (construct as { readonly apiId?: string }).apiId } }] },
  { types: ['AWS::CloudFront::Distribution'], words: 'a distribution of CloudFront', refs: ['distributionRef'], read: (thing) => [{ kind: 'distribution', values: { DistributionId: value(thing, 'distributionId') }, region: 'us-east-1' }] },
  { types: ['AWS::CertificateManager::Certificate'], words: 'a certificate of ACM', refs: ['certificateRef'], read: ({ construct, resource }) => { const CertificateArn = resource?.ref ?? certificateArnOf(construct as never); return [{ kind: 'certificate', values: { CertificateArn }, ...regionOf(CertificateArn) }]; } },
];
