/** Where what somebody else saved meets what was there before, and what is typed here. */
export type Difference<Draft> = {
  [Field in keyof Draft]: {
    field: Field
    before: Draft[Field]
    theirs: Draft[Field]
    /** What is typed here and not saved; null where this field was not touched. */
    mine: Draft[Field] | null
  }
}[keyof Draft]

export const isSame = (one: unknown, other: unknown): boolean => one === other || JSON.stringify(one) === JSON.stringify(other)

/**
 * Two people edited the same thing. Fields that only they changed become theirs; fields that were changed here stay
 * as typed and are named, so that nobody's work is overwritten unseen.
 */
export function mergeDrafts<Draft extends object>(
  fields: readonly (keyof Draft)[], { base, mine, theirs }: { base: Draft, mine: Draft, theirs: Draft },
): { merged: Draft, differences: Difference<Draft>[] } {
  const merged: Draft = { ...theirs }
  const differences: Difference<Draft>[] = []
  const keepMine = <Field extends keyof Draft>(field: Field) => {
    const touched = !isSame(mine[field], base[field])
    if (touched) merged[field] = mine[field]
    if (!isSame(theirs[field], base[field]) && !isSame(mine[field], theirs[field])) {
      differences.push({ field, before: base[field], theirs: theirs[field], mine: touched ? mine[field] : null })
    }
  }
  for (const field of fields) keepMine(field)
  return { merged, differences }
}
