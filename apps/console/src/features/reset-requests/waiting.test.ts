import { describe, expect, test, vi } from 'vitest'
import { createFakeServer, type World } from '../../testing/fake-server.ts'
import { openConsole } from '../../testing/open-console.ts'
import { app, person, requestOf } from '../../testing/people.ts'
import { button, choice, choose, field, link, sees, seesNot, settled, submit, text, type, until, windowText } from '../../testing/screen.ts'

const yuna = () => person('yuna', '김', '유나', { otpRequired: true, authenticators: [app()] })
async function open(part: Partial<World> = {}, path = '/reset-requests') {
  const who = yuna()
  const server = createFakeServer({ people: [who], requests: [requestOf(who, '4271-08')], ...part })
  const opened = await openConsole(server, path)
  await until(() => expect(server.asksOf('listResetRequests').length).toBeGreaterThan(0))
  return { server, who, ...opened }
}
const why = 'How did you make sure it is 김유나?'
const confirm = () => submit(document.querySelector<HTMLFormElement>('#reset-otp'))
async function begin(): Promise<void> {
  await sees('4271-08')
  button('Reset OTP…').click()
  await until(() => expect(windowText()).toContain('Reset OTP for'))
}

describe('an answer that does not go through (S2-20)', () => {
  test('the network gone: it is said in the window, the reason typed stays, and the second try answers once', async () => {
    const { server } = await open()
    await begin()
    type(field(why), 'Called back, extension 7')
    server.goAway()
    confirm()
    await until(() => expect(windowText()).toContain('The server cannot be reached.'))
    expect(field(why).value).toBe('Called back, extension 7')
    server.comeBack()
    confirm()
    await sees('OTP of 김유나 was reset.')
    expect(server.asksOf('answerResetRequest').map(({ body }) => body['reason'])).toEqual(['Called back, extension 7'])
  })

  test('nothing is sent without a reason, and the field says what is missing', async () => {
    const { server } = await open()
    await begin()
    type(field(why), '   ')
    confirm()
    await until(() => expect(windowText()).toContain('Say how you made sure who it is.'))
    expect(server.asksOf('answerResetRequest')).toEqual([])
  })

  test('a second click while it runs answers nothing twice', async () => {
    const { server } = await open()
    await begin()
    type(field(why), 'voice')
    const letGo = server.hold('answerResetRequest')
    confirm()
    await until(() => expect(server.asksOf('answerResetRequest')).toHaveLength(1))
    confirm()
    letGo()
    await sees('OTP of 김유나 was reset.')
    expect(server.asksOf('answerResetRequest')).toHaveLength(1)
  })

  test('too old a second factor: it is proved in the small window, and what was typed is sent', async () => {
    const { server, opened, confirmInPopup } = await open()
    await begin()
    server.world.fresh = false
    type(field(why), 'Showed an identity card')
    confirm()
    await sees('Confirm that it is you')
    button('Continue').click()
    await until(() => expect(opened).toHaveLength(1))
    confirmInPopup()
    await sees('OTP of 김유나 was reset.')
    expect(server.asksOf('answerResetRequest').at(-1)?.body).toEqual({ reference: '4271-08', reason: 'Showed an identity card' })
  })

  test('permission withdrawn meanwhile: refused with a sentence, and the buttons go', async () => {
    const { server } = await open()
    await begin()
    type(field(why), 'voice')
    server.world.myRoles = ['read-only-admin']
    confirm()
    await sees('Your roles do not permit this.')
    await until(() => expect(document.querySelectorAll('.request button')).toHaveLength(0))
    expect(server.world.requests[0]?.state).toBe('open')
  })

  test('what went wrong with one caller is not said in the window of the next', async () => {
    const other = person('kenji', '佐藤', '健二', { otpRequired: true })
    const first = yuna()
    const server = createFakeServer({ people: [first, other], requests: [requestOf(first, '4271-08'), requestOf(other, '5555-01')] })
    server.refuse('answerResetRequest', 'server.unavailable')
    await openConsole(server, '/reset-requests')
    await begin()
    type(field(why), 'voice')
    confirm()
    await until(() => expect(windowText()).toContain('The server cannot answer at the moment.'))
    button('Cancel').click()
    await until(() => expect(document.querySelector('dialog[open]')).toBeNull())
    const second = [...document.querySelectorAll('.request')].find((card) => card.textContent?.includes('5555-01'))
    second?.querySelector('button')?.click()
    await until(() => expect(windowText()).toContain('Reset OTP for 佐藤 健二?'))
    expect(windowText()).not.toContain('The server cannot answer')
    expect(field('How did you make sure it is 佐藤 健二?').value).toBe('')
  })
})

describe('dismissing', () => {
  test('Cancel leaves the request where it is; a refusal is said in the window, which stays', async () => {
    const { server } = await open()
    await sees('4271-08')
    button('Dismiss').click()
    await until(() => expect(windowText()).toContain('Nothing of 김유나 is reset.'))
    button('Cancel').click()
    await until(() => expect(document.querySelector('dialog[open]')).toBeNull())
    expect(server.asksOf('dismissResetRequest')).toEqual([])
    server.refuse('dismissResetRequest', 'reset-request.already-closed')
    button('Dismiss').click()
    await until(() => expect(windowText()).toContain('The page that waits stops waiting.'))
    button('Dismiss').click()
    await until(() => expect(windowText()).toContain('Somebody has answered or dismissed this request already.'))
  })
})

describe('the list of those who wait', () => {
  test('a failure is told apart from nobody waiting, and is asked again by a click', async () => {
    const who = yuna()
    const server = createFakeServer({ people: [who], requests: [requestOf(who, '4271-08')] })
    // The menu's count, and the list.
    server.refuse('listResetRequests', 'server.unavailable')
    server.refuse('listResetRequests', 'server.unavailable')
    await openConsole(server, '/reset-requests')
    await sees('The server cannot answer at the moment.')
    expect(text()).not.toContain('Nobody is waiting')
    button('Try again').click()
    await sees('4271-08')
    await seesNot('The server cannot answer')
  })

  test('whoever asks while the page is open appears by itself, without a click', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    try {
      const { server, who } = await open({ requests: [] })
      await sees('Nobody is waiting')
      server.world.requests.push(requestOf(who, '7777-12'))
      vi.advanceTimersByTime(20_000)
      await sees('7777-12')
    } finally {
      vi.useRealTimers()
    }
  })

  test('an older answer that arrives late is never shown over a newer one', async () => {
    const who = yuna()
    const server = createFakeServer({ people: [who], requests: [requestOf(who, '4271-08'), requestOf(who, '1093-77', { state: 'answered' }), requestOf(who, '2020-20', { state: 'dismissed' })] })
    const { router } = await openConsole(server, '/reset-requests')
    await sees('4271-08')
    const letOldGo = server.hold('listResetRequests')
    choose(choice('State'), 'answered')
    await until(() => expect(server.asksOf('listResetRequests').some(({ input }) => input['state'] === 'answered')).toBe(true))
    choose(choice('State'), 'dismissed')
    await sees('2020-20')
    letOldGo()
    await settled()
    expect(text()).toContain('2020-20')
    expect(text()).not.toContain('1093-77')
    expect(router.currentRoute.value.query).toEqual({ state: 'dismissed' })
  })

  test('more than a page of them is fetched by the cursor', async () => {
    const who = yuna()
    const { server } = await open({ people: [who], pageSize: 20, requests: Array.from({ length: 25 }, (_, n) => requestOf(who, `${1000 + n}-00`)) })
    await sees('1019-00')
    expect(text()).not.toContain('1020-00')
    button('Show more').click()
    await sees('1024-00')
    expect(server.asksOf('listResetRequests').at(-1)?.input['cursor']).toBe('20')
    expect(document.querySelectorAll('.request')).toHaveLength(25)
  })

  test('a kept address shows what it says, and the name leads to the person', async () => {
    const who = yuna()
    const { router } = await open({ people: [who], requests: [requestOf(who, '1093-77', { state: 'answered' }), requestOf(who, '8888-88', { state: 'answered' })] }, '/reset-requests?state=answered&reference=1093-77')
    await sees('1093-77')
    expect(text()).not.toContain('8888-88')
    expect(field('Reference that the caller reads out').value).toBe('1093-77')
    link('김유나').click()
    await until(() => expect(router.currentRoute.value.params).toEqual({ userId: who.id }))
  })

  test('an address with a state that there is not shows the open ones', async () => {
    await open({}, '/reset-requests?state=nonsense&reference=4')
    await sees('4271-08')
    expect(choice('State').value).toBe('open')
  })

  test('HTML in a name and in an address is text', async () => {
    const html = '<img src=x onerror=alert(1)>'
    const who = person('evil', html, `\u202e${html}`, { otpRequired: true })
    await open({ people: [who], requests: [requestOf(who, '4271-08', { address: html })] })
    await until(() => expect(text().split(html).length).toBeGreaterThan(3))
    button('Dismiss').click()
    await until(() => expect(windowText()).toContain(html))
    expect(document.querySelector('main img, dialog img')).toBeNull()
  })

  test.each(['ja', 'ko'] as const)('speaks %s, with no English left over', async (language) => {
    const who = yuna()
    await openConsole(createFakeServer({ people: [who], requests: [requestOf(who, '4271-08')] }), '/reset-requests', language)
    await sees('4271-08')
    expect(text()).not.toMatch(/Waits until|Dismiss|Asked/)
  })
})
