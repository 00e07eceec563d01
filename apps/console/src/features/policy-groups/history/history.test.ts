import type { PolicyGroupVersion } from '@tegata/contract'
import { describe, expect, test } from 'vitest'
import { policyGroupOf, ruleOf } from '../../../testing/fake-policies.ts'
import { createFakeServer } from '../../../testing/fake-server.ts'
import { clientOf } from '../../../testing/fake-settings.ts'
import { openConsole } from '../../../testing/open-console.ts'
import { at, person } from '../../../testing/people.ts'
import { button, field, has, sees, seesNot, text, type, until, windowText } from '../../../testing/screen.ts'

const group = () => policyGroupOf('Branch', { ask: 'unless', conditions: [{ networks: ['10.0.0.0/8'], applications: ['wiki'] }], version: '2' })
const history = (of = group()): { of: ReturnType<typeof group>, versions: PolicyGroupVersion[] } => {
  const before = { ...ruleOf(of), ask: 'always' as const, conditions: [] }
  return { of, versions: [
    { version: 2, at: at(1), by: 'misaki', reason: 'Only in the <b>office</b>', copiedFrom: null, rule: ruleOf(of), changes: { before: { ask: 'always', conditions: [] }, after: { ask: 'unless', conditions: of.conditions } } },
    { version: 1, at: at(48), by: 'operator@host', reason: null, copiedFrom: { id: of.id, name: 'Head office' }, rule: before, changes: null },
  ] }
}
async function open(part: Parameters<typeof createFakeServer>[0] = {}, { of, versions } = history()) {
  const server = createFakeServer({ policyGroups: [of], groupVersions: new Map([[of.id, versions]]), clients: [clientOf('wiki', { name: 'Wiki' })], ...part })
  await openConsole(server, `/access-policy-groups/${of.id}`)
  await sees('Version 1')
  return { server, of }
}

describe('The history of a group (S1-34)', () => {
  test('says who changed what, when, and why, in words and as text', async () => {
    await open()
    await sees('Skip OTP authentication: Always require → Do not require under specific conditions')
    await sees('Condition added: to Wiki, from 10.0.0.0/8')
    for (const words of ['Tue 24 Nov 2026, 08:10 JST', 'misaki', 'Why: Only in the <b>office</b>', 'operator@host', 'Copied from “Head office”']) expect(text()).toContain(words)
    expect(has('button', 'Go back to version 2…')).toBe(false)
  })

  test('leads back to what was, after it was said what that changes, for whom, and why', async () => {
    const { of, versions } = history()
    const people = [person('emma', 'Brown', 'Emma', { policyGroup: { id: of.id, name: of.name } })]
    const { server } = await open({ people, impact: { people: 1, changed: 1, asked: 1 } }, { of, versions })
    button('Go back to version 1…').click()
    await until(() => expect(windowText()).toContain('Condition removed: to Wiki, from 10.0.0.0/8'))
    await until(() => expect(windowText()).toContain('1 person will be asked for a code.'))
    expect(server.asksOf('previewPolicyGroupChange')[0]?.body).toEqual({ ask: 'always', conditions: [] })
    expect(field('Why').value).toBe('Back to version 1')
    type(field('Why'), 'It was a mistake')
    button('Go back').click()
    await sees('Version 3')
    expect(server.asksOf('changePolicyGroup')[0]).toMatchObject({ body: { ask: 'always', conditions: [], reason: 'It was a mistake' }, ifMatch: 2 })
    await sees('Why: It was a mistake')
    expect(windowText()).toBe('')
  })

  test('does not change what somebody else changed meanwhile, nor what names an application that is gone', async () => {
    const { server } = await open()
    server.refuse('changePolicyGroup', 'request.precondition-failed')
    button('Go back to version 1…').click()
    await until(() => expect(windowText()).toContain('Nobody is in this group: nothing changes for anybody.'))
    button('Go back').click()
    await until(() => expect(windowText()).toContain('Somebody changed this in the meantime'))
    button('Cancel').click()
    await until(() => expect(windowText()).toBe(''))
    server.refuse('changePolicyGroup', 'request.invalid', { errors: [{ path: 'conditions.0.applications.0', rule: 'not-found', message: 'is no client' }] })
    button('Go back to version 1…').click()
    await until(() => expect(has('button', 'Go back')).toBe(true))
    button('Go back').click()
    await until(() => expect(windowText()).toContain('names an application that is not there any more'))
  })

  test('of a group from before versions were kept says so; whoever may only read is offered no way back', async () => {
    const { of, versions: [now] } = history()
    const old: PolicyGroupVersion = { version: 1, at: null, by: null, reason: null, copiedFrom: null, rule: ruleOf(of), changes: null }
    await open({ me: person('auditor', 'Klein', 'Laura', { administrator: true }), myRoles: ['read-only-admin'] }, { of, versions: [...(now ? [now] : []), old] })
    await sees('From before versions were kept')
    expect(has('button', 'Go back to version 1…')).toBe(false)
    await seesNot('Added')
  })
})
