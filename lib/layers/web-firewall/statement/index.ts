export { FirewallAction, ResponseContentType, type BlockProps, type InsertHeadersProps, type PuzzleProps, type ResponseBodyProps } from './action';
export { FallbackBehavior, type FallbackOptions, type JsonBodyOptions, JsonFallbackBehavior, MatchScope, OversizeHandling, type OversizeOptions, type PartFilterOptions, RequestPart } from './request-part';
export { FirewallStatement } from './statement';
export { AddressPosition, type AddressesProps, type ByteMatchProps, type ForwardedAddressProps, type ForwardedPositionProps, type IpSetProps, type OriginProps, type PartMatchProps, PositionalConstraint, type RegexPatternsProps, SizeComparison, type SizeProps, type SqlInjectionProps, SqlInjectionSensitivity } from './statement-props';
export { TextTransformation } from './transformation';
