import { describe, expect, test } from 'vitest'
import { policyGroupOf } from '../../../testing/fake-policies.ts'
import { createFakeServer, type World } from '../../../testing/fake-server.ts'
import { openConsole } from '../../../testing/open-console.ts'
import { app, person } from '../../../testing/people.ts'
import { box, button, choice, choose, field, has, passing, rows, sees, seesNot, settled, type, until } from '../../../testing/screen.ts'

const search = 'Name, reading, user name, email or reference'
const people = () => [
  person('kenji', '佐藤', '健二', { otpRequired: true, department: '営業部' }), person('yuna', '김', '유나', { authenticators: [app()] }),
  person('laura', 'Klein', 'Laura', { administrator: true, roles: ['read-only-admin'] }),
]
async function open(path = '/users', part: Partial<World> = {}) {
  const server = createFakeServer({ people: people(), ...part })
  return { server, ...await openConsole(server, path) }
}
const everybody = ['高橋 美咲', '佐藤 健二', '김유나', 'Laura Klein']
const summary = () => document.querySelector('.summary')?.textContent?.trim()
const groupOf = (name: string) => [...document.querySelectorAll('details')].find((each) => each.querySelector('summary')?.textContent?.includes(name))

describe('what is typed (S0-39)', () => {
  test('of ten thousand characters so many are asked as the server takes, and what was typed stays in the field until then', async () => {
    const { server } = await open()
    await until(() => expect(rows()).toEqual(everybody))
    type(field(search), 'x'.repeat(10_000))
    await sees('Nobody matches')
    expect(server.asksOf('listUsers').at(-1)?.input['search']).toBe('x'.repeat(200))
    expect(server.asksOf('listUsers')).toHaveLength(2)
  })

  test('blanks alone are no search, and blanks around it are none of it', async () => {
    const { router, server } = await open()
    await until(() => expect(rows()).toEqual(everybody))
    await passing(300, () => type(field(search), '   '))
    await settled()
    expect(router.currentRoute.value.query).toEqual({})
    type(field(search), '  kenji ')
    await until(() => expect(rows()).toEqual(['佐藤 健二']))
    expect(router.currentRoute.value.query).toEqual({ search: 'kenji' })
    expect(server.asksOf('listUsers')).toHaveLength(2)
  })

  test('is kept when filters are removed, and goes with “Show everybody”', async () => {
    const { router } = await open('/users?search=k&enabled=true&otp=waiting')
    await until(() => expect(rows()).toEqual(['佐藤 健二']))
    button('Remove all').click()
    await until(() => expect(router.currentRoute.value.query).toEqual({ search: 'k' }))
    expect(field(search).value).toBe('k')
    type(field(search), 'zzzz')
    await sees('Nobody matches')
    button('Show everybody').click()
    await until(() => expect(rows()).toEqual(everybody))
    await until(() => expect(field(search).value).toBe(''))
  })

  test('typing does not fill the history, a filter does: back takes the filter off and leaves what was typed', async () => {
    const { router } = await open('/dashboard')
    await router.push('/users')
    await until(() => expect(rows()).toEqual(everybody))
    type(field(search), 'ken')
    await until(() => expect(router.currentRoute.value.query).toEqual({ search: 'ken' }))
    type(field(search), 'k')
    await until(() => expect(router.currentRoute.value.query).toEqual({ search: 'k' }))
    choose(choice('Account'), 'true')
    await until(() => expect(router.currentRoute.value.query).toEqual({ search: 'k', enabled: 'true' }))
    router.back()
    await until(() => expect(router.currentRoute.value.query).toEqual({ search: 'k' }))
    router.back()
    await until(() => expect(router.currentRoute.value.name).toBe('dashboard'))
  })
})

describe('the panel of filters (S0-40)', () => {
  test('says how many of each kind are in use, and which daily question is the one that is shown', async () => {
    const group = policyGroupOf('Days')
    await open(`/users?policyGroup=none&policyGroup=${group.id}&role=a&enabled=true&emergencyLeft=none&neverSignedIn=true`, { policyGroups: [group] })
    await sees('Nobody matches')
    expect(groupOf('Who they are')?.textContent).toContain('3 in use')
    expect(groupOf('Code and tokens')?.textContent).toContain('1 in use')
    expect(groupOf('Sign-in')?.textContent).toContain('1 in use')
    expect(document.querySelectorAll('[aria-pressed=true]')).toHaveLength(0)
    button('Administrators without OTP').click()
    await until(() => expect(button('Administrators without OTP').getAttribute('aria-pressed')).toBe('true'))
    expect(['Who they are', 'Code and tokens', 'Sign-in'].map((name) => /\d+ in use/.exec(groupOf(name)?.textContent ?? '')?.[0] ?? 'none')).toEqual(['1 in use', '1 in use', 'none'])
  })

  test('a day that is emptied takes its filter off, and asked for again it begins with a day that can be asked', async () => {
    const { router } = await open('/users?signedInBefore=2026-10-31T15:00:00.000Z')
    await until(() => expect(field('Before').value).toBe('2026-11-01'))
    const day = field('Before')
    type(day, '')
    day.dispatchEvent(new Event('change', { bubbles: true }))
    await until(() => expect(router.currentRoute.value.query).toEqual({}))
    choose(choice('Last sign-in'), 'before')
    // Ninety days ago, as that day begins where the realm is.
    await until(() => expect(router.currentRoute.value.query).toEqual({ signedInBefore: '2026-08-25T15:00:00.000Z' }))
  })

  test('policy groups that may not be read are no filter, and those of an address say at least that they are one', async () => {
    const { server } = await open('/users?policyGroup=00000000-0000-4000-8000-00000000ffff')
    await sees('Nobody matches')
    expect(has('button', 'Remove the filter Policy group')).toBe(true)
    expect(server.forbidden).toEqual([])
  })

  test.each([['ja', '直近24時間にログインできなかった', '非常用OTPトークン: 残りなし'], ['ko', '최근 24시간 동안 로그인하지 못함', '비상용 OTP 토큰 없음']] as const)('chips speak %s', async (language, shut, none) => {
    const server = createFakeServer({ people: people() })
    await openConsole(server, '/users?lockedOut=true&emergencyLeft=none', language)
    await sees(shut)
    await sees(none)
  })
})

describe('who is selected', () => {
  test('everybody who matches is what an action is about, by the very filter, several choices and all; another filter selects nobody', async () => {
    const group = policyGroupOf('Days')
    const many = Array.from({ length: 60 }, (_, n) => person(`p${n}`, 'Doe', `Jane ${n}`, { policyGroup: { id: group.id, name: 'Days' } }))
    const { server } = await open(`/users?policyGroup=none&policyGroup=${group.id}&emergencyLeft=none`, { people: many, policyGroups: [group] })
    await sees('The first 50 of')
    box('Select all 50 shown').click()
    await sees('50 selected')
    button('Select everybody who matches').click()
    await sees('is selected')
    button('Actions').click()
    button('Disable').click()
    await until(() => expect(server.asksOf('previewBulkDisable')).toHaveLength(1))
    expect(server.asksOf('previewBulkDisable')[0]?.body).toMatchObject({ filter: { policyGroup: ['none', group.id], emergencyLeft: ['none'] } })
    button('Cancel').click()
    await until(() => expect(document.querySelector('dialog[open]')).toBeNull())
    button('Remove the filter Policy group: Days').click()
    await seesNot('is selected')
  })

  test('one by one, and taken back; whoever may do nothing to people is offered no selection', async () => {
    const first = await open()
    await until(() => expect(rows()).toEqual(everybody))
    box('Select 佐藤 健二').click()
    box('Select 김유나').click()
    await sees('2 selected')
    box('Select 佐藤 健二').click()
    await sees('1 selected')
    button('Clear the selection').click()
    await seesNot('1 selected')
    first.app.unmount()
    document.body.replaceChildren()
    await open('/users', { myRoles: ['help-desk'] })
    await until(() => expect(rows()).toEqual(everybody))
    expect(document.querySelectorAll('input[type=checkbox]')).toHaveLength(0)
  })
})

describe('the list and its rights', () => {
  test('withdrawn while it is open: the next answer is refused with a sentence, and nobody of before is shown as found', async () => {
    const { server } = await open()
    await until(() => expect(rows()).toEqual(everybody))
    server.refuse('listUsers', 'permission.missing')
    choose(choice('Account'), 'true')
    await sees('Your roles do not permit this.')
    expect(rows()).toEqual([])
    expect(summary() ?? '').toBe('')
  })

  test('while the answer is on its way the rows of before are marked as not being it yet', async () => {
    const { server } = await open()
    await until(() => expect(rows()).toEqual(everybody))
    const letGo = server.hold('listUsers')
    choose(choice('Account'), 'false')
    await until(() => expect(document.querySelector('table')?.getAttribute('aria-busy')).toBe('true'))
    expect(rows()).toEqual(everybody)
    letGo()
    await sees('Nobody matches')
  })
})
