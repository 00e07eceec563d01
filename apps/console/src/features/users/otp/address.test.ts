import { describe, expect, test } from 'vitest'
import { createFakeServer } from '../../../testing/fake-server.ts'
import { openConsole } from '../../../testing/open-console.ts'
import { app, person, type Person, realmSettings } from '../../../testing/people.ts'
import { button, field, has, sees, submit, text, type, until, windowText } from '../../../testing/screen.ts'

type Part = NonNullable<Parameters<typeof createFakeServer>[0]>

async function open(overrides: Partial<Person> = {}, part: Part = {}, language: 'en' | 'ja' = 'en') {
  const who = person('yuna', '김', '유나', { email: 'yuna@demo.example', ...overrides })
  const server = createFakeServer({ people: [who], fresh: true, ...part })
  await openConsole(server, `/users/${who.id}`, language)
  await sees(language === 'en' ? 'OTP – OTP Type' : 'OTP')
  await until(() => expect(text()).not.toContain('Loading…'))
  return server
}
const enter = async (address: string) => {
  button('Email').click()
  await until(() => expect(windowText()).toContain('Codes by email for 김유나'))
  type(field('Email address for codes'), address)
  submit(document.querySelector('form#address'))
}

describe('[Email] of the OTP Type (S1-21 … S1-24)', () => {
  test('an address, [Confirm], “Success. OTP is now enabled.”: no code is asked, and it stands there as not proved', async () => {
    const server = await open({ otpRequired: true })
    await enter(' codes@mail.example ')
    await until(() => expect(windowText()).toContain('Success. OTP is now enabled.'))
    expect(windowText()).toContain('not proved yet')
    expect(server.asksOf('enterAddress')[0]?.body).toEqual({ address: 'codes@mail.example' })
    button('Done').click()
    await sees('codes@mail.example')
    await sees('Not proved yet: its first use proves it')
    expect(has('button', 'Email')).toBe(false)
  })

  test('begins with the address on file', async () => {
    await open()
    button('Email').click()
    await until(() => expect((field('Email address for codes') as HTMLInputElement).value).toBe('yuna@demo.example'))
  })

  test('a mailbox behind this provider is warned about while it is typed (S1-22)', async () => {
    await open({}, { settings: { ...realmSettings(null), mailDomains: ['corp.example'] } })
    button('Email').click()
    await until(() => expect(windowText()).toContain('Codes by email'))
    expect(windowText()).not.toContain('is opened by signing in here')
    type(field('Email address for codes'), 'yuna@mail.corp.example')
    await until(() => expect(windowText()).toContain('The mailbox of yuna@mail.corp.example is opened by signing in here'))
  })

  test('nothing, and what no mail can be sent to, is said beside the field', async () => {
    const server = await open()
    await enter('')
    await until(() => expect(windowText()).toContain('Enter an email address.'))
    expect(server.asksOf('enterAddress')).toEqual([])
    server.refuse('enterAddress', 'request.invalid', { errors: [{ path: 'address', rule: 'invalid', message: '' }] })
    type(field('Email address for codes'), 'а@example.org')
    submit(document.querySelector('form#address'))
    await until(() => expect(windowText()).toContain('That is not an email address that mail can be sent to.'))
  })

  test('another refusal is said in its own words', async () => {
    const server = await open()
    server.refuse('enterAddress', 'enrolment.not-accepted')
    await enter('codes@mail.example')
    await until(() => expect(windowText()).toContain('do not accept this kind of code'))
  })

  test('not offered beside one that works, and not without the permission', async () => {
    await open({ authenticators: [app()] })
    expect(has('button', 'Email')).toBe(false)
    document.body.innerHTML = ''
    await open({}, { myRoles: ['help-desk'] })
    expect(has('button', 'Email')).toBe(false)
  })

  test('the address stands beside a name that was changed', async () => {
    await open({ authenticators: [app({ kind: 'emailed-code', name: 'Private mail', address: 'codes@mail.example' })] })
    await sees('Private mail')
    await sees('codes@mail.example')
  })
})
