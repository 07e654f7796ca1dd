import type { Interfaces } from './interfaces';
import type { Resolver } from './resolver';

export interface VpcEndpoint {
  readonly id: string;
  readonly path?: string;
  /** Gateway, Interface, ... */
  readonly type: string;
  readonly serviceName: string;
  /** As the template has it, unresolved; undefined is full access. */
  readonly policyDocument?: any;
  readonly groups: readonly string[];
  readonly metadata: Readonly<Record<string, any>>;
}

/** Endpoints of a service: `s3`, `ecr.dkr`, or the whole service name. */
export function readVpcEndpoints(resolver: Resolver, interfaces: Interfaces, service: string): readonly VpcEndpoint[] {
  return resolver.resources(({ type }) => type === 'AWS::EC2::VPCEndpoint').flatMap(resource => {
    const serviceName = `${resolver.property(resource, 'ServiceName')}`;
    // the region is a token where the stack names none
    const short = /^(?:cn\.)?com\.amazonaws\.(?:\$\{[^}]*\}|[^.]+)\.(.+)$/.exec(serviceName)?.[1];
    if (service !== serviceName && service !== short) return [];
    return [{
      id: resource.id, path: resource.path, serviceName, metadata: resource.raw.Metadata ?? {},
      type: `${resolver.property(resource, 'VpcEndpointType') ?? 'Gateway'}`,
      policyDocument: resource.raw.Properties?.PolicyDocument,
      groups: interfaces.of(resource).flatMap(groups => groups === 'unfiltered' ? [] : groups),
    }];
  });
}
