import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { idOf, operatorOf, type Operator } from '../support/api.ts'
import { admin, atTheConsole, page, tegata } from '../support/at-the-console.ts'
import { chromiumPath } from '../support/chromium.ts'
import { look } from '../support/look.ts'
import { atCorp, goOnWithTest, onSample, openSample, password, pastNotice, person, submitCode } from '../support/walk.ts'

describe.skipIf(chromiumPath === undefined)('identity providers in the console', () => {
  atTheConsole()
  let demo: Operator
  let corp: Operator
  beforeAll(() => {
    demo = operatorOf(tegata, 'demo')
    corp = operatorOf(tegata, 'corp')
  })

  const providers = () => page.goto(`${tegata.url}/console/demo/identity-providers`)
  const open = async (alias: string) => {
    await page.goto(`${tegata.url}/console/demo/identity-providers/${alias}`)
    await page.getByRole('group', { name: /ask for our code\?/ }).waitFor()
  }
  const save = async () => {
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByText('Saved.', { exact: true }).waitFor()
  }
  const dialog = () => page.getByRole('dialog')
  /** [Test the connection]: the window that opens with the click, and says first whose test it is. */
  const tryIt = async (looking?: (popup: Page) => Promise<void>) => {
    const [popup] = await Promise.all([admin.context.waitForEvent('page'), page.getByRole('button', { name: 'Test the connection' }).click()])
    await popup.getByText('admin is shown everything that it says of you').waitFor()
    await looking?.(popup)
    await goOnWithTest(popup)
    return popup
  }

  test('S2-19: the list says who is there, what follows a sign-in there, and how many people are linked', async () => {
    await page.getByRole('link', { name: 'Identity providers' }).click()
    const row = page.getByRole('row', { name: /Corp ID/ })
    await row.getByRole('cell', { name: 'Our code is not asked' }).waitFor()
    await row.getByRole('cell', { name: '1 person' }).waitFor()
    await row.getByText(`${tegata.url}/realms/corp`).waitFor()
    await look(page, 'console-providers')
  })

  test('the window closed by hand is noticed, and the test can begin anew', async () => {
    await open('corp')
    const popup = await tryIt((asking) => look(asking, 'upstream-test-asks'))
    await atCorp(popup, tegata)
    await popup.close()
    await dialog().getByText('If you closed the small window, test again.').waitFor()
    await page.keyboard.press('Escape')
  })

  test('issue 3 point 4: testing the connection is a real sign-in, shows the claims and what would be decided, and lets nobody in', async () => {
    await open('corp')
    await look(page, 'console-provider')
    const before = (await demo('GET', '/upstreams/corp/people')).body.items
    const popup = await tryIt()
    await atCorp(popup, tegata)
    await password(popup, 'hana')
    await dialog().getByText('How it is read').waitFor()
    await expect.poll(() => popup.isClosed()).toBe(true)
    await dialog().getByText('It would be hana, who is linked.').waitFor()
    await dialog().getByText('Our code would not be asked. The identity provider is always trusted.').waitFor()
    await dialog().getByRole('rowheader', { name: 'preferred_username' }).first().waitFor()
    await look(page, 'console-provider-tested')
    await dialog().getByRole('button', { name: 'Close' }).first().click()
    expect((await demo('GET', '/upstreams/corp/people')).body.items).toEqual(before)
    expect((await demo('GET', `/users/${await idOf(demo, 'hana')}/sessions`)).body.items).toEqual([])
  })

  test('issue 3 point 4: a provider is added by its address, tested before anybody sees it, and switched on', async () => {
    await providers()
    await page.getByRole('button', { name: 'Add identity provider' }).click()
    await page.getByLabel('Address of the provider').fill(`${tegata.url}/realms/nowhere`)
    await page.keyboard.press('Enter')
    await page.getByText('The identity provider could not be read at this address.').waitFor()
    await page.getByLabel('Address of the provider').fill(`${tegata.url}/realms/corp`)
    await page.keyboard.press('Enter')
    await page.getByText(`${tegata.url}/realms/corp`, { exact: true }).first().waitFor()

    await page.getByLabel('Name', { exact: true }).fill('Corp again')
    await page.getByLabel('Alias').fill('corp-2')
    const addresses = page.getByRole('listitem').filter({ hasText: 'Register us there' }).locator('code')
    const [callback, signedOut] = await addresses.allInnerTexts()
    expect(callback).toBe(`${tegata.url}/realms/demo/broker/corp-2/endpoint`)
    const registered = await corp('POST', '/clients', { clientId: 'demo-again', kind: 'web', firstParty: true, redirectUris: [callback], postLogoutRedirectUris: [signedOut] })
    expect(registered.status).toBe(201)
    await page.getByLabel('Client ID').fill('demo-again')
    await page.getByLabel('Client secret').fill('not the secret')
    await look(page, 'console-add-provider')
    await page.getByRole('button', { name: 'Save, switched off' }).click()
    await page.getByText('Saved and switched off.').waitFor()
    expect((await demo('GET', '/upstreams/corp-2')).body).toMatchObject({ enabled: false, addresses: { callback, signOutReturn: signedOut } })

    // a wrong secret is found by the test, not by the first person who comes; hana is still signed in there
    await tryIt()
    await dialog().getByText('The test failed').waitFor()
    await dialog().getByText('The provider refuses our client ID or secret.').waitFor()
    await page.keyboard.press('Escape')

    await page.getByRole('button', { name: 'Replace the secret' }).click()
    await dialog().getByLabel('New client secret').fill(String(registered.body.secret))
    await dialog().getByRole('button', { name: 'Save the secret' }).click()
    await page.getByText('The secret was replaced.').waitFor()
    const again = await tryIt()
    await dialog().getByText('The connection works').waitFor()
    await expect.poll(() => again.isClosed()).toBe(true)
    await dialog().getByText('Nobody here is linked: they would be asked to connect an account').waitFor()
    await dialog().getByRole('button', { name: 'Switch on' }).click()
    await dialog().getByRole('button', { name: 'Switch on' }).click()
    await page.getByText('People can sign in through it.').waitFor()

    const somebody = await person()
    await openSample(somebody.page, tegata)
    await somebody.page.getByRole('link', { name: 'Sign in with Corp again' }).waitFor()
    await somebody.leave()
  })

  test('S2-19: "Yes, by our rules" acts at the next sign-in; the test says it before', async () => {
    await open('corp')
    await page.getByRole('radio', { name: /Yes, by our rules/ }).check()
    await save()
    const hana = await person()
    await openSample(hana.page, tegata)
    await hana.page.getByRole('link', { name: 'Sign in with Corp ID' }).click()
    await atCorp(hana.page, tegata)
    await password(hana.page, 'hana')
    await hana.page.locator('input[name=code]').waitFor()
    await tegata.nextTimeStep()
    await submitCode(hana.page, await tegata.codeOf('hana'))
    await onSample(hana.page, tegata)
    await hana.leave()
    await page.getByRole('radio', { name: /^No/ }).check()
    await save()
  })

  test('B-1: an administrator unlinks somebody with a reason, and links them again by subject', async () => {
    const hanaId = await idOf(demo, 'hana')
    const [{ subject } = { subject: '' }] = (await demo('GET', `/users/${hanaId}/identities`)).body.items ?? []
    await page.goto(`${tegata.url}/console/demo/users/${hanaId}`)
    await page.getByRole('button', { name: 'Unlink from Corp ID' }).click()
    await dialog().getByLabel('Why?').fill('two accounts were mixed up')
    await dialog().getByRole('button', { name: 'Unlink' }).click()
    await page.getByText('Not linked to any.').waitFor()
    expect((await demo('GET', `/users/${hanaId}/identities`)).body.items).toEqual([])

    await page.getByRole('button', { name: 'Link', exact: true }).click()
    await dialog().getByLabel('Identity provider').selectOption({ label: 'Corp ID' })
    await dialog().getByLabel('Subject (sub)').fill(String(subject))
    await dialog().getByLabel(/How did you make sure/).fill('came to the desk with her badge')
    await look(page, 'console-link')
    await dialog().getByRole('button', { name: 'Link' }).click()
    await page.getByText('linked by', { exact: false }).waitFor()
    expect((await demo('GET', `/users/${hanaId}/identities`)).body.items).toMatchObject([{ subject, linkedBy: 'administrator' }])
    await look(page, 'console-user-linked')
  })

  test('what was switched off is off for everybody, and deleting asks for the number of people', async () => {
    await open('corp-2')
    await page.getByRole('button', { name: 'Switch off' }).click()
    await dialog().getByText('Whoever is signed in through it is refused at the next use').waitFor()
    await dialog().getByRole('button', { name: 'Switch off' }).click()
    await page.getByText('Nobody can sign in through it.').waitFor()
    await page.getByRole('button', { name: 'Delete…' }).click()
    await dialog().getByRole('button', { name: 'Delete' }).click()
    await page.getByRole('row', { name: /Corp ID/ }).waitFor()
    expect(await page.getByText('Corp again').count()).toBe(0)

    await open('corp')
    await page.getByRole('button', { name: 'Delete…' }).click()
    await dialog().getByText('1 person is linked').waitFor()
    await dialog().getByRole('button', { name: 'Delete' }).click()
    await dialog().getByText('This is not the number.').waitFor()
    await page.keyboard.press('Escape')
    expect((await demo('GET', '/upstreams/corp')).status).toBe(200)
  })

  test('in front: the only first step, its address for administrators, and no way to switch it off by accident', async () => {
    const front = operatorOf(tegata, 'front')
    await page.goto(`${tegata.url}/realms/front/local`)
    await page.getByRole('button').first().click()
    await password(page, 'front-admin')
    await tegata.nextTimeStep()
    await submitCode(page, await tegata.codeOf('front-admin'))
    await page.getByRole('heading', { name: 'Dashboard' }).waitFor()
    await page.goto(`${tegata.url}/console/front/identity-providers/corp`)
    await page.getByText('Everybody signs in at Corp ID first').waitFor()
    await page.getByText(`${tegata.url}/realms/front/local`).waitFor()
    await page.getByText('It is the only first step: end that first.').waitFor()
    await page.getByRole('button', { name: 'Switch off' }).click()
    await dialog().getByRole('button', { name: 'Switch off' }).click()
    await dialog().getByText('This identity provider is the only way in for everybody.').waitFor()
    await look(page, 'console-provider-refused')
    expect((await front('GET', '/upstreams/corp')).body).toMatchObject({ enabled: true, isOnlyFirstStep: true })
  })

  test('whoever may only read reads all of it and is offered nothing', async () => {
    const auditor = await person({ locale: 'ja-JP' })
    await auditor.page.goto(`${tegata.url}/console/demo/identity-providers/corp`)
    await auditor.page.locator('input[name=username]').fill('auditor')
    await auditor.page.locator('input[name=password]').fill('seven orange boats')
    await auditor.page.keyboard.press('Enter')
    await pastNotice(auditor.page, auditor.page.getByText('Corp ID でログインしたあと、ここでもコードを求めますか?'))
    expect(await auditor.page.getByRole('button', { name: '接続をテスト' }).count()).toBe(0)
    expect(await auditor.page.getByRole('radio').first().isDisabled()).toBe(true)
    await look(auditor.page, 'console-provider-read-only-ja')
    await auditor.leave()
  })
})
