/**
 * How many times the list of entries has grown. Raised with every entry type, optional field and value that is added; a field is
 * never renamed, narrowed or given another meaning.
 */
export const entriesLevel = 2;
