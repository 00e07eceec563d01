import type { Realm } from '@tegata/storage'

/**
 * What was built for each realm: made when first asked for, made anew when the realm's version has moved on. Requests
 * in flight keep what they were given; what nobody holds any more is collected.
 */
export function createRegistry<Built>(build: (realm: Realm) => Promise<Built>) {
  const built = new Map<number, { version: number; value: Promise<Built> }>()
  return {
    of(realm: Realm): Promise<Built> {
      const known = built.get(realm.id)
      // A request that read the realm before a change may come after one that read it later: the newer one stays.
      if (known !== undefined && known.version >= realm.version) return known.value
      const value = build(realm)
      built.set(realm.id, { version: realm.version, value })
      value.catch(() => {
        if (built.get(realm.id)?.value === value) built.delete(realm.id)
      })
      return value
    },
  }
}
