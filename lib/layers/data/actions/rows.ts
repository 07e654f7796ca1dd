/** Access levels, resource types, condition keys by which rows are told apart, names of actions; each a list with blanks. */
export type ActionRows = readonly (readonly [levels: string, resources: string, keys: string, actions: string])[];
