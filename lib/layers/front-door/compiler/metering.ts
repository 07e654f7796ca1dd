/**
 * Throttles of personas, by usage plans and API keys: they meter beside identity, and identify nobody.
 *
 *   personaThrottles: [{ persona: partner, rate: 10, burst: 20, quotaPerDay: 10_000 }]
 *
 * A key says which plan counts a request; whoever has the key of another persona is counted there, and may call what his own token
 * permits. "Don't use API keys for authentication or authorization" (API Gateway developer guide, "Best practices for API keys and
 * usage plans"). A method asks every caller for a key or none, so a route is metered where all of its personas are.
 * The value of a key is made by API Gateway and stands in no template.
 */
import { compareText } from '../../../intent';
import { type DoorFacts, Planned, type PlannedResource, type RouteFacts, type ThrottleFacts } from '../model';
import { API, keyOf } from './arns';
import { list, type Said } from './say';

/** What an account may do at once, if nobody raised it. (API Gateway developer guide, "API Gateway account-level quotas, per Region".) */
const ACCOUNT_RATE = 10_000;
const LARGEST = 2 ** 31 - 1;

export function isMetered({ data }: RouteFacts, { personaThrottles }: DoorFacts): boolean {
  return data.personas.length > 0 && data.personas.every((p) => Object.hasOwn(personaThrottles, p));
}

export function checkThrottle(what: string, { rate, burst }: ThrottleFacts, where: string, said: Said): void {
  if (!Number.isFinite(rate) || rate <= 0) said.error('ThrottleInvalid', where, `rate of ${what} is \`${rate}\`; expected requests per second above 0`);
  else if (rate > ACCOUNT_RATE) said.warning('ThrottleAboveAccount', where, `rate of ${what} is \`${rate}\` requests per second, and an account has ${ACCOUNT_RATE} if nobody raised it; the account's limit would be reached first, by all APIs together`);
  if (!Number.isInteger(burst) || burst < 1 || burst > LARGEST) said.error('ThrottleInvalid', where, `burst of ${what} is \`${burst}\`; expected a whole number of requests at once, 1 or more`);
}

export function planMetering(facts: DoorFacts, routes: readonly RouteFacts[], stage: Planned, said: Said): PlannedResource[] {
  const throttled = Object.keys(facts.personaThrottles).sort(compareText);
  for (const route of routes) {
    const some = route.data.personas.filter((p) => throttled.includes(p));
    if (some.length > 0 && some.length < route.data.personas.length) {
      const rest = route.data.personas.filter((p) => !throttled.includes(p));
      said.error('PersonaThrottlePartial', route.where, `route \`${route.data.id}\` is for ${list(route.data.personas)}, and only ${list(some)} ${some.length === 1 ? 'has' : 'have'} a throttle: a method asks all callers for an API key, or none; expected a throttle for ${list(rest)} as well, or a route of their own`);
    }
  }
  return throttled.flatMap((persona): PlannedResource[] => {
    const limits = facts.personaThrottles[persona];
    const metered = routes.filter((r) => r.data.personas.includes(persona) && isMetered(r, facts));
    checkThrottle(`persona \`${persona}\``, limits, '', said);
    if (limits.quotaPerDay !== undefined && (!Number.isInteger(limits.quotaPerDay) || limits.quotaPerDay < 1 || limits.quotaPerDay > LARGEST)) said.error('ThrottleInvalid', '', `quota of persona \`${persona}\` is \`${limits.quotaPerDay}\`; expected a whole number of requests a day, 1 or more`);
    if (metered.length === 0) {
      if (!routes.some((r) => r.data.personas.includes(persona))) said.error('PersonaThrottleUnused', '', `persona \`${persona}\` has a throttle and no route of door \`${facts.id}\` is for it; expected it among the \`personas\` of a route, or no throttle`);
      return [];
    }
    const served = { dependsOn: [], routes: metered.map((r) => r.data.id).sort(compareText) };
    const [plan, key] = [keyOf('UsagePlan', persona), keyOf('ApiKey', persona)];
    return [
      {
        ...served, key: plan, type: 'AWS::ApiGateway::UsagePlan',
        properties: {
          UsagePlanName: `${facts.id}-${persona}`, Description: `Meters persona ${persona}; identity is checked beside it`,
          ApiStages: [{ ApiId: new Planned(API), Stage: stage }],
          Throttle: { RateLimit: limits.rate, BurstLimit: limits.burst },
          ...(limits.quotaPerDay === undefined ? {} : { Quota: { Limit: limits.quotaPerDay, Period: 'DAY' } }),
        },
      },
      { ...served, key, type: 'AWS::ApiGateway::ApiKey', properties: { Enabled: true, Description: `Meters persona ${persona} at door ${facts.id}; proves no identity` } },
      { ...served, key: keyOf('UsagePlanKey', persona), type: 'AWS::ApiGateway::UsagePlanKey', properties: { KeyId: new Planned(key), KeyType: 'API_KEY', UsagePlanId: new Planned(plan) } },
    ];
  });
}
