import { describe, expect, test } from 'vitest'
import { createFakeServer } from '../../../testing/fake-server.ts'
import { openConsole } from '../../../testing/open-console.ts'
import { realmSettings } from '../../../testing/people.ts'
import { answer, button, choice, choose, field, has, sees, seesNot, text, type, until, windowText } from '../../../testing/screen.ts'

const logo = { href: '/realms/demo/logo/old', type: 'image/png' as const, width: 20, height: 20 }
async function open(settings: Partial<ReturnType<typeof realmSettings>> = {}) {
  const server = createFakeServer({ settings: { ...realmSettings(null), ...settings } })
  const opened = await openConsole(server, '/realm')
  await sees('Look of the sign-in pages')
  return { server, ...opened }
}
function chooseFile(bytes = 10): void {
  const element = document.querySelector<HTMLInputElement>('input[type=file]')
  if (!element) throw new Error('there is no field for a file')
  Object.defineProperty(element, 'files', { value: [new File([new Uint8Array(bytes)], 'logo.png', { type: 'image/png' })], configurable: true })
  element.dispatchEvent(new Event('change'))
}
const page = () => document.querySelector('iframe')?.getAttribute('srcdoc') ?? ''
const shown = () => document.querySelector('.shown img')?.getAttribute('src')

describe('the logo when something is in the way', () => {
  test('the network gone: it is said beside it, the logo of before stays, and the same file can be chosen again', async () => {
    const { server } = await open({ logo })
    server.goAway()
    chooseFile()
    await sees('The server cannot be reached.')
    expect([shown(), text().includes('The new logo is on the sign-in pages.')]).toEqual(['/realms/demo/logo/old', false])
    server.comeBack()
    chooseFile()
    await sees('The new logo is on the sign-in pages.')
    await seesNot('The server cannot be reached.')
    await until(() => expect(shown()).toBe('/realms/demo/logo/16'))
  })

  test('not taken away where the server could not: it is said in the window, and it stands there still', async () => {
    const { server } = await open({ logo })
    server.refuse('removeLogo', 'server.unavailable')
    button('Remove the logo').click()
    await until(() => expect(windowText()).toContain('The sign-in pages show our own sign again.'))
    button('Remove the logo').click()
    await until(() => expect(windowText()).toContain('The server cannot answer at the moment.'))
    expect(shown()).toBe('/realms/demo/logo/old')
    button('Cancel').click()
    await until(() => expect(windowText()).toBe(''))
    button('Remove the logo').click()
    await until(() => expect(windowText()).toContain('The sign-in pages show our own sign again.'))
    expect(windowText()).not.toContain('The server cannot answer')
  })

  test('a second file while the first is on its way is not sent beside it', async () => {
    const { server } = await open()
    const letGo = server.hold('setLogo')
    chooseFile()
    await until(() => expect(server.asksOf('setLogo')).toHaveLength(1))
    chooseFile(20)
    letGo()
    await sees('64 × 32 pixels')
    expect(server.asksOf('setLogo')).toHaveLength(1)
  })
})

describe('the preview when something is in the way', () => {
  test('could not be made: it is said, the page of before stays in sight, and the next one takes its place', async () => {
    const { server } = await open()
    await until(() => expect(page()).toContain('"accent":"indigo"'))
    server.refuse('previewSignInPage', 'server.unavailable')
    answer('Teal').click()
    await sees('The server cannot answer at the moment.')
    expect(page()).toContain('"accent":"indigo"')
    answer('Pine').click()
    await until(() => expect(page()).toContain('"accent":"pine"'))
    await seesNot('The server cannot answer at the moment.')
  })

  test('is made of what would be saved: a title in the language that is shown, else the English one', async () => {
    const { server } = await open({ displayName: { en: 'Demo <b>Company</b>' } })
    await until(() => expect(page()).toContain('login en'))
    choose(choice('Language of the preview'), 'ja')
    await until(() => expect(server.asksOf('previewSignInPage').at(-1)?.body).toMatchObject({ language: 'ja', title: 'Demo <b>Company</b>' }))
    // What is in the frame cannot reach the page around it.
    expect(document.querySelector('iframe')?.getAttribute('sandbox')).not.toMatch(/scripts|forms|popups|top/)
    expect(document.querySelector('main b')).toBeNull()
  })
})

describe('sentences and groups when something is in the way', () => {
  test('a sentence that the server does not take is marked on the page that is being written, and stays', async () => {
    const { server } = await open()
    type(field('Sign in, English'), 'Use your staff number.')
    server.refuse('changeRealm', 'request.invalid', { errors: [{ path: 'sentences.login.en', rule: 'too-big', message: '' }] })
    await sees('Not saved yet')
    button('Save').click()
    await until(() => expect(field('Sign in, English').getAttribute('aria-invalid')).toBe('true'))
    expect(field('Sign in, English').value).toBe('Use your staff number.')
    expect(server.world.settings.sentences).toEqual({})
  })

  test('what is written for one page stays while another one is written', async () => {
    await open()
    type(field('Sign in, English'), 'First.')
    choose(choice('Page'), 'code')
    await until(() => expect(field('Enter the code, English').value).toBe(''))
    type(field('Enter the code, English'), 'Second.')
    choose(choice('Page'), 'login')
    await until(() => expect(field('Sign in, English').value).toBe('First.'))
    expect(text()).toContain('Said on: Sign in, Enter the code.')
  })

  test('groups that could not be had leave the one that is set as it is', async () => {
    const server = createFakeServer({ settings: { ...realmSettings(null), newUserPolicyGroup: '00000000-0000-4000-8000-00000000beef' } })
    server.refuse('listPolicyGroups', 'server.unavailable')
    await openConsole(server, '/realm')
    await sees('Look of the sign-in pages')
    type(field('Help link'), 'https://help.example/')
    await sees('Not saved yet')
    button('Save').click()
    await sees('Saved.')
    expect(server.asksOf('changeRealm').at(-1)?.body).toEqual({ helpLink: 'https://help.example/' })
    expect(has('select', 'Policy group of new users')).toBe(true)
  })
})
