export { type CustomSignalProps, type LogLinesProps, type MetricSourceProps, MissingPeriod, SignalLog, SignalSource, WatchedKind } from './custom-signal';
export * from './signal-bus-props';
export { SignalBus } from './signal-bus';
export { Watch } from './watch';
export * from './watch-props';
