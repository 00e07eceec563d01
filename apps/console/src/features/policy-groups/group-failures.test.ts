import type { PolicyGroupVersion } from '@tegata/contract'
import { describe, expect, test } from 'vitest'
import { policyGroupOf, ruleOf } from '../../testing/fake-policies.ts'
import { createFakeServer } from '../../testing/fake-server.ts'
import { clientOf } from '../../testing/fake-settings.ts'
import { openConsole } from '../../testing/open-console.ts'
import { at, person } from '../../testing/people.ts'
import { answer, box, button, choice, choose, field, has, press, sees, seesNot, settled, submit, text, type, until, windowText } from '../../testing/screen.ts'

type Part = Parameters<typeof createFakeServer>[0]
function house(part: Part = {}) {
  const [group, other] = [policyGroupOf('Branch'), policyGroupOf('Password only', { ask: 'never' })]
  const taro = person('taro', '鈴木', '太郎', { policyGroup: { id: group.id, name: group.name } })
  const server = createFakeServer({ people: [taro], policyGroups: [group, other], impact: { people: 3, changed: 3, asked: 3 }, ...part })
  return { server, group, other, taro }
}
async function onForm(part: Part = {}) {
  const made = house(part)
  const opened = await openConsole(made.server, `/access-policy-groups/${made.group.id}`)
  await until(() => expect(field('Display Name').value).toBe('Branch'))
  return { ...made, ...opened }
}
const save = () => submit(document.querySelector<HTMLFormElement>('main form'))
const asksFirst = () => until(() => expect(windowText()).toContain('Save “Branch”?'))

describe('saving a group (S1-31)', () => {
  test('what is typed while it is being found out is found out, too: what the window says is what is sent', async () => {
    const { server } = await onForm()
    answer('Never require').click()
    const letGo = server.hold('previewPolicyGroupChange')
    save()
    await until(() => expect(server.asksOf('previewPolicyGroupChange')).toHaveLength(1))
    answer('Always require').click()
    choose(await until(() => choice('Who has nothing set up')), 'deny')
    server.world.impact = { people: 3, changed: 3, lockedOut: 2 }
    letGo()
    await asksFirst()
    expect(windowText()).toContain('2 people will be locked out')
    expect(server.asksOf('previewPolicyGroupChange').map(({ body }) => body)).toEqual([{ ask: 'never' }, { onUnenrolled: 'deny' }])
    button('Save').click()
    await sees('Saved.')
    expect(server.asksOf('changePolicyGroup').map(({ body }) => body)).toEqual([{ onUnenrolled: 'deny' }])
  })

  test('the network gone, before the window and in it: it is said where one is, nothing typed is lost, and why is sent in the end', async () => {
    const { server } = await onForm()
    answer('Never require').click()
    await sees('Not saved yet')
    type(field('Why'), '  Audit 2026 ')
    server.goAway()
    save()
    await sees('The server cannot be reached.')
    expect([windowText(), field('Why').value, server.asksOf('changePolicyGroup')]).toEqual(['', '  Audit 2026 ', []])
    server.comeBack()
    save()
    await asksFirst()
    server.goAway()
    button('Save').click()
    await until(() => expect(windowText()).toContain('The server cannot be reached.'))
    server.comeBack()
    button('Save').click()
    await sees('Saved.')
    expect([server.asksOf('changePolicyGroup').map(({ body }) => body), windowText()]).toEqual([[{ ask: 'never', reason: 'Audit 2026' }], ''])
    // Why this was changed is not why the next thing is.
    answer('Always require').click()
    await until(() => expect(field('Why').value).toBe(''))
  })

  test('pressed twice it asks once, and sends once', async () => {
    const { server } = await onForm()
    answer('Never require').click()
    await sees('Not saved yet')
    const letGo = server.hold('previewPolicyGroupChange')
    save()
    save()
    letGo()
    await asksFirst()
    const letSaved = server.hold('changePolicyGroup')
    const button_ = button('Save')
    button_.click()
    button_.click()
    letSaved()
    await sees('Saved.')
    expect([server.asksOf('previewPolicyGroupChange').length, server.asksOf('changePolicyGroup').length]).toEqual([1, 1])
  })

  test.each([
    ['somebody deleted it meanwhile', 'policy-group.not-found', 'There is no such Access Policy Group.'], ['the right is gone', 'permission.missing', 'Your roles do not permit this.'],
  ] as const)('%s: it is said in the window, and what was typed is still there behind it', async (_, code, words) => {
    const { server } = await onForm()
    answer('Never require').click()
    await sees('Not saved yet')
    save()
    await asksFirst()
    server.refuse('changePolicyGroup', code)
    button('Save').click()
    await until(() => expect(windowText()).toContain(words))
    button('Cancel').click()
    await until(() => expect(windowText()).toBe(''))
    expect([answer('Never require').checked, text().includes('Not saved yet')]).toEqual([true, true])
  })

  test('a name that somebody took meanwhile is said beside the name, without a window in front of it', async () => {
    const { server, group } = await onForm()
    answer('Never require').click()
    type(field('Display Name'), 'Taken')
    await sees('Not saved yet')
    save()
    await asksFirst()
    server.world.policyGroups.push(policyGroupOf('Taken'))
    button('Save').click()
    await sees('Another Access Policy Group has this name.')
    const name = field('Display Name')
    expect([windowText(), name.value, name.getAttribute('aria-invalid'), group.ask]).toEqual(['', 'Taken', 'true', 'always'])
    expect(document.getElementById(name.getAttribute('aria-describedby') ?? '')?.textContent).toContain('Another Access Policy Group has this name.')
  })

  test('without a kind that is accepted nothing is asked, and what is missing is said and has the focus', async () => {
    const { server } = await onForm()
    for (const kind of ['Authenticator app', 'Code by email', 'Push', 'Passkey']) {
      box(kind).click()
      await until(() => expect(box(kind).checked).toBe(false))
    }
    save()
    await until(() => expect(document.activeElement).toBe(box('Authenticator app')))
    expect(document.getElementById(box('Authenticator app').closest('fieldset')?.getAttribute('aria-describedby') ?? '')?.textContent).toBe('Choose at least one: otherwise nobody in this group could use a code.')
    expect([server.asksOf('previewPolicyGroupChange'), server.asksOf('changePolicyGroup')]).toEqual([[], []])
  })

  test('HTML and marks that turn the writing round in a name are a name, in the heading and the list alike', async () => {
    const name = '<img src=x onerror=alert(1)>\u202eabc'
    const { group, server } = house()
    group.name = name
    const { router } = await openConsole(server, `/access-policy-groups/${group.id}`)
    await until(() => expect(document.querySelector('h1')?.textContent).toBe(name))
    expect(document.title).toBe(`${name} · Tegata`)
    await router.push('/access-policy-groups')
    await until(() => expect(document.querySelector('tbody a')?.textContent).toBe(name))
    expect(document.querySelector('main img')).toBeNull()
  })
})

describe('deleting a group (S1-31)', () => {
  const asking = async (part: Part = {}, before: (server: ReturnType<typeof createFakeServer>) => void = () => undefined) => {
    const opened = await onForm(part)
    before(opened.server)
    button('Delete…').click()
    await until(() => expect(windowText()).toContain('Delete “Branch”?'))
    return opened
  }

  test('is not done before what it does is known, and an older answer does not stand over a newer one', async () => {
    let letOldGo = (): void => undefined
    const { server, other, router } = await asking({}, (fake) => { letOldGo = fake.hold('previewPolicyGroupDeletion') })
    expect(button('Delete').disabled).toBe(true)
    server.world.impact = { people: 3, changed: 3, notAsked: 3 }
    choose(choice('They go to'), other.id)
    await until(() => expect(windowText()).toContain('3 people are not asked for a code any more.'))
    server.world.impact = { people: 3, changed: 3, lockedOut: 3 }
    letOldGo()
    await settled()
    expect(windowText()).not.toContain('locked out')
    type(field('Why'), 'merged')
    button('Delete').click()
    await until(() => expect(router.currentRoute.value.name).toBe('policy-groups'))
    expect(server.asksOf('deletePolicyGroup').map(({ input, ifMatch }) => [input['moveTo'], input['reason'], ifMatch])).toEqual([[other.id, 'merged', 1]])
  })

  test('where that could not be found out: it is said, and the next press finds out first', async () => {
    const { server } = await asking({}, (fake) => fake.refuse('previewPolicyGroupDeletion', 'server.unavailable'))
    await until(() => expect(windowText()).toContain('The server cannot answer at the moment.'))
    button('Delete').click()
    await until(() => expect(windowText()).toContain('3 people will be asked for a code.'))
    expect([server.asksOf('deletePolicyGroup'), windowText().includes('The server cannot answer')]).toEqual([[], false])
  })

  test('is refused where somebody changed it meanwhile: it stays, and one stays with it', async () => {
    const { server, group, router } = await asking()
    await until(() => expect(windowText()).toContain('3 people will be asked for a code.'))
    group.version = '9'
    button('Delete').click()
    await until(() => expect(windowText()).toContain('Somebody changed this in the meantime.'))
    expect([server.world.policyGroups.includes(group), router.currentRoute.value.name]).toEqual([true, 'policy-group'])
  })
})

describe('the group of one person (S1-35)', () => {
  const onPerson = async (part: Part = {}) => {
    const made = house({ impact: { people: 1, changed: 1, asked: 1 }, ...part })
    await openConsole(made.server, `/users/${made.taro.id}`)
    return made
  }
  const changing = async (made: Awaited<ReturnType<typeof onPerson>>) => {
    await press('Change group')
    await until(() => expect(windowText()).toContain('Access Policy Group of'))
    await until(() => expect(choice('Group').options.length).toBe(3))
    return made
  }

  test('is not changed before what that does is known; the answer to another choice is none', async () => {
    const { server, other } = await changing(await onPerson())
    const letOldGo = server.hold('previewPolicyGroupAssignment')
    choose(choice('Group'), 'none')
    await until(() => expect(button('Save Changes').disabled).toBe(true))
    server.world.impact = { people: 1, changed: 1, notAsked: 1 }
    choose(choice('Group'), other.id)
    await until(() => expect(windowText()).toContain('鈴木 太郎 is not asked for a code any more.'))
    letOldGo()
    await settled()
    expect([windowText().includes('鈴木 太郎 is not asked for a code any more.'), button('Save Changes').disabled]).toEqual([true, false])
    button('Save Changes').click()
    await until(() => expect(server.asksOf('changeUser').map(({ body }) => body)).toEqual([{ policyGroup: other.id }]))
  })

  test('a look that failed is made again by the press, and nothing is changed unseen', async () => {
    const made = await onPerson()
    made.server.refuse('previewPolicyGroupAssignment', 'server.unavailable')
    const { server, other } = await changing(made)
    choose(choice('Group'), other.id)
    await until(() => expect(windowText()).toContain('The server cannot answer at the moment.'))
    button('Save Changes').click()
    await until(() => expect(windowText()).toContain('鈴木 太郎 will be asked for a code.'))
    expect(server.asksOf('changeUser')).toEqual([])
  })

  test('somebody else changed the person meanwhile: it is said, and the next press is on what is there now', async () => {
    const { server, other, taro } = await changing(await onPerson())
    choose(choice('Group'), other.id)
    await until(() => expect(windowText()).toContain('鈴木 太郎 will be asked for a code.'))
    taro.version = 7
    button('Save Changes').click()
    await until(() => expect(windowText()).toContain('Somebody changed this in the meantime.'))
    await until(() => expect(button('Save Changes').disabled).toBe(false))
    button('Save Changes').click()
    await until(() => expect(windowText()).toBe(''))
    expect(server.asksOf('changeUser').map(({ ifMatch }) => ifMatch)).toEqual([1, 7])
  })

  test('could not be asked for: it is said in its card, and trying again brings it', async () => {
    const made = house()
    made.server.refuse('getEffectivePolicy', 'server.unavailable')
    await openConsole(made.server, `/users/${made.taro.id}`)
    await sees('Access Policy – Access Policy Groups')
    await sees('The server cannot answer at the moment.')
    for (const each of document.querySelectorAll<HTMLButtonElement>('main button')) if (each.textContent?.trim() === 'Try again') each.click()
    await sees('The group “Branch” always asks.')
    await seesNot('The server cannot answer at the moment.')
  })
})

describe('the history of a group (S1-34)', () => {
  const versions = (of: ReturnType<typeof policyGroupOf>, count: number): PolicyGroupVersion[] => Array.from({ length: count }, (_, n) => ({
    version: count - n, at: at(n), by: 'misaki', reason: null, copiedFrom: null, rule: n === 0 ? ruleOf(of) : { ...ruleOf(of), ask: 'never' as const }, changes: null,
  }))
  const shown = () => document.querySelectorAll('.versions > li').length

  test('comes ten at a time; ones that do not come are said to be missing, and are brought by the next press, none twice', async () => {
    const { server, group } = house()
    server.world.groupVersions.set(group.id, versions(group, 13))
    await openConsole(server, `/access-policy-groups/${group.id}`)
    await until(() => expect(shown()).toBe(10))
    server.refuse('listPolicyGroupVersions', 'server.unavailable')
    button('Show older ones').click()
    await sees('The server cannot answer at the moment.')
    expect(shown()).toBe(10)
    button('Show older ones').click()
    await until(() => expect(shown()).toBe(13))
    expect([text().includes('The server cannot answer'), has('button', 'Show older ones')]).toEqual([false, false])
  })

  test('nobody goes back before it is known what that does', async () => {
    const { server, group } = house()
    server.world.groupVersions.set(group.id, versions(group, 2))
    await openConsole(server, `/access-policy-groups/${group.id}`)
    await until(() => expect(shown()).toBe(2))
    server.refuse('previewPolicyGroupChange', 'server.unavailable')
    button('Go back to version 1…').click()
    await until(() => expect(windowText()).toContain('The server cannot answer at the moment.'))
    button('Go back').click()
    await until(() => expect(windowText()).toContain('3 people will be asked for a code.'))
    expect(server.asksOf('changePolicyGroup')).toEqual([])
    button('Go back').click()
    await sees('Version 3')
    expect(server.asksOf('changePolicyGroup')).toHaveLength(1)
  })
})

describe('a new group (S1-29)', () => {
  const window = async (part: Part = {}) => {
    const made = house(part)
    const opened = await openConsole(made.server, '/access-policy-groups')
    await press('Add group')
    await until(() => expect(windowText()).toContain('Display Name'))
    return { ...made, ...opened }
  }
  const send = () => submit(document.querySelector<HTMLFormElement>('form#new-policy-group'))

  test('whose name is taken, or which the network keeps back, stays as it was typed; pressed twice it is made once; the next one begins afresh', async () => {
    const { server, router } = await window()
    type(field('Display Name'), 'Branch')
    choose(choice('Who has nothing set up'), 'deny')
    send()
    await until(() => expect(windowText()).toContain('Another Access Policy Group has this name.'))
    expect(choice('Who has nothing set up').value).toBe('deny')
    type(field('Display Name'), ' New ')
    server.goAway()
    send()
    await until(() => expect(windowText()).toContain('The server cannot be reached.'))
    server.comeBack()
    send()
    send()
    await until(() => expect(router.currentRoute.value.name).toBe('policy-group'))
    expect(server.world.policyGroups.filter(({ name }) => name === 'New').map(({ onUnenrolled }) => onUnenrolled)).toEqual(['deny'])
    await router.push('/access-policy-groups')
    await press('Add group')
    await until(() => expect(field('Display Name').value).toBe(''))
    expect(choice('Who has nothing set up').value).toBe('enrol')
  })

  test('without a name is not sent, and the name has the focus', async () => {
    const { server } = await window()
    send()
    await until(() => expect(document.activeElement).toBe(field('Display Name')))
    expect([server.asksOf('createPolicyGroup'), windowText().includes('Please fill this in.')]).toEqual([[], true])
  })
})

test('of more applications than a list holds those are offered that are searched for: asked once there is a pause, and a failure is said (S0-24)', async () => {
  const { server } = await onForm({ clients: Array.from({ length: 5 }, (_, n) => clientOf(`app-${n}`, { name: `<b>App ${n}</b>` })), pageSize: 3 })
  answer('Do not require under specific conditions').click()
  await press('Add a condition')
  await until(() => field('Search applications'))
  const before = server.asksOf('listClients').length
  for (const typed of ['a', 'ap', 'app-4']) type(field('Search applications'), typed)
  await until(() => expect([...choice('To these applications').options].map((option) => option.textContent)).toContain('<b>App 4</b> (app-4)'))
  expect(server.asksOf('listClients').slice(before).map(({ input }) => input['search'])).toEqual(['app-4'])
  choose(choice('To these applications'), 'app-4')
  await sees('Not asked: to app-4, from anywhere.')
  expect(document.querySelector('main b')).toBeNull()
  server.refuse('listClients', 'server.unavailable')
  type(field('Search applications'), 'app-1')
  await sees('The server cannot answer at the moment.')
})
