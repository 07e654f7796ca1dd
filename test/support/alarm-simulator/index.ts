export { evaluate, LOOK_BACK, type Rule, type State, type Treatment } from './evaluate';
export { matchesEvent } from './event-pattern';
export { type Lines, periodsOf } from './lines';
export { type Period, periodOf, states } from './simulate';
