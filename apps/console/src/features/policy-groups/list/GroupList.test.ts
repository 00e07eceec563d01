import { describe, expect, test } from 'vitest'
import { nextTick } from 'vue'
import { policyGroupOf } from '../../../testing/fake-policies.ts'
import { createFakeServer } from '../../../testing/fake-server.ts'
import { openConsole } from '../../../testing/open-console.ts'
import { person } from '../../../testing/people.ts'
import { answer, box, button, choice, choose, field, has, link, rows, sees, submit, text, type, until, windowText } from '../../../testing/screen.ts'

const reader = () => ({ me: person('auditor', 'Klein', 'Laura', { administrator: true }), myRoles: ['read-only-admin'] })
const office = () => policyGroupOf('Not in the office', {
  ask: 'unless', onUnenrolled: 'mailLink', people: { count: 1000, more: true }, conditions: [{ networks: ['10.0.0.0/8'], applications: ['wiki'] }],
})

describe('Access Control – Access Policy Groups (S1-26)', () => {
  test('each stands there with what it says and how many are in it; its name leads to it', async () => {
    const group = policyGroupOf('Always ask')
    const people = [person('taro', '鈴木', '太郎', { policyGroup: { id: group.id, name: group.name } })]
    const { router } = await openConsole(createFakeServer({ people, policyGroups: [group, office()] }), '/users')
    await sees('User List')
    link('Access Policy Groups').click()
    await until(() => expect(rows()).toEqual(['Always ask', 'Not in the office']))
    const [first, second] = [...document.querySelectorAll('tbody tr')].map((row) => row.textContent ?? '')
    for (const words of ['Always require', '1 person']) expect(first).toContain(words)
    for (const words of ['Do not require under specific conditions', 'at least 1000 people']) expect(second).toContain(words)
    link('Always ask').click()
    await until(() => expect(document.title).toBe('Always ask · Tegata'))
    expect(router.currentRoute.value.fullPath).toBe(`/access-policy-groups/${group.id}`)
  })

  test('where there is none, it says what this is for and how to begin', async () => {
    await openConsole(createFakeServer(), '/access-policy-groups')
    await sees('No Access Policy Groups yet')
    button('Add group').click()
    await until(() => expect(windowText()).toContain('Display Name'))
  })

  test('whoever may only read is offered nothing, and reads the rule all the same', async () => {
    const group = office()
    await openConsole(createFakeServer({ ...reader(), policyGroups: [group] }), '/access-policy-groups')
    await until(() => expect(rows()).toEqual(['Not in the office']))
    expect(has('button', 'Add group')).toBe(false)
    expect(has('button', 'Copy Not in the office')).toBe(false)
    link('Not in the office').click()
    await sees('10.0.0.0/8')
    expect(field('Display Name').disabled).toBe(true)
    expect(has('button', 'Copy')).toBe(false)
    expect(has('button', 'Delete…')).toBe(false)
  })

  test('a failure is said where the list would be, with the way to try again', async () => {
    const server = createFakeServer({ policyGroups: [office()] })
    server.refuse('listPolicyGroups', 'server.unavailable')
    await openConsole(server, '/access-policy-groups')
    await sees('The server cannot answer at the moment.')
    button('Try again').click()
    await until(() => expect(rows()).toEqual(['Not in the office']))
  })

  test('HTML in a name is a name (XSS); Japanese has its own words', async () => {
    await openConsole(createFakeServer({ policyGroups: [policyGroupOf('<img src=x onerror=alert(1)>')] }), '/access-policy-groups', 'ja')
    await sees('<img src=x onerror=alert(1)>')
    expect(text()).toContain('常にOTPを要求する')
    expect(document.querySelector('main img')).toBeNull()
  })
})

describe('Copy Access Policy Group (S1-27 … S1-31)', () => {
  test('begins with everything but the name, wants one of its own, and leads to the copy', async () => {
    const source = office()
    const server = createFakeServer({ policyGroups: [source] })
    const { router } = await openConsole(server, '/access-policy-groups')
    await until(() => expect(rows()).toEqual(['Not in the office']))
    button('Copy Not in the office').click()
    await until(() => expect(windowText()).toContain('Copy Access Policy Group'))
    expect(field('Display Name').value).toBe('')
    expect(answer('Do not require under specific conditions').checked).toBe(true)
    expect(windowText()).toContain('10.0.0.0/8')
    submit(document.querySelector<HTMLFormElement>('dialog form'))
    await until(() => expect(windowText()).toContain('Please fill this in.'))
    expect(server.asksOf('copyPolicyGroup')).toEqual([])

    type(field('Display Name'), 'Not in the office')
    answer('Always require').click()
    submit(document.querySelector<HTMLFormElement>('dialog form'))
    await until(() => expect(windowText()).toContain('Another Access Policy Group has this name.'))
    type(field('Display Name'), 'For the test')
    submit(document.querySelector<HTMLFormElement>('dialog form'))
    await sees('Saved. Nobody is in this group yet.')
    expect(server.asksOf('copyPolicyGroup').at(-1)?.body).toMatchObject({ name: 'For the test', ask: 'always', onUnenrolled: 'mailLink' })
    expect(router.currentRoute.value.name).toBe('policy-group')
    expect(document.title).toBe('For the test · Tegata')
  })

  test('a new one is made from nothing; what it would leave nobody is said before it is sent (P9)', async () => {
    const server = createFakeServer({ policyGroups: [office()] })
    await openConsole(server, '/access-policy-groups')
    await until(() => expect(has('button', 'Add group')).toBe(true))
    button('Add group').click()
    await until(() => expect(windowText()).toContain('Skip OTP authentication'))
    expect([...document.querySelectorAll('dialog[open] input[type=radio]')]).toHaveLength(3)
    type(field('Display Name'), 'Strict')
    choose(choice('Who has nothing set up'), 'codeOnly')
    await until(() => expect(windowText()).toContain('is locked out'))
    for (const kind of ['Authenticator app', 'Code by email', 'Push', 'Passkey']) {
      box(kind).click()
      await nextTick()
    }
    submit(document.querySelector<HTMLFormElement>('dialog form'))
    await until(() => expect(windowText()).toContain('otherwise nobody in this group could use a code'))
    box('Authenticator app').click()
    server.refuse('createPolicyGroup', 'policy-group.no-kind')
    submit(document.querySelector<HTMLFormElement>('dialog form'))
    await until(() => expect(windowText()).toContain('no kind of authenticator is left that the group, this realm and its rules all accept'))
    submit(document.querySelector<HTMLFormElement>('dialog form'))
    await sees('Saved. Nobody is in this group yet.')
    expect(server.asksOf('createPolicyGroup').at(-1)?.body).toMatchObject({ name: 'Strict', ask: 'always', kinds: ['totp'], onUnenrolled: 'codeOnly' })
  })
})
