/** What is told about the declaration of stores and data flows: see codes.ts. */
import type { CodeText } from './codes';

export const CODES_OF_DATA: Readonly<Record<string, Readonly<Record<string, CodeText>>>> = {
  'Declaring stores and data flows': {
    AccessContradicted: { means: 'An access lists actions beside `read` or `write`, or is `actions` without a list.', fix: 'Say one of the two.' },
    DataFlowWithoutNetwork: { means: 'A segment may use the data of a store in the VPC, and no network flow leads there: the data flow alone opens nothing.', fix: 'Put the store into a segment, and add the flow to it with `addFlow`.' },
    JewelNotAStore: { means: 'A crown-jewel segment has a member that keeps data and is no store: its network is closed, its data is not looked at.', fix: 'Declare it with `addStore`, and who uses it with `addDataFlow`.' },
    KeyOfTwoFacades: { means: 'A key encrypts stores of two façades. Its policy is written once, from the data flows of one of them.', fix: 'Declare the stores in one façade, or give each façade a key.' },
    PolicyChanged: { means: 'A policy that the layer wrote was changed afterwards, by an override or an aspect: it permits something else than what is declared.', fix: 'Declare what is to be permitted as a data flow, and remove what changes the policy.' },
    StoreDeclaredTwice: { means: 'One resource is two stores. Its policy is written once, from the data flows of one of them.', fix: 'Declare it once; others claim an offer of it.' },
    StoreUnknown: { means: 'A resource is of no kind that the library can close.', fix: 'Pass one of docs/stores.md.' },
    StoreWithoutResource: { means: 'A file declares a store, and no construct is it.', fix: 'Declare the store in code, with its resource.' },
  },
};
