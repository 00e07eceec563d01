/** A permanent name such as `code.refused` as a key of our words: dots would be read as a path. */
export const wordOf = (name: string): string => name.replaceAll(/[^a-z0-9]+/gi, '_')
