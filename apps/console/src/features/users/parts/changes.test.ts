import { describe, expect, test } from 'vitest'
import { createFakeServer, type World } from '../../../testing/fake-server.ts'
import { openConsole } from '../../../testing/open-console.ts'
import { app, at, groups, person, roleId, type Person } from '../../../testing/people.ts'
import { button, choice, choose, has, link, sees, seesNot, text, until, windowText } from '../../../testing/screen.ts'

async function open(overrides: Partial<Person>, part: Partial<World> = {}) {
  const who = person('yuna', '김', '유나', overrides)
  const server = createFakeServer({ people: [who], ...part })
  const opened = await openConsole(server, `/users/${who.id}`)
  await sees('OTP Configured')
  await until(() => expect(text()).not.toContain('Loading…'))
  return { server, who, ...opened }
}
const helpDesk = (): Partial<World> => ({ me: person('help', '박', '지훈', { administrator: true }), myRoles: ['help-desk'] })
const session = (id: string, overrides: Partial<Person['sessions'][number]> = {}): Person['sessions'][number] =>
  ({ id, startedAt: at(9), lastUsedAt: at(1), expiresAt: null, address: '203.0.113.24', userAgent: null, proven: [], clients: [], ...overrides })
const html = '<img src=x onerror=alert(1)>'
const card = (title: string) => [...document.querySelectorAll('section')].find((each) => each.querySelector('h2')?.textContent?.trim() === title)
const pick = async (label: string, value: string, give: string) => {
  await until(() => expect([...choice(label).options].some((option) => option.value === value)).toBe(true))
  choose(choice(label), value)
  await until(() => expect(button(give).disabled).toBe(false))
  button(give).click()
}
const network = 'The server cannot be reached.'

describe('roles that could not be given or taken', () => {
  test('the network gone: it is said at the roles, what was picked is still picked, and the second try gives it', async () => {
    const { server } = await open({})
    await until(() => expect(choice('Choose a role').options.length).toBeGreaterThan(1))
    server.goAway()
    await pick('Choose a role', roleId('payroll-viewer'), 'Give')
    await until(() => expect(card('Roles')?.textContent).toContain(network))
    expect(choice('Choose a role').value).toBe(roleId('payroll-viewer'))
    server.comeBack()
    button('Give').click()
    await until(() => expect(has('button', 'Take away the role payroll-viewer')).toBe(true))
    await until(() => expect(card('Roles')?.textContent).not.toContain(network))
    expect(choice('Choose a role').value).toBe('')
  })

  test('what was refused when giving is not said any more beside what was taken away since', async () => {
    const { server } = await open({ roleIds: [roleId('wiki-editor')] })
    server.refuse('grantRole', 'permission.grants-more-than-held')
    await pick('Choose a role', roleId('global-admin'), 'Give')
    await sees('This would hand out rights that you do not hold yourself.')
    button('Take away the role wiki-editor').click()
    await sees('No roles.')
    expect(text()).not.toContain('This would hand out rights')
  })

  test('the last working administrator keeps the role: refused with a sentence, and the role stands there', async () => {
    const { server } = await open({ administrator: true, roleIds: [roleId('global-admin')] })
    server.refuse('withdrawRole', 'permission.last-administrator')
    await until(() => expect(has('button', 'Take away the role Global Admin')).toBe(true))
    button('Take away the role Global Admin').click()
    await until(() => expect(card('Roles')?.querySelector('[role=alert]')).not.toBeNull())
    expect(has('button', 'Take away the role Global Admin')).toBe(true)
  })

  test('two clicks take a role away once', async () => {
    const { server } = await open({ roleIds: [roleId('wiki-editor')] })
    await until(() => expect(has('button', 'Take away the role wiki-editor')).toBe(true))
    const letGo = server.hold('withdrawRole')
    button('Take away the role wiki-editor').click()
    await until(() => expect(server.asksOf('withdrawRole')).toHaveLength(1))
    button('Take away the role wiki-editor').click()
    letGo()
    await sees('No roles.')
    expect(server.asksOf('withdrawRole')).toHaveLength(1)
  })

  test('nobody is offered to hand out what they do not hold, nor a role that is there already', async () => {
    await open({ roleIds: [roleId('wiki-editor')] })
    await until(() => expect([...choice('Choose a role').options].map(({ value }) => value)).toEqual(
      ['', ...['global-admin', 'read-only-admin', 'certificate-admin', 'help-desk', 'payroll-viewer'].map(roleId)]))
  })

  test('Help Desk reads the roles and is offered no change of them, nor of groups', async () => {
    const { server } = await open({ roleIds: [roleId('wiki-editor')], groupIds: [groups[0]?.id ?? ''] }, helpDesk())
    await until(() => expect(card('Roles')?.textContent).toContain('wiki-editor'))
    await until(() => expect(card('Groups')?.textContent).toContain('営業部'))
    expect([...card('Roles')?.querySelectorAll('button, select') ?? [], ...card('Groups')?.querySelectorAll('button, select') ?? []]).toEqual([])
    expect(server.forbidden).toEqual([])
  })
})

describe('groups that could not be joined or left', () => {
  test('a refusal is said at the groups, what was picked stays picked, and the next try tells no more of it', async () => {
    const { server } = await open({})
    server.refuse('addGroupMember', 'server.unavailable')
    await pick('Choose a group', groups[1]?.id ?? '', 'Add')
    await until(() => expect(card('Groups')?.textContent).toContain('The server cannot answer at the moment.'))
    expect(choice('Choose a group').value).toBe(groups[1]?.id)
    button('Add').click()
    await until(() => expect(has('button', 'Remove from the group Engineering')).toBe(true))
    await until(() => expect(card('Groups')?.textContent).not.toContain('The server cannot answer'))
  })

  test('permission withdrawn meanwhile: the group stays, and the page stops offering it', async () => {
    const { server } = await open({ groupIds: [groups[2]?.id ?? ''] })
    await until(() => expect(has('button', 'Remove from the group 서울 지사')).toBe(true))
    server.world.myRoles = ['read-only-admin']
    button('Remove from the group 서울 지사').click()
    await sees('Your roles do not permit this.')
    await until(() => expect(has('button', 'Remove from the group 서울 지사')).toBe(false))
    expect(card('Groups')?.textContent).toContain('서울 지사')
  })
})

describe('sessions', () => {
  test('of a browser that says nothing, or something hostile, text is shown, and no address where there is none', async () => {
    await open({ sessions: [session('one', { address: null }), session('two', { userAgent: html })] })
    await until(() => expect(card('Sessions')?.querySelectorAll('li')).toHaveLength(2))
    expect(card('Sessions')?.querySelectorAll('.mono')).toHaveLength(1)
    expect(document.querySelector('main img')).toBeNull()
  })

  test('a session that could not be ended is still there, with why; ending all of them then leaves no such word behind', async () => {
    const { server } = await open({ sessions: [session('one'), session('two')] })
    await until(() => expect(has('button', 'End')).toBe(true))
    server.refuse('endSession', 'server.unavailable')
    button('End').click()
    await sees('The server cannot answer at the moment.')
    expect(card('Sessions')?.querySelectorAll('li')).toHaveLength(2)
    button('End all').click()
    await until(() => expect(windowText()).toContain('Sign 김유나 out everywhere?'))
    server.refuse('endSessions', 'permission.not-for-administrators')
    button('End all').click()
    await until(() => expect(document.querySelector('dialog[open] [role=alert]')).not.toBeNull())
    button('End all').click()
    await sees('Signed in nowhere.')
    await seesNot('The server cannot answer at the moment.')
  })

  test('asked again, the window does not begin with what went wrong before', async () => {
    const { server } = await open({ sessions: [session('one')] })
    server.refuse('endSessions', 'server.unavailable')
    button('End all').click()
    await until(() => expect(windowText()).toContain('out everywhere?'))
    button('End all').click()
    await until(() => expect(windowText()).toContain('The server cannot answer at the moment.'))
    button('Cancel').click()
    await until(() => expect(windowText()).toBe(''))
    button('End all').click()
    await until(() => expect(windowText()).toContain('out everywhere?'))
    expect(windowText()).not.toContain('The server cannot answer')
    expect(server.asksOf('endSessions')).toHaveLength(1)
  })
})

describe('authenticators', () => {
  test('the network gone while removing: the window stays, and the second click removes it once', async () => {
    const { server } = await open({ authenticators: [app({ name: 'Galaxy' }), app({ name: 'iPad' })] })
    button('Remove Galaxy').click()
    await until(() => expect(windowText()).toContain('the person is told by mail'))
    server.goAway()
    button('Remove').click()
    await until(() => expect(windowText()).toContain(network))
    server.comeBack()
    const letGo = server.hold('removeAuthenticator')
    button('Remove').click()
    await until(() => expect(server.asksOf('removeAuthenticator')).toHaveLength(1))
    button('Remove').click()
    letGo()
    await seesNot('Galaxy')
    expect(server.asksOf('removeAuthenticator')).toHaveLength(1)
  })

  test('Escape and Cancel remove nothing', async () => {
    const { server } = await open({ authenticators: [app({ name: 'Galaxy' })] })
    button('Remove Galaxy').click()
    await until(() => expect(windowText()).toContain('the person is told by mail'))
    button('Cancel').click()
    await until(() => expect(document.querySelector('dialog[open]')).toBeNull())
    button('Remove Galaxy').click()
    await until(() => expect(document.querySelector('dialog[open]')).not.toBeNull())
    // What the browser does on Escape.
    document.querySelector<HTMLDialogElement>('dialog[open]')?.close()
    await until(() => expect(document.querySelector('dialog[open]')).toBeNull())
    expect(server.asksOf('removeAuthenticator')).toEqual([])
    expect(text()).toContain('Galaxy')
  })

  test('a name of HTML, right-to-left or ten thousand characters is a name, in the list and in the window', async () => {
    const long = `\u202e${'長'.repeat(10_000)}`
    await open({ authenticators: [app({ name: html }), app({ name: long })] })
    await sees(long)
    button(`Remove ${html}`).click()
    await until(() => expect(windowText()).toContain(html))
    expect(document.querySelector('main img, dialog img')).toBeNull()
  })

  test('what could not be read is said as such: nobody is said to have nothing', async () => {
    const who = person('yuna', '김', '유나', { authenticators: [app({ name: 'Galaxy' })], sessions: [session('one')], roleIds: [roleId('wiki-editor')], groupIds: [groups[0]?.id ?? ''] })
    const server = createFakeServer({ people: [who] })
    for (const id of ['listAuthenticators', 'listSessions', 'listUserRoles', 'listUserGroups', 'listAttempts'] as const) server.refuse(id, 'server.unavailable')
    await openConsole(server, `/users/${who.id}`)
    await until(() => expect(text().match(/The server cannot answer at the moment\./g)).toHaveLength(5))
    for (const words of ['No roles.', 'In no group.', 'Signed in nowhere.', 'Nothing is set up.']) expect(text()).not.toContain(words)
  })
})

describe('activity', () => {
  test('leads to everything of this person in the audit log, but not where that may not be read', async () => {
    const first = await open({})
    await sees('Recent activity')
    const all = link('All events in the audit log')
    expect(all.getAttribute('href')).toBe(`/audit-log?user=${first.who.id}`)
    first.app.unmount()
    await open({}, helpDesk())
    await sees('Recent activity')
    expect(has('a', all.textContent ?? '')).toBe(false)
  })
})
