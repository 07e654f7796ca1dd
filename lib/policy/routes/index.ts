/** Routes as Cedar that people read, and the schema that policies are validated against. */
export { pathParameters } from '../../contract/access/bundle-shape';
export { isCedarText, PolicyTextError, quote } from './quote';
export { routeConfig, type RouteDemands } from './route-config';
export { cedarOfRoute, namesSomebody, type PolicyRoute, routePolicyId, type RouteRule, rulesOf, type RuleName } from './route-policy';
export { type PostureKind, schemaOf, type SchemaDoor, type SchemaOptions } from './schema';
