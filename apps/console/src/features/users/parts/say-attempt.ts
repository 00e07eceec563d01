/**
 * A permanent name such as `code.refused` as a key of our words: dots would be read as a path. What stands behind a
 * colon (`wait:short`) is a detail for the audit log.
 */
export const wordOf = (name: string): string => (name.split(':')[0] ?? '').replaceAll(/[^a-z0-9]+/gi, '_')
