/**
 * JSON of a template as the L1 classes of aws-cdk-lib take it: `typedProps(CfnWebACL, scope, { Rules: [...] }).rules`.
 *
 * Names in classes follow no rule that could be written down in one line (`IPSetReferenceStatement`, `JA3Fingerprint`, and `SingleHeader`, whose insides stay
 * as they are), so the class itself converts them, by what `CfnInclude` uses. A property that the class does not know is never lost in silence.
 */
import { CfnResource } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Properties } from './model';

const PARSER = { parser: { parseValue: (value: unknown): unknown => value, handleAttributes: (): void => undefined } };
const SCRATCH = 'zero-trust-typed';

/** `Class` is one of the generated classes. Throws where this version of aws-cdk-lib does not know a property. */
export function typedProps(Class: unknown, scope: Construct, properties: Properties): Readonly<Record<string, any>> {
  const make = Class as { readonly _fromCloudFormation: (scope: Construct, id: string, attributes: unknown, options: unknown) => CfnResource };
  const made = make._fromCloudFormation(scope, SCRATCH, { Properties: properties }, PARSER);
  scope.node.tryRemoveChild(SCRATCH);
  const { cfnProperties, rawOverrides } = made as unknown as { readonly cfnProperties: Readonly<Record<string, unknown>>; readonly rawOverrides: Readonly<Record<string, unknown>> };
  if (Object.keys(rawOverrides).length > 0) throw new Error(`this version of aws-cdk-lib does not know \`${firstPath(rawOverrides.Properties)}\` of \`${made.cfnResourceType}\`; update aws-cdk-lib`);
  return cfnProperties;
}

function firstPath(value: unknown): string {
  if (typeof value !== 'object' || value === null) return '';
  const [first] = Object.entries(value);
  return first === undefined ? '' : [first[0], firstPath(first[1])].filter((p) => p !== '').join('.');
}
