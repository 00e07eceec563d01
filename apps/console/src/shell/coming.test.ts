import type { Me } from '@tegata/contract'
import { describe, expect, test } from 'vitest'
import { createFakeServer } from '../testing/fake-server.ts'
import { openConsole } from '../testing/open-console.ts'
import { button, sees, seesNot } from '../testing/screen.ts'

const rule: Me['upcoming'][number] = {
  id: '00000000-0000-4000-8000-000000000001', name: 'Everybody', enforceFrom: '2026-11-30T15:00:00.000Z', deadline: '2026-11-30T14:59:00.000Z', zone: 'Asia/Tokyo', registerBy: null,
  consequence: 'set-up-mail', reason: { en: 'One stolen password endangers everybody.' }, helpLink: { en: 'https://help.example/otp' }, canSetUp: true,
}

describe('an enforcement to come, in the console (S0-5, S0-44)', () => {
  test('is said to whoever is not ready, with date, deadline, why and what it will mean; "later" is heard', async () => {
    await openConsole(createFakeServer({ upcoming: [rule] }), '/users')
    await sees('From Tuesday, 1 December 2026, 00:00 JST you need a one-time code')
    await sees('One stolen password endangers everybody.')
    await sees('Until Monday, 30 November 2026, 23:59 JST you can sign in as before. After that you are asked to set it up, with a mail to you as proof, before you go on.')
    expect([...document.querySelectorAll('main a')].map((link) => link.getAttribute('href'))).toEqual(expect.arrayContaining(['https://help.example/otp', '/realms/demo/account/add']))
    button('Later').click()
    await seesNot('you need a one-time code')
  })

  test('offers no set-up to whoever could not finish it: it says whom to ask for what', async () => {
    await openConsole(createFakeServer({ upcoming: [{ ...rule, consequence: 'token', canSetUp: false }] }), '/users')
    await sees('After that only an emergency token lets you in.')
    await sees('You cannot set it up by yourself here: ask IT Help Desk, ext. 4357 for an emergency token, or to set it up together with you.')
    expect([...document.querySelectorAll('main a')].map((link) => link.getAttribute('href'))).not.toContain('/realms/demo/account/add')
  })

  test('says nothing to whoever is ready', async () => {
    await openConsole(createFakeServer({ upcoming: [{ ...rule, consequence: 'ready' }] }), '/users')
    await sees('Users')
    await seesNot('you need a one-time code')
  })
})
