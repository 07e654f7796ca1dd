/**
 * What of the control plane a trail does not record, as far as its template says: `blindSpots(trail)`. For the baseline, whose trail nobody may narrow, and for the watch, whose signals
 * would never ring.
 *
 * By the properties of `AWS::CloudTrail::Trail` (aws-cdk-lib 2.263.0). Selectors that only the deployment knows are not judged.
 */
import type { CfnResource } from 'aws-cdk-lib';
import { isObject, readIfPossible } from '../network/members/read';

export function blindSpots(trail: CfnResource): { readonly nothing: readonly string[]; readonly something: readonly string[] } {
  const field = (of: unknown, name: string): unknown => (isObject(of) ? of[name] ?? of[name[0].toLowerCase() + name.slice(1)] : undefined);
  const is = (value: unknown, said: boolean): boolean => value === said || value === String(said);
  const basic = readIfPossible(trail, 'EventSelectors');
  const advanced = readIfPossible(trail, 'AdvancedEventSelectors');
  const [nothing, something]: [string[], string[]] = [[], []];
  if (is(readIfPossible(trail, 'IsLogging'), false)) nothing.push('is switched off (`IsLogging`)');
  if (is(readIfPossible(trail, 'IncludeGlobalServiceEvents'), false)) something.push('leaves out IAM and other global services (`IncludeGlobalServiceEvents`)');
  if (Array.isArray(basic) && basic.length > 0) {
    const all = basic.filter((s) => !is(field(s, 'IncludeManagementEvents'), false));
    if (all.length === 0) nothing.push('records no management events (`EventSelectors`)');
    else if (!all.some((s) => (field(s, 'ReadWriteType') ?? 'All') === 'All')) something.push('records reads or writes alone (`EventSelectors`)');
    else if (!all.some((s) => (field(s, 'ReadWriteType') ?? 'All') === 'All' && lengthOf(field(s, 'ExcludeManagementEventSources')) === 0)) something.push('leaves services out (`ExcludeManagementEventSources`)');
  }
  if (Array.isArray(advanced) && advanced.length > 0) {
    const conditions = advanced.map((s) => { const fields = field(s, 'FieldSelectors'); return Array.isArray(fields) ? fields as unknown[] : []; });
    const management = conditions.filter((list) => list.some((c) => field(c, 'Field') === 'eventCategory' && listOf(field(c, 'Equals') ?? field(c, 'EqualTo')).includes('Management')));
    if (management.length === 0) nothing.push('records no management events (`AdvancedEventSelectors`)');
    else if (!management.some((list) => list.length === 1)) something.push('records some of the management events alone (`AdvancedEventSelectors`)');
  }
  return { nothing, something };
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const lengthOf = (value: unknown): number => (value === undefined ? 0 : Array.isArray(value) ? value.length : 1);
