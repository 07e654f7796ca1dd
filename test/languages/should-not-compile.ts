// Each line must be a compile error: a value that poses as one of ours, or a flow without its reason.
import { Endpoint, FlowAuthentication, type FlowProps, Segment } from 'cdk-zero-trust';

export const literal: FlowAuthentication = { data: 'mtls', extra: 1 };
export const made = new Endpoint('internet');
export const segment = new Segment();
export const silent: FlowProps = { source: Endpoint.INTERNET, destination: Endpoint.INTERNET };
