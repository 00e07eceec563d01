import { describe, expect, test } from 'vitest'
import { createFakeServer } from '../../../testing/fake-server.ts'
import { passedTest, upstreamOf } from '../../../testing/fake-upstreams.ts'
import { openConsole } from '../../../testing/open-console.ts'
import { app, person } from '../../../testing/people.ts'
import { button, has, link, passing, sees, settled, until, windowText } from '../../../testing/screen.ts'

async function open(part: Parameters<typeof createFakeServer>[0] = {}, language: 'en' | 'ja' = 'en') {
  const server = createFakeServer({ upstreams: [upstreamOf('corp', { enabled: false })], ...part })
  const around = await openConsole(server, '/identity-providers/corp', language)
  await sees(language === 'en' ? 'ask for our code?' : 'ここでもコードを求めますか?')
  return { server, ...around }
}
const says = (words: string) => until(() => expect(windowText()).toContain(words))
const start = () => button('Test the connection').click()
const popupOf = <Popup extends { purpose: string }>(opened: Popup[]) => opened.findLast(({ purpose }) => purpose === 'test')
const closePopup = (opened: { purpose: string, closed: boolean }[]) => {
  const popup = popupOf(opened)
  if (popup) popup.closed = true
}

describe('the window', () => {
  test('opens with the click, before anything is asked of the server, and then goes to the provider', async () => {
    const { server, opened } = await open()
    const go = server.hold('startUpstreamTest')
    start()
    expect(opened.map(({ url }) => url.href)).toEqual(['about:blank'])
    await says('A small window opens…')
    go()
    await says('Sign in there in the small window.')
    expect(windowText()).toContain('Then it does not know the client ID or the redirect URI.')
    expect(popupOf(opened)?.url.href).toBe('https://id.example/realms/demo/upstream-test/corp')
  })

  test('blocked by the browser: the same address is a link, which no browser blocks', async () => {
    const { state } = await open()
    state.blocksWindows = true
    start()
    await says('Your browser blocked the small window.')
    expect(link('Open it in a new tab').href).toBe('https://id.example/realms/demo/upstream-test/corp')
    expect(link('Open it in a new tab').rel).toBe('noopener noreferrer')
  })

  test('closed before the end: says so, and another test begins anew', async () => {
    const { server, opened } = await open()
    start()
    await says('Sign in there in the small window.')
    closePopup(opened)
    await says('If you closed the small window, test again.')
    expect(windowText()).toContain('This page waits for the answer.')
    button('Test again').click()
    await until(() => expect(server.asksOf('startUpstreamTest')).toHaveLength(2))
    await until(() => expect(windowText()).not.toContain('If you closed the small window'))
  })

  test('seemingly closed, for the provider cut the ties: the result is shown all the same', async () => {
    const { server, opened } = await open()
    start()
    await says('Sign in there in the small window.')
    closePopup(opened)
    await says('If you closed the small window')
    server.world.test = passedTest()
    await says('The connection works')
  })

  test('gives way to the question who one is, and opens again by a click', async () => {
    const { server, opened, confirmInPopup } = await open()
    server.world.sessionAlive = false
    start()
    await says('Your session has ended')
    expect(popupOf(opened)?.closed).toBe(true)
    button('Continue').click()
    await until(() => expect(opened.some(({ purpose }) => purpose === 'confirm')).toBe(true))
    confirmInPopup()
    await says('Everything is ready now.')
    button('Open the small window').click()
    await says('Sign in there in the small window.')
    expect(popupOf(opened)?.url.pathname).toBe('/realms/demo/upstream-test/corp')
  })

  test('is closed with the page that waits for it, and nothing is asked any more', async () => {
    const { server, opened } = await open()
    let asked = 0
    await passing(5_000, async () => {
      start()
      await says('Sign in there in the small window.')
      button('Close').click()
      await until(() => expect(popupOf(opened)?.closed).toBe(true))
      asked = server.asksOf('getUpstreamTest').length
    })
    await settled()
    expect(server.asksOf('getUpstreamTest')).toHaveLength(asked)
  })
})

describe('the result', () => {
  test('says who it would be, what would be decided and why, and shows what was received as a table', async () => {
    const { server, opened } = await open({ people: [person('hana', '伊藤', '花', { authenticators: [app()] })], test: passedTest() })
    start()
    await says('The connection works')
    expect(popupOf(opened)?.closed).toBe(true)
    expect(windowText()).toContain('It would be hana, who is linked.')
    expect(windowText()).toContain('Our code would not be asked. The identity provider is always trusted.')
    expect(windowText()).toContain('The identity provider is always trusted – decides')
    expect(windowText()).toContain('a reason of tomorrow')
    const table = [...document.querySelectorAll('dialog[open] tbody tr')].map((row) => row.textContent?.trim())
    expect(table[1]).toContain('hana-at-corp')
    expect(table[3]).toContain('Tue 24 Nov 2026')
    for (const words of ['No claims.', 'Subjecthana-at-corp', 'hana@corp.example (verified there)', 'pwd, otp', 'Roles of wikieditor', 'Groups(nothing)']) expect(windowText()).toContain(words)
    expect(server.asksOf('getUpstreamTest')[0]?.input).toEqual({ alias: 'corp', testId: 'test-1' })
  })

  test.each([
    ['would-be-created', 'an account would be made'], ['would-connect', 'asked to connect an account, by proving that it is theirs'], ['disabled', 'whose account is disabled'],
  ] as const)('somebody who is not let in at once: %s', async (how, sentence) => {
    await open({ test: passedTest({ person: { how, userId: null, username: 'hana' }, decision: null }) })
    start()
    await says(sentence)
    expect(windowText().includes('it is known when somebody is linked')).toBe(how !== 'disabled')
  })

  test('is said in the language of the console, the decision too', async () => {
    await open({ test: passedTest() }, 'ja')
    button('接続をテスト').click()
    await says('接続できました。')
    expect(windowText()).toContain('コードは求めません。')
    expect(windowText()).toContain('ID プロバイダーを常に信頼しています')
  })

  test('leads on to switching the provider on', async () => {
    const { server } = await open({ test: passedTest() })
    start()
    await says('The connection works')
    button('Switch on').click()
    await says('Switch Corp ID on?')
    button('Switch on').click()
    await sees('People can sign in through it.')
    expect(server.asksOf('changeUpstream')[0]?.body).toEqual({ enabled: true })
  })

  test('claims are text, whatever they look like (XSS)', async () => {
    const evil = '<img src=x onerror=alert(1)>'
    await open({ test: passedTest({
      claims: { 'id-token': { [evil]: evil, name: '<script>alert(1)</script>', nested: { deep: [evil] } }, [evil]: { a: 1 } },
      said: { ...passedTest().said, subject: evil, roles: [evil], clientRoles: { [evil]: [evil] } } as ReturnType<typeof passedTest>['said'],
      person: { how: 'linked', userId: null, username: evil },
    }) })
    start()
    await says('The connection works')
    expect(windowText()).toContain(evil)
    expect(document.querySelector('dialog img, dialog script')).toBeNull()
  })
})

describe('what can go wrong', () => {
  test('refused or failed: the cause in words of ours, what the server says of it, and what was received so far', async () => {
    await open({ test: passedTest({ state: 'failed', failure: { reason: 'token-refused', text: 'invalid_client' }, claims: null, said: null, person: null, decision: null }) })
    start()
    await says('The test failed')
    expect(windowText()).toContain('The provider refuses our client ID or secret.')
    expect(windowText()).toContain('invalid_client')
    expect(windowText()).toContain('Nothing was received.')
    expect(has('button', 'Test again')).toBe(true)
    expect([...document.querySelectorAll('dialog[open] button')].map((each) => each.textContent?.trim())).not.toContain('Switch on')
  })

  test('a cause of tomorrow is said as the server says it', async () => {
    await open({ test: passedTest({ state: 'failed', failure: { reason: 'never-heard-of', text: 'Something new.' }, decision: null }) })
    start()
    await says('Something new.')
  })

  test('too late: the ten minutes are over', async () => {
    await open({ test: 'forgotten' })
    start()
    await says('The ten minutes are over, and nothing came back.')
  })

  test('the test cannot begin: why is said here, and the window goes away', async () => {
    const { server, opened } = await open()
    server.refuse('startUpstreamTest', 'permission.missing')
    start()
    await says('Your roles do not permit this.')
    expect(popupOf(opened)?.closed).toBe(true)
  })

  test('the network gone in the middle: said, and the test goes on when it is back', async () => {
    const { server } = await open()
    start()
    await says('Sign in there in the small window.')
    server.goAway()
    await says('The server cannot be reached.')
    server.comeBack()
    server.world.test = passedTest()
    await says('The connection works')
    expect(windowText()).not.toContain('cannot be reached')
  })

  test('permissions withdrawn meanwhile end the waiting', async () => {
    const { server } = await open()
    start()
    await says('Sign in there in the small window.')
    server.refuse('getUpstreamTest', 'permission.missing')
    await says('Your roles do not permit this.')
    expect(has('button', 'Test again')).toBe(true)
  })
})
