import { describe, expect, test } from 'vitest'
import { setupMail } from '../../testing/fake-handing.ts'
import { createFakeServer, type World } from '../../testing/fake-server.ts'
import { openConsole } from '../../testing/open-console.ts'
import { app, at, person, type Person, requestOf, roleId } from '../../testing/people.ts'
import { button, field, has, sees, seesNot, settled, submit, text, type, until, windowText } from '../../testing/screen.ts'

async function open(overrides: Partial<Person> = {}, part: Partial<World> = {}, path?: string) {
  const me = person('help', '박', '지훈', { administrator: true, roles: ['help-desk'], roleIds: [roleId('help-desk')] })
  const yuna = person('yuna', '김', '유나', { otpRequired: true, authenticators: [app()], ...overrides })
  const server = createFakeServer({ me, myRoles: ['help-desk'], people: [yuna], ...part })
  return { server, me, yuna, ...await openConsole(server, path ?? `/help-desk?person=${yuna.id}`) }
}
const search = () => field('Name, email or reference')
const network = 'The server cannot be reached.'

describe('what cannot be done for a caller is said where it was tried', () => {
  test('the wait: the network gone, then lifted by the second click', async () => {
    const { server } = await open({ waitsUntil: at(-1) })
    await sees('After too many wrong codes, until')
    server.goAway()
    button('Lift the wait').click()
    await sees(network)
    expect(text()).not.toContain('The wait is over.')
    server.comeBack()
    button('Lift the wait').click()
    await sees('The wait is over. Codes are taken again.')
    await seesNot(network)
  })

  test('the mail: too many were sent; it is not said to be on its way', async () => {
    const { server } = await open()
    await sees('The mail never came')
    server.refuse('sendSetupMail', 'mail.too-many', { retryAfterSeconds: 90 })
    button('Send a new one').click()
    await sees('This person has been sent too many mails. Try again in 90 seconds.')
    expect(text()).not.toContain('On its way.')
  })

  test('the same mail once more: who waits for a new password is not asked to set up a code instead', async () => {
    const { server } = await open({ setupMail: setupMail({ purpose: 'new-password', state: 'sent' }) })
    await sees('The mail never came')
    await until(() => expect(text()).toContain('new password'))
    button('Send a new one').click()
    await sees('On its way.')
    expect(server.asksOf('sendSetupMail').map(({ body }) => body)).toEqual([{ newPassword: true }])
  })

  test('the mail: what it would be, and that it does not lead in whoever is locked out', async () => {
    await open({ authenticators: [app({ state: 'suspended' })], otpRequired: true, meets: 'locked-out' })
    await sees('None has been sent. 김유나 has a password and a suspended authenticator: the mail leads to a new password, and the authenticator stays suspended. 김유나 cannot sign in just now, and this mail does not change that.')
  })

  test('without an address there is nothing to press, and it says why', async () => {
    await open({ email: null })
    await sees('There is no email address to send it to.')
    expect(has('button', 'Send a new one')).toBe(false)
  })

  test('a token: refused in the window, and how it was made sure is still there for the next try', async () => {
    const { server } = await open()
    await sees('Hand out a token')
    server.refuse('issueEmergencyToken', 'server.unavailable')
    button('Hand out a token').click()
    await until(() => expect(windowText()).toContain('An emergency token for 김유나'))
    button('Known by voice').click()
    submit(document.querySelector<HTMLFormElement>('#hand-out-token'))
    await until(() => expect(windowText()).toContain('The server cannot answer at the moment.'))
    expect(field('How did you make sure it is 김유나?').value).toBe('Known by voice')
    submit(document.querySelector<HTMLFormElement>('#hand-out-token'))
    await until(() => expect(windowText()).toContain('It works once'))
    expect(server.asksOf('issueEmergencyToken')).toHaveLength(2)
  })

  test('the rights withdrawn during the call: refused with a sentence, nothing is offered any more, and nothing was done', async () => {
    const { server, yuna } = await open({ waitsUntil: at(-1) })
    await sees('Lift the wait')
    server.world.myRoles = ['read-only-admin']
    button('Lift the wait').click()
    await until(() => expect(['Lift the wait', 'Reset OTP', 'Hand out a token', 'Send a new one'].some((name) => has('button', name))).toBe(false))
    expect(yuna.waitsUntil).toBe(at(-1))
  })

  test('nobody is handed a token for their own account', async () => {
    const me = person('help', '박', '지훈', { roles: ['help-desk'], roleIds: [roleId('help-desk')] })
    await open({}, { me }, `/help-desk?person=${me.id}`)
    await sees('This is your own account: ask another administrator.')
    expect(has('button', 'Hand out a token')).toBe(false)
  })
})

describe('who is looked at', () => {
  test('stays, when what is done for them asks for the list anew, also beside somebody who waits under these digits', async () => {
    const waiting = person('waits', '佐藤', '健二', { otpRequired: true })
    const room = person('room-4271-08', 'Room', 'Meeting', { otpRequired: true })
    const { router, server } = await open({}, { people: [waiting, room], requests: [requestOf(waiting, '4271-08')] }, '/help-desk')
    await sees('Who is calling?')
    type(search(), '4271-08')
    await until(() => expect(router.currentRoute.value.query['person']).toBe(waiting.id))
    button('Meeting Room').click()
    await until(() => expect(router.currentRoute.value.query['person']).toBe(room.id))
    await sees('The mail never came')
    const before = server.asksOf('listUsers').length
    button('Send a new one').click()
    await sees('On its way.')
    await until(() => expect(server.asksOf('listUsers').length).toBeGreaterThan(before))
    await settled()
    expect(router.currentRoute.value.query['person']).toBe(room.id)
  })

  test('is never somebody whom an older answer found', async () => {
    const kenji = person('kenji', '佐藤', '健二')
    const { router, server, yuna } = await open({}, {}, '/help-desk')
    server.world.people.push(kenji)
    await sees('Who is calling?')
    const letOldGo = server.hold('listUsers')
    type(search(), 'kenji')
    await until(() => expect(server.asksOf('listUsers')).toHaveLength(1))
    type(search(), 'yuna')
    await until(() => expect(router.currentRoute.value.query['person']).toBe(yuna.id))
    letOldGo()
    await settled()
    expect(router.currentRoute.value.query['person']).toBe(yuna.id)
  })

  test('of more than are shown it is said to type more; Enter before the answer takes nobody', async () => {
    const many = Array.from({ length: 30 }, (_, n) => person(`smith${n}`, 'Smith', `John ${n}`))
    const { router, server } = await open({}, { people: many, pageSize: 8 }, '/help-desk')
    await sees('Who is calling?')
    const letGo = server.hold('listUsers')
    type(search(), 'smith')
    search().dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }))
    await until(() => expect(server.asksOf('listUsers')).toHaveLength(1))
    expect(router.currentRoute.value.query['person']).toBeUndefined()
    letGo()
    await sees('More people match. Type more of the name.')
    expect(router.currentRoute.value.query['person']).toBeUndefined()
  })

  test('HTML in name, department and attempts is text', async () => {
    const html = '<img src=x onerror=alert(1)>'
    const { yuna } = await open({
      familyName: html, department: html, attempts: [{ at: at(1), type: 'sign-in.refused', outcome: 'refused', reason: html, clientId: html, address: html, by: html }],
    })
    await until(() => expect(text().split(html).length).toBeGreaterThan(4))
    expect(document.querySelector('main img')).toBeNull()
    expect(yuna.familyName).toBe(html)
  })
})
