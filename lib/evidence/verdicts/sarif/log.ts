/**
 * SARIF 2.1.0 as far as we write it, and how its parts are made:
 *
 *   sarifLog(tool, rules, results);   // one run
 *
 * Made for GitHub's code scanning, which wants a location with a line in each result, and a fingerprint that stays while the
 * finding does. It shows every result as an alert: what is proved is therefore not among them.
 */
import type { BecauseData } from '../../../contract/verdicts';
import { clean } from '../../text/wrap';
import { placeText, ruleText } from '../terms';

export interface SarifOptions {
  readonly version: string;
  readonly informationUri: string;
  /** Where a pointer of a template stands: a path from where the command runs, with `/`. */
  readonly locate: (template: string, pointer: string) => { readonly file: string; readonly line: number; readonly column?: number };
  /** For a verdict that is about no place: the first file that was read. */
  readonly fallback: string;
}

export interface SarifRule {
  readonly id: string;
  readonly name: string;
  readonly short: string;
  readonly full: string;
}

export interface SarifLocation {
  readonly physicalLocation: { readonly artifactLocation: { readonly uri: string }; readonly region: { readonly startLine: number; readonly startColumn?: number } };
  readonly logicalLocations?: readonly { readonly name?: string; readonly fullyQualifiedName: string; readonly kind: string }[];
  readonly message?: { readonly text: string };
  readonly id?: number;
}

export interface SarifResult {
  readonly ruleId: string;
  readonly ruleIndex: number;
  readonly level: 'error' | 'warning' | 'note';
  readonly message: { readonly text: string };
  readonly locations: readonly [SarifLocation];
  readonly relatedLocations?: readonly SarifLocation[];
  readonly codeFlows?: readonly { readonly threadFlows: readonly [{ readonly locations: readonly { readonly location: SarifLocation }[] }] }[];
  readonly partialFingerprints: Readonly<Record<string, string>>;
  readonly suppressions?: readonly { readonly kind: 'external'; readonly status: 'accepted'; readonly justification: string }[];
  readonly properties?: Readonly<Record<string, unknown>>;
}

export function sarifLog({ version, informationUri }: SarifOptions, rules: readonly SarifRule[], results: readonly SarifResult[]): object {
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [{
      tool: {
        driver: {
          name: 'zero-trust',
          version,
          informationUri,
          rules: rules.map(({ id, name, short, full }) => ({ id, name, shortDescription: { text: short }, fullDescription: { text: full }, help: { text: full }, properties: { tags: ['security', 'network'] } })),
        },
      },
      columnKind: 'utf16CodeUnits',
      results,
    }],
  };
}

type Place = Pick<BecauseData, 'template' | 'pointer' | 'resource' | 'constructPath'>;

export function locationOf({ template, pointer, resource, constructPath }: Place, { locate }: SarifOptions, message?: string): SarifLocation {
  const { file, line, column } = locate(template, pointer);
  const logical = constructPath ?? resource;
  return {
    physicalLocation: { artifactLocation: { uri: uriOf(file) }, region: { startLine: line, ...(column === undefined ? {} : { startColumn: column }) } },
    ...(logical === '' ? {} : { logicalLocations: [{ ...(resource === '' ? {} : { name: clean(resource) }), fullyQualifiedName: clean(logical), kind: constructPath === undefined ? 'resource' : 'member' }] }),
    ...(message === undefined ? {} : { message: { text: plain(message) } }),
  };
}

export function becauseText(because: BecauseData): string {
  return `${ruleText(because)} (${placeText(because)})`;
}

/** Each once: GitHub refuses a list in which two are equal. */
export function distinct(locations: readonly SarifLocation[]): SarifLocation[] {
  return [...new Map(locations.map((l) => [JSON.stringify(l), l])).values()];
}

/** One line of text in which no `[text](target)` makes a link. */
export function plain(text: string): string {
  return clean(text).replace(/\]\(/g, '] (');
}

/** A relative reference: each part percent-encoded; `a:b` would be a scheme. */
export function uriOf(file: string): string {
  return file.split('/').filter((part) => part !== '').map((part) => encodeURIComponent(clean(part))).join('/');
}
