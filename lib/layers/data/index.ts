export { type ClosingException, DataAccess, type DataExemption, type DataOfferProps } from './access';
export { type DataClaimProps, type DataFlowProps, DataProtection, type DataProtectionProps } from './data-protection';
export { DataStore, type OfferedStoreProps, type StoreProps } from './data-store';
export { OwnerRows, type OwnerRowsProps, type SharedRows } from './rows';
