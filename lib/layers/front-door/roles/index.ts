export { HandlerBoundary, type HandlerBoundaryProps } from './handler-boundary';
export { HandlerRole, type HandlerRoleProps } from './handler-role';
