import { describe, expect, test } from 'vitest'
import { createFakeServer } from '../../testing/fake-server.ts'
import { openConsole } from '../../testing/open-console.ts'
import { app, at, person, requestOf } from '../../testing/people.ts'
import { button, choice, choose, field, has, sees, seesNot, submit, text, type, until, windowText } from '../../testing/screen.ts'
import { readReference } from './queries.ts'

function world(part: Parameters<typeof createFakeServer>[0] = {}) {
  const yuna = person('yuna', '김', '유나', { otpRequired: true, authenticators: [app()] })
  const certs = person('certs', '森', '拓也', { administrator: true })
  const requests = [
    requestOf(yuna, '4271-08'), requestOf(certs, '8810-42'), requestOf(yuna, '1093-77', { state: 'answered', closedAt: at(20) }),
  ]
  return createFakeServer({ people: [yuna, certs], requests, ...part })
}
const search = 'Reference that the caller reads out'

describe('Reset requests (S2-20)', () => {
  test('the open ones stand there with reference, person and place; the menu counts them', async () => {
    await openConsole(world(), '/reset-requests')
    await sees('4271-08')
    await sees('8810-42')
    await sees('203.0.113.24')
    expect(text()).not.toContain('1093-77')
    expect(document.querySelector('nav .count')?.textContent).toContain('2 are open')
  })

  test('the reference that a caller reads out finds the request, full-width digits included', async () => {
    const server = world()
    const { router } = await openConsole(server, '/reset-requests')
    await sees('8810-42')
    type(field(search), '427108')
    await seesNot('8810-42')
    await sees('4271-08')
    expect(router.currentRoute.value.query).toEqual({ reference: '427108' })
    type(field(search), '9999')
    await sees('No request with this reference')
    expect(text()).toContain('If they differ, somebody else may be waiting.')
  })

  test('answering resets and says that the waiting page goes on by itself; only this reference is sent (P23)', async () => {
    const server = world()
    await openConsole(server, '/reset-requests')
    await sees('4271-08')
    button('Reset OTP…').click()
    await until(() => expect(windowText()).toContain('Only the page that shows 4271-08 goes on.'))
    type(field('How did you make sure it is 김유나?'), 'called back')
    submit(document.querySelector<HTMLFormElement>('#reset-otp'))
    await sees('OTP of 김유나 was reset. The waiting page goes on by itself.')
    await seesNot('4271-08')
    expect(server.asksOf('answerResetRequest')[0]?.body).toEqual({ reference: '4271-08', reason: 'called back' })
  })

  test('when the person needs something else first, the waiting page is not promised to go on', async () => {
    const server = world()
    const [first] = server.world.requests
    if (first) first.afterReset = 'emergency-token'
    await openConsole(server, '/reset-requests')
    await sees('4271-08')
    button('Reset OTP…').click()
    await until(() => expect(windowText()).toContain('김유나 then needs an emergency token'))
    type(field('How did you make sure it is 김유나?'), 'called back')
    submit(document.querySelector<HTMLFormElement>('#reset-otp'))
    await sees('OTP of 김유나 was reset. To get in again, 김유나 then needs an emergency token')
    expect(text()).not.toContain('goes on by itself')
  })

  test('a request that somebody else has answered says so in the window', async () => {
    const server = world()
    await openConsole(server, '/reset-requests')
    await sees('4271-08')
    const [open] = server.world.requests
    if (open) open.state = 'answered'
    button('Reset OTP…').click()
    await until(() => expect(windowText()).toContain('Reset OTP for'))
    type(field('How did you make sure it is 김유나?'), 'called back')
    submit(document.querySelector<HTMLFormElement>('#reset-otp'))
    await until(() => expect(windowText()).toContain('Somebody has answered or dismissed this request already.'))
  })

  test('dismissing resets nothing', async () => {
    const server = world()
    await openConsole(server, '/reset-requests')
    await sees('4271-08')
    button('Dismiss').click()
    await until(() => expect(windowText()).toContain('Nothing of 김유나 is reset.'))
    button('Dismiss').click()
    await seesNot('4271-08')
    expect(server.asksOf('answerResetRequest')).toHaveLength(0)
    expect(server.world.people.find(({ username }) => username === 'yuna')?.authenticators).toHaveLength(1)
  })

  test('the answered ones can be looked up', async () => {
    const { router } = await openConsole(world(), '/reset-requests')
    await sees('4271-08')
    choose(choice('State'), 'answered')
    await sees('1093-77')
    expect(router.currentRoute.value.query).toEqual({ state: 'answered' })
    expect(has('button', 'Reset OTP…')).toBe(false)
    choose(choice('State'), 'expired')
    await sees('No request is in this state.')
  })

  test('Help Desk answers for ordinary people; for an administrator it reads who can', async () => {
    const me = person('help', '박', '지훈', { administrator: true })
    await openConsole(world({ me, myRoles: ['help-desk'] }), '/reset-requests')
    await sees('4271-08')
    expect([...document.querySelectorAll('.request')].map((card) => card.querySelectorAll('button').length)).toEqual([2, 0])
    expect(text()).toContain('Only a global administrator can help them with their code')
  })

  test('nobody waiting is a page of its own', async () => {
    await openConsole(createFakeServer(), '/reset-requests')
    await sees('Nobody is waiting')
    expect(document.querySelector('nav .count')).toBeNull()
  })
})

test.each([
  ['4271-08', '4271-08'], ['4271 08', '427108'], ['4271-08', '4271-08'], ['42', ''], ['abc', ''], ['', ''],
])('the reference %j is read as %j', (typed, expected) => {
  expect(readReference(typed)).toBe(expected)
})
