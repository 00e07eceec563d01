import { describe, expect, test } from 'vitest'
import { nextTick } from 'vue'
import { createFakeServer } from '../../testing/fake-server.ts'
import { openConsole } from '../../testing/open-console.ts'
import { realmSettings } from '../../testing/people.ts'
import { box, button, field, has, press, sees, seesNot, settled, submit, text, type, until, windowText } from '../../testing/screen.ts'

type Part = NonNullable<Parameters<typeof createFakeServer>[0]>
const open = async (part: Part = {}) => {
  const server = createFakeServer(part)
  const opened = await openConsole(server, '/realm')
  await sees('Where people go')
  return { server, ...opened }
}
const save = async () => {
  await sees('Not saved yet')
  button('Save').click()
}
const sent = (server: ReturnType<typeof createFakeServer>) => server.asksOf('changeRealm').map(({ ifMatch, body }) => [ifMatch, body])
const ours = { host: 'smtp.example', port: 587, security: 'starttls' as const, username: 'mailer', from: 'id@example.test', hasPassword: true }
const own = (): Part => ({ settings: { ...realmSettings(null), mailServer: ours } })
const alerts = () => [...document.querySelectorAll('main [role=alert]')].map(({ textContent }) => textContent?.trim() ?? '')

describe('saving the settings when something is in the way', () => {
  test('they cannot be read: it is said in the place of the page, and read again on demand', async () => {
    const server = createFakeServer()
    server.refuse('getRealm', 'server.unavailable')
    await openConsole(server, '/realm')
    await sees('The server cannot answer at the moment.')
    expect(document.querySelector('main form')).toBeNull()
    button('Try again').click()
    await sees('Where people go')
    await seesNot('The server cannot answer at the moment.')
  })

  test('the network gone: it is said at the form, what is typed stays, and saved again it is saved', async () => {
    const { server } = await open()
    type(field('Help link'), 'https://help.example/')
    server.goAway()
    await save()
    await sees('The server cannot be reached.')
    expect(field('Help link').value).toBe('https://help.example/')
    server.comeBack()
    await until(() => expect(button('Save').disabled).toBe(false))
    button('Save').click()
    await sees('Saved.')
    await seesNot('The server cannot be reached.')
    expect(server.world.settings.helpLink).toBe('https://help.example/')
  })

  test('the right to it withdrawn: nothing is saved, what was typed stays in sight, and nothing more is offered', async () => {
    const { server } = await open()
    type(field('Help link'), 'https://help.example/')
    server.world.myRoles = ['read-only-admin']
    await save()
    await sees('Your roles do not permit this.')
    await until(() => expect(field('Help link').disabled).toBe(true))
    expect([field('Help link').value, server.world.settings.helpLink]).toEqual(['https://help.example/', null])
    for (const name of ['Save', 'Send a test mail', 'Choose a picture…', 'Raise for a day']) expect([name, has('button', name)]).toEqual([name, false])
  })

  test('what is typed while it is being saved is not lost: it waits to be saved next', async () => {
    const { server } = await open()
    type(field('Help link'), 'https://help.example/')
    const letGo = server.hold('changeRealm')
    await save()
    await until(() => expect(server.asksOf('changeRealm')).toHaveLength(1))
    type(field('Reset requests are mailed to'), 'desk@example.test')
    letGo()
    await until(() => expect(button('Save').disabled).toBe(false))
    expect([field('Help link').value, field('Reset requests are mailed to').value]).toEqual(['https://help.example/', 'desk@example.test'])
    button('Save').click()
    await sees('Saved.')
    expect(sent(server)).toEqual([[1, { helpLink: 'https://help.example/' }], [2, { helpDeskMail: 'desk@example.test' }]])
  })

  test('overtaken by a change of the mail server, which is another form, nobody has to choose: it is saved on what is now', async () => {
    const { server } = await open()
    type(field('Help link'), 'https://help.example/')
    server.world.settings = { ...server.world.settings, mailServer: ours, version: '2' }
    await save()
    await sees('Saved.')
    expect(text()).not.toContain('Somebody else saved the settings meanwhile.')
    expect(sent(server).map(([version]) => version)).toEqual([1, 2])
    expect(server.world.settings).toMatchObject({ helpLink: 'https://help.example/', mailServer: ours })
  })

  test('of a conflict every kind of value is said in words, and nothing of it is more than text', async () => {
    const { server } = await open()
    type(field('Help link'), 'https://mine.example/')
    const now = server.world.settings
    server.world.settings = {
      ...now, displayName: { en: '<b>Bold</b>' }, languages: ['en'], stepOrder: 'password-then-otp', enrolWithinDays: 7, ownNetworks: ['192.0.2.0/24', '2001:db8::/32'], version: '2',
      limits: { ...now.limits, passwordAddress: { max: 5, minutes: 30 } },
    }
    await save()
    await sees('Somebody else saved the settings meanwhile.')
    for (const words of [
      'Name: Demo Company · デモ株式会社 · 데모 주식회사 → <b>Bold</b>', 'Languages: English, Japanese, Korean → English', 'Order of the set-up link: Code, then password → Password, then code',
      'Set up with the password alone, in days: 14 → 7', 'Own networks: (empty) → 192.0.2.0/24, 2001:db8::/32', 'Wrong passwords from one address: 10 in 60 minutes → 5 in 30 minutes',
    ]) expect(text()).toContain(words)
    expect(document.querySelector('main b')).toBeNull()
    expect(has('button', 'Take theirs')).toBe(false)
    expect(field('Help link').value).toBe('https://mine.example/')
    expect(alerts()).toHaveLength(1)
  })

  test('a text far too long is refused at its field; what is typed stays, and can be given up', async () => {
    const { server } = await open()
    type(document.querySelector<HTMLInputElement>('main input[lang=en]') ?? field('Name'), 'x'.repeat(10_000))
    await save()
    await sees('This is too long.')
    expect(alerts()).toEqual([])
    expect(server.world.settings.displayName['en']).toBe('Demo Company')
    button('Discard').click()
    await seesNot('This is too long.')
    expect(document.querySelector<HTMLInputElement>('main input[lang=en]')?.value).toBe('Demo Company')
  })

  test('a limit that is none is described by its sentence, and where no language is left the page leads there', async () => {
    const { server } = await open()
    for (const language of ['English', 'Japanese', 'Korean']) {
      box(language).click()
      await nextTick()
    }
    await save()
    await until(() => expect(document.activeElement).toBe(box('English')))
    expect(document.getElementById(box('English').closest('fieldset')?.getAttribute('aria-describedby') ?? '')?.textContent).toBe('Choose at least one.')
    box('English').click()
    type(field('Wrong passwords from one address: how many'), '0')
    await nextTick()
    button('Save').click()
    await until(() => expect(document.activeElement).toBe(field('Wrong passwords from one address: how many')))
    const described = document.getElementById(document.activeElement?.getAttribute('aria-describedby') ?? '')
    expect(described?.textContent).toBe('A number between 1 and 10000, please.')
    expect(field('Wrong codes of a person: how many').getAttribute('aria-describedby')).toBeNull()
    expect(server.asksOf('changeRealm')).toEqual([])
  })

  test('what was typed is here again after a look elsewhere, a password of the mail server is not', async () => {
    const { router } = await open(own())
    type(field('Help link'), 'https://help.example/')
    type(field('Host'), 'smtp.other.example')
    type(field('Password'), 's3cret')
    await router.push('/keys')
    await sees('With these keys the realm signs')
    await router.push('/realm')
    await sees('What you had typed and not saved is here again.')
    expect(['Help link', 'Host', 'Password'].map((name) => field(name).value)).toEqual(['https://help.example/', 'smtp.other.example', ''])
    expect(document.querySelectorAll('main form')[0]?.textContent).toContain('What you had typed')
    expect(document.querySelectorAll('main form')[1]?.textContent).toContain('What you had typed')
  })
})

describe('the mail server when something is in the way', () => {
  test('what the server refuses stands at its field; without a network it says so, and what is typed stays', async () => {
    const { server } = await open(own())
    type(field('Host'), 'smtp.other.example')
    type(field('Password'), 's3cret')
    server.refuse('changeRealm', 'request.invalid', { errors: [{ path: 'mailServer.password', rule: 'missing', message: '' }] })
    await press('Save the mail server')
    await until(() => expect(field('Password').getAttribute('aria-invalid')).toBe('true'))
    server.goAway()
    button('Save the mail server').click()
    await sees('The server cannot be reached.')
    expect(['Host', 'Password'].map((name) => field(name).value)).toEqual(['smtp.other.example', 's3cret'])
    server.comeBack()
    await until(() => expect(button('Save the mail server').disabled).toBe(false))
    button('Save the mail server').click()
    await sees('Saved.')
    expect(field('Password').value).toBe('')
  })

  test('of a conflict a password is never said', async () => {
    const { server } = await open(own())
    type(field('Host'), 'smtp.mine.example')
    type(field('Password'), 's3cret')
    server.world.settings = { ...server.world.settings, mailServer: { ...ours, host: 'smtp.theirs.example', security: 'tls', username: null }, version: '2' }
    await press('Save the mail server')
    await sees('Somebody else saved the settings meanwhile.')
    for (const words of ['Host: smtp.example → smtp.theirs.example', 'You typed: smtp.mine.example.', 'Encryption: STARTTLS → TLS from the start', 'User name: mailer → (empty)']) expect(text()).toContain(words)
    expect(document.body.innerHTML).not.toContain('s3cret')
  })

  test('a result is about the address that the mail went to, whatever is typed afterwards', async () => {
    const { server } = await open()
    type(field('Send a test mail to'), 'first@example.test')
    button('Send a test mail').click()
    await sees('took the mail to first@example.test.')
    type(field('Send a test mail to'), 'second@example.test')
    await settled()
    expect(text()).toContain('took the mail to first@example.test.')
    server.goAway()
    button('Send a test mail').click()
    await sees('The server cannot be reached.')
    expect(text()).not.toContain('took the mail to')
    server.comeBack()
  })

  test('a test takes what is saved, says so while something is not, and is sent once however often it is pressed', async () => {
    const { server } = await open(own())
    await seesNot('The test uses what is saved')
    type(field('Host'), 'smtp.other.example')
    await sees('The test uses what is saved: save first.')
    const letGo = server.hold('sendTestMail')
    const form = button('Send a test mail').closest('form')
    submit(form)
    await until(() => expect(server.asksOf('sendTestMail')).toHaveLength(1))
    submit(form)
    letGo()
    await sees('took the mail to')
    expect(server.asksOf('sendTestMail')).toHaveLength(1)
  })
})

describe('the limit of reading emergency tokens when something is in the way', () => {
  const enter = async () => {
    button('Raise for a day').click()
    await until(() => expect(windowText()).toContain('Allow more for 24 hours'))
  }
  const go = () => submit(document.querySelector<HTMLFormElement>('#raise-reveal-limit'))

  test('it cannot be read: that is said in its place, and read again on demand', async () => {
    const server = createFakeServer()
    server.refuse('getRevealLimit', 'server.unavailable')
    await openConsole(server, '/realm')
    await sees('The server cannot answer at the moment.')
    expect(has('button', 'Raise for a day')).toBe(false)
    button('Try again').click()
    await sees('Each administrator may read 60 emergency tokens an hour.')
  })

  test('what is wrong is marked and led to; closed, it is forgotten', async () => {
    const { server } = await open()
    await enter()
    type(field('An hour, each administrator'), '12')
    go()
    await until(() => expect(document.activeElement).toBe(field('An hour, each administrator')))
    type(field('An hour, each administrator'), '120')
    go()
    await until(() => expect(document.activeElement).toBe(field('Why are so many needed?')))
    expect(field('An hour, each administrator').getAttribute('aria-invalid')).not.toBe('true')
    expect(server.asksOf('raiseRevealLimit')).toEqual([])
    button('Cancel').click()
    await until(() => expect(windowText()).toBe(''))
    await enter()
    expect(windowText()).not.toContain('Say why.')
  })

  test('it is not put back where the server could not: the raised one holds, and it says so', async () => {
    const { server } = await open()
    await enter()
    type(field('Why are so many needed?'), 'new phones')
    go()
    await sees('Raised until tomorrow at this time.')
    server.refuse('restoreRevealLimit', 'server.unavailable')
    button('Back to 60 now').click()
    await sees('The server cannot answer at the moment.')
    expect(text()).not.toContain('The usual limit holds again.')
    button('Back to 60 now').click()
    await sees('The usual limit holds again.')
    await seesNot('The server cannot answer at the moment.')
  })
})
