import { expect, test } from 'vitest'
import { createFakeServer } from '../../testing/fake-server.ts'
import { openConsole } from '../../testing/open-console.ts'
import { link, sees, until } from '../../testing/screen.ts'

const server = () => createFakeServer({ myRoles: ['global-admin'] })

test.each([
  ['/client-certificates', 'Client certificates', 'Signing in with a client certificate is not part of this version yet'],
  ['/secure-browsers', 'Secure browsers', 'Managed browsers are not part of this version yet'],
])('%s says what is not there yet, and what can be done meanwhile (S0-15, S0-16)', async (path, title, says) => {
  await openConsole(server(), path)
  await sees(says)
  expect([...document.querySelectorAll('h1')].map((each) => each.textContent?.trim())).toEqual([title])
  await sees('Until then you can look at everything else')
  link('Go to the users').click()
  await until(() => expect(document.querySelector('h1')?.textContent).toContain('User List'))
})

test('in Japanese no blank stands between two sentences', async () => {
  await openConsole(server(), '/client-certificates', 'ja')
  await sees('この画面に表示されます。それまでは、')
})
