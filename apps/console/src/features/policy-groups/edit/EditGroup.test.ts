import { describe, expect, test } from 'vitest'
import { policyGroupOf } from '../../../testing/fake-policies.ts'
import { createFakeServer } from '../../../testing/fake-server.ts'
import { openConsole } from '../../../testing/open-console.ts'
import { person } from '../../../testing/people.ts'
import { answer, button, choice, choose, field, link, rows, sees, seesNot, submit, text, type, until, windowText } from '../../../testing/screen.ts'

function house(part: Parameters<typeof createFakeServer>[0] = {}) {
  const [group, other] = [policyGroupOf('Branch'), policyGroupOf('Password only', { ask: 'never' })]
  const taro = person('taro', '鈴木', '太郎', { policyGroup: { id: group.id, name: group.name } })
  const server = createFakeServer({ people: [taro], policyGroups: [group, other], impact: { people: 3, changed: 3, notAsked: 1, setUp: 2 }, ...part })
  return { server, group, other, taro, at: `/access-policy-groups/${group.id}` }
}
const save = () => submit(document.querySelector<HTMLFormElement>('main form'))
const loaded = () => until(() => expect(field('Display Name').value).toBe('Branch'))

describe('Saving a group says first what it will do (S1-30, S1-31)', () => {
  test('to how many and how; only then it is changed, on the version that was read', async () => {
    const { server, at } = house()
    await openConsole(server, at)
    await loaded()
    answer('Never require').click()
    await sees('Not saved yet')
    save()
    await until(() => expect(windowText()).toContain('Save “Branch”?'))
    expect(windowText()).toContain('2 people have to set up a code at the next sign-in.')
    expect(windowText()).toContain('1 person is not asked for a code any more.')
    expect(windowText()).toContain('as if everybody signed in now with a password, from anywhere')
    expect(server.asksOf('changePolicyGroup')).toEqual([])
    button('Save').click()
    await sees('Saved.')
    expect(server.asksOf('previewPolicyGroupChange')[0]?.body).toEqual({ ask: 'never' })
    expect(server.asksOf('changePolicyGroup')[0]).toMatchObject({ body: { ask: 'never' }, ifMatch: 1 })
    await seesNot('Not saved yet')
  })

  test('who would be locked out stands there by name, as text, and how many more', async () => {
    const lockedOutPeople = [{ id: person('x', 'x', 'x').id, username: 'certs', givenName: '拓也', familyName: '<b>森</b>' }]
    const { server, at } = house({ impact: { people: 30, changed: 30, lockedOut: 30, lockedOutPeople } })
    await openConsole(server, at)
    await loaded()
    choose(choice('Who has nothing set up'), 'deny')
    save()
    await until(() => expect(windowText()).toContain('30 people will be locked out:'))
    expect(windowText()).toContain('<b>森</b> 拓也 certs')
    expect(windowText()).toContain('and 29 more')
    expect(document.querySelector('dialog b')).toBeNull()
  })

  test('a new name concerns nobody and is saved at once; so is a rule that nobody is in', async () => {
    const { server, at, taro } = house()
    await openConsole(server, at)
    await loaded()
    type(field('Display Name'), 'Branches')
    await sees('Not saved yet')
    save()
    await sees('Saved.')
    taro.policyGroup = null
    expect(server.asksOf('previewPolicyGroupChange')).toEqual([])
    expect(server.asksOf('changePolicyGroup')[0]?.body).toEqual({ name: 'Branches' })
  })

  test('S1-36: what would lock out the last administrator is refused where it was asked, and nothing is lost', async () => {
    const { server, at } = house()
    server.refuse('changePolicyGroup', 'permission.last-administrator')
    await openConsole(server, at)
    await loaded()
    choose(choice('Who has nothing set up'), 'deny')
    save()
    await until(() => expect(windowText()).toContain('Save “Branch”?'))
    button('Save').click()
    await until(() => expect(windowText()).toContain('The realm would be left without a working global administrator.'))
    button('Cancel').click()
    await until(() => expect(choice('Who has nothing set up').value).toBe('deny'))
    button('Discard').click()
    await until(() => expect(choice('Who has nothing set up').value).toBe('enrol'))
  })

  test('a rule that leaves no kind is refused by the preview already (P9)', async () => {
    const { server, at } = house()
    server.refuse('previewPolicyGroupChange', 'policy-group.no-kind')
    await openConsole(server, at)
    await loaded()
    choose(choice('Who is signed in already'), 'askAtNextUse')
    save()
    await sees('no kind of authenticator is left that the group, this realm and its rules all accept')
    expect(windowText()).toBe('')
  })

  test('two administrators: the second keeps what was typed, and sees what the first one changed', async () => {
    const { server, at, group } = house()
    await openConsole(server, at)
    await loaded()
    Object.assign(group, { ask: 'never', onUnenrolled: 'codeOnly', version: '2' })
    choose(choice('Who has nothing set up'), 'deny')
    save()
    await until(() => expect(windowText()).toContain('Save “Branch”?'))
    button('Save').click()
    await sees('Somebody else saved this group meanwhile.')
    await sees('Skip OTP authentication: Always require → Never require')
    await sees('Who has nothing set up: Sets up a code after the password → Gets in with an emergency token only')
    await sees('You typed: Gets in only with the help of an administrator.')
    button('Take theirs').click()
    await seesNot('You typed:')
  })

  test('what was typed is there again when one comes back', async () => {
    const { server, at } = house()
    const { router } = await openConsole(server, at)
    await loaded()
    type(field('Display Name'), 'Half typed')
    await sees('Not saved yet')
    await router.push('/access-policy-groups')
    await until(() => expect(rows()).toContain('Branch'))
    link('Branch').click()
    await sees('What you had typed and not saved is here again.')
    expect(field('Display Name').value).toBe('Half typed')
  })
})

describe('A group', () => {
  test('says who is in it, and leads to them in the user list, narrowed to it', async () => {
    const { server, at, group } = house()
    const { router } = await openConsole(server, at)
    await sees('1 person')
    link('Show them in the user list').click()
    await until(() => expect(rows()).toEqual(['鈴木 太郎']))
    expect(router.currentRoute.value.fullPath).toBe(`/users?policyGroup=${group.id}`)
    await sees('Policy group: Branch')
    button('Remove the filter Policy group: Branch').click()
    await until(() => expect(rows()).toHaveLength(2))
    choose(choice('Policy group'), 'none')
    await until(() => expect(rows()).toEqual(['高橋 美咲']))
    await sees('In no policy group')
  })

  test('is deleted only after it was said where its people go, and what that does to them', async () => {
    const { server, at, other, taro } = house()
    const { router } = await openConsole(server, at)
    await loaded()
    button('Delete…').click()
    await until(() => expect(windowText()).toContain('In this group: 1 person.'))
    await until(() => expect(windowText()).toContain('2 people have to set up'))
    expect(server.asksOf('previewPolicyGroupDeletion')[0]?.body).toEqual({ moveTo: null })
    choose(choice('They go to'), other.id)
    await until(() => expect(server.asksOf('previewPolicyGroupDeletion').at(-1)?.body).toEqual({ moveTo: other.id }))
    type(field('Why'), 'The branch is closed')
    button('Delete').click()
    await until(() => expect(rows()).toEqual(['Password only']))
    expect(router.currentRoute.value.name).toBe('policy-groups')
    expect(server.asksOf('deletePolicyGroup')[0]).toMatchObject({ input: { moveTo: other.id, reason: 'The branch is closed' }, ifMatch: 1 })
    expect(taro.policyGroup?.name).toBe('Password only')
  })

  test('that an enforcement names is not deleted, and it says why', async () => {
    const { server, other } = house()
    server.refuse('deletePolicyGroup', 'policy-group.named-by-rule')
    await openConsole(server, `/access-policy-groups/${other.id}`)
    await until(() => expect(field('Display Name').value).toBe('Password only'))
    expect(text()).toContain('Put people into it on their own page')
    button('Delete…').click()
    await until(() => expect(windowText()).toContain('Nobody is in it: nothing changes for anybody.'))
    button('Delete').click()
    await until(() => expect(windowText()).toContain('An enforcement is for the people of this group.'))
  })

  test('that is gone says so', async () => {
    const { server } = house()
    await openConsole(server, '/access-policy-groups/00000000-0000-4000-8000-999999999999')
    await sees('There is no such Access Policy Group.')
  })
})
