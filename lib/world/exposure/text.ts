/**
 * Values as texts that can be compared, with marks for what no template says:
 *
 *   encode({ 'Fn::Sub': 'arn:aws:execute-api:...:${Api}/prod/GET/x' })   // 'arn:...:<api:App.Api>/prod/GET/x'
 *
 * A mark stands between two control characters that no template can hold in a name of AWS. Equal marks are equal values. A mark
 * that begins with `?` is a token of which nothing else is known (`isOpaque`); others are resources of these templates.
 */
import type { Unknown } from '../facts';
import { own } from '../template/read/body';
import { Absent, Choice, Sym, Text, type Value } from '../template/value';
import { asText, keyOf, unknownsIn } from '../template/walk';
import type { TemplateWorld } from '../template/model';

const OPEN = '\u0001';
const CLOSE = '\u0002';
const OPAQUE = '\u0001?';

export function mark(kind: string, id: string): string {
  return `${OPEN}${kind}:${id}${CLOSE}`;
}

export function isOpaque(text: string): boolean {
  return text.includes(OPAQUE);
}

/** The parts of an ARN; marks stay whole. */
export function fieldsOf(text: string): readonly string[] {
  return text.replace(/\u0001[^\u0002]*\u0002/g, (m) => m.replaceAll(':', '\u0003')).split(':').map((f) => f.replaceAll('\u0003', ':'));
}

/** For people: `${App.Api}`. */
export function shownText(text: string): string {
  return text.replace(/\u0001\??([^\u0002]*)\u0002/g, (_, body: string) => `\${${body.replace(/^(fn|api|stage|res|qualifier|pseudo):/, '')}}`);
}

/** Attributes by which APIs and functions are named, beside `Ref`. */
const APIS: Readonly<Record<string, RegExp>> = {
  'AWS::ApiGateway::RestApi': /^(Ref|RestApiId)$/, 'AWS::ApiGatewayV2::Api': /^(Ref|ApiId)$/, 'AWS::Serverless::Api': /^Ref$/, 'AWS::Serverless::HttpApi': /^Ref$/,
};
const STAGES = ['AWS::ApiGateway::Stage', 'AWS::ApiGatewayV2::Stage'];

export class Encoder {
  constructor(private readonly templates: TemplateWorld) {}

  /** Undefined for what is no text: a list, a map, nothing. A Choice has to be taken apart before. */
  public encode(value: Value | undefined): string | undefined {
    if (value instanceof Sym) return this.ofSym(value);
    if (value instanceof Text) return value.parts.map((p) => (typeof p === 'string' ? p : this.ofSym(p))).join('');
    if (value instanceof Choice) return `${OPAQUE}${keyOf(value)}${CLOSE}`;
    if (value === undefined || value instanceof Absent) return undefined;
    return typeof value === 'boolean' ? String(value) : asText(value);
  }

  private ofSym(sym: Sym): string {
    const { resource, attribute = 'Ref', type } = sym;
    if (resource === undefined || sym.kind !== 'attribute') {
      const [, pseudo] = /\.(AWS::(?:AccountId|Region|Partition|URLSuffix))$/.exec(sym.key) ?? [];
      return pseudo === undefined ? `${OPAQUE}${sym.key}${CLOSE}` : mark('pseudo', pseudo);
    }
    if (type === 'AWS::Lambda::Function' || type === 'AWS::Serverless::Function') return /^(Ref|Arn)$/.test(attribute) ? mark('fn', resource) : mark('res', `${resource}:${attribute}`);
    if (type === 'AWS::Lambda::Alias' || type === 'AWS::Lambda::Version') return this.qualified(resource, type, attribute);
    if (type === 'AWS::Lambda::Url' && attribute === 'FunctionArn') return this.encode(this.templates.resource(resource)?.value('TargetFunctionArn')) ?? mark('res', resource);
    if (own(APIS, type)?.test(attribute) === true) return mark('api', resource);
    if (STAGES.includes(type) && attribute === 'Ref') return this.encode(this.templates.resource(resource)?.value('StageName')) ?? mark('stage', resource);
    return mark('res', /^(Ref|Arn)$/.test(attribute) || attribute.endsWith('Arn') ? resource : `${resource}:${attribute}`);
  }

  private qualified(id: string, type: string, attribute: string): string {
    const whole = attribute === 'Ref' || attribute === 'AliasArn' || attribute === 'FunctionArn';
    if (!whole) return mark('qualifier', id);
    const of = this.encode(this.templates.resource(id)?.value('FunctionName'));
    const name = type === 'AWS::Lambda::Alias' ? this.encode(this.templates.resource(id)?.value('Name')) : undefined;
    return `${of ?? `${OPAQUE}${id}${CLOSE}`}:${name ?? mark('qualifier', id)}`;
  }
}

/** Why a text is not known in full. */
export function unknownsOfText(value: Value | undefined, otherwise: Unknown): readonly Unknown[] {
  const found = unknownsIn(value);
  return found.length > 0 ? found : [otherwise];
}
