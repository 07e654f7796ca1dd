/**
 * What an assembly permits, as a text that a reviewer can read and compare:
 *
 *   permitsText(permits, { width: 100, colour: false, allBudgets: false });
 *
 * The same input gives the same text: sorted, without timestamps and paths of a machine.
 */
import type { IdentityData } from '../intent';
import type { Permits, ScopePermits, StagePermits } from './permits';
import type { Section, SectionContext } from './sections/context';
import { dataFlows, dataOffers, stores } from './sections/data';
import { flows } from './sections/flows';
import { guarantees } from './sections/guarantees';
import { implied } from './sections/implied';
import { aggregation, budgets, endpoints, idle, warnings } from './sections/network';
import { identities, routes } from './sections/routes';
import { enclaves, offers, personas, segments } from './sections/segments';
import { threats } from './sections/threats';
import { Page } from './text/page';
import { COLOUR, PLAIN } from './text/paint';
import { count, jewelsOf } from './words';

export interface PermitsTextOptions {
  /** Columns of a line; a word that is longer is broken. */
  readonly width: number;
  readonly colour: boolean;
  /** All budgets and the flows that cost most, not the three tightest of each kind. */
  readonly allBudgets: boolean;
}

/** In the order in which a reviewer asks; what needs somebody's attention stands last, where a terminal stops. */
const SECTIONS: readonly Section[] = [segments, flows, offers, stores, dataFlows, dataOffers, routes, identities, enclaves, personas, guarantees, implied, endpoints, idle, budgets, aggregation, threats, warnings];

export function permitsText(permits: Permits, { width, colour, allBudgets }: PermitsTextOptions): string {
  const page = new Page(width, colour ? COLOUR : PLAIN);
  for (const stage of permits.stages) {
    const jewels = jewelsOf(stage.scopes.flatMap((s) => s.segments));
    const jewelStores = jewelsOf(stage.scopes.flatMap((s) => s.stores));
    const claims = claimsOf(stage);
    const dataClaims = dataClaimsOf(stage);
    const touched = touchedBy(stage);
    for (const scope of stage.scopes) {
      page.title(titleOf(stage, scope));
      page.prose(summary(scope), { indent: 0 });
      if (scope.network?.flowLogs === false) page.prose('NO FLOW LOG of this VPC stands in the app: nobody records who talked to whom', { indent: 0, style: 'loud' });
      const context: SectionContext = { page, permits: scope, jewels, jewelStores, claims, dataClaims, touched, used: usedBy(stage), identities: identitiesOf(stage, scope), allBudgets };
      for (const section of SECTIONS) section(context);
    }
  }
  return page.text();
}

function titleOf({ stage }: StagePermits, { scope }: ScopePermits): string {
  return stage === '' ? scope : `${scope} in stage ${stage}`;
}

function summary({ posture, segments: all, flows: declared, implied: booting, stores: kept, dataFlows: used, doors = [], routes: called = [], network }: ScopePermits): string {
  // Behind client certificates nobody is anybody.
  const asksDevices = ({ door }: { readonly door: string }): boolean => doors.some((d) => d.id === door && d.profile === 'device-certificate');
  return [
    `posture ${posture}`,
    ...(network === undefined ? [] : [
      count(all.length, 'segment'),
      count(declared.length, 'flow'),
      `${booting.length} implied`,
      `${count(network.rules, 'rule')} ${network.rulesPlacement === 'perSegment' ? 'in a nested stack per segment' : 'in one stack'}`,
      ...(network.flowLogs ? ['flow logs recorded'] : []),
    ]),
    ...(kept.length + used.length === 0 ? [] : [count(kept.length, 'store'), count(used.length, 'data flow')]),
    ...(doors.length === 0 ? [] : [count(doors.length, 'door'), `${count(called.length, 'route')}, ${called.filter((r) => r.access === 'public' && !asksDevices(r)).length} of them public`]),
  ].join(', ');
}

/** Those whose tokens doors of this scope take; those that no door of the stage names are shown once, with the first scope. */
function identitiesOf({ scopes, identities: all = [] }: StagePermits, scope: ScopePermits): IdentityData[] {
  const taken = (of: readonly ScopePermits[]): Set<string | undefined> => new Set(of.flatMap((s) => s.doors ?? []).map((d) => d.identity));
  const [own, anywhere] = [taken([scope]), taken(scopes)];
  return all.filter(({ path }) => own.has(path) || (scope === scopes[0] && !anywhere.has(path)));
}

/** Stores that data flows of any scope of the stage name. */
function usedBy({ scopes }: StagePermits): Set<string> {
  return new Set(scopes.flatMap((s) => s.dataFlows).map(({ store }) => `${store.scope}#${store.store}`));
}

function dataClaimsOf({ scopes }: StagePermits): Map<string, string[]> {
  const claims = new Map<string, string[]>();
  for (const flow of scopes.flatMap((s) => s.dataFlows)) {
    if (flow.claims === undefined) continue;
    const key = `${flow.claims.scope}#${flow.claims.store}/${flow.claims.offer}`;
    const who = flow.source.kind === 'segment' ? flow.source.segment : flow.source.path;
    claims.set(key, [...(claims.get(key) ?? []), flow.scope === flow.claims.scope ? who : `${flow.scope}#${who}`]);
  }
  return claims;
}

function touchedBy({ scopes }: StagePermits): Set<string> {
  const ends = scopes.flatMap((s) => [...s.flows, ...s.implied]).flatMap((f) => [f.source, f.destination]);
  return new Set(ends.flatMap((end) => (end.kind === 'segment' ? [`${end.scope}#${end.segment}`] : [])));
}

function claimsOf({ scopes }: StagePermits): Map<string, string[]> {
  const claims = new Map<string, string[]>();
  for (const { scope, flows: declared } of scopes) {
    for (const { claims: claim, source } of declared) {
      if (claim === undefined || source.kind !== 'segment') continue;
      const key = `${claim.scope}#${claim.segment}/${claim.offer}`;
      const name = source.scope === claim.scope ? source.segment : `${scope}#${source.segment}`;
      claims.set(key, [...(claims.get(key) ?? []), name]);
    }
  }
  return claims;
}
