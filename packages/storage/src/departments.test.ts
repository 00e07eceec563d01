import { expect, test } from 'vitest'
import { addUser, onBothDatabases } from '../test/databases.ts'

onBothDatabases((world) => {
  test('each department once, in one order, from any name on; nobody else’s and none that is empty', async () => {
    const { storage: { users }, realmId } = world()
    const names = ['Sales', '営業部', '서울 지사', `O'Neil "R&D" %_`, 'Sales']
    for (const department of [...names, null]) await addUser(world(), { department })
    const all = await users.departments(realmId, '', 10)
    expect([...all].sort()).toEqual([...new Set(names)].sort())
    expect(await users.departments(realmId, '', 2)).toEqual(all.slice(0, 2))
    expect(await users.departments(realmId, all[1] ?? '', 10)).toEqual(all.slice(2))
    expect(await users.departments(realmId, all.at(-1) ?? '', 10)).toEqual([])
    expect(await users.departments(realmId + 1000, '', 10)).toEqual([])
  })
})
