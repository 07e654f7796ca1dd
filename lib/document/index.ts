export { type Hint, parseDocument, readDocument, SourceDocument } from './document';
export { DocumentError, type DocumentProblem } from './problem';
