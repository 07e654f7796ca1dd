/**
 * Makes it possible to refuse at synth what EC2 or CloudFormation would refuse at deployment, with the figure and its source:
 * `if (used > QUOTAS.rulesPerGroup.value) ...`, and to count a rule as EC2 counts it: `ruleCost({ kind: 'group' })`.
 *
 * Default values. `adjustable` ones may be higher in an account: budgets take the user's figure. Does not cover: API throttling,
 * quotas of other services, what an account uses already.
 */

/** When the values were last compared with the pages. */
export const QUOTAS_DATE = '2026-11-22';

export interface Quota {
  readonly value: number;
  readonly what: string;
  readonly adjustable: boolean;
  /** The most that AWS grants, where it is stated. */
  readonly max?: number;
  readonly source: string;
  readonly belief?: true;
}

const VPC = 'Amazon VPC user guide, "Amazon VPC quotas"';
const LINK = 'AWS PrivateLink guide, "AWS PrivateLink quotas"';
const CFN = 'AWS CloudFormation guide, "Understand CloudFormation quotas"';

export const QUOTAS = {
  rulesPerGroup: { value: 60, what: 'rules of a security group, per direction and IP version', adjustable: true, source: VPC },
  groupsPerInterface: { value: 5, what: 'security groups of a network interface', adjustable: true, max: 16, source: VPC },
  rulesTimesGroups: { value: 1000, what: 'quota of rules per group times quota of groups per interface', adjustable: false, source: VPC },
  groupsPerRegion: { value: 2500, what: 'security groups of a region', adjustable: true, source: VPC },
  ruleDescriptionCharacters: { value: 255, what: 'characters of a rule\'s or group\'s description', adjustable: false, source: 'AWS::EC2::SecurityGroup, aws-cdk-lib L1 documentation' },
  prefixListsPerRegion: { value: 100, what: 'customer-managed prefix lists of a region', adjustable: true, source: VPC },
  entriesPerPrefixList: { value: 1000, what: 'entries of a prefix list', adjustable: true, source: VPC },
  referencesPerPrefixList: { value: 5000, what: 'references to a prefix list, per type of resource', adjustable: true, source: VPC },
  entriesPerPrefixListChange: { value: 100, what: 'entries in one call that creates or changes a prefix list', adjustable: false, source: 'Amazon EC2 API reference, CreateManagedPrefixList' },
  aclRules: { value: 20, what: 'rules of a network ACL, per direction and IP version, the default deny included', adjustable: true, max: 40, source: VPC },
  aclsPerVpc: { value: 200, what: 'network ACLs of a VPC', adjustable: true, source: VPC },
  interfacesPerRegion: { value: 5000, what: 'network interfaces of a region', adjustable: true, source: VPC },
  interfaceEndpointsPerVpc: { value: 50, what: 'interface and Gateway Load Balancer endpoints of a VPC', adjustable: true, source: LINK },
  gatewayEndpointsPerRegion: { value: 20, what: 'gateway endpoints of a region', adjustable: true, max: 255, source: LINK },
  endpointPolicyCharacters: { value: 20480, what: 'characters of an endpoint policy, white space included', adjustable: false, source: LINK },
  templateResources: { value: 500, what: 'resources of a template', adjustable: false, source: CFN },
  templateParameters: { value: 200, what: 'parameters of a template', adjustable: false, source: CFN },
  templateOutputs: { value: 200, what: 'outputs of a template', adjustable: false, source: CFN },
  templateMappings: { value: 200, what: 'mappings of a template', adjustable: false, source: CFN },
  templateMappingAttributes: { value: 200, what: 'attributes of a mapping', adjustable: false, source: CFN },
  templateBytes: { value: 1_000_000, what: 'bytes of a template in S3 (1 MB; decimal, the stricter reading)', adjustable: false, source: CFN, belief: true },
  templateInlineBytes: { value: 51_200, what: 'bytes of a template in a request', adjustable: false, source: CFN },
  templateDynamicReferences: { value: 60, what: 'dynamic references of a template', adjustable: false, source: CFN },
  nestedOperationResources: { value: 2500, what: 'resources that one operation on nested stacks creates, updates or deletes', adjustable: false, source: CFN },
  parameterBytes: { value: 4096, what: 'bytes of a parameter\'s value', adjustable: false, source: CFN },
  nameCharacters: { value: 255, what: 'characters of a logical id, parameter name or output name', adjustable: false, source: CFN },
} as const satisfies Readonly<Record<string, Quota>>;

export type QuotaName = keyof typeof QUOTAS;

export function quotaOf(name: QuotaName): Quota {
  return QUOTAS[name];
}

/** The other side of a rule, as far as counting goes. */
export type RulePeer =
  | { readonly kind: 'cidr'; readonly version: 4 | 6 }
  | { readonly kind: 'group' }
  | { readonly kind: 'aws-prefix-list'; readonly weight: number; readonly counts: readonly (4 | 6)[] }
  | { readonly kind: 'customer-prefix-list'; readonly maxEntries: number; readonly version: 4 | 6 };

/** How many rules one rule takes, in each of the two counts. */
export interface RuleCost {
  readonly ipv4: number;
  readonly ipv6: number;
}

export const RULE_COSTS: readonly { readonly kind: RulePeer['kind']; readonly rule: string; readonly source: string; readonly belief?: true }[] = [
  { kind: 'aws-prefix-list', rule: 'the weight that AWS gives the list, whatever it holds', source: 'Amazon VPC user guide, "AWS-managed prefix lists"' },
  { kind: 'cidr', rule: 'one, in the count of its own IP version', source: VPC },
  { kind: 'customer-prefix-list', rule: 'the list\'s maximum number of entries, not the entries it holds', source: VPC },
  // The sentence stood in the quota page until 2021 and was not taken over into "Security group size"; nothing says the opposite.
  { kind: 'group', rule: 'one in the IPv4 count and one in the IPv6 count, however many members the group has', source: `${VPC}, until 2021: "counts as one rule for IPv4 and one rule for IPv6"` },
];

export function ruleCost(peer: RulePeer): RuleCost {
  switch (peer.kind) {
    case 'cidr':
      return peer.version === 4 ? { ipv4: 1, ipv6: 0 } : { ipv4: 0, ipv6: 1 };
    case 'group':
      return { ipv4: 1, ipv6: 1 };
    case 'aws-prefix-list':
      return { ipv4: peer.counts.includes(4) ? peer.weight : 0, ipv6: peer.counts.includes(6) ? peer.weight : 0 };
    case 'customer-prefix-list':
      return peer.version === 4 ? { ipv4: peer.maxEntries, ipv6: 0 } : { ipv4: 0, ipv6: peer.maxEntries };
  }
}
