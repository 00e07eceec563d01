import { describe, expect, test } from 'vitest'
import type { Realm } from '@tegata/storage'
import { createRegistry } from './registry.ts'

const realm = (id: number, version: number): Realm => ({ id, name: `r${id}`, enabled: true, version, settings: {} as Realm['settings'], createdAt: 0 })

describe('what is built for a realm', () => {
  test('is built once, however many ask at the same time, and anew when the version moved on', async () => {
    const built: string[] = []
    const registry = createRegistry(async ({ id, version }) => {
      built.push(`${id}/${version}`)
      return `${id}/${version}`
    })
    expect(await Promise.all([registry.of(realm(1, 1)), registry.of(realm(1, 1)), registry.of(realm(2, 1))])).toEqual(['1/1', '1/1', '2/1'])
    expect(await registry.of(realm(1, 2))).toBe('1/2')
    expect(built).toEqual(['1/1', '2/1', '1/2'])
  })

  test('is the newest, also for a request that read the realm before the change', async () => {
    const registry = createRegistry(async ({ version }) => version)
    await registry.of(realm(1, 5))
    expect(await registry.of(realm(1, 4))).toBe(5)
  })

  test('is tried again after a failure', async () => {
    let tries = 0
    const registry = createRegistry(async () => {
      tries += 1
      if (tries === 1) throw new Error('the database is away')
      return tries
    })
    await expect(registry.of(realm(1, 1))).rejects.toThrow('away')
    expect(await registry.of(realm(1, 1))).toBe(2)
  })
})
