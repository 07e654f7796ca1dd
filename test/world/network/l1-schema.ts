/**
 * The CloudFormation types and property paths that aws-cdk-lib was generated from, as an independent source for the table:
 *
 *   l1Types().get('AWS::Lambda::Function')!.has('VpcConfig.SubnetIds.*')
 *
 * Read from the generated code (its `...ToCloudFormation` functions keep CloudFormation's names); `*` stands behind lists.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';

type Property = readonly [name: string, isList: boolean, types: readonly string[]];

export function l1Types(): ReadonlyMap<string, ReadonlySet<string>> {
  const root = path.dirname(require.resolve('aws-cdk-lib/package.json'));
  const out = new Map<string, ReadonlySet<string>>();
  for (const module of readdirSync(root).filter((name) => /^(aws|alexa)-/.test(name)).sort()) {
    const lib = path.join(root, module, 'lib');
    if (!existsSync(lib)) continue;
    for (const file of readdirSync(lib).filter((name) => /^[a-z0-9-]+\.generated\.js$/.test(name) && !/augmentations|canned/.test(name))) {
      for (const [type, paths] of typesIn(readFileSync(path.join(lib, file), 'utf8'))) out.set(type, paths);
    }
  }
  return out;
}

function* typesIn(text: string): Iterable<[string, ReadonlySet<string>]> {
  const shapes = new Map<string, readonly Property[]>();
  for (const [, name, body] of text.matchAll(/function convert(\w+)ToCloudFormation\(properties\)\{return cdk\(\)\.canInspect\(properties\)\?\(\w+\(properties\)\.assertSuccess\(\),\{(.*?)\}\):properties\}/g)) {
    shapes.set(name, [...body.matchAll(/(?:^|,)"?(\w+)"?:(.*?)\(properties\.\w+\)/g)].map(([, property, mapper]): Property => [property, /listMapper|hashMapper/.test(mapper), [...mapper.matchAll(/convert(\w+)ToCloudFormation/g)].map((m) => m[1])]));
  }
  for (const [, name, type] of text.matchAll(/aws_\w+\.(Cfn\w+)",version:"[^"]*"\};static CFN_RESOURCE_TYPE_NAME="([^"]+)"/g)) {
    const paths = new Set<string>();
    const walk = (shape: string, above: readonly string[], seen: readonly string[]): void => {
      for (const [property, isList, types] of shapes.get(shape) ?? []) {
        const here = [...above, property, ...isList ? ['*'] : []];
        paths.add(here.join('.'));
        for (const t of types) if (!seen.includes(t)) walk(t, here, [...seen, t]);
      }
    };
    walk(`${name}Props`, [], []);
    yield [type, paths];
  }
}
