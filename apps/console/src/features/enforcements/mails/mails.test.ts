import { describe, expect, test } from 'vitest'
import { enforcementOf, noEnforcements, waveOf } from '../../../testing/fake-enforcements.ts'
import { createFakeServer } from '../../../testing/fake-server.ts'
import { openConsole } from '../../../testing/open-console.ts'
import { button, choice, choose, has, sees, seesNot, settled, text, until } from '../../../testing/screen.ts'

function house(part: Parameters<typeof createFakeServer>[0] = {}, rule: Parameters<typeof enforcementOf>[1] = {}) {
  const enforcement = enforcementOf('Administrators', rule)
  const server = createFakeServer({ ...part, enforcements: { ...noEnforcements(), ...part.enforcements, list: [enforcement] } })
  return { server, at: `/enforcements/${enforcement.id}/reminders` }
}

describe('S0-5, S0-8: what is told by mail', () => {
  test('stands there wave by wave: when, how far it is, to how many, and who has no address', async () => {
    const { server, at } = house()
    await openConsole(server, at)
    await sees('7 days before')
    for (const words of ['When it begins', 'Reminded by hand', 'Tuesday, 1 December 2026, 00:00 JST', 'Planned', 'Sent', '1 without an address', 'At most 20 of them leave in a minute.']) expect(text()).toContain(words)
  })

  test('of a draft: what is due already goes out at once, the latest of it alone, and no day that is over is planned', async () => {
    const { server, at } = house({}, { state: 'draft', lateWaves: [14, 7] })
    await openConsole(server, at)
    await sees('At once, when it is announced')
  })

  test('its words are there for each mail, each consequence and each language', async () => {
    const { server, at } = house()
    await openConsole(server, at)
    await sees('coming (en)')
    await sees('For: set-up')
    choose(choice('For somebody who'), 'locked-out')
    await sees('For: locked-out')
    choose(choice('Which mail'), 'moved')
    choose(choice('Language'), 'ja')
    await until(() => expect(server.asksOf('previewEnforcementMail').at(-1)?.input).toMatchObject({ kind: 'moved', consequence: 'locked-out' }))
    expect(has('button', 'Copy: Text of the mail')).toBe(true)
  })

  test('a wave says whom it passed by that day, and which of its mails the mail server has not taken', async () => {
    const waves = [
      waveOf({ days: 14, state: 'done', mails: 0, heardAlready: 3 }), waveOf({ days: 7, state: 'sending', mails: 40, heardAlready: 5, waiting: 12, withoutAddress: 1 }), waveOf({ kind: 'moved', state: 'done' }),
    ]
    const { server, at } = house({ enforcements: { ...noEnforcements(), mails: { waves, failure: 'unreachable', answer: 'connect ECONNREFUSED' } } })
    await openConsole(server, at)
    await sees('12 mails are waiting for the mail server. It does not answer, or not now. They are tried again by themselves.')
    expect(text()).toContain('It said: connect ECONNREFUSED')
    const rowOf = (name: string) => [...document.querySelectorAll('tbody tr')].find((row) => row.textContent?.startsWith(name))?.textContent ?? ''
    expect(rowOf('14 days before')).toContain('Sent03 had a mail that day already')
    expect(rowOf('7 days before')).toContain('4012 waiting for the mail server5 had a mail that day already: told a day later1 without an address')
    expect(rowOf('Another date'), 'news that concerned nobody').toBe('')
  })

  test('mails that only have their turn still are no trouble', async () => {
    const { server, at } = house({ enforcements: { ...noEnforcements(), mails: { waves: [waveOf({ days: 7, state: 'sending', mails: 40, waiting: 12 })] } } })
    await openConsole(server, at)
    await sees('12 waiting for the mail server')
    expect(text()).not.toContain('tried again by themselves')
  })

  test('a mail is seen as a mail program shows it, in a frame where nothing runs, loads or leads anywhere', async () => {
    const { server, at } = house()
    await openConsole(server, at)
    await until(() => expect(document.querySelector('iframe')).not.toBeNull())
    const frame = document.querySelector('iframe')
    expect([frame?.getAttribute('sandbox'), frame?.title]).toEqual(['', 'The mail “coming (en)”, as a mail program shows it'])
    const page = new DOMParser().parseFromString(frame?.srcdoc ?? '', 'text/html')
    expect(page.head.firstElementChild?.outerHTML).toBe('<meta http-equiv="Content-Security-Policy" content="default-src \'none\'">')
    expect([page.querySelector('base')?.target, page.body.textContent?.trim(), page.querySelector('script, img, link, form')]).toEqual(['_blank', 'For: set-up', null])
    choose(choice('For somebody who'), 'locked-out')
    await until(() => expect(document.querySelector('iframe')?.srcdoc).toContain('For: locked-out'))
  })

  test('a test mail goes to oneself, and to nobody else', async () => {
    const { server, at } = house()
    await openConsole(server, at)
    await sees('coming (en)')
    button('Send this to me').click()
    await sees('On its way to admin@demo.example.')
    expect(server.asksOf('sendTestEnforcementMail')[0]?.body).toEqual({ kind: 'coming', consequence: 'set-up', language: 'en' })
  })

  test('without a mail server it says that mails wait', async () => {
    const { server, at } = house({ canMail: false })
    await openConsole(server, at)
    await sees('This realm has no mail server: mails wait until there is one.')
    expect(button('Send this to me').disabled).toBe(true)
  })

  test('of a draft nobody is told', async () => {
    const { server, at } = house({}, { state: 'draft' })
    await openConsole(server, at)
    await sees('Nobody is told about a draft.')
  })

  test('Z-2: who may only read sees the words and sends nothing', async () => {
    const { server, at } = house({ myRoles: ['read-only-admin'] })
    await openConsole(server, at)
    await sees('coming (en)')
    expect(has('button', 'Send this to me')).toBe(false)
    expect(server.forbidden).toEqual([])
  })

  test('when they go out could not be had: it is said there, the words stand all the same, and it is had on demand', async () => {
    const { server, at } = house()
    server.refuse('getEnforcementMails', 'server.unavailable')
    await openConsole(server, at)
    await sees('coming (en)')
    await sees('The server cannot answer at the moment.')
    // Whether mail goes out at all is not known, so no test mail is offered yet.
    expect(button('Send this to me').disabled).toBe(true)
    button('Try again').click()
    await sees('7 days before')
    await seesNot('The server cannot answer at the moment.')
    await until(() => expect(button('Send this to me').disabled).toBe(false))
  })

  test('the words could not be had: it is said there, no other mail stands in their place, and they are had on demand', async () => {
    const { server, at } = house()
    await openConsole(server, at)
    await sees('coming (en)')
    server.refuse('previewEnforcementMail', 'server.unavailable')
    choose(choice('For somebody who'), 'locked-out')
    await sees('The server cannot answer at the moment.')
    expect([text().includes('For: set-up'), document.querySelector('iframe')]).toEqual([false, null])
    button('Try again').click()
    await sees('For: locked-out')
    await seesNot('The server cannot answer at the moment.')
  })

  test('an older mail never stands over a newer one', async () => {
    const { server, at } = house()
    await openConsole(server, at)
    await sees('For: set-up')
    const letGo = server.hold('previewEnforcementMail')
    choose(choice('For somebody who'), 'locked-out')
    await until(() => expect(server.asksOf('previewEnforcementMail').at(-1)?.input).toMatchObject({ consequence: 'locked-out' }))
    choose(choice('For somebody who'), 'token')
    await sees('For: token')
    letGo()
    await settled()
    expect([text().includes('For: token'), text().includes('For: locked-out')]).toEqual([true, false])
  })

  test('a test mail that was refused says why; of another mail neither that nor a success is said', async () => {
    const { server, at } = house()
    await openConsole(server, at)
    await sees('coming (en)')
    await until(() => expect(button('Send this to me').disabled).toBe(false))
    server.refuse('sendTestEnforcementMail', 'mail.too-many', { retryAfterSeconds: 90 })
    button('Send this to me').click()
    await sees('Try again in 90 seconds.')
    choose(choice('Which mail'), 'moved')
    await seesNot('Try again in 90 seconds.')
    await sees('moved (en)')
    button('Send this to me').click()
    await sees('On its way to admin@demo.example.')
    expect(server.asksOf('sendTestEnforcementMail').at(-1)?.body).toMatchObject({ kind: 'moved' })
    choose(choice('Which mail'), 'ended')
    await seesNot('On its way to admin@demo.example.')
  })

  test('begins in the language of the page, and a mail in another one says so to those who hear it', async () => {
    const { server, at } = house()
    await openConsole(server, at, 'ko')
    await sees('coming (ko)')
    expect(document.querySelector('.subject')?.getAttribute('lang')).toBe('ko')
    expect(server.asksOf('previewEnforcementMail').map(({ input }) => input['language'])).toEqual(['ko'])
  })
})
