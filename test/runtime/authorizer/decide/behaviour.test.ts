/** What policies are told of behaviour: a risk is one with a certificate and without, and what nobody knows is not there. */
import { subjectKey } from '../../../../lib/runtime/authorizer/stores/keys';
import { eventOf } from '../support/events';
import { access, ISSUER, mint, NOW } from '../support/tokens';
import { answered, engine, FACTS } from './engine';

const policies = {
  'own.cedar': '@id("risky") forbid (principal, action, resource) when { context has behaviour && context.behaviour.riskScore >= 50 };\n@id("travelled") forbid (principal, action, resource) when { context has behaviour && context.behaviour has travelSpeed && context.behaviour.travelSpeed > 800 };\n@id("new") forbid (principal, action, resource) when { context has behaviour && context.behaviour has newDevice && context.behaviour.newDevice };',
};
const row = (more: object): any => ({ pk: subjectKey(ISSUER, String(access().sub)), riskScore: 0, updatedAt: NOW - 5, recentDenials: 0, velocity: 1, devices: [], places: [], ...more });
const event = (headers: object = {}): any => eventOf('rest', { headers: { Authorization: `Bearer ${mint(access())}`, ...headers } });

test.each<[string, object, object, string[]]>([
  ['a low risk', { riskScore: 49 }, {}, ['route.Documents.GET /documents/{id}']],
  ['a high risk without a certificate', { riskScore: 50 }, {}, ['risky']],
  ['a journey that is too fast', { places: [{ country: 'AU', at: NOW - 3_600 }] }, { 'cloudfront-viewer-country': 'DE' }, ['travelled']],
])('%s', async (_, more, headers, determining) => {
  const of = engine({ policies, trust: { ...FACTS.trust, countryHeader: 'cloudfront-viewer-country' } });
  of.table.rows.set(row({}).pk, row(more));
  await answered(of, event(headers));
  expect(of.last().policies).toEqual(determining);
});
