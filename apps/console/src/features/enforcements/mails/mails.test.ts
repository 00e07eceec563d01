import { describe, expect, test } from 'vitest'
import { enforcementOf, noEnforcements } from '../../../testing/fake-enforcements.ts'
import { createFakeServer } from '../../../testing/fake-server.ts'
import { openConsole } from '../../../testing/open-console.ts'
import { button, choice, choose, has, sees, text, until } from '../../../testing/screen.ts'

function house(part: Parameters<typeof createFakeServer>[0] = {}, rule: Parameters<typeof enforcementOf>[1] = {}) {
  const enforcement = enforcementOf('Administrators', rule)
  const server = createFakeServer({ enforcements: { ...noEnforcements(), list: [enforcement] }, ...part })
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
})
