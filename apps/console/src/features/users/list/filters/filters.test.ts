import { describe, expect, test } from 'vitest'
import { createFakeServer } from '../../../../testing/fake-server.ts'
import { openConsole } from '../../../../testing/open-console.ts'
import { person } from '../../../../testing/people.ts'
import { button, choice, choose, rows, until } from '../../../../testing/screen.ts'

const list = () => openConsole(createFakeServer({ people: [person('kim', '김', '유나', { department: 'Sales' })] }), '/users')

describe('each filter of the panel says its field of the API, and can be taken back (S0-40)', () => {
  test.each([
    ['One-time code', 'waiting', { otp: 'waiting' }], ['Set up as', 'unproved', { otpKind: 'unproved' }], ['Emergency tokens', 'last', { emergencyLeft: 'last' }],
    ['Code unused', '180', { unusedDays: '180' }], ['Wrong codes', 'true', { waits: 'true' }], ['Account', 'false', { enabled: 'false' }], ['Shared account', 'true', { shared: 'true' }],
    ['Last sign-in', 'never', { neverSignedIn: 'true' }], ['EmailAny', 'false', { emailProved: 'false' }], ['Provider', 'trusted', { upstream: 'trusted' }], ['Policy group', 'none', { policyGroup: 'none' }],
    ['Role', '*administrators', { administrators: 'true' }],
  ] as const)('%s', async (label, value, query) => {
    const { router } = await list()
    await until(() => expect(choice(label).options.length).toBeGreaterThan(1))
    choose(choice(label), value)
    await until(() => expect(router.currentRoute.value.query).toEqual(Object.fromEntries(Object.entries(query).map(([name, one]) => [name, name === 'otpKind' ? [one] : one]))))
    const chip = [...document.querySelectorAll<HTMLButtonElement>('button')].find((each) => each.getAttribute('aria-label')?.startsWith('Remove the filter'))
    chip?.click()
    await until(() => expect(router.currentRoute.value.query).toEqual({}))
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
