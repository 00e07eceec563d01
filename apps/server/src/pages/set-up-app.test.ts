import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { defaultRealmSettings } from '../realms/default-settings.ts'
import { type Browser, codeIn, type House, openHouse, password } from './walk.test-support.ts'

const forIphone = 'https://apps.apple.com/app/google-authenticator/id388497605'
const forAndroid = 'https://play.google.com/store/apps/details?id=com.google.android.apps.authenticator2'
const recommendedApps = [{ name: 'Google Authenticator (iPhone)', url: forIphone }, { name: 'Google Authenticator (Android)', url: forAndroid }, { name: 'FreeOTP' }]

let house: House
beforeEach(async () => { house = await openHouse({ settings: { recommendedApps } }) })
afterEach(() => house.close())

/** Somebody who must set a code up, behind their password. */
async function atSetUp(browser: Browser = house.browser()) {
  const user = await house.addUser({ otpRequired: true })
  await browser.open(house.signIn())
  return { user, browser, shown: await browser.send({ username: user.username, password }) }
}
const links = (html: string) => [...html.matchAll(/<a href="(https:[^"]+)"[^>]*>([^<]+)<\/a>/g)].map(([, href, name]) => [name, href])
const said = (html: string) => html.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ')

describe('the app', () => {
  test('S1-11, S3-7: the realm’s recommended apps stand in the first step, each system’s store a link of its own, and on the help page', async () => {
    const { browser, shown } = await atSetUp()
    const stores = [['Google Authenticator (iPhone)', forIphone], ['Google Authenticator (Android)', forAndroid]]
    expect(shown.step).toBe('enrol')
    expect(links(shown.html)).toEqual(stores)
    expect(said(shown.html)).toContain('FreeOTP')
    expect(links((await browser.open('/realms/demo/help')).html)).toEqual(stores)
  })

  test('S3-9: Google Authenticator is recommended in a new realm, too', () => {
    expect(defaultRealmSettings({ en: 'New' }).recommendedApps.map(({ name }) => name)).toContain('Google Authenticator')
  })

  test('S1-12, S1-13, S1-18, S3-2, S3-3, S3-9: the phone becomes the device by one picture or one key: SHA-1, six digits, 30 seconds, as every app takes them', async () => {
    const { browser, user, shown } = await atSetUp()
    const uri = new URL((/href="(otpauth:[^"]+)"/.exec(shown.html)?.[1] ?? '').replaceAll('&amp;', '&'))
    expect([uri.host, Object.fromEntries(uri.searchParams)]).toEqual(['totp', { secret: browser.key(), issuer: 'Demo Company', algorithm: 'SHA1', digits: '6', period: '30' }])
    expect(shown.html).toContain('<svg')
    expect((await browser.send({ code: house.code(browser.key()) })).title).toBe('You are in')
    expect((await house.storage.authenticators.listOf(house.realm.id, user.id))[0]).toMatchObject({ kind: 'totp', totp: { periodSeconds: 30, digits: 6 } })
  })

  test.each([[-4, 'about 2 minutes slow'], [4, 'about 2 minutes fast']])('S3-5: a phone whose clock is %i steps off is told so at the set-up, and nothing is bound by that', async (steps, hint) => {
    const { browser, user } = await atSetUp()
    expect((await browser.send({ code: house.code(browser.key(), steps) })).alert).toContain(hint)
    expect(await house.storage.authenticators.listOf(house.realm.id, user.id)).toEqual([])
  })
})

describe('S3-1: the three ways to have a code, each with how long it lives, on the screen', () => {
  test('the app: a new code every 30 seconds', async () => {
    expect(said((await house.browser().open('/realms/demo/help')).html)).toContain('new every 30 seconds')
    expect(said((await atSetUp()).shown.html)).toMatch(/30 s/)
  })

  test('the mail: for so many minutes', async () => {
    const { browser } = await atSetUp(Object.assign(house.browser(), { method: 'emailed-code' }))
    const page = await browser.send({ where: 'on-file' })
    expect(page.step).toBe('prove-address')
    expect(said(page.html)).toMatch(/10 minutes/)
    expect(codeIn((await house.newMails())[0])).toMatch(/^\d{8}$/)
  })

  test('the emergency token: once', async () => {
    const { user } = await atSetUp()
    await house.addTotp(user)
    const browser = house.browser()
    await browser.open(house.signIn())
    const asked = await browser.send({ username: user.username, password })
    const token = await browser.open(`${asked.path}/emergency`)
    expect(said(token.html)).toContain('It works once')
  })
})
