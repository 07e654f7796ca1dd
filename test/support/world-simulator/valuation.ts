/**
 * One choice for everything that the templates leave open: `deploy(templates, valuation)` is one concrete network.
 *
 * In which subnet a resource lands, its address and the source port are chosen with each packet (packet.ts).
 */
export interface Valuation {
  /** `KEY.Name` of a parameter to what the person who deploys enters; lists as lists. */
  readonly parameters: Readonly<Record<string, string | readonly string[]>>;
  /** Exports that none of the templates makes. */
  readonly imports: Readonly<Record<string, string>>;
  /** `KEY.LogicalId.Attribute` that only a deployment knows. */
  readonly attributes: Readonly<Record<string, string | readonly string[]>>;
  /** What exists already and parameters name, as a template of its own: its resources are `outside.LogicalId`. */
  readonly outside?: Template;
  /** Literal ids that stand in templates to resources of `outside`. */
  readonly aliases: Readonly<Record<string, string>>;
  /** Hearsay: a standalone egress rule strips the allow-all egress of a group without inline egress. */
  readonly standaloneEgressStripsDefault: boolean;
  /** A rule that names a group matches over a transit gateway. */
  readonly groupsCrossTransit: boolean;
  /** Behind a VPN stands a network that also passes on what is public. */
  readonly privateNetworksCarryPublic: boolean;
  /** An interface that is a resource of its own takes a public address where its subnet gives them to instances. */
  readonly interfacesTakePublic: boolean;
  /** Tasks take an IPv6 address where their subnet has any: a setting of the account. */
  readonly tasksTakeIpv6: boolean;
  /** AWS documents both: a database that does not say it is public where its VPC has an internet gateway, or never. */
  readonly databasesArePublicByDefault: boolean;
}

export type Template = Record<string, any>;

export const PLAIN: Valuation = {
  parameters: {}, imports: {}, attributes: {}, aliases: {}, standaloneEgressStripsDefault: false, groupsCrossTransit: false, privateNetworksCarryPublic: false, interfacesTakePublic: false, tasksTakeIpv6: false, databasesArePublicByDefault: false,
};
