/** Mistakes in an intent file: the file itself, and what only a file can say. */
import { ZeroTrust } from 'cdk-zero-trust';
import type { Mistake } from './types';

const intent = (flow: string): string => `segments:\n  - id: web\n  - id: api\nflows:\n  - ${flow}\n...\n`;

export const DOCUMENTS: readonly Mistake[] = [
  { name: 'a file that is not there', code: 'FileUnreadable', words: ['`intnet.yaml`', 'does not exist'], build: (w) => { new ZeroTrust(w.stack, 'ZeroTrust', { vpc: w.vpc, intentFile: 'intnet.yaml' }); } },
  { name: 'a file that is empty', code: 'DocumentEmpty', where: 'intent.yaml:1:1', words: ['empty', '`segments`'], build: (w) => { w.intentFile('# later\n'); } },
  { name: 'a file that was cut in a line', code: 'DocumentTruncated', where: 'intent.yaml:4:15', words: ['no line break', '`...`'], build: (w) => { w.intentFile('segments:\n  - id: web\nflows:\n  - source: we'); } },
  { name: 'a JSON file that was cut', code: 'DocumentTruncated', where: 'intent.json:1:34', words: ['the object that begins in line 1', 'truncated'], build: (w) => { w.intentFile('{ "segments": [{ "id": "web" }], ', 'intent.json'); } },
  { name: 'a file whose end is not marked', code: 'DocumentEndUnmarked', level: 'warning', where: 'intent.yaml:2:12', words: ['end it with a line `...`'], build: (w) => { w.intentFile('segments:\n  - id: web\n').segment('web').addMember(w.function('web')); } },
  { name: 'a key that stands twice', code: 'DuplicateKey', where: 'intent.yaml:5:5', words: ['`over`', 'first in line 4', 'remove one'], build: (w) => { w.intentFile('flows:\n  - source: internet\n    destination: web\n    over: tcp/443\n    over: tcp/80\n...\n'); } },
  { name: 'a file that is no YAML', code: 'DocumentInvalid', where: 'intent.yaml:3:14', words: ['`: `', 'quotes'], build: (w) => { w.intentFile('flows:\n  - source: web\n    because: reads: documents\n...\n'); } },
  { name: 'a tag', code: 'DocumentInvalid', where: 'intent.yaml:2:9', words: ['`!Ref`'], build: (w) => { w.intentFile('segments:\n  - id: !Ref Name\n...\n'); } },
  { name: 'a JSON file with a comma too many', code: 'DocumentInvalid', where: 'intent.json:1:15', words: ['comma before `}`'], build: (w) => { w.intentFile('{ "flows": [] ,}', 'intent.json'); } },
  { name: 'an unknown section', code: 'UnknownField', where: 'intent.yaml:1:1', words: ['`segmnts`', 'did you mean `segments`?'], build: (w) => { w.intentFile('segmnts:\n  - id: web\n...\n'); } },
  { name: 'a section that is no list', code: 'WrongType', where: 'intent.yaml:1:1', words: ['`flows` is not a list'], build: (w) => { w.intentFile('flows: none\n...\n'); } },
  { name: 'another schema', code: 'SchemaUnknown', where: 'intent.yaml:1:1', words: ['`zero-trust/intent/2`', '`zero-trust/intent/1`'], build: (w) => { w.intentFile('schema: zero-trust/intent/2\nflows: []\n...\n'); } },

  { name: 'an unknown field of a flow', code: 'UnknownField', where: 'intent.yaml:5:65', words: ['`port`', 'did you mean `over`?'], build: (w) => { w.intentFile(intent('{ source: web, destination: api, over: tcp/443, because: x, port: 443, authentication: mtls }')); } },
  { name: 'an unknown segment in a file', code: 'UnknownSegment', where: 'intent.yaml:5:7', words: ['`wbe`', 'did you mean `web`?'], build: (w) => { w.intentFile(intent('{ source: wbe, destination: api, over: tcp/443, because: x, authentication: mtls }')); } },
  { name: 'no authentication without a reason', code: 'NoneWithoutReason', where: 'intent.yaml:5:65', words: ["`{ none: 'why, and what makes up for it' }`"], build: (w) => { w.intentFile(intent('{ source: web, destination: api, over: tcp/443, because: x, authentication: none, encryption: tls }')); } },
  { name: 'a method that is not known', code: 'UnknownValue', where: 'intent.yaml:5:65', words: ['`iam-rds`', '`rds-iam`'], build: (w) => { w.intentFile(intent('{ source: web, destination: api, over: tcp/443, because: x, authentication: iam-rds }')); } },
  { name: 'an account that YAML reads as a number', code: 'WrongType', where: 'intent.yaml:5:17', words: ['the number `111122223333`', '`"111122223333"`'], build: (w) => { w.intentFile(intent('{ source: { account: 111122223333, cidr: 10.0.0.0/8 }, destination: api, over: tcp/443, because: x, authentication: mtls }')); } },
  { name: 'a field that was left empty', code: 'EmptyText', where: 'intent.yaml:5:87', words: ['`until`', 'left out'], build: (w) => { w.intentFile(intent('{ source: web, destination: api, over: tcp/443, because: x, authentication: mtls, until: }')); } },
  { name: 'a guarantee that guarantees nothing', code: 'GuaranteeInvalid', where: 'intent.yaml:2:5', words: ['says nothing', '`denies`'], build: (w) => { w.intentFile('guarantees:\n  - {}\n...\n'); } },
  { name: 'members in a file', code: 'UnknownField', where: 'intent.yaml:3:5', words: ['members are constructs', '`addMember`'], build: (w) => { w.intentFile('segments:\n  - id: web\n    members: [App/Fn]\n...\n'); } },
];
