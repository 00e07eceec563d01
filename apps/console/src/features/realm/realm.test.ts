import { describe, expect, test } from 'vitest'
import { nextTick } from 'vue'
import { createFakeServer } from '../../testing/fake-server.ts'
import { openConsole } from '../../testing/open-console.ts'
import { person } from '../../testing/people.ts'
import { answer, box, button, choice, choose, field, has, press, sees, submit, text, type, until, windowText } from '../../testing/screen.ts'

type Part = NonNullable<Parameters<typeof createFakeServer>[0]>
const open = async (part: Part = {}, language: 'en' | 'ja' = 'en') => {
  const server = createFakeServer(part)
  const opened = await openConsole(server, '/realm', language)
  await sees(language === 'en' ? 'Where people go' : 'ログイン後の行き先')
  return { server, ...opened }
}
const save = async () => {
  await sees('Not saved yet')
  button('Save').click()
}
const sent = (server: ReturnType<typeof createFakeServer>) => server.asksOf('changeRealm').at(-1)

describe('Realm settings', () => {
  test('texts in three languages, a link, apps and where people go', async () => {
    const { server } = await open()
    type(document.querySelectorAll<HTMLInputElement>('input[lang=ja]')[0] ?? field('Japanese'), '新しい名前')
    type(field('Help link'), 'https://help.example/')
    type(field('Recommended apps'), 'FreeOTP\nAegis https://getaegis.app/\n')
    type(field('Start page'), 'https://wiki.example/')
    await until(() => expect(document.querySelectorAll('input[lang=en]')).toHaveLength(2))
    await save()
    await sees('A start page needs a name in English.')
    expect(server.asksOf('changeRealm')).toEqual([])
    type(document.querySelectorAll<HTMLInputElement>('input[lang=en]')[1] ?? field('English'), 'Wiki')
    button('Save').click()
    await sees('Saved.')
    expect(sent(server)).toMatchObject({ ifMatch: 1 })
    expect(sent(server)?.body).toEqual({
      displayName: { en: 'Demo Company', ja: '新しい名前', ko: '데모 주식회사' }, helpLink: 'https://help.example/', startPage: { url: 'https://wiki.example/', name: { en: 'Wiki' } },
      recommendedApps: [{ name: 'FreeOTP' }, { name: 'Aegis', url: 'https://getaegis.app/' }],
    })
  })

  test('how long emailed codes work, and whom the short ones shut out (S3-11)', async () => {
    const { server } = await open()
    await sees('Shuts out everybody whose mail takes longer than that')
    answer('As an app: every 30 seconds').click()
    await save()
    await sees('Saved.')
    expect(sent(server)?.body).toEqual({ emailedCodes: 'time-step' })
  })

  test('a list leads to every section by the name that stands over it, the mail server among them', async () => {
    const { router } = await open()
    const nav = document.querySelector('nav[aria-label="Sections of this page"]')
    const links = [...nav?.querySelectorAll('a') ?? []]
    await until(() => expect(links.map((each) => each.textContent)).toEqual([...document.querySelectorAll('main section > header > h2')].map((each) => each.textContent)))
    for (const each of links) {
      each.click()
      expect(document.activeElement?.querySelector('h2')?.textContent).toBe(each.textContent)
      expect(each.getAttribute('href')).toBe(`#${document.activeElement?.id}`)
    }
    expect(router.currentRoute.value.fullPath).toBe('/realm')
    expect(links.map((each) => each.textContent)).toContain('Mail server')
  })

  test('whom people turn to is typed where all of it is seen', async () => {
    await open()
    const contact = [...document.querySelectorAll('fieldset')].find((each) => each.textContent?.includes('Contact'))
    expect(contact?.querySelectorAll('textarea')).toHaveLength(3)
  })

  test('languages, choices, numbers and limits', async () => {
    const { server } = await open()
    box('Korean').click()
    await nextTick()
    choose(await until(() => choice('When nothing fits')), 'ja')
    box('Ask whoever has a code').click()
    answer('Password, then code').click()
    answer('Shown once').click()
    type(field('Set up with the password alone, in days'), '7')
    type(field('Wrong codes of a person: how many'), '３')
    type(field('Waits after that, in minutes'), '1, 2、5')
    type(field('Wrong codes in one sign-in'), '4')
    await save()
    await sees('Saved.')
    expect(sent(server)?.body).toEqual({
      languages: ['ja', 'en'], askRegistered: false, stepOrder: 'password-then-otp', emergencyMode: 'once', enrolWithinDays: 7,
      limits: { journeyCodeTries: 4, secondFactorShort: { max: 3, minutes: 60, waitMinutes: [1, 2, 5] } },
    })
  })

  test('what is wrong is said at its field; nothing is sent', async () => {
    const { server } = await open()
    type(field('Ends unused after, in minutes'), 'soon')
    type(field('Wrong codes in a row that suspend an authenticator'), '500')
    type(field('Help link'), 'javascript:alert(1)')
    type(field('Reset requests are mailed to'), 'nobody')
    type(field('Waits after that, in minutes'), '1, x')
    for (const language of ['English', 'Japanese', 'Korean']) {
      box(language).click()
      await nextTick()
    }
    await save()
    for (const words of ['A number between 1 and 10080, please.', 'A number between 10 and 100, please.', 'This is not a web address', 'This does not look like an email address.', 'Up to ten whole numbers', 'Choose at least one.']) await sees(words)
    expect(server.asksOf('changeRealm')).toEqual([])
    expect(document.activeElement).toBe(box('English'))
  })

  test('what only the server knows to be wrong stands at its field, too', async () => {
    const { server } = await open()
    type(field('Time zone'), 'Tokyo')
    type(field('Own networks'), '192.0.2.0')
    server.refuse('changeRealm', 'request.invalid', { errors: [{ path: 'zone', rule: 'custom', message: '' }, { path: 'ownNetworks.0', rule: 'invalid-format', message: '' }] })
    await save()
    await sees('This is not a time zone, such as Asia/Tokyo.')
    await sees('One of these is not a network')
    expect(field('Time zone').value).toBe('Tokyo')
  })

  test('somebody else saved meanwhile: what they changed is named, what is typed stays, and theirs can be taken', async () => {
    const { server } = await open()
    type(field('Help link'), 'https://mine.example/')
    server.world.settings = { ...server.world.settings, helpLink: 'https://theirs.example/', askRegistered: false, version: '2' }
    await save()
    await sees('Somebody else saved the settings meanwhile.')
    expect(text()).toContain('Help link: (empty) → https://theirs.example/')
    expect(text()).toContain('Ask whoever has a code: Yes → No')
    expect(field('Help link').value).toBe('https://mine.example/')
    button('Take theirs').click()
    await until(() => expect(field('Help link').value).toBe('https://theirs.example/'))
    await until(() => expect(text()).not.toContain('Not saved yet'))
  })

  test('whoever may only read reads; in Japanese', async () => {
    await open({ me: person('auditor', 'Klein', 'Laura', { administrator: true }), myRoles: ['read-only-admin'] }, 'ja')
    await sees('認証手段を停止するまでの連続した誤り')
    expect([...document.querySelectorAll<HTMLInputElement>('main input')].every((input) => input.disabled || input.closest('fieldset')?.disabled)).toBe(true)
    expect(has('button', 'テストメールを送信')).toBe(false)
  })
})

describe('the mail server', () => {
  const own = (settings: ReturnType<typeof createFakeServer>['world']['settings']) =>
    ({ ...settings, mailServer: { host: 'smtp.example', port: 587, security: 'starttls' as const, username: 'mailer', from: 'id@example.test', hasPassword: true } })

  test('of its own: host, sender and a password that is only ever sent', async () => {
    const { server } = await open()
    answer('One of its own').click()
    type(await until(() => field('Host')), 'smtp.example')
    type(field('Sender'), 'nobody')
    type(field('Port'), '0')
    await press('Save the mail server')
    await sees('This does not look like an email address.')
    await sees('A number between 1 and 65535, please.')
    type(field('Sender'), 'id@example.test')
    type(field('Port'), '465')
    answer('TLS from the start').click()
    type(field('User name'), 'mailer')
    await sees('None is stored.')
    type(field('Password'), 'secret word')
    button('Save the mail server').click()
    await sees('One is stored; leave this empty to keep it.')
    expect(sent(server)?.body).toEqual({ mailServer: { host: 'smtp.example', port: 465, security: 'tls', username: 'mailer', from: 'id@example.test', password: 'secret word' } })
    expect(field('Password').value).toBe('')
  })

  test('its password stays when it is not typed, and the installation’s is one answer away', async () => {
    const { server } = await open({ settings: own(createFakeServer().world.settings) })
    type(field('Port'), '2525')
    await press('Save the mail server')
    await sees('Saved.')
    expect(sent(server)?.body['mailServer']).not.toHaveProperty('password')
    answer('The one of the installation').click()
    await press('Save the mail server')
    await until(() => expect(sent(server)?.body).toEqual({ mailServer: null }))
  })

  test('a change elsewhere on the page does not disturb it', async () => {
    const { server } = await open()
    answer('One of its own').click()
    type(await until(() => field('Host')), 'smtp.example')
    type(field('Help link'), 'https://help.example/')
    await save()
    await sees('Saved.')
    expect(field('Host').value).toBe('smtp.example')
    type(field('Sender'), 'id@example.test')
    button('Save the mail server').click()
    await until(() => expect(sent(server)).toMatchObject({ ifMatch: 2, body: { mailServer: { host: 'smtp.example' } } }))
  })

  test.each([
    ['sent', null, 'took the mail to misaki@example.test. Look whether it arrives'], ['log-in-refused', '535 5.7.8 bad password', 'refuses user name and password'],
    ['unreachable', null, 'Nobody answers at smtp.example:587 as a mail server does.'], ['recipient-refused', '550 no such user', 'refuses mail to misaki@example.test'],
  ] as const)('the test mail: %s is said in a sentence, with the server’s own words', async (outcome, words, sentence) => {
    const { server } = await open({ testMail: { outcome, server: 'smtp.example:587', from: 'id@example.test', answer: words } })
    type(field('Send a test mail to'), 'misaki@example.test')
    button('Send a test mail').click()
    await sees(sentence)
    if (words) expect(text()).toContain(words)
    expect(server.asksOf('sendTestMail').at(-1)?.body).toEqual({ to: 'misaki@example.test' })
  })

  test('the test mail goes to oneself unless somebody else is named; a bad address is said before', async () => {
    const { server } = await open()
    await until(() => expect(field('Send a test mail to').value).toBe('admin@demo.example'))
    type(field('Send a test mail to'), 'nobody')
    button('Send a test mail').click()
    await sees('This does not look like an email address.')
    expect(server.asksOf('sendTestMail')).toEqual([])
    type(field('Send a test mail to'), 'me@example.test')
    server.refuse('sendTestMail', 'mail.too-many', { retryAfterSeconds: 600 })
    button('Send a test mail').click()
    await sees('Try again in 10 minutes.')
  })

  test('without any mail server there is nothing to test', async () => {
    await open({ settings: { ...createFakeServer().world.settings, canMail: false } })
    await sees('There is no mail server yet')
    expect(has('button', 'Send a test mail')).toBe(false)
  })
})

describe('Reading emergency tokens (section 5.4)', () => {
  test('the limit is raised for a day with a reason, and put back', async () => {
    const server = createFakeServer()
    await openConsole(server, '/realm')
    await sees('Each administrator may read 60 emergency tokens an hour.')
    button('Raise for a day').click()
    await until(() => expect(windowText()).toContain('Allow more for 24 hours'))
    type(field('An hour, each administrator'), '60')
    submit(document.querySelector<HTMLFormElement>('#raise-reveal-limit'))
    await until(() => expect(windowText()).toContain('A whole number from 61 to 1000.'))
    expect(windowText()).toContain('Say why.')
    type(field('An hour, each administrator'), '３００')
    type(field('Why are so many needed?'), ' new phones in Osaka ')
    submit(document.querySelector<HTMLFormElement>('#raise-reveal-limit'))
    await sees('Raised until tomorrow at this time.')
    expect(server.asksOf('raiseRevealLimit')[0]?.body).toEqual({ perHour: 300, reason: 'new phones in Osaka' })
    await sees('each administrator may read 300 an hour, instead of 60. Raised by admin.')
    button('Back to 60 now').click()
    await sees('The usual limit holds again.')
    expect(server.asksOf('restoreRevealLimit')).toHaveLength(1)
  })

  test('a refusal is said in the window, and what was typed stays', async () => {
    const server = createFakeServer()
    server.refuse('raiseRevealLimit', 'server.unavailable')
    await openConsole(server, '/realm')
    await sees('Raise for a day')
    button('Raise for a day').click()
    await until(() => expect(windowText()).toContain('Allow more'))
    type(field('Why are so many needed?'), 'new phones')
    submit(document.querySelector<HTMLFormElement>('#raise-reveal-limit'))
    await until(() => expect(windowText()).toContain('The server cannot answer at the moment.'))
    expect(field('Why are so many needed?').value).toBe('new phones')
  })

  test('whoever may not read them is not told of it', async () => {
    const server = createFakeServer({ myRoles: ['read-only-admin'] })
    await openConsole(server, '/realm')
    await sees('Realm settings')
    expect(text()).not.toContain('Reading emergency tokens')
    expect(server.forbidden).toEqual([])
  })
})
