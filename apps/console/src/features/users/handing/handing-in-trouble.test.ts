import { describe, expect, test } from 'vitest'
import { sheetLink } from '../../../testing/fake-handing.ts'
import { createFakeServer } from '../../../testing/fake-server.ts'
import { openConsole } from '../../../testing/open-console.ts'
import { app, person, type Person } from '../../../testing/people.ts'
import { button, field, has, sees, seesNot, submit, text, type, until, windowText } from '../../../testing/screen.ts'

async function open(overrides: Partial<Person> = {}) {
  const who = person('yuna', '김', '유나', { hasPassword: false, ...overrides })
  const server = createFakeServer({ people: [who] })
  const opened = await openConsole(server, `/users/${who.id}`)
  await sees('Set-up mail')
  await until(() => expect(text()).not.toContain('Loading…'))
  return { server, who, ...opened }
}
const why = () => field('How did you make sure it is 김유나?')
const send = (form: string) => submit(document.querySelector<HTMLFormElement>(`form#${form}`))
/** What the browser does on Escape. */
const escape = () => document.querySelector<HTMLDialogElement>('dialog[open]')?.close()
const network = 'The server cannot be reached.'

async function openSheet(): Promise<void> {
  button('Print a set-up sheet').click()
  await until(() => expect(windowText()).toContain('A set-up sheet for 김유나'))
}
async function openAddress(): Promise<void> {
  button('Another address, for this once').click()
  await until(() => expect(windowText()).toContain('This proves no mailbox'))
}

describe('a sheet whose window was closed before it was made', () => {
  test('its link is nowhere, neither on paper nor when the window is opened again', async () => {
    const { server } = await open()
    await openSheet()
    type(why(), 'seen in person')
    const letGo = server.hold('makeSetupSheet')
    send('setup-sheet')
    await until(() => expect(server.asksOf('makeSetupSheet')).toHaveLength(1))
    escape()
    await until(() => expect(document.querySelector('dialog[open]')).toBeNull())
    letGo()
    await sees('Printed on a sheet on')
    await openSheet()
    expect(document.documentElement.innerHTML).not.toContain(sheetLink)
    expect(has('button', 'Print')).toBe(false)
    expect(why().value).toBe('')
  })

  test('the network gone: said in the window, the reason stays, and two clicks make one sheet', async () => {
    const { server } = await open()
    await openSheet()
    type(why(), 'seen in person')
    server.goAway()
    send('setup-sheet')
    await until(() => expect(windowText()).toContain(network))
    expect(why().value).toBe('seen in person')
    server.comeBack()
    const letGo = server.hold('makeSetupSheet')
    send('setup-sheet')
    await until(() => expect(server.asksOf('makeSetupSheet')).toHaveLength(1))
    send('setup-sheet')
    letGo()
    await until(() => expect(windowText()).toContain('The link is shown this once.'))
    expect(server.asksOf('makeSetupSheet')).toHaveLength(1)
  })

  test('a name of HTML is a name on the paper, too', async () => {
    await open({ givenName: '<img src=x onerror=alert(1)>' })
    button('Print a set-up sheet').click()
    await until(() => expect(windowText()).toContain('A set-up sheet for'))
    type(field('How did you make sure it is'), 'seen')
    send('setup-sheet')
    await until(() => expect(windowText()).toContain('The link is shown this once.'))
    expect(document.querySelector('article')?.textContent).toContain('<img src=x onerror=alert(1)>')
    expect(document.querySelector('article img')).toBeNull()
  })
})

describe('another address that is none', () => {
  test('what only the server sees is said at the field, once, and goes as soon as it is typed anew', async () => {
    const { server } = await open()
    await openAddress()
    type(field('Address, for this once'), 'yuna@ho_me..example')
    type(why(), 'seen in person')
    send('other-address')
    await until(() => expect(windowText()).toContain('This does not look like an email address.'))
    expect(document.querySelector('dialog[open] [role=alert]')).toBeNull()
    type(field('Address, for this once'), 'yuna@home.example')
    await until(() => expect(windowText()).not.toContain('This does not look like an email address.'))
    send('other-address')
    await sees('Waiting to be sent to yuna@home.example')
    expect(server.asksOf('sendSetupMail').map(({ body }) => body['to'])).toEqual(['yuna@ho_me..example', 'yuna@home.example'])
  })

  test('closed and opened again it is empty, and says nothing of the try before', async () => {
    const { server } = await open()
    await openAddress()
    type(field('Address, for this once'), 'yuna@home.example')
    type(why(), 'seen')
    server.refuse('sendSetupMail', 'server.unavailable')
    send('other-address')
    await until(() => expect(windowText()).toContain('The server cannot answer at the moment.'))
    button('Cancel').click()
    await until(() => expect(document.querySelector('dialog[open]')).toBeNull())
    await openAddress()
    expect([field('Address, for this once').value, why().value]).toEqual(['', ''])
    expect(windowText()).not.toContain('The server cannot answer')
  })
})

describe('an authenticator that is entered or named while the window is closed', () => {
  test('an address: the window that is opened again has not answered yet, and what was done stands in the list', async () => {
    const { server } = await open({ authenticators: [app({ name: 'Old', state: 'suspended' })] })
    button('Email').click()
    await until(() => expect(document.querySelector('form#address')).not.toBeNull())
    const letGo = server.hold('enterAddress')
    send('address')
    await until(() => expect(server.asksOf('enterAddress')).toHaveLength(1))
    escape()
    await until(() => expect(document.querySelector('dialog[open]')).toBeNull())
    letGo()
    await until(() => expect(has('button', 'Remove yuna@demo.example')).toBe(true))
    button('Remove yuna@demo.example').click()
    await until(() => expect(windowText()).toContain('Its codes stop working at once'))
    button('Remove').click()
    await until(() => expect(has('button', 'Email')).toBe(true))
    button('Email').click()
    await until(() => expect(windowText()).not.toBe(''))
    expect(windowText()).not.toContain('Success. OTP is now enabled.')
    expect(document.querySelector('form#address')).not.toBeNull()
  })

  test('a name: the window of another one that is open by now stays, with what is typed in it', async () => {
    const { server } = await open({ authenticators: [app({ name: 'Galaxy' }), app({ name: 'iPad' })] })
    button('Rename Galaxy').click()
    await until(() => expect(field('Name').value).toBe('Galaxy'))
    type(field('Name'), 'Pixel')
    const letGo = server.hold('renameAuthenticator')
    send('rename-authenticator')
    await until(() => expect(server.asksOf('renameAuthenticator')).toHaveLength(1))
    button('Cancel').click()
    await until(() => expect(document.querySelector('dialog[open]')).toBeNull())
    button('Rename iPad').click()
    await until(() => expect(field('Name').value).toBe('iPad'))
    type(field('Name'), 'Tablet')
    letGo()
    await sees('Pixel')
    expect(field('Name').value).toBe('Tablet')
    await seesNot('Galaxy')
  })
})
