/**
 * One intent per stage, whatever the number of façades in it: `zero-trust.intent.json`.
 */
import { compareText } from './finding';
import { frontDoorOf } from './front-door';
import { INTENT_SCHEMA, type Intent } from './model';
import { dataOf, sortById, sortGuarantees } from './normalise';

export function mergeIntents(intents: readonly Intent[]): Intent {
  return {
    schema: INTENT_SCHEMA,
    scopes: intents.flatMap((i) => i.scopes).sort((a, b) => compareText(a.scope, b.scope)),
    segments: sortById(intents.flatMap((i) => i.segments)),
    enclaves: sortById(intents.flatMap((i) => i.enclaves)),
    personas: sortById(intents.flatMap((i) => i.personas)),
    flows: sortById(intents.flatMap((i) => i.flows)),
    guarantees: sortGuarantees(intents.flatMap((i) => i.guarantees)),
    ...dataOf(sortById(intents.flatMap((i) => i.stores ?? [])), sortById(intents.flatMap((i) => i.dataFlows ?? []))),
    ...frontDoorOf(intents.flatMap((i) => i.doors ?? []), intents.flatMap((i) => i.routes ?? []), intents.flatMap((i) => i.identities ?? [])),
  };
}
