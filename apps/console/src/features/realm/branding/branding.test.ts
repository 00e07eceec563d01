import { describe, expect, test } from 'vitest'
import { policyGroupOf } from '../../../testing/fake-policies.ts'
import { createFakeServer } from '../../../testing/fake-server.ts'
import { openConsole } from '../../../testing/open-console.ts'
import { person, realmSettings } from '../../../testing/people.ts'
import { answer, button, choice, choose, field, has, sees, seesNot, settled, text, type, until, windowText } from '../../../testing/screen.ts'

type Part = NonNullable<Parameters<typeof createFakeServer>[0]>
const open = async (part: Part = {}, language: 'en' | 'ja' | 'ko' = 'en') => {
  const server = createFakeServer(part)
  const opened = await openConsole(server, '/realm', language)
  await sees({ en: 'Look of the sign-in pages', ja: 'ログイン画面の見た目', ko: '로그인 화면 모양' }[language])
  return { server, ...opened }
}
const save = async () => {
  await sees('Not saved yet')
  button('Save').click()
  await sees('Saved.')
}
const sent = (server: ReturnType<typeof createFakeServer>) => server.asksOf('changeRealm').at(-1)?.body
const input = () => document.querySelector<HTMLInputElement>('input[type=file]')
function chooseFile(file: File): void {
  const element = input()
  if (!element) throw new Error('there is no field for a file')
  Object.defineProperty(element, 'files', { value: [file], configurable: true })
  element.dispatchEvent(new Event('change'))
}
const picture = (bytes = 10) => new File([new Uint8Array(bytes)], 'logo.png', { type: 'image/png' })
const page = () => document.querySelector('iframe')?.getAttribute('srcdoc') ?? ''
const before = (part: Partial<Part['settings'] & object>) => ({ settings: { ...realmSettings(null), ...part } })

describe('the logo', () => {
  test('a picture is chosen and stands there at once, on light and dark; taken away it is gone', async () => {
    const { server } = await open()
    await sees('No logo: the pages show our own sign.')
    chooseFile(picture())
    await sees('The new logo is on the sign-in pages.')
    await sees('64 × 32 pixels')
    expect(server.asksOf('setLogo')[0]?.body).toEqual({ picture: btoa('\0'.repeat(10)) })
    expect([...document.querySelectorAll('.shown img')].map((image) => image.getAttribute('src'))).toEqual(['/realms/demo/logo/16', '/realms/demo/logo/16'])
    button('Remove the logo').click()
    await until(() => expect(windowText()).toContain('The sign-in pages show our own sign again.'))
    button('Remove the logo').click()
    await sees('No logo: the pages show our own sign.')
    expect(server.asksOf('removeLogo')).toHaveLength(1)
  })

  test.each([
    ['logo.not-a-picture', 'This is not a PNG, JPEG or WebP picture, or it is damaged or moves. Export the logo as PNG, JPEG or WebP. SVG is not taken.'],
    ['logo.wrong-size', 'It is less than 16 or more than 1,024 pixels wide or high.'],
  ] as const)('%s: a sentence and what to do; the logo of before stays', async (code, words) => {
    const { server } = await open(before({ logo: { href: '/realms/demo/logo/old', type: 'image/png', width: 20, height: 20 } }))
    server.refuse('setLogo', code)
    chooseFile(new File(['<svg onload="alert(1)"/>'], 'logo.svg', { type: 'image/svg+xml' }))
    await sees(words)
    expect(document.querySelector('.shown img')?.getAttribute('src')).toBe('/realms/demo/logo/old')
    expect(text()).not.toContain('The new logo is on the sign-in pages.')
  })

  test('a file that is far too large is not sent at all', async () => {
    const { server } = await open()
    chooseFile(picture(150_001))
    await sees('The file is larger than 150 kB.')
    expect(server.asksOf('setLogo')).toEqual([])
    chooseFile(picture())
    await sees('The new logo is on the sign-in pages.')
    await seesNot('The file is larger than 150 kB.')
  })

  test('what is typed beside it is not lost, and saved on the newest settings', async () => {
    const { server } = await open()
    type(field('Help link'), 'https://help.example/')
    chooseFile(picture())
    await sees('64 × 32 pixels')
    expect(field('Help link').value).toBe('https://help.example/')
    await save()
    expect(sent(server)).toEqual({ helpLink: 'https://help.example/' })
  })
})

describe('colour and sentences (S4-8)', () => {
  test('a colour of the safe set, and a sentence a page and language', async () => {
    const { server } = await open()
    answer('Pine').click()
    type(field('Sign in, English'), '  Use your staff\nnumber. ')
    await sees('Said on: Sign in.')
    type(field('Sign in, Japanese'), '社員番号を使ってください。')
    await sees('Said on: Sign in.')
    choose(choice('Page'), 'emergency')
    await until(() => expect(field('Emergency token, Korean').value).toBe(''))
    type(field('Emergency token, Korean'), '안내 데스크로 오세요.')
    await sees('Said on: Sign in, Emergency token.')
    await save()
    expect(sent(server)).toEqual({ accent: 'pine', sentences: { login: { en: 'Use your staff number.', ja: '社員番号を使ってください。' }, emergency: { ko: '안내 데스크로 오세요.' } } })
  })

  test('a sentence that is emptied is said no more', async () => {
    const { server } = await open(before({ sentences: { login: { en: 'Old.' }, code: { ja: '古い' } } }))
    type(field('Sign in, English'), ' ')
    await sees('Said on: Enter the code.')
    await save()
    expect(sent(server)).toEqual({ sentences: { code: { ja: '古い' } } })
  })

  test('two administrators at once: the second sees whose colour and sentence became what', async () => {
    const { server } = await open()
    answer('Plum').click()
    type(field('Sign in, English'), 'Mine.')
    server.world.settings = { ...server.world.settings, accent: 'teal', sentences: { login: { en: 'Theirs.' } }, version: '2' }
    await sees('Not saved yet')
    button('Save').click()
    await sees('Somebody else saved the settings meanwhile.')
    await sees('Colour: Indigo → Teal')
    await sees('Sentences of your own: (empty) → Theirs.')
    await sees('You typed: Plum.')
  })
})

describe('the preview', () => {
  test('is the page that the server makes of what is typed; nothing in it can be clicked or run', async () => {
    const { server } = await open()
    await until(() => expect(page()).toContain('login en'))
    const frame = document.querySelector('iframe')
    expect([frame?.getAttribute('sandbox'), frame?.hasAttribute('inert'), frame?.title]).toEqual(['allow-same-origin', true, 'Preview of the page “Sign in”'])
    type(field('Sign in, English'), 'Hello')
    answer('Brick').click()
    await until(() => expect(page()).toContain('"accent":"brick"'))
    expect(page()).toContain('"login":{"en":"Hello"}')
    choose(choice('Page'), 'code')
    await until(() => expect(page()).toContain('code en'))
    choose(choice('Language of the preview'), 'ko')
    await until(() => expect(page()).toContain('code ko'))
    expect(page()).toContain('데모 주식회사')
    expect(server.asksOf('changeRealm')).toEqual([])
  })

  test('an older answer never stands over a newer one', async () => {
    const { server } = await open()
    await until(() => expect(page()).toContain('"accent":"indigo"'))
    const letGo = server.hold('previewSignInPage')
    answer('Teal').click()
    await until(() => expect(server.asksOf('previewSignInPage').at(-1)?.body).toMatchObject({ accent: 'teal' }))
    answer('Pine').click()
    await until(() => expect(page()).toContain('"accent":"pine"'))
    letGo()
    await settled()
    expect(page()).toContain('"accent":"pine"')
  })

  test('is not offered to whoever may only read', async () => {
    const { server } = await open({ me: person('reader', '박', '지훈', { administrator: true }), myRoles: ['read-only-admin'] })
    await sees('Colour')
    expect([document.querySelector('iframe'), has('button', 'Choose a picture…'), input()]).toEqual([null, false, null])
    expect(server.asksOf('previewSignInPage')).toEqual([])
  })
})

describe('new users and mail', () => {
  test('the policy group of new users is one of the realm’s, or none', async () => {
    const group = policyGroupOf('Everybody')
    const { server } = await open({ policyGroups: [group] })
    choose(await until(() => choice('Policy group of new users')), group.id)
    await save()
    expect(sent(server)).toEqual({ newUserPolicyGroup: group.id })
    choose(choice('Policy group of new users'), 'none')
    await save()
    expect(sent(server)).toEqual({ newUserPolicyGroup: null })
  })

  test('S1-22: domains whose mail is read through this sign-in', async () => {
    const { server } = await open()
    type(field('Mail read through this sign-in'), 'Corp.Example\n@mail.example.jp\n')
    await save()
    expect(sent(server)).toEqual({ mailDomains: ['corp.example', 'mail.example.jp'] })
    type(field('Mail read through this sign-in'), 'not a domain')
    await sees('Not saved yet')
    button('Save').click()
    await sees('One of these is not a domain, such as corp.example.')
    expect(server.asksOf('changeRealm')).toHaveLength(1)
  })

  test.each(['ja', 'ko'] as const)('all of it in %s', async (language) => {
    await open(before({ logo: { href: '/realms/demo/logo/x', type: 'image/png', width: 300, height: 80 }, sentences: { login: { ja: 'よ' } } }), language)
    await sees(language === 'ja' ? '表示するページ: ログイン' : '표시하는 페이지: 로그인')
    await sees(language === 'ja' ? '300 × 80 ピクセル' : '300 × 80픽셀')
    await until(() => expect(page()).toContain(`login ${language}`))
  })
})
