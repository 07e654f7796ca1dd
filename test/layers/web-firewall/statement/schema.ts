/**
 * What CloudFormation's schema says of statements and actions, by the validator that comes with aws-cdk-lib:
 *
 *   schemaProblems([{ statement, action }])   // [] where every rule is valid
 *
 * It judges types, words, limits and unknown properties; what WAF itself refuses beyond that (e.g. a regular expression) it does not know.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { plannedSets, withArns } from '../../../../lib/layers/web-firewall/statement/planned-set';

interface Validator {
  validate(file: unknown, region: string): readonly { readonly ruleId: string; readonly propertyPath?: string; readonly message: string }[];
}

const { SchemaValidator, TemplateFile } = createRequire(require.resolve('aws-cdk-lib/package.json'))('@aws/cloudformation-validate') as {
  readonly SchemaValidator: new () => Validator;
  readonly TemplateFile: new (file: string) => unknown;
};
let validator: Validator | undefined;

export interface JudgedRule {
  readonly statement: unknown;
  readonly action?: unknown;
  readonly bodies?: Readonly<Record<string, unknown>>;
}

export function schemaProblems(rules: readonly JudgedRule[]): string[] {
  validator ??= new SchemaValidator();
  const folder = mkdtempSync(path.join(tmpdir(), 'waf-schema-'));
  try {
    const file = path.join(folder, 'template.json');
    writeFileSync(file, JSON.stringify(template(rules)));
    // I9001: a note on what cannot be changed later.
    return validator.validate(new TemplateFile(file), 'eu-west-1').filter((d) => d.ruleId !== 'I9001').map((d) => `${d.ruleId} ${d.propertyPath ?? ''} ${d.message}`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function template(rules: readonly JudgedRule[]): unknown {
  const seen = (name: string): unknown => ({ CloudWatchMetricsEnabled: true, MetricName: name, SampledRequestsEnabled: true });
  const { sets } = plannedSets(rules.map((rule) => rule.statement));
  const bodies = Object.assign({}, ...rules.map((rule) => rule.bodies ?? {})) as Record<string, unknown>;
  const id = (p: string): string => p.replace(/[^A-Za-z0-9]/g, '');
  return {
    Resources: {
      ...Object.fromEntries(sets.map((set) => [id(set.path), { Type: set.resource('REGIONAL').type, Properties: set.resource('REGIONAL').properties }])),
      Acl: {
        Type: 'AWS::WAFv2::WebACL',
        Properties: {
          DefaultAction: { Allow: {} }, Scope: 'REGIONAL', VisibilityConfig: seen('acl'),
          ...(Object.keys(bodies).length === 0 ? {} : { CustomResponseBodies: bodies }),
          Rules: rules.map(({ statement, action }, i) => ({
            Name: `rule-${i}`, Priority: i, VisibilityConfig: seen(`rule-${i}`), Action: action ?? { Block: {} },
            Statement: withArns(statement, (set) => ({ 'Fn::GetAtt': [id(set.path), 'Arn'] })),
          })),
        },
      },
    },
  };
}
