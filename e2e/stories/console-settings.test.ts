import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { admin, atTheConsole, page, tegata } from '../support/at-the-console.ts'
import { chromiumPath } from '../support/chromium.ts'
import { look } from '../support/look.ts'
import { person } from '../support/walk.ts'

describe.skipIf(chromiumPath === undefined)('applications, settings, keys and the audit log in the console', () => {
  atTheConsole()

  const dialog = () => page.getByRole('dialog')
  const heading = (name: string) => page.getByRole('heading', { name, exact: true }).waitFor()
  const save = async () => {
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByText('Saved.', { exact: true }).waitFor()
  }
  /** Whether the token endpoint gives this service a token for this secret. */
  const works = async (secret: string): Promise<boolean> => {
    const answer = await fetch(`${tegata.url}/realms/demo/protocol/openid-connect/token`, {
      method: 'POST', headers: { authorization: `Basic ${btoa(`nightly-sync:${secret}`)}`, 'content-type': 'application/x-www-form-urlencoded' }, body: 'grant_type=client_credentials',
    })
    return answer.ok
  }
  const shownSecret = async () => (await page.locator('.secret code').textContent()) ?? ''

  test('the applications of the realm are listed, and found by typing', async () => {
    await page.getByRole('link', { name: 'Applications' }).click()
    await heading('Applications')
    await page.getByRole('row', { name: /tegata-console/ }).waitFor()
    await look(page, 'console-applications')
    await page.getByPlaceholder('Name or client ID').fill('nightly')
    await expect.poll(() => page.getByRole('row', { name: /tegata-console/ }).count()).toBe(0)
  })

  test('one is added in a short form; a bad redirect address is said at the field; the secret is shown this once', async () => {
    await page.getByRole('button', { name: 'Add application' }).click()
    await heading('What is it?')
    await page.getByLabel('Name', { exact: true }).fill('Team Board')
    await page.getByLabel('Redirect addresses').fill('http://board.example/callback')
    await page.getByRole('button', { name: 'Add application' }).click()
    await page.getByText('Line 1 must use https, except on this computer.').waitFor()
    await look(page, 'console-application-add')
    await page.getByLabel('Redirect addresses').fill('https://board.example/callback')
    await page.getByRole('button', { name: 'Add application' }).click()
    await page.getByText('Copy it now: it is shown this once.').waitFor()
    expect(await shownSecret()).toMatch(/^[\w-]{43}$/)
    await look(page, 'console-application-secret')
    await page.getByRole('button', { name: 'Go on to its configuration' }).click()
    await heading('Configuration')
    expect(await page.locator('pre').textContent()).toContain(`new URL('${tegata.url}/realms/demo')`)
    await page.getByRole('radio', { name: 'At every sign-in, of any kind' }).check()
    await save()
    await look(page, 'console-application')
  })

  test('a secret is rotated with overlap: both work, then only the new one', async () => {
    await page.goto(`${tegata.url}/console/demo/applications/add`)
    await page.getByRole('radio', { name: 'Service' }).check()
    await page.getByLabel('Name', { exact: true }).fill('Nightly Sync')
    await page.getByRole('button', { name: 'Add application' }).click()
    await page.getByText('Copy it now: it is shown this once.').waitFor()
    const first = await shownSecret()
    await page.getByRole('button', { name: 'Go on to its configuration' }).click()
    await page.getByRole('button', { name: 'New secret' }).click()
    await dialog().getByRole('radio', { name: 'One week' }).check()
    await dialog().getByRole('button', { name: 'Make a new secret' }).click()
    await dialog().getByText('Copy it now: it is shown this once.').waitFor()
    const second = await shownSecret()
    await dialog().getByRole('button', { name: 'I have copied it' }).click()
    await page.getByText('Two secrets are accepted.').waitFor()
    expect([await works(first), await works(second), await works('neither')]).toEqual([true, true, false])
    await look(page, 'console-application-rotated')
    await page.getByRole('button', { name: 'End the old one now' }).click()
    await dialog().getByRole('button', { name: 'End the old one now' }).click()
    await expect.poll(() => page.getByText('Two secrets are accepted.').count()).toBe(0)
    expect([await works(first), await works(second)]).toEqual([false, true])
  })

  test('it is deleted by somebody who has read what goes with it', async () => {
    await page.getByRole('button', { name: 'Delete application' }).click()
    await dialog().getByLabel('Type nightly-sync to go on').fill('nightly-sync')
    await dialog().getByRole('button', { name: 'Delete application' }).click()
    await heading('Applications')
    expect(await page.getByRole('row', { name: /nightly-sync/ }).count()).toBe(0)
  })

  test('the name of the realm is changed, and the sign-in page says it', async () => {
    await page.getByRole('link', { name: 'Realm settings' }).click()
    await heading('Sign-in pages')
    await look(page, 'console-realm')
    await page.getByRole('group', { name: 'Name' }).getByLabel('English').fill('Demo Works')
    await save()
    const visitor = await person()
    await visitor.page.goto(`${tegata.url}/realms/demo/account`)
    await visitor.page.getByText('Demo Works').first().waitFor()
    await visitor.leave()
  })

  test('the mail server is tried: what it says stands there, and so does a refusal', async () => {
    await page.getByLabel('Send a test mail to').fill('misaki@demo.example')
    await page.getByRole('button', { name: 'Send a test mail' }).click()
    await page.getByText(/took the mail to misaki@demo\.example/).waitFor()
    expect((await tegata.mailTo('misaki@demo.example')).subject).toBe('A test mail from Demo Works')
    await page.getByRole('radio', { name: 'One of its own' }).check()
    await page.getByLabel('Host', { exact: true }).fill('127.0.0.1')
    await page.getByLabel('Port', { exact: true }).fill('1')
    await page.getByLabel('Sender', { exact: true }).fill('no-reply@demo.example')
    await page.getByRole('button', { name: 'Save the mail server' }).click()
    await page.getByText('Saved.', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'Send a test mail' }).click()
    await page.getByText('Nobody answers at 127.0.0.1:1 as a mail server does.').waitFor()
    await look(page, 'console-realm-mail')
    await page.getByRole('radio', { name: 'The one of the installation' }).check()
    await page.getByRole('button', { name: 'Save the mail server' }).click()
    await page.getByText('Saved.', { exact: true }).waitFor()
  })

  test('two administrators: the second sees what the first one changed, and loses nothing', async () => {
    const second = await admin.context.newPage()
    await second.goto(`${tegata.url}/console/demo/realm`)
    await second.getByLabel('Help link').fill('https://help.example/second')
    await page.getByLabel('Help link').fill('https://help.example/first')
    await save()
    await second.getByRole('button', { name: 'Save', exact: true }).click()
    await second.getByText('Somebody else saved the settings meanwhile.').waitFor()
    await second.getByText('Help link: (empty) → https://help.example/first').waitFor()
    expect(await second.getByLabel('Help link').inputValue()).toBe('https://help.example/second')
    await second.close({ runBeforeUnload: false })
  })

  test('keys are published before they sign', async () => {
    await page.getByRole('link', { name: 'Signing keys' }).click()
    await heading('Rotate keys')
    const kids = async () => ((await (await fetch(`${tegata.url}/realms/demo/protocol/openid-connect/certs`)).json()) as { keys: { kid: string }[] }).keys.length
    const before = await kids()
    await page.getByRole('button', { name: 'Publish new keys' }).click()
    await dialog().getByRole('button', { name: 'Publish new keys' }).click()
    await page.getByText('New keys are published. Rotate again from').waitFor()
    expect(await kids()).toBe(before + 3)
    await look(page, 'console-keys')
  })

  test('the audit log says what happened here, is narrowed, and is taken along', async () => {
    await page.getByRole('link', { name: 'Audit log' }).click()
    await page.getByText('Signing keys rotated').first().waitFor()
    await look(page, 'console-audit')
    await page.getByRole('button', { name: 'Filter' }).click()
    await page.getByLabel('Kind').selectOption('settings')
    await page.keyboard.press('Escape')
    await page.getByText('Test mail sent').first().waitFor()
    await expect.poll(() => page.getByText('Signed in', { exact: true }).count()).toBe(0)
    await page.getByText('Realm settings changed').first().click()
    await page.getByText('realm.changed').first().waitFor()
    await look(page, 'console-audit-open')
    await page.getByRole('button', { name: 'Export' }).click()
    const [download] = await Promise.all([page.waitForEvent('download'), dialog().getByRole('button', { name: 'Make the file' }).click()])
    const file = readFileSync(await download.path(), 'utf8')
    expect(file.startsWith('\uFEFFat,type,what,outcome')).toBe(true)
    expect(file).toContain('keys.rotated,Signing keys rotated,success')
    expect(file).not.toContain('sign-in.succeeded')
    await dialog().getByText(/events are in the file/).waitFor()
    await look(page, 'console-audit-export')
  })
})
