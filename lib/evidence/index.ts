/**
 * Reports what was declared, built and proved, and nothing else. Pure: data in, text or data out.
 */
export { joinPermits, type Permits, PERMITS_SCHEMA, type ScopePermits, scopesApart, type StageFiles, type StagePermits } from './permits';
export { permitsText, type PermitsTextOptions } from './permits-text';
export { diffPicture, edgesPicture, type Picture, type PictureOptions } from './picture/picture';
export { pictureSvg } from './picture/svg';
export { answerText } from './verdicts/answer-text';
export { diffText } from './verdicts/diff-text';
export { diffMarkdown } from './verdicts/markdown/diff';
export { proofMarkdown } from './verdicts/markdown/proof';
export { proofText, type ProofTextOptions } from './verdicts/proof-text';
export { type SarifOptions } from './verdicts/sarif/log';
export { diffSarif } from './verdicts/sarif/diff';
export { proofSarif } from './verdicts/sarif/proof';
