import type { Api, Enforcement } from '@tegata/contract'
import { Sentence } from '../http/listening.ts'

/** The enforcement of this name. */
export async function enforcementNamed(api: Api, name: string): Promise<Enforcement> {
  const names: string[] = []
  for (let cursor: string | undefined; ;) {
    const { items, next } = await api.listEnforcements({ limit: 200, ...(cursor === undefined ? {} : { cursor }) })
    const found = items.find((each) => each.name === name)
    if (found) return found
    names.push(...items.map((each) => each.name))
    if (next === null) throw new Sentence(`There is no enforcement "${name}".${names.length === 0 ? '' : ` There are: ${names.join(', ')}.`}`)
    cursor = next
  }
}
