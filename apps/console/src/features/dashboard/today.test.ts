import { describe, expect, test } from 'vitest'
import { policyGroupOf } from '../../testing/fake-policies.ts'
import { createFakeServer, type World } from '../../testing/fake-server.ts'
import { openConsole } from '../../testing/open-console.ts'
import { app, person } from '../../testing/people.ts'
import { button, has, link, rows, sees, seesNot, text, until } from '../../testing/screen.ts'

const lockedOut = (count: number, more = false): World['attention'][number] => ({ kind: 'locked-out', count, more, filter: { enabled: true, lockedOut: true } })
const shut = (username: string, familyName: string, givenName: string) => person(username, familyName, givenName, { otpRequired: true, meets: 'locked-out' })
const lines = () => [...document.querySelectorAll('li')].filter((each) => each.querySelector('.what'))

describe('issue 4.1: who was locked out today stands on the dashboard', () => {
  test('first of all, as something grave, with what to do; a click shows exactly them, named by a chip that leads back to everybody', async () => {
    const server = createFakeServer({
      people: [shut('kenji', '佐藤', '健二'), person('yuna', '김', '유나', { otpRequired: true }), shut('emma', 'Berg', 'Emma')],
      attention: [lockedOut(2), { kind: 'sole-administrator', count: 1, more: false, filter: null }],
    })
    const { router } = await openConsole(server, '/dashboard')
    await sees('2 people were locked out in the last 24 hours')
    expect(lines().map((each) => each.classList.contains('grave'))).toEqual([true, true])
    expect(lines()[0]?.textContent).toContain('Open the person: their page says what keeps them out')
    link('2 people were locked out in the last 24 hours').click()
    await until(() => expect(rows()).toEqual(['佐藤 健二', 'Emma Berg']))
    expect(router.currentRoute.value.query).toEqual({ enabled: 'true', lockedOut: 'true' })
    expect(server.asksOf('listUsers').at(-1)?.input).toMatchObject({ enabled: 'true', lockedOut: 'true' })
    button('Remove the filter Locked out in the last 24 hours').click()
    await until(() => expect(rows()).toEqual(['高橋 美咲', '佐藤 健二', '김유나', 'Emma Berg']))
  })

  test('one is said as one, and very many as at least so many', async () => {
    const one = await openConsole(createFakeServer({ attention: [lockedOut(1)] }), '/dashboard')
    await sees('1 person was locked out in the last 24 hours')
    one.app.unmount()
    await openConsole(createFakeServer({ attention: [lockedOut(1000, true)] }), '/dashboard')
    await sees('1,000+ people were locked out in the last 24 hours')
  })

  test.each([
    ['ja', '直近24時間に3人がログインできませんでした', '直近24時間にログインできなかった'], ['ko', '최근 24시간 동안 3명이 로그인하지 못했습니다', '최근 24시간 동안 로그인하지 못함'],
  ] as const)('in %s, on the dashboard and on the chip', async (language, words, chip) => {
    await openConsole(createFakeServer({ attention: [lockedOut(3)] }), '/dashboard', language)
    await sees(words)
    link(words).click()
    await sees(chip)
  })
})

describe('a dashboard that cannot be shown says why', () => {
  test('the network gone: a sentence instead of numbers, and the numbers once it is back', async () => {
    const server = createFakeServer({ people: [person('kenji', '佐藤', '健二', { otpRequired: true })] })
    const { router } = await openConsole(server, '/reset-requests')
    await sees('Nobody is waiting')
    server.goAway()
    await router.push('/dashboard')
    await sees('The server cannot be reached.')
    expect(text()).not.toContain('Nothing. Everything here is as it should be.')
    server.comeBack()
    button('Try again').click()
    await sees('Of the 1 person who must have a second factor, 0% has set it up.')
    await seesNot('The server cannot be reached.')
  })

  test('while it is being counted nothing claims to be well', async () => {
    const server = createFakeServer({ attention: [lockedOut(1)] })
    const letGo = server.hold('getDashboard')
    await openConsole(server, '/dashboard')
    await until(() => expect(server.asksOf('getDashboard')).toHaveLength(1))
    for (const words of ['Nothing. Everything here is as it should be.', 'Nobody has to have a second factor yet.', 'As of']) expect(text()).not.toContain(words)
    letGo()
    await sees('1 person was locked out')
  })

  test('the right to see people withdrawn meanwhile: the refusal is said, and nothing of before is offered', async () => {
    const server = createFakeServer({ attention: [lockedOut(1)] })
    server.refuse('getDashboard', 'permission.missing')
    await openConsole(server, '/dashboard')
    await sees('Your roles do not permit this.')
    expect(has('a', '1 person was locked out in the last 24 hours')).toBe(false)
  })

  test('whoever may not read policies is shown the rest, and nothing is asked that they may not', async () => {
    const server = createFakeServer({ people: [person('kenji', '佐藤', '健二', { otpRequired: true })], myRoles: ['help-desk'], attention: [lockedOut(1)] })
    await openConsole(server, '/dashboard')
    await sees('1 person was locked out in the last 24 hours')
    expect(server.forbidden).toEqual([])
  })
})

describe('numbers are true to the last person', () => {
  test('of 200 with one waiting 99% are ready, never 100%; where everybody is, 100%', async () => {
    const ready = Array.from({ length: 200 }, (_, n) => person(`p${n}`, 'P', String(n), { authenticators: [app()], otpRequired: true }))
    const first = await openConsole(createFakeServer({ people: [...ready, person('last', 'One', 'Last', { otpRequired: true })] }), '/dashboard')
    await sees('Of the 201 people who must have a second factor, 99% have set it up.')
    first.app.unmount()
    await openConsole(createFakeServer({ people: ready }), '/dashboard')
    await sees('Of the 200 people who must have a second factor, 100% have set it up.')
  })

  test('a group in which nobody waits has a nought and no way to an empty list', async () => {
    const group = policyGroupOf('Ready')
    await openConsole(createFakeServer({ policyGroups: [group], people: [person('yuna', '김', '유나', { authenticators: [app()], otpRequired: true, policyGroup: { id: group.id, name: 'Ready' } })] }), '/dashboard')
    await sees('By Access Policy Group')
    const row = [...document.querySelectorAll('tbody tr')].find((each) => each.textContent?.includes('Ready'))
    expect([...row?.querySelectorAll('td') ?? []].map((cell) => cell.textContent?.trim())).toEqual(['', '1', '1', '1', '0', '0'])
    expect([...row?.querySelectorAll('a') ?? []].map((each) => each.textContent)).toEqual(['Ready'])
  })

  test('a role and a group may be called anything: text, whole, and a link that asks for exactly that name', async () => {
    const name = `\u202e<img src=x onerror=alert(1)>&enabled=false${'長'.repeat(10_000)}`
    const group = policyGroupOf(name)
    const server = createFakeServer({ policyGroups: [group], people: [person('evil', 'E', 'Vil', { roles: ['a&b=c <b>'], policyGroup: { id: group.id, name } })] })
    const { router } = await openConsole(server, '/dashboard')
    await sees('長'.repeat(10_000))
    expect(document.querySelector('main img')).toBeNull()
    link('a&b=c <b>').click()
    await until(() => expect(router.currentRoute.value.query).toEqual({ role: ['a&b=c <b>'], enabled: 'true' }))
  })
})
