import { describe, expect, test } from 'vitest'
import { policyGroupOf } from '../../../testing/fake-policies.ts'
import { createFakeServer } from '../../../testing/fake-server.ts'
import { openConsole } from '../../../testing/open-console.ts'
import { app, person } from '../../../testing/people.ts'
import { button, choice, choose, has, link, sees, until, windowText } from '../../../testing/screen.ts'

function house(part: Parameters<typeof createFakeServer>[0] = {}) {
  const [always, never] = [policyGroupOf('Always ask'), policyGroupOf('Password only', { ask: 'never' })]
  const taro = person('taro', '鈴木', '太郎', { authenticators: [app()], policyGroup: { id: never.id, name: never.name } })
  const server = createFakeServer({ people: [taro], policyGroups: [always, never], impact: { people: 1, changed: 1, asked: 1 }, ...part })
  return { server, always, never, taro, at: `/users/${taro.id}` }
}

describe('Access Policy – Access Policy Groups, on the page of a person (S1-28)', () => {
  test('says the group, what is so for the person, and why', async () => {
    const { server, at, never } = house()
    const { router } = await openConsole(server, at)
    await sees('Access Policy – Access Policy Groups')
    await sees('No code is asked for. The group “Password only” never asks.')
    await sees('since')
    link('Password only').click()
    await until(() => expect(router.currentRoute.value.fullPath).toBe(`/access-policy-groups/${never.id}`))
  })

  test('S1-33 … S1-35, S1-40: another group after it was said what that does; and back with one click', async () => {
    const { server, at, always, never, taro } = house()
    await openConsole(server, at)
    await until(() => expect(has('button', 'Change group')).toBe(true))
    button('Change group').click()
    await until(() => expect(windowText()).toContain('This is the present one.'))
    choose(choice('Group'), always.id)
    await until(() => expect(windowText()).toContain('鈴木 太郎 will be asked for a code.'))
    expect(server.asksOf('previewPolicyGroupAssignment')[0]?.body).toEqual({ policyGroup: always.id, userIds: [taro.id] })
    expect(server.asksOf('changeUser')).toEqual([])
    button('Save Changes').click()
    await sees('A code is asked for. The group “Always ask” always asks.')
    expect(server.asksOf('changeUser')[0]).toMatchObject({ body: { policyGroup: always.id }, ifMatch: 1 })

    await until(() => expect(has('button', 'Put back')).toBe(true))
    button('Put back').click()
    await until(() => expect(windowText()).toContain('Access Policy Group of 鈴木 太郎'))
    expect(choice('Group').value).toBe(never.id)
    button('Save Changes').click()
    await sees('No code is asked for. The group “Password only” never asks.')
    expect(taro.policyGroup?.id).toBe(never.id)
  })

  test('out of every group; what stands there when nothing asks', async () => {
    const { server, at, taro } = house({ impact: { people: 1 } })
    await openConsole(server, at)
    await until(() => expect(has('button', 'Change group')).toBe(true))
    button('Change group').click()
    await until(() => expect(windowText()).toContain('No group'))
    choose(choice('Group'), 'none')
    await until(() => expect(windowText()).toContain('At the next sign-in nothing changes for 鈴木 太郎.'))
    button('Save Changes').click()
    await sees('A code is asked for. In this realm whoever has set up a code is asked for it.')
    expect(taro.policyGroup).toBeNull()
  })

  test('who would be locked out by it: it is said, and the last administrator is kept (S1-36)', async () => {
    const { server, at, always, taro } = house({ impact: { people: 1, changed: 1, lockedOut: 1, lockedOutPeople: [] } })
    server.refuse('changeUser', 'permission.last-administrator')
    await openConsole(server, at)
    await until(() => expect(has('button', 'Change group')).toBe(true))
    button('Change group').click()
    await until(() => expect(windowText()).toContain('This is the present one.'))
    choose(choice('Group'), always.id)
    await until(() => expect(windowText()).toContain('鈴木 太郎 will be locked out.'))
    button('Save Changes').click()
    await until(() => expect(windowText()).toContain('The realm would be left without a working global administrator.'))
    expect(taro.policyGroup?.name).toBe('Password only')
  })

  test('the help desk reads it and is offered nothing', async () => {
    const { server, at } = house({ me: person('help', '박', '지훈', { administrator: true }), myRoles: ['help-desk'] })
    await openConsole(server, at)
    await sees('No code is asked for. The group “Password only” never asks.')
    expect(has('button', 'Change group')).toBe(false)
  })

  test('a code that we have no words for is shown, not hidden; so is a failure', async () => {
    const { server, at } = house()
    server.refuse('getEffectivePolicy', 'server.unavailable')
    await openConsole(server, at, 'ko')
    await sees('액세스 정책 – 액세스 정책 그룹')
    await sees('지금은 서버가 응답할 수 없습니다.')
  })
})
