export * from './door-props';
export { FrontDoor } from './front-door';
export { type HttpHandlerProps, RouteHandler, type ServiceHandlerProps } from './handler';
export * from './profiles';
export * from './route';
export { Truststore, type TruststoreS3Options } from './truststore';
export * from './roles';
