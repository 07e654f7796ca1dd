export * from './finding';
export * from './model';
export { didYouMean, editDistance, nearest } from './nearest';
export { endpointKey, endpointSlug, endpointText } from './endpoint';
export { compareConnections, defaultFlowId } from './read-flow';
export { type Normalised, type NormaliseOptions, normaliseIntent, POSTURES, sortById } from './normalise';
export { mergeIntents } from './merge';
export { AUTHENTICATIONS, CADENCES, connectionSlug, connectionText, ENCRYPTIONS } from './terms';
export * from './threats';
