/**
 * Reports what was declared, built and (later) proved, and nothing else. Pure: data in, text or data out.
 */
export { joinPermits, type Permits, PERMITS_SCHEMA, type ScopePermits, scopesApart, type StageFiles, type StagePermits } from './permits';
export { permitsText, type PermitsTextOptions } from './permits-text';
