/**
 * What was said of how services are reached must mean something: services that exist, hubs that have addresses.
 *
 * Otherwise a flow would open nothing, or everything, and nobody would be told. Whether an existing endpoint has a group is
 * found where its rules are made.
 */
import { parseCidr } from '../../algebra/cidr';
import type { Findings } from '../../intent';
import type { ServiceAccess } from '../declaration/service-access';
import { findService, unknownService } from './catalogue';
import { isFor } from './emit-endpoints';
import { existingResource } from './existing-endpoints';
import { relativePath } from './segment';

export function checkServiceAccess(byService: Readonly<Record<string, ServiceAccess>>, byDefault: ServiceAccess | undefined, findings: Findings): void {
  for (const [service, access] of Object.entries(byService)) {
    if (findService(service) === undefined) findings.error('ServiceUnknown', '', `\`serviceAccess\` names an ${unknownService(service)}`);
    else checkEndpoint(service, access, findings);
    checkHub(`\`serviceAccess\` of \`${service}\``, access, findings);
  }
  if (byDefault !== undefined) checkHub('`defaultServiceAccess`', byDefault, findings);
}

/** Rules to the endpoint of another service would permit that one. */
function checkEndpoint(service: string, access: ServiceAccess, findings: Findings): void {
  const resource = existingResource(access);
  if (resource === undefined || isFor(resource, service)) return;
  findings.error('EndpointOfOtherService', '', `\`serviceAccess\` of \`${service}\` names \`${relativePath(resource, resource.node.path)}\`, which is the endpoint of another service; expected one for \`${service}\``);
}

function checkHub(where: string, { kind, cidrs }: ServiceAccess, findings: Findings): void {
  if (kind !== 'sharedHub') return;
  if (cidrs.length === 0) findings.error('HubWithoutCidrs', '', `${where} is a shared hub without \`cidrs\`, so its flows would open nothing; expected the CIDRs of the subnets that hold the hub's endpoints`);
  for (const cidr of cidrs) {
    const parsed = parseCidr(cidr);
    if (!parsed.ok) findings.error(`Cidr${parsed.error.code}`, '', `shared hub in ${where} is \`${cidr}\`: ${parsed.error.what}; expected ${parsed.error.expected}; ${parsed.error.fix}`);
    else if (/\/0$/.test(cidr)) findings.error('HubTooWide', '', `shared hub in ${where} is \`${cidr}\`, which is everybody; expected the CIDRs of the subnets that hold the hub's endpoints, or \`ServiceAccess.nat()\``);
  }
}
