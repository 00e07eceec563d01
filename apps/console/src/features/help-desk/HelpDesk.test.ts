import { describe, expect, test } from 'vitest'
import { createFakeServer } from '../../testing/fake-server.ts'
import { openConsole } from '../../testing/open-console.ts'
import { app, at, person, requestOf, roleId } from '../../testing/people.ts'
import { button, field, has, link, sees, seesNot, settled, submit, text, type, until, windowText } from '../../testing/screen.ts'

function world(myRoles = ['help-desk']) {
  const me = person('help', '박', '지훈', { administrator: true, roles: ['help-desk'], roleIds: [roleId('help-desk')] })
  const boss = person('admin', '高橋', '美咲', { administrator: true, roles: ['global-admin'], roleIds: [roleId('global-admin')] })
  const yuna = person('yuna', '김', '유나', { otpRequired: true, authenticators: [app()], department: 'Engineering' })
  const kenji = person('kenji', '佐藤', '健二', { otpRequired: true, waitsUntil: at(-1) })
  const request = requestOf(yuna, '4271-08')
  const server = createFakeServer({ me, myRoles, people: [boss, yuna, kenji], requests: [request] })
  // How the API names what happened.
  const attempt = { at: at(0.1), type: 'code.refused', outcome: 'refused' as const, reason: 'wrong', clientId: 'wiki', address: '203.0.113.24', by: null }
  yuna.attempts.push(attempt)
  return { server, me, boss, yuna, kenji, request }
}
const search = () => field('Name, email or reference')

describe('finding the caller', () => {
  test('who waits for an answer is there before anything is typed; the help desk begins here', async () => {
    const { server } = world()
    const { router } = await openConsole(server, '/')
    await sees('Who is calling?')
    expect(router.currentRoute.value.path).toBe('/help-desk')
    await sees('4271-08')
    expect(server.forbidden).toEqual([])
  })

  test('S2-20: the reference that is read out leads to the person, without another click', async () => {
    const { server, yuna } = world()
    const { router } = await openConsole(server, '/help-desk')
    await sees('4271-08')
    type(search(), '4271 08')
    await until(() => expect(router.currentRoute.value.query['person']).toBe(yuna.id))
    await sees('What does the caller say?')
    await sees('The page that shows 4271-08 goes on, and no other.')
  })

  test('full-width digits are read as digits; one that nobody has says what to do', async () => {
    const { server, yuna } = world()
    const { router } = await openConsole(server, '/help-desk')
    await sees('Who is calling?')
    type(search(), '4271-99')
    await sees('No open request has this reference. Ask the caller to read the digits again')
    expect(router.currentRoute.value.query['person']).toBeUndefined()
    type(search(), '４２７１０８')
    await until(() => expect(router.currentRoute.value.query['person']).toBe(yuna.id))
  })

  test('by name; Enter takes the first of several, a click another', async () => {
    const { server, yuna, kenji } = world()
    const { router } = await openConsole(server, '/help-desk')
    await sees('Who is calling?')
    type(search(), 'example')
    await sees('Found')
    await sees('佐藤 健二')
    search().dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }))
    await until(() => expect(router.currentRoute.value.query['person']).toBeDefined())
    button('佐藤 健二').click()
    await until(() => expect(router.currentRoute.value.query['person']).toBe(kenji.id))
    type(search(), 'yuna')
    await until(() => expect(router.currentRoute.value.query['person']).toBe(yuna.id))
  })

  test('whoever types another name or another reference sees nothing of the caller before', async () => {
    const { server, yuna } = world()
    const { router } = await openConsole(server, '/help-desk')
    await sees('Who is calling?')
    type(search(), 'yuna')
    await sees('What does the caller say?')
    type(search(), 'yunax')
    // At once, not only when the answer has come.
    await seesNot('What does the caller say?')
    await sees('Nobody matches')
    expect(router.currentRoute.value.query['person']).toBeUndefined()
    await router.replace(`/help-desk?person=${yuna.id}`)
    await sees('What does the caller say?')
    type(search(), '9999-99')
    await sees('No open request has this reference.')
    await seesNot('Hand out a token')
    type(search(), 'yuna')
    await sees('What does the caller say?')
  })

  test('the panel stays when its own request is answered and no search finds it any more', async () => {
    const { server } = world()
    await openConsole(server, '/help-desk')
    await sees('4271-08')
    type(search(), '4271-08')
    await sees('Answer 4271-08')
    button('Answer 4271-08').click()
    await until(() => expect(windowText()).toContain('Reset OTP for'))
    button('Called back on the number on file').click()
    submit(document.querySelector<HTMLFormElement>('#reset-otp'))
    await sees('The waiting page goes on by itself.')
  })

  test('S2-20: the reference of a page that refused somebody opens them, and says that nobody asked for a reset under it', async () => {
    const { server, kenji } = world()
    kenji.shownReference = '1522-25'
    const { router } = await openConsole(server, '/help-desk')
    await sees('Who is calling?')
    type(search(), '1522 25')
    await until(() => expect(router.currentRoute.value.query['person']).toBe(kenji.id))
    await sees('Nobody has asked for a reset under this reference. Below is whose sign-in page shows it')
    await seesNot('No open request has this reference')
  })

  test('nobody of that name', async () => {
    const { server } = world()
    await openConsole(server, '/help-desk?q=zzzz')
    await sees('Nobody matches')
  })

  test('a server in trouble is said where one typed', async () => {
    const { server } = world()
    server.refuse('listUsers', 'server.unavailable')
    await openConsole(server, '/help-desk?q=yuna')
    await sees('The server cannot answer at the moment.')
  })
})

describe('the caller', () => {
  const open = async (part = world(), who = part.yuna) => ({ ...part, ...await openConsole(part.server, `/help-desk?person=${who.id}`) })

  test('status and the last attempts with their reasons, in words', async () => {
    await open()
    await sees('Must use a code. Set up on')
    await sees('Code refused')
    await sees('Wrong code')
    expect(text()).toContain('203.0.113.24')
  })

  test('answers the reset request: the usual way by one click is the reason, and the page goes on', async () => {
    const { server, request } = await open()
    await sees('Answer 4271-08')
    button('Answer 4271-08').click()
    await until(() => expect(windowText()).toContain('Reset OTP for 김유나?'))
    submit(document.querySelector<HTMLFormElement>('#reset-otp'))
    await until(() => expect(windowText()).toContain('Say how you made sure who it is.'))
    expect(server.asksOf('answerResetRequest')).toHaveLength(0)
    button('Called back on the number on file').click()
    await until(() => expect(field('How did you make sure it is 김유나?').value).toBe('Called back on the number on file'))
    submit(document.querySelector<HTMLFormElement>('#reset-otp'))
    await sees('The waiting page goes on by itself.')
    expect(server.asksOf('answerResetRequest')[0]).toMatchObject({ input: { requestId: request.id }, body: { reference: '4271-08', reason: 'Called back on the number on file' } })
  })

  test('hands out one token; how it was made sure is asked once a call', async () => {
    const { server } = await open()
    await sees('Hand out a token')
    button('Hand out a token').click()
    await until(() => expect(windowText()).toContain('An emergency token for 김유나'))
    expect(windowText()).not.toContain('How many')
    button('Known by voice').click()
    type(field('How did you make sure it is 김유나?'), 'Known by voice; she is in Osaka')
    submit(document.querySelector<HTMLFormElement>('#hand-out-token'))
    await until(() => expect(windowText()).toContain('It works once'))
    expect(server.asksOf('issueEmergencyToken')[0]?.body).toEqual({ reason: 'Known by voice; she is in Osaka' })
    button('Close').click()
    await until(() => expect(document.querySelector('dialog[open]')).toBeNull())
    button('Answer 4271-08').click()
    await until(() => expect(windowText()).toContain('Reset OTP for'))
    expect(field('How did you make sure it is 김유나?').value).toBe('Known by voice; she is in Osaka')
  })

  test('the next caller is asked anew', async () => {
    const part = world()
    const { router } = await open(part)
    await sees('Hand out a token')
    button('Hand out a token').click()
    await until(() => expect(windowText()).toContain('An emergency token'))
    button('Known by voice').click()
    button('Cancel').click()
    await router.replace(`/help-desk?person=${part.kenji.id}`)
    await sees('佐藤 健二')
    button('Reset OTP').click()
    await until(() => expect(windowText()).toContain('Reset OTP for'))
    expect(field('How did you make sure it is 佐藤 健二?').value).toBe('')
  })

  test('lifts the wait after wrong codes', async () => {
    const part = world()
    await open(part, part.kenji)
    await sees('After too many wrong codes, until')
    button('Lift the wait').click()
    await sees('The wait is over. Codes are taken again.')
    expect(part.server.asksOf('liftWait')[0]?.input).toEqual({ userId: part.kenji.id })
  })

  test('sends the set-up mail again', async () => {
    const { server } = await open()
    await sees('The mail never came')
    button('Send a new one').click()
    await sees('On its way.')
    expect(server.asksOf('sendSetupMail')).toHaveLength(1)
  })

  test('resets OTP without a request; a refusal is said in the window, and what was typed stays', async () => {
    const part = world()
    part.server.refuse('resetOtp', 'server.unavailable')
    await open(part, part.kenji)
    await sees('Reset OTP')
    button('Reset OTP').click()
    await until(() => expect(windowText()).toContain('Reset OTP for'))
    button('Showed an identity card').click()
    submit(document.querySelector<HTMLFormElement>('#reset-otp'))
    await until(() => expect(windowText()).toContain('The server cannot answer at the moment.'))
    submit(document.querySelector<HTMLFormElement>('#reset-otp'))
    await sees('OTP of 佐藤 健二 was reset.')
    expect(part.server.asksOf('resetOtp').map(({ body }) => body['reason'])).toEqual(['Showed an identity card', 'Showed an identity card'])
  })

  test('nothing is offered for people with administrative roles; it reads who can do it', async () => {
    const part = world()
    const { boss, server } = part
    await open(part, boss)
    await sees('This person has an administrative role. Only a global administrator can help them with their code. Ask 高橋 美咲.')
    for (const name of ['Reset OTP', 'Hand out a token', 'Send a new one', 'Lift the wait']) expect(has('button', name)).toBe(false)
    expect(server.forbidden).toEqual([])
  })

  test('nobody can be asked: the realm’s contact is', async () => {
    const part = world()
    part.boss.enabled = false
    await open(part, part.me)
    await sees('Turn to IT Help Desk, ext. 4357.')
  })

  test('a disabled account is said, and no token is handed out for it', async () => {
    const part = world()
    part.yuna.enabled = false
    await open(part)
    await sees('This account is disabled')
    expect(has('button', 'Hand out a token')).toBe(false)
  })

  test('the whole page is a link away, and names who can for administrators there too', async () => {
    const part = world()
    await open(part, part.boss)
    await sees('Open the whole page')
    link('Open the whole page').click()
    await sees('OTP Configured')
    await sees('Ask 高橋 美咲.')
    await seesNot('Who is calling?')
  })

  test('somebody deleted meanwhile', async () => {
    const part = world()
    await openConsole(part.server, '/help-desk?person=00000000-0000-4000-8000-000000000000')
    await sees('This person is not here.')
  })
})

test.each([['ja', 'どなたからの問い合わせですか?', 'リセットを待っている方はいません。'], ['ko', '누가 전화했나요?', '초기화를 기다리는 사람이 없습니다.']] as const)('speaks %s', async (language, title, nobody) => {
  const { server } = world()
  server.world.requests.length = 0
  await openConsole(server, '/help-desk', language)
  await sees(title)
  await sees(nobody)
})

test('a way replaces another way and keeps what was typed besides; taken twice it goes', async () => {
  const { server, yuna } = world()
  await openConsole(server, `/help-desk?person=${yuna.id}`)
  await sees('Hand out a token')
  button('Hand out a token').click()
  await until(() => expect(windowText()).toContain('An emergency token'))
  const typed = () => field('How did you make sure it is 김유나?')
  button('Known by voice').click()
  await until(() => expect(typed().value).toBe('Known by voice'))
  type(typed(), 'Known by voice; from Osaka')
  await settled()
  button('Confirmed by the manager').click()
  await until(() => expect(typed().value).toBe('Confirmed by the manager; from Osaka'))
  type(typed(), 'Confirmed by the manager')
  await until(() => expect(button('Confirmed by the manager').getAttribute('aria-pressed')).toBe('true'))
  button('Confirmed by the manager').click()
  await until(() => expect(typed().value).toBe(''))
})
