const perPage = 4096

/**
 * Marks on people, by number. Each person has the set of them as one small number, so that a million people are told
 * apart in a few milliseconds.
 */
export function createMarks() {
  const pages = new Map<number, Uint16Array>()
  const sets: { names: readonly string[]; with: Map<string, number> }[] = [{ names: [], with: new Map() }]

  function joined(set: number, name: string): number {
    const known = sets[set]?.with.get(name)
    if (known !== undefined) return known
    const names = sets[set]?.names ?? []
    const wanted = names.includes(name) ? names : [...names, name].toSorted()
    const place = sets.findIndex((each) => each.names.length === wanted.length && each.names.every((one, at) => one === wanted[at]))
    const found = place >= 0 ? place : sets.push({ names: wanted, with: new Map() }) - 1
    sets[set]?.with.set(name, found)
    return found
  }

  return {
    mark(numbers: readonly number[], name: string): void {
      for (const n of numbers) {
        const page = Math.floor(n / perPage)
        let sheet = pages.get(page)
        if (!sheet) pages.set(page, sheet = new Uint16Array(perPage))
        sheet[n % perPage] = joined(sheet[n % perPage] ?? 0, name)
      }
    },
    /** Which set of marks somebody has: 0 is none. */
    of: (n: number): number => pages.get(Math.floor(n / perPage))?.[n % perPage] ?? 0,
    namesOf: (set: number): readonly string[] => sets[set]?.names ?? [],
  }
}
export type Marks = ReturnType<typeof createMarks>
