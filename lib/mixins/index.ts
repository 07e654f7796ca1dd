export { ZeroTrustBlueprint, type ZeroTrustBlueprintProps } from './blueprint';
export { CloseStore, type CloseStoreProps } from './close-store';
export { ClosedStoresGuard, type ClosedStoresGuardProps } from './closed-stores-guard';
export { SealSecurityGroup } from './seal-security-group';
export { SealVpc, type SealVpcProps } from './seal-vpc';
export { SealedGroupsGuard } from './sealed-groups-guard';
