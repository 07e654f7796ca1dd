/** What is told about policies, their bundle and their tests: see codes.ts. */
import type { CodeText } from './codes';

export const CODES_OF_POLICIES: Readonly<Record<string, Readonly<Record<string, CodeText>>>> = {
  'Policies: Cedar and the routes': {
    AddressSetInvalid: { means: 'A range of an address set is none, or has bits beyond its prefix.', fix: 'Write the range that is meant.' },
    AddressSetUnknown: { means: 'A policy asks whether a request comes from an address set that there is not, which is never so.', fix: 'Correct the name: the message shows the nearest; or declare the set.' },
    FactWithoutSource: { means: 'A route lets nobody in without facts that nothing writes.', fix: 'Configure who writes them, or do not require them.' },
    LocationWithoutHeader: { means: 'A rule asks from which country a request comes, and nothing says it.', fix: 'Name the header of the proxy in front, or deny countries in the web firewall.' },
    ObserveWithoutEnd: { means: 'A route only observes, and nobody said until when.', fix: 'Set an end.' },
    PolicyFileReserved: { means: 'A policy file has the name of the one that the library makes of the routes.', fix: 'Give it another name.' },
    PolicyIdDuplicate: { means: 'Two policies have one id.', fix: 'Change the `@id` of one.' },
    PolicySchemaInvalid: { means: 'Cedar cannot read the schema.', fix: 'Correct it as the message says.' },
    PolicySyntax: { means: 'Cedar cannot read a policy. The message is its own, with file, line and column.', fix: 'Correct it as the message says.' },
    PolicyTestFailed: { means: 'A policy test expected another answer than the policies give, or names what there is not.', fix: 'Correct the policies, or the expectation: the message shows who decided and what was not met.' },
    PolicyTooLarge: { means: 'A policy, or its file, is longer or more deeply nested than can be read.', fix: 'Split it.' },
    PolicyUnsupported: { means: 'The compiled engine does not know something in a policy that Cedar knows.', fix: 'Write it in another way, or choose the engine `cedar-wasm`.' },
    RouteParameterUnknown: { means: 'A route compares a path parameter with the subject, and its path has none of that name.', fix: 'Correct the name: the message shows the nearest.' },
    RouteWithoutPolicy: { means: 'No policy permits a route, so nobody could call it.', fix: 'Name scopes or personas, or write a policy for it.' },
    StepUpWithoutAcr: { means: 'A route asks for a way of signing in that tokens of its issuers never name.', fix: 'Leave it out, or say that the issuer names it.' },
    StepUpWithoutAuthTime: { means: 'A route asks how long ago the caller signed in, which tokens of an issuer never say. A warning where another issuer says it.', fix: 'Leave it out, or say that the issuer says it.' },
    SubjectsOfTwoIssuers: { means: 'Own objects are found by the name of the subject, which two issuers may give to two people.', fix: 'Let one issuer come to such a route, or decide by the guard.' },
    TierWithoutDeviceSource: { means: 'A route asks for a tier of device, and nothing reports devices.', fix: 'Configure an inventory, or ask for no tier.' },
    WindowInvalid: { means: 'Hours have a day, a minute or a time zone that is none.', fix: 'Correct what the message names.' },
    WindowUnknown: { means: 'A route or a policy asks for hours that nobody declared.', fix: 'Correct the name: the message shows the nearest; or declare them.' },
  },
  'Policies: the bundle of a door': {
    BundleEngine: { means: 'A bundle asks for an engine that the function does not hold.', fix: 'Synthesize with an engine that it holds.' },
    BundleFieldWrong: { means: 'A field of a bundle, or of what one is made of, is missing, unknown or of a wrong type.', fix: 'Correct the field that the message points at.' },
    BundleHash: { means: 'A bundle was changed after it was made.', fix: 'Synthesize again.' },
    BundleKeysNotHttps: { means: 'Keys of an issuer are at an address that is not `https`.', fix: 'Use `https`.' },
    BundleParameterUnknown: { means: 'In a bundle that was written by hand, a route compares a path parameter that its path has not.', fix: 'Synthesize it, or correct the name.' },
    BundleRouteWithoutPolicy: { means: 'In a bundle that was written by hand, no policy permits a route.', fix: 'Synthesize it, or add the policy.' },
    BundleUnreadable: { means: 'A bundle is no JSON, cut off, too long or too deep.', fix: 'Synthesize again.' },
    BundleVersion: { means: 'A bundle is of another version than the function.', fix: 'Deploy both from one release.' },
    BundleWindowUnknown: { means: 'In a bundle that was written by hand, a route is open in hours that are not there.', fix: 'Synthesize it, or correct the name.' },
  },
};
