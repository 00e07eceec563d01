import { describe, expect, test } from 'vitest'
import { policyGroupOf } from '../../../../testing/fake-policies.ts'
import { createFakeServer } from '../../../../testing/fake-server.ts'
import { openConsole } from '../../../../testing/open-console.ts'
import { person } from '../../../../testing/people.ts'
import { button, choice, choose, has, rows, sees, until } from '../../../../testing/screen.ts'

const list = () => openConsole(createFakeServer({ people: [person('kim', '김', '유나', { department: 'Sales' })] }), '/users')

describe('each filter of the panel says its field of the API, and can be taken back (S0-40)', () => {
  test.each([
    ['One-time code', 'waiting', { otp: 'waiting' }], ['Set up as', 'unproved', { otpKind: 'unproved' }], ['Emergency tokens', 'last', { emergencyLeft: 'last' }],
    ['Code unused', '180', { unusedDays: '180' }], ['Wrong codes', 'true', { waits: 'true' }], ['Locked out', 'true', { lockedOut: 'true' }], ['Account', 'false', { enabled: 'false' }], ['Shared account', 'true', { shared: 'true' }],
    ['Last sign-in', 'never', { neverSignedIn: 'true' }], ['EmailAny', 'false', { emailProved: 'false' }], ['Provider', 'trusted', { upstream: 'trusted' }], ['Policy group', 'none', { policyGroup: 'none' }],
    ['Role', '*administrators', { administrators: 'true' }],
  ] as const)('%s', async (label, value, query) => {
    const { router } = await list()
    await until(() => expect(choice(label).options.length).toBeGreaterThan(1))
    choose(choice(label), value)
    await until(() => expect(router.currentRoute.value.query).toEqual(Object.fromEntries(Object.entries(query).map(([name, one]) => [name, ['otpKind', 'emergencyLeft', 'policyGroup'].includes(name) ? [one] : one]))))
    const chip = [...document.querySelectorAll<HTMLButtonElement>('button')].find((each) => each.getAttribute('aria-label')?.startsWith('Remove the filter'))
    chip?.click()
    await until(() => expect(router.currentRoute.value.query).toEqual({}))
  })

  test('S0-40: several policy groups, and none of them, and several numbers of tokens are any of them; each has a chip of its own', async () => {
    const [days, nights] = [policyGroupOf('Days'), policyGroupOf('<b>Nights</b>')]
    const of = (username: string, group: typeof days | null, emergencyTokensLeft: number) =>
      person(username, 'Doe', username, { policyGroup: group && { id: group.id, name: group.name }, emergencyTokensLeft })
    const server = createFakeServer({ people: [of('one', days, 0), of('two', nights, 1), of('three', null, 3)], policyGroups: [days, nights] })
    const { router } = await openConsole(server, '/users')
    await until(() => expect([...choice('Policy group').options].map(({ value }) => value)).toEqual(['', 'none', days.id, nights.id]))
    choose(choice('Policy group'), nights.id)
    await until(() => expect(rows()).toEqual(['two Doe']))
    // What was chosen is not offered twice, and how many were chosen is said where one looks for the next.
    expect([...choice('Policy group').options].map(({ text }) => text)).toEqual(['1 chosen; add another', 'In no policy group', 'Days'])
    choose(choice('Policy group'), days.id)
    await until(() => expect(rows()).toEqual(['one Doe', 'two Doe']))
    choose(choice('Emergency tokens'), 'some')
    await sees('Nobody matches')
    choose(choice('Emergency tokens'), 'none')
    await until(() => expect(rows()).toEqual(['one Doe']))
    expect(router.currentRoute.value.query).toEqual({ policyGroup: [nights.id, days.id], emergencyLeft: ['none', 'some'] })
    expect(server.asksOf('listUsers').at(-1)?.input).toMatchObject({ policyGroup: `${nights.id},${days.id}`, emergencyLeft: 'none,some' })
    button('Remove the filter Policy group: Days').click()
    await sees('Nobody matches')
    expect(has('button', 'Remove the filter Policy group: <b>Nights</b>')).toBe(true)
    button('Remove the filter No emergency token left').click()
    await until(() => expect(router.currentRoute.value.query).toEqual({ policyGroup: [nights.id], emergencyLeft: ['some'] }))
    button('Remove the filter Two or more emergency tokens left').click()
    await until(() => expect(rows()).toEqual(['two Doe']))
    expect(router.currentRoute.value.query).toEqual({ policyGroup: [nights.id] })
  })

  test('an address kept from when one policy group and one number of tokens were all shows the same people, and takes a second', async () => {
    const group = policyGroupOf('Days')
    const mine = person('one', 'Doe', 'one', { policyGroup: { id: group.id, name: 'Days' }, emergencyTokensLeft: 1 })
    const { router } = await openConsole(createFakeServer({ people: [mine, person('two', 'Doe', 'two', { emergencyTokensLeft: 1 })], policyGroups: [group] }), `/users?policyGroup=${group.id}&emergencyLeft=last`)
    await until(() => expect(rows()).toEqual(['one Doe']))
    await until(() => expect(choice('Policy group').options.length).toBe(2))
    choose(choice('Policy group'), 'none')
    await until(() => expect(rows()).toEqual(['one Doe', 'two Doe']))
    expect(router.currentRoute.value.query).toEqual({ policyGroup: [group.id, 'none'], emergencyLeft: ['last'] })
  })

  test('a department is picked from those in use, once its group is open', async () => {
    const { router } = await list()
    await until(() => expect(rows()).toHaveLength(2))
    const [who] = document.querySelectorAll('details')
    if (!who) throw new Error('no group of filters')
    who.open = true
    who.dispatchEvent(new Event('toggle'))
    await until(() => expect([...choice('Department').options].map(({ value }) => value)).toEqual(['', 'Sales']))
    choose(choice('Department'), 'Sales')
    await until(() => expect(router.currentRoute.value.query).toEqual({ department: ['Sales'] }))
    await until(() => expect(rows()).toEqual(['김유나']))
  })

  test.each([
    ['Waiting after wrong codes', { waits: 'true' }], ['Never signed in', { neverSignedIn: 'true', enabled: 'true' }], ['Code unused for a year', { unusedDays: '365' }],
    ['People who have not set up their code yet', { otp: 'waiting' }], ['Disabled accounts', { enabled: 'false' }],
  ] as const)('the daily question “%s” is one click', async (question, query) => {
    const { router } = await list()
    await until(() => expect(rows()).toHaveLength(2))
    button(question).click()
    await until(() => expect(router.currentRoute.value.query).toEqual(query))
  })
})
