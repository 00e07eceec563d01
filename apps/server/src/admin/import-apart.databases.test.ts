import { randomUUID } from 'node:crypto'
import type { ImportColumn } from '@tegata/contract'
import type { Realm, Storage } from '@tegata/storage'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import '../../../../packages/storage/test/postgres.ts'
import { commit, onBothDatabases } from '../../../../packages/storage/test/databases.ts'
import { startApi, type TestApi, type Who } from './api.test-support.ts'

const columns: ImportColumn[] = ['username', 'givenName', 'familyName', 'email', 'policyGroup']
const rowsOf = (...people: (readonly [username: string, email?: string, group?: string])[]) =>
  people.map(([username, email = '', group = ''], at) => ({ line: at + 2, cells: [username, 'G', 'F', email, group] }))

onBothDatabases((world) => {
  let house: TestApi
  let realm: Realm
  let boss: Who
  /** How often it was tried to write people. */
  let tried = 0
  let meanwhile: (() => Promise<unknown>) | null = null

  beforeAll(async () => {
    const { storage } = world()
    const watched: Storage = {
      ...storage,
      unit: (async (...given: Parameters<Storage['unit']>) => {
        if ([...given[0]].some(({ name }) => name === 'imports.users')) {
          tried += 1
          const act = meanwhile
          meanwhile = null
          await act?.()
        }
        return storage.unit(...given)
      }) as Storage['unit'],
    }
    house = await startApi(watched)
  })
  beforeEach(async () => {
    realm = await house.newRealm(`apart-${randomUUID().slice(0, 8)}`)
    boss = await house.person(realm, 'boss', ['global-admin'])
    tried = 0
  })
  afterAll(async () => {
    expect(house.unexpected).toEqual([])
    await house.stop()
  })
  async function send(rows: ReturnType<typeof rowsOf>) {
    const { added, failures } = await boss.api.importUsers({ columns, rows })
    return { added, failures: failures.map(({ line, code }) => [line, code]), tried }
  }
  const noted = async () => (await world().storage.audit.list(realm.id, { types: ['users.imported'] }, null, 10)).items.map(({ detail }) => [detail?.['added'], detail?.['failed']])

  describe('a part that only adds people', () => {
    test('is written at one go where nobody is in the way', async () => {
      expect(await send(rowsOf(['a'], ['b'], ['c'], ['d']))).toEqual({ added: 4, failures: [], tried: 1 })
      expect(await noted()).toEqual([[4, 0]])
    })

    test('is never tried a second time as it was: the halves are, and whoever stands alone with somebody in the way is refused', async () => {
      // The user name of the second is the address of the first, and neither is there yet.
      expect(await send(rowsOf(['cross', 'crossed@files.test'], ['crossed@files.test'], ['c'], ['d']))).toEqual({ added: 3, failures: [[3, 'user.username-taken']], tried: 5 })
      expect(await noted()).toEqual([[3, 1]])
    })

    test('of one line is tried once, and refused with what stood in the way: somebody who came meanwhile', async () => {
      meanwhile = () => house.addUser(realm, 'late')
      expect(await send(rowsOf(['late']))).toEqual({ added: 0, failures: [[2, 'user.username-taken']], tried: 1 })
      expect(await noted(), 'nothing was done').toEqual([])
    })

    test('with a group that goes meanwhile adds everybody else', async () => {
      const group = await boss.api.createPolicyGroup({ name: 'Field', ask: 'always' })
      meanwhile = () => commit(world(), world().storage.policies.removeGroup(realm.id, group.id))
      expect(await send(rowsOf(['a'], ['b', '', 'Field']))).toEqual({ added: 1, failures: [[3, 'policy-group.not-found']], tried: 3 })
      expect(await noted()).toEqual([[1, 1]])
    })
  })
})
