import { describe, expect, test, vi } from 'vitest'
import { setupMail, sheetLink } from '../../../testing/fake-handing.ts'
import { createFakeServer } from '../../../testing/fake-server.ts'
import { openConsole } from '../../../testing/open-console.ts'
import { person, type Person } from '../../../testing/people.ts'
import { button, field, has, sees, submit, text, type, until, windowText } from '../../../testing/screen.ts'
import { sheetWords } from './sheet-words.ts'

async function open(overrides: Partial<Person>, part: Parameters<typeof createFakeServer>[0] = {}) {
  const who = person('yuna', '김', '유나', { hasPassword: false, ...overrides })
  const server = createFakeServer({ people: [who], fresh: true, ...part })
  await openConsole(server, `/users/${who.id}`)
  await sees('Set-up mail')
  await until(() => expect(text()).not.toContain('Loading…'))
  return { server, who }
}
const reasonField = () => field('How did you make sure it is 김유나?')

describe('what became of the link', () => {
  test.each([
    ['address', 'The mail server knows no such address.'], ['mailbox-full', 'The mailbox is full.'], ['content', 'The mail server took it for spam'],
    ['other', 'The mail server did not accept it.'],
  ] as const)('a refusal has its reason in words, and the server’s own beside it: %s', async (failure, sentence) => {
    await open({ setupMail: setupMail({ state: 'refused', failure, answer: '550 5.1.1 no such user' }) })
    await sees('The mail server refused it for yuna@demo.example')
    await sees(sentence)
    await sees('550 5.1.1 no such user')
  })

  test.each([['no-server', 'This realm has no mail server.'], ['unreachable', 'The mail server does not answer']] as const)('one that waits says why: %s', async (failure, sentence) => {
    await open({ setupMail: setupMail({ state: 'waiting', sentAt: null, failure }) })
    await sees(sentence)
  })

  test.each([
    ['printed', 'Printed on a sheet on'], ['used', 'The link on the sheet has been used.'], ['expired', 'The link on the sheet expired on'], ['void', 'The link on the sheet does not work any more'],
  ] as const)('a sheet has words of its own: %s', async (state, sentence) => {
    await open({ setupMail: setupMail({ state, how: 'sheet', to: null, sentAt: null, by: 'desk' }) })
    await sees(sentence)
    await sees('Printed by desk.')
  })

  test('another address than the one on file is called one, with who sent it', async () => {
    await open({ setupMail: setupMail({ how: 'other-address', to: 'yuna@home.example', by: 'desk' }) })
    await sees('Sent to yuna@home.example')
    await sees('Another address than the one on file.')
    await sees('Sent by desk.')
  })
})

describe('another address, for this once', () => {
  test('takes an address and how it was made sure; then it is on its way there', async () => {
    const { server } = await open({})
    button('Another address, for this once').click()
    await until(() => expect(windowText()).toContain('This proves no mailbox'))
    submit(document.querySelector('form#other-address'))
    await until(() => expect(windowText()).toContain('This does not look like an email address.'))
    expect(server.asksOf('sendSetupMail')).toEqual([])
    type(field('Address, for this once'), 'yuna@home.example')
    type(reasonField(), 'seen in person')
    submit(document.querySelector('form#other-address'))
    await sees('Waiting to be sent to yuna@home.example')
    expect(server.asksOf('sendSetupMail')[0]?.body).toEqual({ to: 'yuna@home.example', reason: 'seen in person' })
  })

  test('what the server refuses stands in the window, and what was typed stays', async () => {
    const { server } = await open({})
    button('Another address, for this once').click()
    await until(() => expect(windowText()).toContain('This proves no mailbox'))
    type(field('Address, for this once'), 'yuna@home.example')
    type(reasonField(), 'seen in person')
    server.refuse('sendSetupMail', 'mail.too-many', { retryAfterSeconds: 90 })
    submit(document.querySelector('form#other-address'))
    await until(() => expect(windowText()).toContain('Try again in 90 seconds.'))
    expect(field('Address, for this once').value).toBe('yuna@home.example')
  })

  test('of somebody who administers it says what the link does not do', async () => {
    await open({ administrator: true })
    button('Another address, for this once').click()
    await until(() => expect(windowText()).toContain('with this link alone no code is set up'))
  })
})

describe('the set-up sheet', () => {
  async function make(overrides: Partial<Person> = {}) {
    const opened = await open(overrides)
    button('Print a set-up sheet').click()
    await until(() => expect(windowText()).toContain('A set-up sheet for 김유나'))
    type(reasonField(), 'seen in person')
    submit(document.querySelector('form#setup-sheet'))
    await until(() => expect(windowText()).toContain('The link is shown this once.'))
    return opened
  }

  test('has the name, three steps, the link to scan and to type, and until when', async () => {
    const { server } = await make()
    const paper = document.querySelector('dialog[open] article')
    for (const words of ['김유나', 'yuna', sheetLink, 'Demo Company', 'The link works once, until Friday, 27 November 2026','IT Help Desk, ext. 4357']) expect(paper?.textContent).toContain(words)
    expect(paper?.querySelectorAll('ol li')).toHaveLength(3)
    expect(paper?.querySelector('svg[role="img"]')?.getAttribute('aria-label')).toBe('QR code of the link')
    expect(server.asksOf('makeSetupSheet')[0]?.body).toEqual({ reason: 'seen in person' })
  })

  test('is in the language of the person, whatever language the console is in', async () => {
    await make({ language: 'ja' })
    const paper = document.querySelector('dialog[open] article')
    expect(paper?.getAttribute('lang')).toBe('ja')
    expect(paper?.textContent).toContain('アカウントの設定')
    expect(paper?.textContent).toContain('デモ株式会社')
  })

  test('for somebody who has a password it is for a new one', async () => {
    await make({ hasPassword: true })
    expect(document.querySelector('dialog[open] article')?.textContent).toContain('Choose a new password')
  })

  test('is printed by the browser, alone on the paper, and gone with the window', async () => {
    await make()
    const print = vi.fn()
    vi.stubGlobal('print', print)
    button('Print').click()
    expect(print).toHaveBeenCalledOnce()
    vi.unstubAllGlobals()
    expect(document.querySelector('body > .sheet-to-print article')).not.toBeNull()
    button('Close').click()
    await until(() => expect(document.body.innerHTML).not.toContain(sheetLink))
    await sees('Printed on a sheet on')
  })

  test('nothing is made without saying how it was made sure', async () => {
    const { server } = await open({})
    button('Print a set-up sheet').click()
    await until(() => expect(windowText()).toContain('A set-up sheet for 김유나'))
    submit(document.querySelector('form#setup-sheet'))
    await until(() => expect(document.querySelector('dialog[open] .problem')).not.toBeNull())
    expect(server.asksOf('makeSetupSheet')).toEqual([])
  })

  test('is there for somebody without an address, and where the realm has no mail server', async () => {
    await open({ email: null })
    expect(has('button', 'Print a set-up sheet')).toBe(true)
  })

  test('Z-2: neither is offered to a help desk, which hands out second factors', async () => {
    await open({}, { me: person('desk', 'D', 'K', { administrator: true }), myRoles: ['help-desk'] })
    expect(has('button', 'Send it again') || has('button', 'Send set-up mail')).toBe(true)
    expect(has('button', 'Print a set-up sheet')).toBe(false)
    expect(has('button', 'Another address, for this once')).toBe(false)
  })

  test('is not offered for oneself, nor to those who only read', async () => {
    await open({}, { me: person('reader', 'R', 'E', { administrator: true }), myRoles: ['read-only-admin'] })
    expect(has('button', 'Print a set-up sheet')).toBe(false)
    expect(has('button', 'Another address, for this once')).toBe(false)
  })

  test('says the same three steps in every language', () => {
    const about = { realm: 'R', username: 'u', until: 'U', contact: 'C' }
    for (const words of Object.values(sheetWords)) {
      expect(words.steps['set-up']).toHaveLength(3)
      expect(words.steps['new-password']).toHaveLength(3)
      expect(words.lead(about)).toContain('R')
      expect(words.until(about)).toContain('U')
      expect(words.care(about)).toContain('C')
    }
  })
})
